import type {
  Contract,
  LocatedContract,
  ContractName as StatedName,
  ContractService as StatedService,
} from '../contract/contract.ts';
import type { ContractFacts, ContractName, ContractService, Excuse } from '../model/contract-facts.ts';

/** A contract in the form that the resolution and the rules ask for. */
export function readContract({ contract, path, span }: LocatedContract): ContractFacts {
  return {
    path,
    span,
    names: mapValues(contract.names, (name) => readName(name, contract)),
    environments: mapValues(contract.environments, ({ id, match, secretId, project, region }) => ({
      id,
      codeWords: match.codeWords,
      secretId,
      project,
      region,
    })),
    services: mapValues(contract.services, readService),
    suppressions: contract.suppress.map(({ range, ...suppression }) => ({ ...suppression, declaredAt: range })),
  };
}

function readName(stated: StatedName, contract: Contract): ContractName {
  const { name, critical, when, description, sameSecretAs, nameIn, secretId } = stated;
  const secretIn = new Map<string, string>();
  for (const environment of contract.environments.keys()) {
    const template = secretId.by.get(environment) ?? secretId.all;
    if (template !== null) secretIn.set(environment, template);
  }
  return { name, critical, when, description, sameSecretAs, nameIn, secretIn, declaredAt: stated.range };
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
    retired: stated.retired.map(excuse),
    dynamic: stated.dynamic,
    variables: [...stated.variables.keys()],
  };
}

function excuse(entry: { name: string; until?: string | null; range: Excuse['declaredAt'] }): Excuse {
  return { name: entry.name, until: entry.until ?? null, declaredAt: entry.range };
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
