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
  for (const [key, deployment] of state.deployments) {
    if (known.has(key) || !deployment.closing) continue;
    const others = [...known].filter(([, one]) => one.closing && isSameService(one, deployment));
    const stands = others.some(([old]) => state.deployments.has(old));
    const last = others.findLast(
      ([old, one]) => !taken.has(old) && !state.deployments.has(old) && (!stands || isAlike(one, deployment)),
    )?.[0];
    if (last === undefined) continue;
    taken.add(last);
    out.set(key, last);
  }
  return out;
}

/** Whether two deployments are of one service, by its id or by a deployed name. */
export function isSameService(a: DeploymentState, b: DeploymentState): boolean {
  const names = new Set([a.service, ...a.aliases]);
  return [b.service, ...b.aliases].some((name) => names.has(name));
}

/** Whether most of what the one gives the other gives too. */
function isAlike(a: DeploymentState, b: DeploymentState): boolean {
  const shared = [...b.names.keys()].filter((name) => a.names.has(name)).length;
  return shared > 0 && shared * 2 >= Math.min(a.names.size, b.names.size);
}
