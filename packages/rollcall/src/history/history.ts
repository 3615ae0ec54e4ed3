import { readCodeVersion } from '../cache/code-version.ts';
import type { LocatedContract } from '../contract/contract.ts';
import { readHistoryGaps } from '../git/history-gaps.ts';
import { type LoggedCommit, readLog } from '../git/log.ts';
import type { Repository } from '../git/repository.ts';
import { LinkMemory, linkTree } from '../link/link.ts';
import { isRelevant } from '../link/relevant.ts';
import type { Change, History } from '../model/history.ts';
import { resolve } from '../resolve/resolve.ts';
import { CommitTrees } from '../workspace/commit-trees.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { StateCache } from './cache.ts';
import { deriveKey, groundsOf, readRepositoryKey } from './cache-key.ts';
import { KnownStates } from './cache-states.ts';
import { changesAt } from './changes.ts';
import { Follower } from './follow.ts';
import { EMPTY_LEDGER, type Ledger } from './ledger.ts';
import { regressionsOf } from './regressions.ts';
import { type State, stateOf } from './state.ts';
import { UnreadFiles } from './unread-files.ts';

export interface HistoryOptions {
  /** Every ref, and not HEAD alone. */
  readonly all: boolean;
  /** One contract for the whole history: what it calls given elsewhere is not missed. */
  readonly contract: LocatedContract | null;
  /** Keeps the states of trees in the user's cache folder, and takes from there those that it holds. */
  readonly cache: boolean;
  readonly signal?: AbortSignal;
  /** Told which commit is looked at. */
  readonly onProgress?: (step: string) => void;
  /** Told, at most once, that the cache cannot be used. */
  readonly onNote?: (note: string) => void;
}

/**
 * Reads both sides at every commit, parents before children, and tells what lapsed, by which commit, and which mended it.
 * @throws RollcallError NO_COMMITS, NO_SUCH_REF, MISSING_OBJECT (a commit or a tree), INTERRUPTED, GIT_FAILED
 */
export async function readHistory(repository: Repository, options: HistoryOptions): Promise<History> {
  const { all, signal } = options;
  const lookingForGaps = readHistoryGaps(repository, signal);
  // Where something else fails first, that is what is told.
  lookingForGaps.catch(() => {});
  const commits: LoggedCommit[] = [];
  for await (const commit of readLog(repository, { all, wants: isRelevant, signal })) commits.push(commit);
  const trees = new CommitTrees(repository, commits);
  const follower = new Follower();
  const changes: Change[] = [];
  const ledgers = new Ledgers(commits);
  const unread = new UnreadFiles();
  const key = await readRepositoryKey(repository, commits, signal);
  const version = options.cache ? readCodeVersion() : '';
  const cache = options.cache ? new StateCache(key, version, options.onNote ?? (() => {})) : null;
  const states = new KnownStates(cache, deriveKey(key, groundsOf(version, options.contract?.contract ?? null)));
  try {
    for await (const { commit, state } of statesOf(commits, trees, states, createLinker(options, key), options)) {
      const parents = ledgers.parentsOf(commit);
      const before = parents[0] ?? EMPTY_LEDGER;
      const ledger = follower.follow(commit, state ?? before.state, parents);
      if (ledger !== before) changes.push(...changesAt(commit, ledger.state, parents));
      ledgers.keep(commit, ledger);
      unread.count(commit, ledger.state);
    }
  } finally {
    cache?.close();
  }
  const gaps = await lookingForGaps;
  const missingObjects = [...trees.missing].sort();
  const notRead = [
    ...gaps.shallow.map(
      (id) => `what came before ${id.slice(0, 9)}: the clone is shallow; \`git fetch --unshallow\` brings it`,
    ),
    ...(missingObjects.length > 0 ? [`${missingObjects.length} files that the repository lacks`] : []),
    ...unread.tell(),
  ];
  return {
    commits: commits.length,
    complete: notRead.length === 0,
    missingObjects,
    notRead,
    regressions: regressionsOf(follower.lapses),
    changes,
  };
}

/** The state of each commit's tree; null where it is the first parent's. */
async function* statesOf(
  commits: readonly LoggedCommit[],
  trees: CommitTrees,
  states: KnownStates,
  stateOfTree: (tree: SourceTree) => Promise<State>,
  { signal, onProgress }: HistoryOptions,
): AsyncGenerator<{ readonly commit: LoggedCommit; readonly state: State | null }> {
  let count = 0;
  const isKnown = (files: string): boolean => states.find(files) !== null;
  for await (const { commit, files, filesBefore, tree } of trees.steps({ isKnown, signal })) {
    onProgress?.(`commit ${++count} of ${commits.length}`);
    if (files === filesBefore) yield { commit, state: null };
    else {
      const known = states.find(files);
      if (known) yield { commit, state: known };
      else {
        const state = await stateOfTree(tree());
        yield { commit, state: states.keep(files, filesBefore, state, !trees.isDamaged) };
      }
    }
  }
}

/** Works out the state of one tree after the other; each takes over what the one before it leaves. */
function createLinker({ contract, signal }: HistoryOptions, key: Buffer): (tree: SourceTree) => Promise<State> {
  const memory = new LinkMemory();
  const options = { root: '.', contract: contract?.contract ?? null, ...(signal ? { signal } : {}) };
  const classes = deriveKey(key, 'plain values');
  return async (tree) => stateOf(resolve(await linkTree(tree, options, memory), contract), classes);
}

/** Ledgers of the commits that a later one still builds on. */
class Ledgers {
  private readonly known = new Map<string, Ledger>();
  private readonly waiting = new Map<string, number>();

  constructor(commits: readonly LoggedCommit[]) {
    for (const { parents } of commits) for (const id of parents) this.waiting.set(id, (this.waiting.get(id) ?? 0) + 1);
  }

  parentsOf({ parents }: LoggedCommit): readonly Ledger[] {
    const found = parents.flatMap((id) => this.known.get(id) ?? []);
    for (const id of parents) {
      const left = (this.waiting.get(id) ?? 0) - 1;
      this.waiting.set(id, left);
      if (left <= 0) this.known.delete(id);
    }
    return found;
  }

  keep({ id }: LoggedCommit, ledger: Ledger): void {
    if ((this.waiting.get(id) ?? 0) > 0) this.known.set(id, ledger);
  }
}
