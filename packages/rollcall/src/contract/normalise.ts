import type { Contract, ContractEnvironment, ContractName, ContractQuality } from './contract.ts';
import { normaliseService } from './normalise-service.ts';
import { listOf, Normaliser } from './normaliser.ts';
import type { Place } from './places.ts';
import type { ContractInput, EnvironmentInput, NameInput } from './schema.ts';

/**
 * A valid contract with its defaults filled in. It must have passed `checkForm` and `checkMeaning`: cycles of `extends` are not
 * looked for again.
 */
export function normaliseContract(input: ContractInput, place: Place | null): Contract {
  const names = entriesOf(input.names);
  const critical = names.filter(([, name]) => name?.critical === true).map(([id]) => id);
  const bases = entriesOf(input.environments).map(([id, environment]) => [id, environment?.extends ?? null] as const);
  const normaliser = new Normaliser(place, new Map(bases), new Set(critical));
  return {
    version: 1,
    preset: input.preset ?? null,
    environments: normaliseEnvironments(input, normaliser),
    names: new Map(names.map(([id, name]) => [id, normaliseName(id, name ?? {}, normaliser)])),
    services: new Map(
      entriesOf(input.services).map(([id, service]) => [id, normaliseService(id, service ?? {}, normaliser)]),
    ),
    suppress: (input.suppress ?? []).map((item, i) => ({
      rule: item.rule,
      service: item.service ?? null,
      name: item.name ?? null,
      environment: item.environment ?? null,
      reason: item.reason,
      until: item.until,
      range: normaliser.range(['suppress', i]),
    })),
    tables: (input.tables ?? []).map((item, i) => ({
      file: item.file,
      requirements: item.requirements ?? null,
      secrets: item.secrets ?? null,
      critical: item.critical ?? null,
      range: normaliser.range(['tables', i]),
    })),
  };
}

function normaliseEnvironments(input: ContractInput, normaliser: Normaliser): Map<string, ContractEnvironment> {
  const written = new Map(entriesOf(input.environments));
  const done = new Map<string, ContractEnvironment>();
  const resolve = (id: string): ContractEnvironment => {
    const ready = done.get(id);
    if (ready) return ready;
    const own = written.get(id) ?? {};
    const base = own.extends === undefined ? null : resolve(own.extends);
    const environment = normaliseEnvironment(id, own, base, normaliser);
    done.set(id, environment);
    return environment;
  };
  return new Map([...written.keys()].map((id) => [id, resolve(id)]));
}

/**
 * Branches and flags are not inherited, since one deployment would then be of two environments; the code's words are, since an
 * environment made after another one runs the same branches of the code.
 */
function normaliseEnvironment(
  id: string,
  own: EnvironmentInput,
  base: ContractEnvironment | null,
  normaliser: Normaliser,
): ContractEnvironment {
  const at = ['environments', id];
  const flags = Object.entries(own.match?.flags ?? {}).map(
    ([flag, value]) => [flag, normaliser.spell(value, [...at, 'match', 'flags', flag])] as const,
  );
  return {
    id,
    extends: own.extends ?? null,
    project: own.project === undefined ? (base?.project ?? null) : normaliser.spell(own.project, [...at, 'project']),
    region: own.region ?? base?.region ?? null,
    secretId: own.secretId ?? base?.secretId ?? null,
    versions: own.versions ?? base?.versions ?? null,
    match: {
      branches: listOf(own.match?.branch),
      flags: new Map(flags),
      codeWords: own.match?.code === undefined ? (base?.match.codeWords ?? []) : listOf(own.match.code),
    },
    per: own.per ?? null,
    range: normaliser.range(at),
  };
}

function normaliseName(id: string, own: NameInput, normaliser: Normaliser): ContractName {
  const at = ['names', id];
  return {
    name: id,
    category: own.category ?? null,
    critical: own.critical ?? false,
    when: own.when ?? null,
    description: own.description ?? null,
    quality: own.quality === undefined ? null : normaliseQuality(own.quality),
    secretId: normaliser.perInherited(own.secretId, [...at, 'secretId']),
    sameSecretAs: own.sameSecretAs ?? null,
    nameIn: normaliser.inherit(new Map(Object.entries(own.name ?? {}))),
    version: normaliser.perInherited(own.version, [...at, 'version']),
    owner: own.owner ?? null,
    range: normaliser.range(at),
  };
}

function normaliseQuality(own: NonNullable<NameInput['quality']>): ContractQuality {
  return {
    minLength: own.minLength ?? null,
    maxLength: own.maxLength ?? null,
    format: own.format ?? null,
    schemes: own.schemes ?? [],
    pattern: own.pattern ?? null,
  };
}

function entriesOf<T>(dictionary: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(dictionary ?? {});
}
