import { checkService } from './check-service.ts';
import type { Complain, Complaint } from './contract-error.ts';
import { findCycles } from './cycles.ts';
import { showName } from './places.ts';
import { checkEnvironmentKeys, type Known, refer } from './references.ts';
import type { ContractInput } from './schema.ts';

/** A hint compares with every known id, so only so many complaints get one. */
const MAX_HINTS = 50;
/** Bounds that keep the work small on a contract that nobody wrote by hand. */
const MAX_ENVIRONMENTS = 100;
const MAX_EXTENDS = 10;

/**
 * Checks what a schema cannot say: references to environments, names and services, cycles, contradictions. An `until` that has passed
 * is no error of the contract; a rule tells it.
 */
export function checkMeaning(input: ContractInput): Complaint[] {
  const complaints: Complaint[] = [];
  const complain: Complain = (pointer, message, at = 'value', hint) => {
    const hinted = hint && complaints.length < MAX_HINTS ? message + hint() : message;
    complaints.push({ pointer, message: hinted, at });
  };
  const known: Known = {
    environments: new Set(Object.keys(input.environments ?? {})),
    names: new Set(Object.keys(input.names ?? {})),
    services: new Set(Object.keys(input.services ?? {})),
  };
  checkEnvironments(input, known, complain);
  checkNames(input, known, complain);
  for (const [id, service] of Object.entries(input.services ?? {}))
    checkService(service ?? {}, ['services', id], known, complain);
  checkOrder(input, known, complain);
  for (const [i, { service, environment }] of (input.suppress ?? []).entries()) {
    if (service !== undefined) refer('service', service, known.services, ['suppress', i, 'service'], complain);
    if (environment !== undefined)
      refer('environment', environment, known.environments, ['suppress', i, 'environment'], complain);
  }
  for (const [i, table] of (input.tables ?? []).entries()) {
    if (table.requirements === undefined && table.secrets === undefined && table.critical === undefined)
      complain(['tables', i], 'names no table; state at least one of requirements, secrets, critical', 'key');
  }
  return complaints;
}

function checkEnvironments(input: ContractInput, known: Known, complain: Complain): void {
  const environments = new Map(Object.entries(input.environments ?? {}));
  if (environments.size > MAX_ENVIRONMENTS)
    complain(['environments'], `more than ${MAX_ENVIRONMENTS} environments`, 'key');
  for (const [id, environment] of environments) {
    if (environment?.extends !== undefined)
      refer('environment', environment.extends, known.environments, ['environments', id, 'extends'], complain);
  }
  const next = (id: string) => [environments.get(id)?.extends ?? []].flat();
  const cycles = findCycles([...known.environments], next);
  if (cycles.length === 0) checkLengths(environments, complain);
  for (const cycle of cycles)
    complain(
      ['environments', cycle[0] ?? '', 'extends'],
      `environments extend each other in a circle: ${circle(cycle)}`,
    );
}

/** Each name's values are spread along `extends`, so its chains are short. */
function checkLengths(
  environments: ReadonlyMap<string, { readonly extends?: string | undefined } | null>,
  complain: Complain,
): void {
  for (const [id, environment] of environments) {
    let steps = 0;
    for (let base = environment?.extends; base !== undefined && steps <= MAX_EXTENDS; steps++)
      base = environments.get(base)?.extends;
    if (steps > MAX_EXTENDS) complain(['environments', id, 'extends'], `extends more than ${MAX_EXTENDS} others`);
  }
}

function checkNames(input: ContractInput, known: Known, complain: Complain): void {
  const names = new Map(Object.entries(input.names ?? {}));
  for (const [id, name] of names) {
    const at = ['names', id];
    if (name?.sameSecretAs !== undefined)
      refer('name', name.sameSecretAs, known.names, [...at, 'sameSecretAs'], complain);
    checkEnvironmentKeys(name?.name, [...at, 'name'], known, complain);
    checkEnvironmentKeys(name?.secretId, [...at, 'secretId'], known, complain);
    checkEnvironmentKeys(name?.version, [...at, 'version'], known, complain);
    const { minLength, maxLength } = name?.quality ?? {};
    if (minLength !== undefined && maxLength !== undefined && minLength > maxLength)
      complain([...at, 'quality', 'maxLength'], 'must not be less than minLength');
  }
  const next = (id: string) => [names.get(id)?.sameSecretAs ?? []].flat();
  for (const cycle of findCycles([...known.names], next))
    complain(['names', cycle[0] ?? '', 'sameSecretAs'], `names refer to each other in a circle: ${circle(cycle)}`);
}

function checkOrder(input: ContractInput, known: Known, complain: Complain): void {
  const services = new Map(Object.entries(input.services ?? {}));
  for (const cycle of findCycles([...known.services], (id) => services.get(id)?.dependsOn ?? []))
    complain(['services', cycle[0] ?? '', 'dependsOn'], `services depend on each other in a circle: ${circle(cycle)}`);
}

function circle(cycle: readonly string[]): string {
  const shown = cycle.length > 10 ? [...cycle.slice(0, 9), '…', cycle[cycle.length - 1] ?? ''] : cycle;
  return [...shown, cycle[0] ?? ''].map(showName).join(' → ');
}
