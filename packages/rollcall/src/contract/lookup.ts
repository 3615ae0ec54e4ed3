import type { Contract, PerEnvironment } from './contract.ts';
import { fillTemplate } from './templates.ts';

/** What is written for an environment, or for all. */
export function valueIn<T>(value: PerEnvironment<T>, environment: string): T | null {
  return value.by.get(environment) ?? value.all;
}

/** The name whose secret a name shares, at the end of its chain of `sameSecretAs`; the name itself where there is none. */
export function secretHolder(contract: Contract, name: string): string {
  let holder = name;
  for (let next = contract.names.get(name)?.sameSecretAs; next; next = contract.names.get(holder)?.sameSecretAs)
    holder = next;
  return holder;
}

/**
 * The id of a name's secret in an environment, from its own template or its environment's; null where the contract has neither. A
 * `{service}` stays as written when no service is given.
 */
export function secretIdOf(
  contract: Contract,
  { name, environment, service }: { readonly name: string; readonly environment: string; readonly service?: string },
): string | null {
  const holder = secretHolder(contract, name);
  const entry = contract.names.get(holder);
  const own = entry ? valueIn(entry.secretId, environment) : null;
  const template = own ?? contract.environments.get(environment)?.secretId ?? null;
  if (template === null) return null;
  return fillTemplate(
    template,
    service === undefined ? { name: holder, environment } : { name: holder, environment, service },
  );
}

/** The name under which a service is deployed in an environment; null where the contract does not say. */
export function deployedNameOf(contract: Contract, service: string, environment: string): string | null {
  const entry = contract.services.get(service);
  const template = entry ? valueIn(entry.cloudRun, environment) : null;
  return template && fillTemplate(template, { service, environment });
}
