import type { Ledger } from './ledger.ts';
import type { DeploymentState, State } from './state.ts';

/**
 * Deployments that begin at a commit, each with the one of the same service that ended there or before and that it takes over from:
 * of several the last to end. A deployment that begins while the old one still runs stands beside it.
 */
export function successorsIn(state: State, before: readonly Ledger[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const known = new Map<string, DeploymentState>();
  for (const { ended, state: old } of before)
    for (const [key, one] of [...ended, ...old.deployments]) known.set(key, one);
  const taken = new Set<string>();
  for (const [key, deployment] of state.deployments) {
    if (known.has(key)) continue;
    const ended = [...known].filter(
      ([old, one]) => !state.deployments.has(old) && !taken.has(old) && isSame(one, deployment),
    );
    const last = ended.at(-1)?.[0];
    if (last === undefined) continue;
    taken.add(last);
    out.set(key, last);
  }
  return out;
}

function isSame(a: DeploymentState, b: DeploymentState): boolean {
  const names = new Set([a.service, ...a.aliases]);
  return [b.service, ...b.aliases].some((name) => names.has(name));
}
