import type { LoggedCommit } from '../git/log.ts';
import { followIdentities, followReaders } from './follow-code.ts';
import { followFaults } from './follow-faults.ts';
import { followGiven } from './follow-given.ts';
import type { Lapse } from './lapse.ts';
import { EMPTY_LEDGER, type Entry, type Ledger } from './ledger.ts';
import { withLineages } from './lineages.ts';
import type { State } from './state.ts';
import { renamings, type Step } from './step.ts';
import { successorsIn } from './succession.ts';
import { withUnknown } from './unknown.ts';

/** Follows every name of every deployment from commit to commit, and collects what lapses. */
export class Follower {
  readonly lapses: Lapse[] = [];

  /** What is remembered at a commit whose tree has this state. */
  follow(commit: LoggedCommit, state: State, parents: readonly Ledger[]): Ledger {
    const before = parents.length > 0 ? parents : [EMPTY_LEDGER];
    const [main = EMPTY_LEDGER] = before;
    return this.advanceTo(commit, withUnknown(withLineages(state, main.state), main.state), before, main);
  }

  private advanceTo(commit: LoggedCommit, state: State, before: readonly Ledger[], main: Ledger): Ledger {
    if (before.every((one) => one.entries === main.entries) && main.state === state) return main;
    const takeOver = successorsIn(commit, state, before);
    const entries = new Map<string, Entry>();
    const step: Step = {
      commit,
      state,
      before,
      main: main.state,
      entries,
      takeOver,
      lapses: this.lapses,
      renamed: renamings(before, takeOver),
    };
    followGiven(step);
    followFaults(step);
    followReaders(step);
    followIdentities(step);
    return { state, entries, ended: endedAt(commit, state, before, takeOver) };
  }
}

function endedAt(
  commit: LoggedCommit,
  state: State,
  before: readonly Ledger[],
  takeOver: ReadonlyMap<string, string>,
): Ledger['ended'] {
  const taken = new Set(takeOver.values());
  const known = new Map(before.flatMap(({ ended }) => [...ended]));
  for (const ledger of before)
    for (const [key, deployment] of ledger.state.deployments) known.set(key, { deployment, by: commit.id });
  return new Map([...known].filter(([key]) => !state.deployments.has(key) && !taken.has(key)));
}
