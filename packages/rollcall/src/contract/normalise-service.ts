import type {
  ContractRequirement,
  ContractResources,
  ContractService,
  ContractStart,
  ContractVariable,
} from './contract.ts';
import { listOf, type Normaliser } from './normaliser.ts';
import type { Pointer } from './places.ts';
import type { RequirementInput, ServiceInput } from './schema.ts';

/** A service with its defaults filled in. */
export function normaliseService(id: string, own: ServiceInput, normaliser: Normaliser): ContractService {
  const at = ['services', id];
  const range = (...rest: Pointer) => normaliser.range([...at, ...rest]);
  return {
    id,
    cloudRun: normaliser.per(own.cloudRun, [...at, 'cloudRun']),
    entry: own.entry ?? null,
    roots: listOf(own.roots),
    deployedBy: (own.deployedBy ?? []).map(({ file, step, role }, i) => {
      return { file, step: step ?? null, role: role ?? 'primary', range: range('deployedBy', i) };
    }),
    start: own.start === undefined ? null : normaliseStart(own.start),
    needs: normaliseNeeds(own.needs ?? {}, [...at, 'needs'], normaliser),
    variables: normaliseVariables(own.variables ?? {}, [...at, 'variables'], normaliser),
    given: (own.given ?? []).map(({ name, by, until }, i) => ({
      name,
      by,
      until: until ?? null,
      range: range('given', i),
    })),
    dynamic: own.dynamic ?? [],
    retired: (own.retired ?? []).map(({ name, since, reason, replacedBy }, i) => {
      return { name, since, reason, replacedBy: replacedBy ?? null, range: range('retired', i) };
    }),
    owner: own.owner ?? null,
    resources: own.resources === undefined ? null : normaliseResources(own.resources, [...at, 'resources'], normaliser),
    dependsOn: own.dependsOn ?? [],
    range: range(),
  };
}

function normaliseNeeds(
  own: NonNullable<ServiceInput['needs']>,
  at: Pointer,
  normaliser: Normaliser,
): ContractService['needs'] {
  return {
    from: own.from ?? 'code',
    add: (own.add ?? []).map((need, i) => normaliseRequirement(need, [...at, 'add', i], normaliser)),
    drop: (own.drop ?? []).map(({ name, reason, until }, i) => {
      return { name, reason, until: until ?? null, range: normaliser.range([...at, 'drop', i]) };
    }),
  };
}

/** A need of the contract; a group is critical when one of its names is, unless it says otherwise itself. */
function normaliseRequirement(written: RequirementInput, at: Pointer, normaliser: Normaliser): ContractRequirement {
  const own = typeof written === 'string' ? { name: written } : written;
  const alternatives = own.anyOf ?? (own.name === undefined ? [] : [own.name]);
  const anyOf = alternatives.map((alternative) => (typeof alternative === 'string' ? [alternative] : alternative));
  return {
    anyOf,
    environments: own.environments ?? null,
    when: own.when ?? null,
    critical: own.critical ?? anyOf.flat().some((name) => normaliser.criticalNames.has(name)),
    range: normaliser.range(at),
  };
}

function normaliseVariables(
  own: NonNullable<ServiceInput['variables']>,
  at: Pointer,
  normaliser: Normaliser,
): Map<string, ContractVariable> {
  const variables = Object.entries(own).map(([name, value]): [string, ContractVariable] => {
    const pointer = [...at, name];
    return [name, { name, value: normaliser.perInherited(value, pointer), range: normaliser.range(pointer) }];
  });
  return new Map(variables);
}

function normaliseStart(own: NonNullable<ServiceInput['start']>): ContractStart {
  return { command: own.command ?? null, health: own.health ?? null, timeoutMs: milliseconds(own.timeout) };
}

function normaliseResources(
  own: NonNullable<ServiceInput['resources']>,
  at: Pointer,
  normaliser: Normaliser,
): ContractResources {
  return {
    memory: own.memory ?? null,
    cpu: own.cpu === undefined ? null : normaliser.spell(own.cpu, [...at, 'cpu']),
    minInstances: own.minInstances ?? null,
    maxInstances: own.maxInstances ?? null,
    timeoutMs: milliseconds(own.timeout),
    port: own.port ?? null,
    serviceAccount: own.serviceAccount ?? null,
    connector: own.connector ?? null,
    cloudSql: listOf(own.cloudSql),
  };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** A duration in milliseconds; a bare number counts seconds, as gcloud's `--timeout` does. */
function milliseconds(written: string | number | undefined): number | null {
  if (written === undefined) return null;
  if (typeof written === 'number') return written * 1000;
  const parts = /^([\d.]+)(ms|s|m|h)$/.exec(written);
  return Number(parts?.[1] ?? 0) * (UNITS.get(parts?.[2] ?? '') ?? 1);
}
