import type { Ledger } from './ledger.ts';
import { likeness, pairAlike } from './likeness.ts';
import type { DeploymentState, State } from './state.ts';

/**
 * Deployments that begin at a commit, each with the one of the same service that ended there or before and that it takes over from:
 * of several the last to end. What merely adds to a service takes over nothing; what begins beside another that still deploys the service takes over
 * only from one that it is like.
 */
export function successorsIn(state: State, before: readonly Ledger[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const known = new Map<string, DeploymentState>();
  for (const { ended, state: old } of before)
    for (const [key, one] of [...ended, ...old.deployments]) known.set(key, one);
  const begun = [...state.deployments].filter(([key, one]) => closes(one) && !known.has(key));
  if (begun.length === 0) return out;
  const standing = [...known].flatMap(([key, one]) => (closes(one) && state.deployments.has(key) ? [one] : []));
  const taken = new Set<string>();
  for (const mayFollow of WAYS) {
    const ended = [...known].filter(([key, one]) => closes(one) && !state.deployments.has(key) && !taken.has(key));
    const pairs = pairAlike(
      begun.filter(([key]) => !out.has(key)),
      // Of equals the last to end.
      ended.reverse(),
      ([, now], [, old]) => (mayFollow(now, old, standing) ? likeness(now, old) : null),
    );
    for (const [[key], [last]] of pairs) {
      taken.add(last);
      out.set(key, last);
    }
  }
  return out;
}

type MayFollow = (now: DeploymentState, old: DeploymentState, standing: readonly DeploymentState[]) => boolean;

/**
 * The surest first. A service that is called otherwise is still deployed by the same scripts; only then is another script looked for, and
 * last one for a service of nearly the same name.
 */
const WAYS: readonly MayFollow[] = [
  (now, old) => isSameWorkload(now, old) && now.entry === old.entry,
  (now, old, standing) => isSameWorkload(now, old) && isOther(now, old, standing),
  (now, old, standing) =>
    now.workload === old.workload &&
    isNamedAlike(now, old) &&
    isAlike(now, old) &&
    !standing.some((one) => isSameWorkload(one, now)),
];

/** Beside one that still stands, what takes over must be like what it takes over from. */
function isOther(now: DeploymentState, old: DeploymentState, standing: readonly DeploymentState[]): boolean {
  return !standing.some((one) => isSameWorkload(one, now)) || isAlike(old, now);
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
