import { createError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { CommitRef } from '../model/history.ts';
import { instantOf } from './incidents.ts';

/** A day, or a moment of it. A day begins at midnight UTC. */
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Tells which commits came after a moment, or after a commit: those that it does not contain.
 * @throws RollcallError USAGE for a date that the calendar does not have; NO_SUCH_REF, GIT_FAILED …
 */
export async function readSince(repository: Repository, text: string): Promise<(commit: CommitRef) => boolean> {
  if (DATE.test(text)) {
    const from = Date.parse(text.replace(' ', 'T'));
    if (Number.isNaN(from)) throw noSuchDay(text);
    return ({ date }) => instantOf(date) >= from;
  }
  const commit = await repository.resolveCommit(text);
  const before = new Set((await readAll(repository.stream(['rev-list', commit]))).split('\n'));
  return (one) => !before.has(one.commit);
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('latin1');
}

function noSuchDay(text: string): Error {
  const fix = 'Write it as 2025-08-24 or 2025-08-24T12:00Z, or name a commit, a tag or a branch.';
  return createError('USAGE', { what: `The calendar has no ${text}.`, fix });
}
