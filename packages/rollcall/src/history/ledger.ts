import type { LoggedCommit } from '../git/log.ts';
import { firstOf, type Lapse } from './lapse.ts';
import type { DeploymentState, State } from './state.ts';

/** What is remembered of one thing (a name in a deployment, a fault) at one commit. */
export interface Entry {
  /** How it is now; null: it is not there. */
  readonly value: string | null;
  /** How it was when it was last there. */
  readonly last: string | null;
  /** What began on the way here and is not mended, the oldest first. */
  readonly open: readonly OpenLapse[];
  readonly mended: readonly Lapse[];
}

export interface OpenLapse {
  readonly lapse: Lapse;
  /** The value whose return mends it; null: any. */
  readonly until: string | null;
}

/** What is remembered at one commit. */
export interface Ledger {
  readonly state: State;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Deployments that have ended and that nothing has taken over from, the last to end last. */
  readonly ended: ReadonlyMap<string, Ended>;
}

export interface Ended {
  readonly deployment: DeploymentState;
  /** The id of the commit that ended it. */
  readonly by: string;
}

export const EMPTY_LEDGER: Ledger = {
  state: { deployments: new Map(), needs: new Map(), unread: new Set() },
  entries: new Map(),
  ended: new Map(),
};

const NOTHING: Entry = { value: null, last: null, open: [], mended: [] };

/** How many mended lapses are remembered, so that a merge does not mend them a second time. */
const MOST_MENDED = 6;

/** What happens where a value is another than every parent's. */
export interface Transitions {
  /** The lapse that begins where `before` becomes `now`, with the value whose return mends it; null: none does. */
  begin(commit: LoggedCommit, before: Entry, now: string | null): OpenLapse | null;
  /** Tells a lapse that this commit mends it. */
  mend(commit: LoggedCommit, lapse: Lapse, byMerge: boolean): void;
}

/**
 * The entry of one thing at a commit. A value that one of the parents has is inherited with all that is open there: a merge is answerable only for what it
 * brings about itself.
 * @param parents the entries at the parents; null where a parent does not know the thing
 */
export function advance(
  commit: LoggedCommit,
  parents: readonly (Entry | null)[],
  now: string | null,
  transitions: Transitions,
): Entry {
  const same = parents.filter((entry) => (entry ?? NOTHING).value === now);
  const known = parents.flatMap((entry) => entry ?? []);
  if (same.length === 0) return change(commit, known[0] ?? NOTHING, now, transitions);
  // A side that has never known the thing says nothing of what was lost on the other.
  const entry = same.find((one) => one !== null) ?? NOTHING;
  if (known.length < 2) return entry;
  return settle(commit, entry, known, transitions);
}

/**
 * A merge: what is open on a side that has the same value stays open, as one with what is open here already; what is open on a side that
 * was not taken ends.
 */
function settle(commit: LoggedCommit, taken: Entry, parents: readonly Entry[], transitions: Transitions): Entry {
  const entry = { ...taken, open: joinOpen(parents.filter(({ value }) => value === taken.value)) };
  const mine = new Set([
    ...entry.open.map(({ lapse }) => lapse),
    ...taken.open.map(({ lapse }) => lapse),
    ...entry.mended,
  ]);
  const ended = new Set(
    parents.flatMap(({ open }) => open.map(({ lapse }) => lapse)).filter((lapse) => !mine.has(lapse)),
  );
  if (ended.size === 0) return entry;
  for (const lapse of ended) transitions.mend(commit, lapse, true);
  return { ...entry, mended: [...entry.mended, ...ended].slice(-MOST_MENDED) };
}

/**
 * Of what began on several branches and is now one, the first to begin speaks; the others are its twins. What one branch has mended is
 * not open because another has not heard of it.
 */
function joinOpen(parents: readonly Entry[]): readonly OpenLapse[] {
  const mended = new Set(parents.flatMap((parent) => parent.mended));
  const open = new Map<string, OpenLapse>();
  for (const one of parents.flatMap((parent) => parent.open)) {
    if (mended.has(one.lapse)) continue;
    const key = `${one.lapse.kind} ${one.until ?? ''}`;
    const known = open.get(key);
    if (!known) open.set(key, one);
    else if (known.lapse !== one.lapse) open.set(key, joinTwins(known, one));
  }
  return [...open.values()];
}

function joinTwins(a: OpenLapse, b: OpenLapse): OpenLapse {
  const one = firstOf(a.lapse);
  const other = firstOf(b.lapse);
  if (one === other) return a;
  const aFirst = Date.parse(one.cause.committed) <= Date.parse(other.cause.committed);
  if (aFirst) other.twinOf = one;
  else one.twinOf = other;
  return aFirst ? a : b;
}

function change(commit: LoggedCommit, before: Entry, now: string | null, transitions: Transitions): Entry {
  const ends = ({ until }: OpenLapse): boolean => now !== null && (until === null || until === now);
  const mended = before.open.filter(ends).map(({ lapse }) => lapse);
  for (const lapse of mended) transitions.mend(commit, lapse, false);
  // What returns to where it was begins nothing new.
  const returned = before.open.some((open) => open.until !== null && ends(open));
  const begun = returned ? null : transitions.begin(commit, before, now);
  return {
    value: now,
    last: now ?? before.last,
    open: [...before.open.filter((open) => !ends(open)), ...(begun ? [begun] : [])],
    mended: [...before.mended, ...mended].filter((lapse) => lapse !== begun?.lapse).slice(-MOST_MENDED),
  };
}
