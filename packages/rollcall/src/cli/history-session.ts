import type { Target } from '../check.ts';
import { createError, isRollcallError } from '../errors.ts';
import { factsAt } from '../history/facts-at.ts';
import { readHistory } from '../history/history.ts';
import type { History } from '../model/history.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from '../reporters/escape.ts';
import type { GivenOptions } from './command.ts';
import { withTarget } from './session.ts';

type Repository = NonNullable<Target['repository']>;

/** What a command about the history works with. */
export interface HistorySession {
  readonly repository: Repository;
  readonly contract: NonNullable<Target['contract']>['contract'] | null;
  /** What was found in the trees of some commits, for what is shown of them. */
  readonly factsAt: (commits: Iterable<string>) => AsyncIterable<TreeFacts>;
  /** The contract's path, whose text is never shown. */
  readonly contractPath: string | null;
  /** Reads HEAD's history, or that of all refs. */
  readonly read: (all: boolean) => Promise<History>;
}

/**
 * Opens the repository that the options name, does the work and closes it again.
 * @throws RollcallError NOT_A_REPOSITORY, NO_COMMITS; USAGE with `--ref`
 */
export async function withHistory<Result>(
  options: GivenOptions,
  work: (session: HistorySession) => Promise<Result>,
): Promise<Result> {
  if (options.ref !== undefined) {
    const fix = 'Leave --ref out; `--all` reads every branch and tag.';
    throw createError('USAGE', { what: "The history that is read is HEAD's, not that of a ref.", fix });
  }
  return withTarget(options, async ({ repository, contract, root }, { onProgress }) => {
    if (!repository) throw createError('NOT_A_REPOSITORY', { folder: root, need: 'a history' });
    await requireCommits(repository, options.all === true);
    const how = { contract, cache: options.cache !== false };
    const onNote = createNotes();
    const read = (all: boolean): Promise<History> =>
      readHistory(repository, { all, ...how, onNote, ...(onProgress ? { onProgress } : {}) });
    return work({
      repository,
      contract: contract?.contract ?? null,
      contractPath: contract?.path ?? null,
      factsAt: (commits) => factsAt(repository, commits, contract),
      read,
    });
  });
}

/** Writes a note to stderr, and the same one only once however often the history is read. */
function createNotes(): (note: string) => void {
  const told = new Set<string>();
  return (note) => {
    if (told.has(note)) return;
    told.add(note);
    process.stderr.write(`${escapeText(note)}\n`);
  };
}

/** HEAD may name a branch without a commit while others have some. */
async function requireCommits(repository: Repository, all: boolean): Promise<void> {
  try {
    await repository.resolveCommit('HEAD');
  } catch (error) {
    if (!all || !isRollcallError(error, 'NO_SUCH_REF')) throw error;
  }
}
