import type { Contract, ContractEnvironment } from '../contract/contract.ts';
import { known } from '../model/text.ts';
import type { FoundDeployment } from './found.ts';

/**
 * The environment that the contract tells by a deployment's name, else by its flags, else by its branch filter; null where none or
 * several fit.
 */
export function statedEnvironment(found: FoundDeployment, contract: Contract | null): string | null {
  const deployed = known(found.fact.deployedName);
  const named = new Set<string>();
  for (const { cloudRun } of contract?.services.values() ?? [])
    for (const [environment, name] of cloudRun.by) if (name === deployed) named.add(environment);
  if (named.size === 1) return [...named][0] ?? null;
  const environments = [...(contract?.environments.values() ?? [])];
  const byFlags = environments.filter((one) => one.match.flags.size > 0 && hasFlags(found, one));
  if (byFlags.length === 1) return byFlags[0]?.id ?? null;
  const branches = found.command?.branches ?? found.branches ?? [];
  const byBranch = environments.filter(
    ({ match }) => branches.length > 0 && branches.every((branch) => match.branches.includes(branch)),
  );
  return byFlags.length === 0 && byBranch.length === 1 ? (byBranch[0]?.id ?? null) : null;
}

function hasFlags(found: FoundDeployment, { match }: ContractEnvironment): boolean {
  return [...match.flags].every(([name, value]) => flagOf(found, name.replace(/^--/, '')) === value);
}

function flagOf({ fact, command }: FoundDeployment, name: string): string | null {
  const stated = name === 'project' ? fact.project : name === 'region' ? fact.region : null;
  if (stated) return known(stated);
  const words = (command?.argv ?? []).map((word) => ('open' in word ? null : known(word.text)));
  for (const [i, word] of words.entries()) {
    if (word === `--${name}`) return words[i + 1] ?? null;
    if (word?.startsWith(`--${name}=`)) return word.slice(name.length + 3);
  }
  return null;
}
