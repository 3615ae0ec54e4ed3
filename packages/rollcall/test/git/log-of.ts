import { type LoggedCommit, type LogOptions, readLog } from '../../src/git/log.ts';
import type { Step } from '../support/git-repository.ts';
import { collect, open } from './open.ts';

/** Everything in the history of a folder's repository. */
export async function logOf(folder: string, options: Partial<LogOptions> = {}): Promise<LoggedCommit[]> {
  return collect(readLog(await open(folder), { all: true, wants: () => true, ...options }));
}

/** Changes as `<mode> <path>`, a deleted file with a minus. */
export function told(commit: LoggedCommit | undefined): string[] {
  return (commit?.changes ?? []).map(({ path, id, mode }) => `${id === null ? '-' : ''}${mode} ${path}`);
}

export const idsOf = (commits: readonly LoggedCommit[]): string[] => commits.map((commit) => commit.id);

export const TWO: readonly Step[] = [
  { files: { 'a.txt': 'one\n', 'src/b.txt': 'two\n' }, message: 'first' },
  { files: { 'a.txt': 'changed\n' }, message: 'second' },
];

/** A side branch that is not merged yet. */
export const SIDES: readonly Step[] = [
  { files: { a: '1', b: '1' }, message: 'base' },
  { files: { b: '2' }, message: 'side', branch: 'side' },
  { files: { a: '2' }, message: 'main', branch: 'main' },
];
