import type { Complain } from './contract-error.ts';
import { type Pointer, showName } from './places.ts';
import { checkEnvironmentKeys, type Known, refer } from './references.ts';
import type { RequirementInput, ServiceInput } from './schema.ts';

/** Checks one service for references to what the contract does not know, and for contradictions with itself. */
export function checkService(service: ServiceInput, at: Pointer, known: Known, complain: Complain): void {
  checkEnvironmentKeys(service.cloudRun, [...at, 'cloudRun'], known, complain);
  for (const [name, value] of Object.entries(service.variables ?? {}))
    checkEnvironmentKeys(value, [...at, 'variables', name], known, complain);
  for (const [i, id] of (service.dependsOn ?? []).entries())
    refer('service', id, known.services, [...at, 'dependsOn', i], complain);
  checkRequirements(service, at, known, complain);
  checkContradictions(service, at, complain);
  const { minInstances, maxInstances } = service.resources ?? {};
  if (minInstances !== undefined && maxInstances !== undefined && minInstances > maxInstances)
    complain([...at, 'resources', 'maxInstances'], 'must not be less than minInstances');
  if (service.start !== undefined && Array.isArray(service.start.command) && service.start.command.length === 0)
    complain([...at, 'start', 'command'], 'must name a program');
}

function checkRequirements(service: ServiceInput, at: Pointer, known: Known, complain: Complain): void {
  for (const [i, need] of (service.needs?.add ?? []).entries()) {
    if (typeof need === 'string') continue;
    const pointer = [...at, 'needs', 'add', i];
    if (need.name === undefined && need.anyOf === undefined) complain(pointer, 'missing key "name" or "anyOf"', 'key');
    if (need.name !== undefined && need.anyOf !== undefined)
      complain(pointer, 'has both "name" and "anyOf"; state one of them', 'key');
    for (const [j, id] of (need.environments ?? []).entries())
      refer('environment', id, known.environments, [...pointer, 'environments', j], complain);
  }
}

/** A name cannot be needed and retired, needed and dropped, or both a plain variable and retired. */
function checkContradictions(service: ServiceInput, at: Pointer, complain: Complain): void {
  const added = new Set((service.needs?.add ?? []).flatMap(soleName));
  const mentioned = new Set((service.needs?.add ?? []).flatMap(namesOf));
  const variables = new Set(Object.keys(service.variables ?? {}));
  const dropped = service.needs?.drop ?? [];
  for (const [i, { name }] of dropped.entries()) {
    if (added.has(name))
      complain(
        [...at, 'needs', 'drop', i, 'name'],
        `${showName(name)} is both added to the needs and dropped from them`,
      );
  }
  for (const [i, { name, replacedBy }] of (service.retired ?? []).entries()) {
    const pointer = [...at, 'retired', i];
    if (mentioned.has(name)) complain([...pointer, 'name'], `${showName(name)} is both needed and retired`);
    if (variables.has(name)) complain([...pointer, 'name'], `${showName(name)} is both a variable and retired`);
    if (service.given?.some((given) => given.name === name))
      complain([...pointer, 'name'], `${showName(name)} is both given and retired`);
    if (replacedBy === name) complain([...pointer, 'replacedBy'], 'must be another name');
  }
}

function soleName(need: RequirementInput): string[] {
  return typeof need === 'string' ? [need] : [need.name ?? []].flat();
}

function namesOf(need: RequirementInput): string[] {
  return typeof need === 'string' ? [need] : [...soleName(need), ...(need.anyOf ?? []).flat()];
}
