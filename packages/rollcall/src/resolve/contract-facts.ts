import type {
  Contract,
  LocatedContract,
  PerEnvironment,
  ContractName as StatedName,
  ContractService as StatedService,
} from '../contract/contract.ts';
import type { ContractFacts, ContractName, ContractService, Excuse } from '../model/contract-facts.ts';

/** A contract in the form that the resolution and the rules ask for. */
export function readContract({ contract, path, span }: LocatedContract): ContractFacts {
  return {
    path,
    span,
    preset: contract.preset,
    names: mapValues(contract.names, (name) => readName(name, contract)),
    environments: mapValues(contract.environments, ({ id, match, secretId, versions, project, region, range }) => ({
      id,
      codeWords: match.codeWords,
      secretId,
      versions,
      project,
      region,
      declaredAt: range,
    })),
    services: mapValues(contract.services, readService),
    suppressions: contract.suppress.map(({ range, ...suppression }) => ({ ...suppression, declaredAt: range })),
  };
}

function readName(stated: StatedName, contract: Contract): ContractName {
  const { name, critical, when, description, sameSecretAs, nameIn } = stated;
  return {
    name,
    critical,
    when,
    description,
    sameSecretAs,
    nameIn,
    secretIn: inEach(stated.secretId, contract),
    versionIn: inEach(stated.version, contract),
    declaredAt: stated.range,
  };
}

/** What holds in each environment, where something is stated for it or for all. */
function inEach(written: PerEnvironment<string>, contract: Contract): Map<string, string> {
  const values = new Map<string, string>();
  for (const environment of contract.environments.keys()) {
    const value = written.by.get(environment) ?? written.all;
    if (value !== null) values.set(environment, value);
  }
  return values;
}

function readService(stated: StatedService): ContractService {
  return {
    id: stated.id,
    needsFromCode: stated.needs.from === 'code',
    add: stated.needs.add.map(({ anyOf, environments, when, critical, range }) => ({
      anyOf,
      only: environments,
      when,
      critical,
      declaredAt: range,
    })),
    drop: stated.needs.drop.map(excuse),
    given: stated.given.map(excuse),
    retired: stated.retired.map((entry) => ({
      ...excuse(entry),
      reason: entry.reason,
      replacedBy: entry.replacedBy,
    })),
    dynamic: stated.dynamic,
    variables: [...stated.variables.keys()],
    declaredAt: stated.range,
  };
}

function excuse(entry: { name: string; until?: string | null; range: Excuse['declaredAt'] }): Excuse {
  return { name: entry.name, until: entry.until ?? null, declaredAt: entry.range };
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
