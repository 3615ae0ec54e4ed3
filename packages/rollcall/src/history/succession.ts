import type { Ledger } from './ledger.ts';
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
  const taken = new Set<string>();
  const begun = [...state.deployments].filter(([key, { closing }]) => closing && !known.has(key));
  // A service that is called otherwise is still deployed by the same scripts; only then is another script looked for.
  for (const find of [ofSameEntry, mostAlike])
    for (const [key, deployment] of begun) {
      if (out.has(key)) continue;
      const others = [...known].filter(([, one]) => one.closing && isSameService(one, deployment));
      const ended = others.filter(([old]) => !state.deployments.has(old) && !taken.has(old));
      const last = find(deployment, ended, ended.length < others.length);
      if (last === null) continue;
      taken.add(last);
      out.set(key, last);
    }
  return out;
}

type Ended = readonly (readonly [string, DeploymentState])[];

function ofSameEntry(deployment: DeploymentState, ended: Ended): string | null {
  return ended.findLast(([, one]) => one.entry === deployment.entry)?.[0] ?? null;
}

/** The one that gives most of the same names, the last to end where several do; beside one that still stands it must be like it. */
function mostAlike(deployment: DeploymentState, ended: Ended, stands: boolean): string | null {
  let best: readonly [string, DeploymentState] | null = null;
  for (const one of ended) {
    if (stands && !isAlike(one[1], deployment)) continue;
    if (!best || sharedNames(one[1], deployment) >= sharedNames(best[1], deployment)) best = one;
  }
  return best?.[0] ?? null;
}

function sharedNames(a: DeploymentState, b: DeploymentState): number {
  return [...b.names.keys()].filter((name) => a.names.has(name)).length;
}

/** Whether two deployments are of one service, by its id or by a deployed name. */
export function isSameService(a: DeploymentState, b: DeploymentState): boolean {
  const names = new Set([a.service, ...a.aliases]);
  return [b.service, ...b.aliases].some((name) => names.has(name));
}

/** Whether most of what the one gives the other gives too. */
function isAlike(a: DeploymentState, b: DeploymentState): boolean {
  const shared = sharedNames(a, b);
  return shared > 0 && shared * 2 >= Math.min(a.names.size, b.names.size);
}
