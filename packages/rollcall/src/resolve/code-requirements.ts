import type { ContractFacts, ContractName } from '../model/contract-facts.ts';
import type { Level, Read, When } from '../model/read.ts';
import type { Requirement } from '../model/resolution.ts';

const WHEN_ORDER: readonly When[] = ['import', 'start', 'unknown', 'use', 'build'];

/**
 * What one service's code needs. Reads of one name (or of one group) in the same environments make one requirement, with the strictest
 * level and the earliest moment. A group with a default among its reads needs nothing.
 */
export function requirementsFromCode(
  service: string,
  reads: readonly Read[],
  contract: ContractFacts | null,
): Requirement[] {
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    const key = read.group === null ? JSON.stringify(['name', read.name]) : JSON.stringify(['group', read.group]);
    groups.set(key, [...(groups.get(key) ?? []), read]);
  }
  return [...groups.values()].flatMap((group) => requirementsOfGroup(service, group, contract));
}

function requirementsOfGroup(service: string, group: readonly Read[], contract: ContractFacts | null): Requirement[] {
  const grouped = group[0]?.group != null;
  if (grouped && group.some((read) => read.level === 'defaulted')) return [];
  const anyOf = [...new Set(group.map((read) => read.name))].sort().map((name) => [name]);
  const scopes = new Map<string, Read[]>();
  for (const read of group) {
    if (!needs(read.level)) continue;
    const key = JSON.stringify([read.by, [...read.only].sort(), [...read.except].sort(), read.where ?? null]);
    scopes.set(key, [...(scopes.get(key) ?? []), read]);
  }
  return [...scopes.values()].flatMap((reads) => requirementOf(service, anyOf, reads, contract));
}

function requirementOf(
  service: string,
  anyOf: readonly (readonly string[])[],
  reads: readonly Read[],
  contract: ContractFacts | null,
): Requirement[] {
  const [first] = reads;
  if (!first) return [];
  const strict = reads.filter((read) => read.level === 'required');
  const deciding = strict.length > 0 ? strict : reads;
  const said = anyOf.flat().flatMap((name) => contractName(contract, name) ?? []);
  return [
    {
      service,
      anyOf,
      from: 'code',
      level: strict.length > 0 ? 'required' : 'hollow',
      critical: said.some((name) => name.critical),
      when: moment(said) ?? earliest(deciding),
      only: first.only.length > 0 ? [...first.only].sort() : null,
      except: [...first.except].sort(),
      by: first.by,
      ...unsetOf(deciding),
      ...unlessOf(strict),
      ...(first.where ? { where: first.where } : {}),
      reads,
      description: said.find((name) => name.description !== null)?.description ?? null,
      declaredAt: said.find((name) => name.declaredAt !== null)?.declaredAt ?? null,
    },
  ];
}

function unsetOf(reads: readonly Read[]): Pick<Requirement, 'holdsUnset'> {
  if (reads.some(({ holdsUnset }) => holdsUnset)) return { holdsUnset: true };
  return reads.every(({ holdsUnset }) => holdsUnset === false) ? { holdsUnset: false } : {};
}

/** A requirement of one read holds whatever may switch off another's. */
function unlessOf(reads: readonly Read[]): Pick<Requirement, 'unless'> {
  if (reads.length === 0 || reads.some(({ unless = [] }) => unless.length === 0)) return {};
  return { unless: [...new Map(reads.flatMap(({ unless = [] }) => unless.map((one) => [one.name, one]))).values()] };
}

/** The contract's entry for a name, by the name itself or by the name that it bears in some environment. */
export function contractName(contract: ContractFacts | null, name: string): ContractName | null {
  if (!contract) return null;
  const direct = contract.names.get(name);
  if (direct) return direct;
  for (const entry of contract.names.values()) {
    for (const alias of entry.nameIn.values()) if (alias === name) return entry;
  }
  return null;
}

/** When the contract says that names are needed, in the resolution's words. */
function moment(names: readonly ContractName[]): Requirement['when'] | null {
  const when = names.find((name) => name.when !== null)?.when ?? null;
  return when === 'request' ? 'use' : when;
}

function earliest(reads: readonly Read[]): When {
  return WHEN_ORDER.find((when) => reads.some((read) => read.when === when)) ?? 'unknown';
}

function needs(level: Level): boolean {
  return level === 'required' || level === 'hollow';
}
