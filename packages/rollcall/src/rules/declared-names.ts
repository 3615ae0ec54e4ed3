import { matchesPattern } from '../contract/patterns.ts';
import type { ContractFacts, ContractService } from '../model/contract-facts.ts';

/** Every name that the contract mentions, for one service or for all. */
export function declaredNames(contract: ContractFacts, service: ContractService | undefined): Set<string> {
  const names = new Set<string>();
  for (const entry of contract.names.values()) {
    names.add(entry.name);
    for (const alias of entry.nameIn.values()) names.add(alias);
  }
  if (!service) return names;
  for (const need of service.add) for (const name of need.anyOf.flat()) names.add(name);
  for (const excuse of [...service.drop, ...service.given, ...service.retired]) names.add(excuse.name);
  for (const name of service.variables) names.add(name);
  return names;
}

/** Whether the contract has nothing to learn about a name: it mentions it, or its patterns match it. */
export function isDeclared(name: string, declared: ReadonlySet<string>, service: ContractService | undefined): boolean {
  if (declared.has(name)) return true;
  return service?.dynamic.some((pattern) => matchesPattern(pattern, name)) ?? false;
}
