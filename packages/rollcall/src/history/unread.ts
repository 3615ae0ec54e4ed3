import type { DeploymentState, NeededName, State } from './state.ts';

/**
 * The state with what files that cannot be read held at the first parent: a file with the markers of a conflict, or one that does not
 * parse, has lost nothing yet.
 */
export function withUnread(state: State, before: State): State {
  const { unread } = state;
  if (unread.size === 0) return state;
  const deployments = new Map(state.deployments);
  for (const [lineage, old] of before.deployments) {
    const now = deployments.get(lineage);
    if (now) deployments.set(lineage, withUnreadNames(now, old, unread));
    else if (unread.has(old.entry) || unread.has(old.at.path)) deployments.set(lineage, old);
  }
  const needs = new Map(state.needs);
  for (const [service, old] of before.needs) {
    const now = needs.get(service) ?? new Map<string, NeededName>();
    const held = [...old].filter(([name, { at }]) => unread.has(at.path) && !now.has(name));
    if (held.length > 0) needs.set(service, new Map([...now, ...held]));
  }
  return { deployments, needs, unread };
}

function withUnreadNames(now: DeploymentState, old: DeploymentState, unread: ReadonlySet<string>): DeploymentState {
  const names = [...old.names].filter(([name, { at }]) => unread.has(at.path) && !now.names.has(name));
  const faults = [...old.faults].filter(
    ([id, { needed }]) => needed !== null && unread.has(needed.path) && !now.faults.has(id),
  );
  if (names.length + faults.length === 0) return now;
  return { ...now, names: new Map([...now.names, ...names]), faults: new Map([...now.faults, ...faults]) };
}
