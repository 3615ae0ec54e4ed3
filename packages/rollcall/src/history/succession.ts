import type { Ledger } from './ledger.ts';
import type { DeploymentState, State } from './state.ts';

/**
 * Deployments that begin at a commit, each with the one of the same service that ended there or before and that it takes over from:
 * of several the last to end. What merely adds to a service takes over nothing, nor does what begins beside another that still deploys it.
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
    if (others.some(([old]) => state.deployments.has(old))) continue;
    const last = others.findLast(([old]) => !taken.has(old))?.[0];
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
