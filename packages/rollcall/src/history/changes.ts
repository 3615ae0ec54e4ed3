import type { LoggedCommit } from '../git/log.ts';
import type { Change } from '../model/history.ts';
import type { Ledger } from './ledger.ts';
import type { DeploymentState, State } from './state.ts';
import { successorsIn } from './succession.ts';

/** What a commit changes of what deployments give, beside every one of its parents. */
export function changesAt(commit: LoggedCommit, state: State, parents: readonly Ledger[]): readonly Change[] {
  const takeOver = successorsIn(commit, state, parents);
  const taken = new Set(takeOver.values());
  const keys = new Set([
    ...state.deployments.keys(),
    ...parents.flatMap((parent) => [...parent.state.deployments.keys()]),
  ]);
  return [...keys].flatMap((key) => {
    if (taken.has(key) && !state.deployments.has(key)) return [];
    const now = state.deployments.get(key) ?? null;
    const before = parents.map((parent) => findBefore(parent, key, takeOver));
    return changeOf(commit, now, before) ?? [];
  });
}

function findBefore(parent: Ledger, key: string, takeOver: ReadonlyMap<string, string>): DeploymentState | null {
  const old = takeOver.get(key) ?? key;
  return (
    parent.state.deployments.get(key) ?? parent.state.deployments.get(old) ?? parent.ended.get(old)?.deployment ?? null
  );
}

function changeOf(
  commit: LoggedCommit,
  now: DeploymentState | null,
  parents: readonly (DeploymentState | null)[],
): Change | null {
  const subject = now ?? parents.find((parent) => parent !== null);
  if (!subject) return null;
  const source = (one: DeploymentState | null, name: string): string | null => one?.names.get(name)?.source ?? null;
  const names = new Set([now, ...parents].flatMap((one) => [...(one?.names.keys() ?? [])]));
  const changed = [...names].filter((name) => {
    const own = source(now, name);
    return parents.length === 0 ? own !== null : parents.every((parent) => source(parent, name) !== own);
  });
  if (changed.length === 0) return null;
  const main = parents[0] ?? null;
  const added = changed.filter((name) => source(main, name) === null);
  const removed = changed.filter((name) => source(now, name) === null);
  const renamed = removed.flatMap((from) => {
    const to = added.find(
      (name) => source(now, name)?.includes(' secret ') && source(now, name) === source(main, from),
    );
    return to === undefined ? [] : [{ from, to }];
  });
  const isRenamed = (name: string): boolean => renamed.some(({ from, to }) => from === name || to === name);
  return {
    commit: commit.id,
    date: commit.authored,
    subject: commit.subject,
    service: subject.service,
    deployment: subject.entry,
    added: added.filter((name) => !isRenamed(name)).sort(),
    removed: removed.filter((name) => !isRenamed(name)).sort(),
    remapped: changed.filter((name) => !added.includes(name) && !removed.includes(name)).sort(),
    renamed,
  };
}
