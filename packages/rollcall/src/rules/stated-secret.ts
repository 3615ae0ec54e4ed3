import { fillTemplate } from '../contract/templates.ts';
import type { ContractFacts } from '../model/contract-facts.ts';
import type { BindingFact, FormatId } from '../model/deployment.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';
import { contractName } from '../resolve/code-requirements.ts';
import { certainBindings } from './certain-bindings.ts';

/** One name of one service in one environment. */
export interface SecretPlace {
  readonly environment: string;
  readonly service: string | null;
  readonly name: string;
}

/** The template by which the contract makes a name's secret id; null where it states none. */
export function statedTemplate(contract: ContractFacts, { environment, name }: SecretPlace): string | null {
  const own = contractName(contract, name)?.secretIn.get(environment);
  return own ?? contract.environments.get(environment)?.secretId ?? null;
}

/** The secret id that the contract states for a name; null where it states none, or not all that its template asks for is known. */
export function statedId(contract: ContractFacts, place: SecretPlace): string | null {
  const template = statedTemplate(contract, place);
  if (template === null) return null;
  const { environment, service, name } = place;
  const filled = fillTemplate(template, {
    name: contractName(contract, name)?.name ?? name,
    environment,
    ...(service === null ? {} : { service }),
  });
  return /[{}]/.test(filled) ? null : filled;
}

/** The ids that the contract allows for a name: its own, and those of the names with which it must be one secret. */
export function allowedIds(contract: ContractFacts, place: SecretPlace): string[] {
  const own = contractName(contract, place.name);
  const root = own && rootOf(own.name, contract);
  const family = root === null ? [] : [...contract.names.keys()].filter((name) => rootOf(name, contract) === root);
  const names = [place.name, ...family];
  return names.flatMap((name) => statedId(contract, { ...place, name }) ?? []);
}

/** The name at the end of `sameSecretAs`. A contract has no cycles. */
function rootOf(name: string, contract: ContractFacts): string {
  let at = name;
  for (let next = contract.names.get(at)?.sameSecretAs; next; next = contract.names.get(at)?.sameSecretAs) at = next;
  return at;
}

export interface SecretBinding extends BindingFact {
  readonly source: Extract<BindingFact['source'], { kind: 'secret' }>;
}

/** Formats whose secrets are objects of a cluster or files of a machine, and have no ids of Secret Manager. */
const OTHER_STORES: ReadonlySet<FormatId> = new Set(['kubernetes', 'compose', 'docker-run']);

/** The secrets of Secret Manager that hold for the deployment, each given to a variable by an id of which nothing is left to run time. */
export function managedSecrets(resolved: ResolvedDeployment): SecretBinding[] {
  if (OTHER_STORES.has(resolved.deployment.format)) return [];
  const held = new Set([...resolved.bindings.values()].flat());
  return certainBindings(resolved).flatMap((binding) => {
    const { source, target } = binding;
    if (source.kind !== 'secret' || source.template || target !== 'env' || !held.has(binding)) return [];
    return /^[\w-]+$/.test(source.secret) ? [{ ...binding, source }] : [];
  });
}
