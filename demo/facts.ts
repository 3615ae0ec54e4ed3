import { readFileSync } from 'node:fs';

/** Service → names. */
type Names = Readonly<Record<string, readonly string[]>>;

/** Service → name → id of its secret. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Fact {
  /** The id in the public repository; null where its history has no such commit. */
  readonly commit: string | null;
  /** The author's date. */
  readonly date: string;
  readonly did: string;
  /** Names that the service refuses to start without from here on, in staging and production. */
  readonly requires?: Names;
  readonly binds?: Secrets;
  readonly unbinds?: Names;
}

/** What the facts say of one commit, added up. */
export interface State extends Fact {
  readonly given: Secrets;
  /** Required and not given: what a check has to find. */
  readonly unmet: readonly string[];
  /** Those that the commit before did not have: what a comparison with it has to find. */
  readonly newlyUnmet: readonly string[];
}

/** The facts of one telling of the incident, in order; each of `unmet` reads `auth SECRET_KEY`. */
export function readStates(telling: string): State[] {
  const text = readFileSync(new URL(`facts/${telling}.json`, import.meta.url), 'utf8');
  const { commits } = JSON.parse(text) as { commits: readonly Fact[] };
  const given = new Map<string, Map<string, string>>();
  const required = new Set<string>();
  let before: readonly string[] = [];
  return commits.map((fact) => {
    for (const [service, names] of Object.entries(fact.requires ?? {}))
      for (const name of names) required.add(`${service} ${name}`);
    for (const [service, names] of Object.entries(fact.unbinds ?? {}))
      for (const name of names) given.get(service)?.delete(name);
    for (const [service, secrets] of Object.entries(fact.binds ?? {}))
      given.set(service, new Map([...(given.get(service) ?? []), ...Object.entries(secrets)]));
    const unmet = [...required].filter((need) => !isGiven(given, need)).sort();
    const newlyUnmet = unmet.filter((need) => !before.includes(need));
    before = unmet;
    return { ...fact, given: copy(given), unmet, newlyUnmet };
  });
}

function isGiven(given: ReadonlyMap<string, ReadonlyMap<string, string>>, need: string): boolean {
  const [service = '', name = ''] = need.split(' ');
  return given.get(service)?.has(name) ?? false;
}

function copy(given: ReadonlyMap<string, ReadonlyMap<string, string>>): Secrets {
  return Object.fromEntries([...given].map(([service, secrets]) => [service, Object.fromEntries(secrets)]));
}
