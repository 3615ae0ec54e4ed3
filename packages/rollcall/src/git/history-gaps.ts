import { readFile } from 'node:fs/promises';
import { createError } from '../errors.ts';
import { explainFailure, type HistoryRange, rangeArguments } from './log.ts';
import { gitFailure } from './process.ts';
import type { Repository } from './repository.ts';
import { isRefusal, systemCode } from './system-error.ts';

/** What keeps the history that is read from being the one that was made, or the one that `git log` shows a person. */
export interface HistoryGaps {
  /** The boundary commits of a shallow clone: they have parents, and these are not here. */
  readonly shallow: readonly string[];
  /** A grafts file or replacement refs are there. They are never in force here, so a person's `git log` may show another history. */
  readonly grafts: boolean;
}

/**
 * Looks for what cuts or bends the history, without walking it. See `git help gitrepository-layout`, `shallow` and `info/grafts`,
 * and `git help replace`.
 *
 * @throws RollcallError PERMISSION_REFUSED, GIT_FAILED, GIT_NOT_INSTALLED, INTERRUPTED
 */
export async function readHistoryGaps(repository: Repository, signal?: AbortSignal): Promise<HistoryGaps> {
  const common = (await runOrFail(repository, ['rev-parse', '--git-common-dir'], signal)).subarray(0, -1);
  const replacements = await runOrFail(
    repository,
    ['for-each-ref', '--count=1', '--format=%(refname)', 'refs/replace/'],
    signal,
  );
  const shallow = await readLines(common, 'shallow');
  const grafts = await readLines(common, 'info/grafts');
  return {
    shallow: shallow.filter((line) => ID.test(line)),
    grafts: replacements.length > 0 || grafts.some((line) => ID.test(line.split(' ')[0] ?? '')),
  };
}

const ID = /^[0-9a-f]{40,64}$/;

/**
 * The ids of the trees and blobs that a range of the history names and that the repository lacks, as a partial clone does. It walks
 * every tree, which takes about as long as {@link readLog}. What a missing tree holds is unknown.
 *
 * @throws RollcallError NO_COMMITS, NO_SUCH_REF, SHALLOW_CLONE, INTERRUPTED, and MISSING_OBJECT where a commit is missing
 */
export async function findMissingObjects(repository: Repository, range: HistoryRange): Promise<string[]> {
  const walked = await rangeArguments(repository, range);
  const args = ['rev-list', '--quiet', '--objects', '--missing=print', ...walked, '--'];
  try {
    const lines = (await runOrFail(repository, args, range.signal)).toString('latin1').split('\n');
    return lines.filter((line) => line.startsWith('?')).map((line) => line.slice(1));
  } catch (error) {
    throw await explainFailure(repository, error);
  }
}

async function runOrFail(repository: Repository, args: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  const { code, stdout, stderr } = await repository.run(args, { signal });
  if (code !== 0) throw gitFailure(args, stderr);
  return stdout;
}

/** The lines of a file in a folder whose name may be any bytes; none where there is no such file. */
async function readLines(folder: Buffer, name: string): Promise<string[]> {
  const path = Buffer.concat([folder, Buffer.from(`/${name}`)]);
  try {
    return (await readFile(path, 'latin1')).split(/\r?\n/);
  } catch (error) {
    if (isRefusal(error)) throw createError('PERMISSION_REFUSED', { path: path.toString() }, { cause: error });
    if (systemCode(error) === null) throw error;
    return [];
  }
}
