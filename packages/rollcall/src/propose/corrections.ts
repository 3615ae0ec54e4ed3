import { only, type ProposedEnvironment } from './environments.ts';
import { type ProposedTemplate, secretUses } from './secret-template.ts';
import type { SharedSecret } from './shared-secrets.ts';

/** The secret that a name has in one environment although the environment's template makes another. */
export interface ProposedCorrection {
  readonly name: string;
  /** Environment → secret id. */
  readonly secretId: ReadonlyMap<string, string>;
}

/** Names off their environment's template. One that different services take from different secrets has no one id to write. */
export function proposeCorrections(
  environments: readonly ProposedEnvironment[],
  templates: ReadonlyMap<string, ProposedTemplate>,
  shared: readonly SharedSecret[],
): ProposedCorrection[] {
  const explained = new Set(shared.map(({ name }) => name));
  const corrections = new Map<string, Map<string, string>>();
  for (const { id, deployments } of environments) {
    const exceptions = (templates.get(id)?.exceptions ?? []).filter(({ name }) => !explained.has(name));
    const uses = secretUses(deployments);
    for (const { name } of exceptions) {
      const secret = only(uses.filter((use) => use.name === name).map((use) => use.secret));
      if (secret !== null) corrections.set(name, (corrections.get(name) ?? new Map()).set(id, secret));
    }
  }
  const names = [...corrections.keys()].sort();
  return names.map((name) => ({ name, secretId: corrections.get(name) ?? new Map() }));
}
