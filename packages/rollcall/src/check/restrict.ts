import { nearest } from '../contract/nearest.ts';
import { createError } from '../errors.ts';
import type { Service } from '../model/service.ts';
import type { TreeFacts } from '../model/tree-facts.ts';

/**
 * The ids of the services that are meant; deployed names count too. Null: all.
 * @throws RollcallError USAGE for a service that is not there
 */
export function chooseServices(services: readonly Service[], only: readonly string[]): ReadonlySet<string> | null {
  if (only.length === 0) return null;
  return new Set(
    only.map((asked) => {
      const found = services.find(({ id, aliases }) => id === asked || aliases.includes(asked));
      if (found) return found.id;
      const known = services.map(({ id }) => id);
      const meant = nearest(asked, known);
      const fix = meant === null ? `Services found here: ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
      throw createError('USAGE', { what: `There is no service called ${asked}.`, fix });
    }),
  );
}

/** The facts of some services, and of some files or folders, as a scan prints them. Empty lists: all. */
export function restrictFacts(facts: TreeFacts, only: readonly string[], paths: readonly string[]): TreeFacts {
  const chosen = chooseServices(facts.services, only);
  const meant = (service: string | null): boolean => chosen === null || (service !== null && chosen.has(service));
  const under = (path: string | undefined): boolean =>
    paths.length === 0 || (path !== undefined && paths.some((at) => path === at || path.startsWith(`${at}/`)));
  return {
    ...facts,
    services: facts.services.filter(({ id }) => meant(id)),
    deployments: facts.deployments.filter(({ service, range }) => meant(service) && under(range.path)),
    reads: facts.reads.filter(({ service, range }) => meant(service) && under(range.path)),
    unresolved: facts.unresolved.filter(
      ({ affects, span }) =>
        (affects.service === null || meant(affects.service)) && (span === null || under(span.path)),
    ),
  };
}
