import { createError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { CommitRef } from '../model/history.ts';

/**
 * A commit as reports name it.
 * @throws RollcallError NO_SUCH_REF, NO_COMMITS, SHALLOW_CLONE, MISSING_OBJECT, GIT_FAILED
 */
export async function readCommitRef(repository: Repository, ref: string): Promise<CommitRef> {
  const commit = await repository.resolveCommit(ref);
  const args = [
    'log',
    '-1',
    '--no-walk',
    '--no-show-signature',
    '--no-notes',
    '--encoding=UTF-8',
    '--format=%aI%x00%s',
    commit,
  ];
  const { code, stdout } = await repository.run(args);
  if (code !== 0) throw createError('MISSING_OBJECT', { id: commit, need: ref });
  const [date = '', subject = ''] = stdout.toString('utf8').replace(/\n$/, '').split('\0');
  return { commit, date, subject };
}

/** What contains a commit (a full id): HEAD, only some other ref, or nothing. */
export async function holdsCommit(repository: Repository, commit: string): Promise<'HEAD' | 'a ref' | 'nothing'> {
  const head = await repository.run(['merge-base', '--is-ancestor', commit, 'HEAD']);
  if (head.code === 0) return 'HEAD';
  const refs = await repository.run(['for-each-ref', '--count=1', `--contains=${commit}`]);
  // Where git cannot walk the history, an object being missing, a ref may hold the commit all the same.
  return refs.code === 0 && refs.stdout.length === 0 ? 'nothing' : 'a ref';
}
