import type { TreeFacts } from '../model/tree-facts.ts';
import { proposeCorrections } from './corrections.ts';
import { type ProposedEnvironment, proposeEnvironments } from './environments.ts';
import { printContract } from './print.ts';
import { follows, type ProposedTemplate, proposeTemplate, secretUses } from './secret-template.ts';
import { proposeServices } from './services.ts';
import { proposeSharedSecrets } from './shared-secrets.ts';

/**
 * Proposes a contract from what was found in a tree: what cannot be inferred again, and a comment for what was. Pure and deterministic; the
 * text is valid by the contract's schema. It holds no plain variable's value.
 */
export function proposeContract(facts: TreeFacts): { readonly path: 'rollcall.yaml'; readonly text: string } {
  const environments = proposeEnvironments(facts);
  const templates = new Map<string, ProposedTemplate>();
  for (const { id, deployments } of environments) {
    const template = proposeTemplate(secretUses(deployments));
    if (template) templates.set(id, template);
  }
  const environmentOf = (deployment: TreeFacts['deployments'][number]) =>
    environments.find(({ deployments }) => deployments.includes(deployment))?.id ?? '';
  const shared = proposeSharedSecrets(facts.deployments, (name, secret, deployment) => {
    const template = templates.get(environmentOf(deployment))?.template;
    return template !== undefined && follows({ name, secret, service: deployment.service }, template);
  });
  const text = printContract({
    environments,
    templates,
    unplaced: environments.length === 0 ? proposeTemplate(secretUses(facts.deployments)) : null,
    shared,
    corrections: proposeCorrections(environments, templates, shared),
    services: proposeServices(facts, environments),
    comparedWords: comparedWords(facts, environments),
    apart: facts.deployments.filter(({ service }) => service === null).map(({ range }) => range.path),
    complete: facts.complete,
  });
  return { path: 'rollcall.yaml', text };
}

/** Words with which the code compares its environment's name and that no deployment gives. */
function comparedWords(facts: TreeFacts, environments: readonly ProposedEnvironment[]): string[] {
  const told = new Set(environments.flatMap(({ id, codeWords }) => [id, ...codeWords]));
  const words = facts.reads.flatMap(({ only: within, except }) => [...within, ...except]);
  return [...new Set(words)].filter((word) => !told.has(word)).sort();
}
