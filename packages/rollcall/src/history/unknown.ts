import type { DeploymentState, GivenName, NeededName, State } from './state.ts';

/**
 * The state with what is not known of it taken from the first parent. A file with the markers of a conflict, or one that does not parse,
 * has lost nothing yet; a list that may hold more may hold what it held; and what only run time knows may be what it was.
 */
export function withUnknown(state: State, before: State): State {
  const { unread } = state;
  const deployments = new Map(state.deployments);
  for (const [lineage, old] of before.deployments) {
    const now = deployments.get(lineage);
    if (now) deployments.set(lineage, held(now, old, unread));
    else if (unread.has(old.entry) || unread.has(old.at.path)) deployments.set(lineage, old);
  }
  const needs = new Map(state.needs);
  if (unread.size > 0)
    for (const [service, old] of before.needs) {
      const now = needs.get(service) ?? new Map<string, NeededName>();
      const lost = [...old].filter(([name, { at }]) => unread.has(at.path) && !now.has(name));
      if (lost.length > 0) needs.set(service, new Map([...now, ...lost]));
    }
  return { deployments, needs, unread };
}

function held(now: DeploymentState, old: DeploymentState, unread: ReadonlySet<string>): DeploymentState {
  if (now === old) return now;
  const names = [...old.names].flatMap(([name, was]): readonly (readonly [string, GivenName])[] => {
    const is = now.names.get(name);
    if (!is) return now.open || unread.has(was.at.path) ? [[name, was]] : [];
    return isUnknown(is) && !isUnknown(was) ? [[name, { ...was, at: is.at }]] : [];
  });
  const faults = [...old.faults].filter(
    ([id, { needed }]) => needed !== null && unread.has(needed.path) && !now.faults.has(id),
  );
  if (names.length + faults.length === 0) return now;
  return { ...now, names: new Map([...now.names, ...names]), faults: new Map([...now.faults, ...faults]) };
}

/** Part of the source is left to run time. */
function isUnknown({ source }: GivenName): boolean {
  return source.includes(' ?');
}
