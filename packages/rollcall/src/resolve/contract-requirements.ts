import type { ContractFacts, ContractNeed, ContractService, Excuse } from '../model/contract-facts.ts';
import type { Requirement } from '../model/resolution.ts';

/** What the contract itself asks for one service: each entry of `needs.add`, in the names of each environment. */
export function requirementsFromContract(service: ContractService, contract: ContractFacts): Requirement[] {
  return service.add.flatMap((need) => byEnvironment(need, contract).map((part) => state(service.id, part, contract)));
}

/** A need whose names differ from environment to environment becomes one need for each of these, and one for the rest. */
function byEnvironment(need: ContractNeed, contract: ContractFacts): (ContractNeed & { except: readonly string[] })[] {
  const environments = new Set<string>();
  for (const name of need.anyOf.flat()) {
    for (const environment of contract.names.get(name)?.nameIn.keys() ?? []) environments.add(environment);
  }
  const special = [...environments].sort().filter((id) => need.only === null || need.only.includes(id));
  const renamed = special.map((environment) => ({
    ...need,
    only: [environment],
    except: [],
    anyOf: need.anyOf.map((names) => names.map((name) => contract.names.get(name)?.nameIn.get(environment) ?? name)),
  }));
  const rest = need.only?.filter((id) => !environments.has(id)) ?? null;
  if (rest?.length === 0 && need.only?.length !== 0) return renamed;
  return [...renamed, { ...need, only: rest, except: rest === null ? special : [] }];
}

function state(
  service: string,
  need: ContractNeed & { except: readonly string[] },
  contract: ContractFacts,
): Requirement {
  const names = need.anyOf.flat().flatMap((name) => contract.names.get(name) ?? []);
  const when = need.when ?? names.find((name) => name.when !== null)?.when ?? 'unknown';
  return {
    service,
    anyOf: need.anyOf,
    from: 'contract',
    level: 'required',
    critical: need.critical || names.some((name) => name.critical),
    when: when === 'request' ? 'use' : when,
    only: need.only,
    except: need.except,
    by: null,
    reads: [],
    description: names.find((name) => name.description !== null)?.description ?? null,
    declaredAt: need.declaredAt,
  };
}

/** Whether an entry of the contract still counts on a day (`2026-08-24`); without a day all of them do. */
export function inForce(excuse: { readonly until: string | null }, today: string | null): boolean {
  return excuse.until === null || today === null || today <= excuse.until;
}

/**
 * Takes away what the contract drops or retires. A dropped name is no alternative any more; a requirement without alternatives goes.
 */
export function withoutExcused(
  requirements: readonly Requirement[],
  service: ContractService,
  today: string | null,
): Requirement[] {
  const excuses: readonly Excuse[] = [...service.drop, ...service.retired];
  const gone = new Set(excuses.filter((excuse) => inForce(excuse, today)).map((excuse) => excuse.name));
  return requirements.flatMap((requirement) => {
    const anyOf = requirement.anyOf.filter((names) => !names.some((name) => gone.has(name)));
    if (anyOf.length === 0) return [];
    return anyOf.length === requirement.anyOf.length ? [requirement] : [{ ...requirement, anyOf }];
  });
}
