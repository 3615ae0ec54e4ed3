import type { LoggedCommit } from '../git/log.ts';
import type { Ended, Ledger } from './ledger.ts';
import { likeness, pairAlike } from './likeness.ts';
import type { DeploymentState, State } from './state.ts';

/**
 * Deployments that begin at a commit, each with the one of the same service that ended there or before and that it takes over from: of
 * those that ended last, the one that it is most like. What merely adds to a service takes over nothing; what begins beside another that
 * still deploys the service takes over only from one that it is like.
 */
export function successorsIn(
  commit: LoggedCommit,
  state: State,
  before: readonly Ledger[],
): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const known = new Map<string, Ended>();
  for (const { ended, state: old } of before) {
    for (const [key, one] of ended) known.set(key, one);
    for (const [key, deployment] of old.deployments) known.set(key, { deployment, by: commit.id });
  }
  const begun = [...state.deployments].filter(([key, one]) => closes(one) && !known.has(key));
  if (begun.length === 0) return out;
  const all = [...known].filter(([, { deployment }]) => closes(deployment));
  const standing = all.flatMap(([key, { deployment }]) => (state.deployments.has(key) ? [deployment] : []));
  const taken = new Set<string>();
  // A service that is called otherwise is still deployed by the same scripts; only then is another script looked for.
  for (const mayFollow of [isOfSameEntry, isOther]) {
    const left = begun.filter(([key]) => !out.has(key));
    const ended = all.filter(
      ([key, { deployment }]) =>
        !state.deployments.has(key) &&
        !taken.has(key) &&
        (mayFollow === isOfSameEntry || !deploysStill(state, deployment)),
    );
    const candidates = left.map(([, now]) => {
      const mayBe = ended.filter(([, { deployment }]) => mayFollow(now, deployment, standing));
      return lastToEnd(mostAkin(mayBe, followedBy(left, now.entry, ended, standing, mayFollow)));
    });
    const pairs = pairAlike(
      left.map(([key, now], i) => ({ key, now, of: candidates[i] ?? [] })),
      ended,
      ({ now, of }, [old, { deployment }]) => (of.includes(old) ? likeness(now, deployment) : null),
    );
    for (const [{ key }, [last]] of pairs) {
      taken.add(last);
      out.set(key, last);
    }
  }
  return out;
}

type Endings = readonly (readonly [string, Ended])[];
type MayFollow = (now: DeploymentState, old: DeploymentState, standing: readonly DeploymentState[]) => boolean;

/** How many of the services that a script begins to deploy each of the scripts that ended had deployed. */
function followedBy(
  begun: readonly (readonly [string, DeploymentState])[],
  entry: string,
  ended: Endings,
  standing: readonly DeploymentState[],
  mayFollow: MayFollow,
): ReadonlyMap<string, number> {
  const services = new Map<string, Set<string>>();
  for (const [, now] of begun) {
    if (now.entry !== entry) continue;
    for (const [, { deployment }] of ended) {
      if (!mayFollow(now, deployment, standing)) continue;
      services.set(deployment.entry, (services.get(deployment.entry) ?? new Set()).add(now.service));
    }
  }
  return new Map([...services].map(([old, some]) => [old, some.size]));
}

/** Those of the scripts that had deployed most of the same services: what deploys several takes over from what deployed them together. */
function mostAkin(endings: Endings, followed: ReadonlyMap<string, number>): Endings {
  const count = ([, { deployment }]: Endings[number]): number => followed.get(deployment.entry) ?? 0;
  const most = Math.max(0, ...endings.map(count));
  return endings.filter((one) => count(one) === most);
}

/** The ones that the last commit to do so has ended. */
function lastToEnd(endings: Endings): readonly string[] {
  const last = endings.at(-1)?.[1].by;
  return endings.filter(([, { by }]) => by === last).map(([key]) => key);
}

function isOfSameEntry(now: DeploymentState, old: DeploymentState): boolean {
  return (
    now.entry === old.entry && now.workload === old.workload && (isSameService(now, old) || isNamedAlike(now, old))
  );
}

/** Whether what started it starts a deployment of that service still, under whatever id. */
function deploysStill(state: State, old: DeploymentState): boolean {
  return [...state.deployments.values()].some((one) => isOfSameEntry(one, old));
}

/**
 * Another script, for the same service or, where nothing else deploys it, for one of nearly the same name. One more command of a script
 * that deploys the service all the while takes over nothing.
 */
function isOther(now: DeploymentState, old: DeploymentState, standing: readonly DeploymentState[]): boolean {
  const beside = standing.filter((one) => isSameWorkload(one, now));
  if (beside.some(({ entry }) => entry === now.entry)) return false;
  const stands = beside.length > 0;
  if (isSameWorkload(now, old)) return !stands || isAlike(old, now);
  return !stands && now.workload === old.workload && isNamedAlike(now, old) && isAlike(now, old);
}

/** Whether a deployment is another one under a new name: nearly all that the one gives the other gives, from the same sources. */
export function isRestored(old: DeploymentState, now: DeploymentState): boolean {
  const same = [...old.names].filter(([name, { source }]) => now.names.get(name)?.source === source).length;
  return same * 10 >= old.names.size * 8;
}

function closes(one: DeploymentState): boolean {
  return one.closes.length > 0;
}

function isSameWorkload(a: DeploymentState, b: DeploymentState): boolean {
  return a.workload === b.workload && isSameService(a, b);
}

/** Whether two deployments are of one service, by its id or by a deployed name. */
export function isSameService(a: DeploymentState, b: DeploymentState): boolean {
  const names = new Set([a.service, ...a.aliases]);
  return [b.service, ...b.aliases].some((name) => names.has(name));
}

/** Words in a service's name that say where it runs, or that it is a service. */
const BESIDE_THE_NAME = new Set(
  'service svc app staging stage stg production prod prd development dev test testing qa preview sandbox'.split(' '),
);

function isNamedAlike(a: DeploymentState, b: DeploymentState): boolean {
  const names = new Set([a.service, ...a.aliases].map(stemOfName));
  return [b.service, ...b.aliases].some((name) => names.has(stemOfName(name)));
}

/** `web-backend-staging` and `web-backend-service` are `web-backend`. */
function stemOfName(name: string): string {
  const words = name.toLowerCase().split(/[-_]/);
  const own = words.filter((word) => !BESIDE_THE_NAME.has(word));
  return (own.length > 0 ? own : words).join('-');
}

/** Whether most of what the one gives the other gives too. */
function isAlike(a: DeploymentState, b: DeploymentState): boolean {
  const shared = [...b.names.keys()].filter((name) => a.names.has(name)).length;
  return shared > 0 && shared * 2 >= Math.min(a.names.size, b.names.size);
}
