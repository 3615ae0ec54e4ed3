import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import type { LoggedCommit } from '../git/log.ts';
import type { Repository } from '../git/repository.ts';

/**
 * The key under which plain values are told apart, and under which a repository's cache lies. It is made from the text of the oldest
 * commit: the same in every run and every clone, and unknown to whoever has the cache but not the repository.
 * @throws RollcallError GIT_FAILED, INTERRUPTED
 */
export async function readRepositoryKey(
  repository: Repository,
  commits: readonly LoggedCommit[],
  signal?: AbortSignal,
): Promise<Buffer> {
  const root = oldestRoot(commits);
  if (root !== null)
    for await (const { bytes } of repository.readBlobs([root.id], { limit: Number.POSITIVE_INFINITY, signal }))
      if (bytes) return createHash('sha256').update('rollcall history\n').update(bytes).digest();
  return randomBytes(32);
}

/** A key for one purpose, from which neither the key nor one for another purpose can be told. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return createHmac('sha256', key).update(purpose).digest();
}

/** Of those without parents the first to be committed, so that a branch of another origin that comes later changes nothing. */
function oldestRoot(commits: readonly LoggedCommit[]): LoggedCommit | null {
  let oldest: LoggedCommit | null = null;
  for (const commit of commits) if (commit.parents.length === 0 && isBefore(commit, oldest)) oldest = commit;
  return oldest;
}

function isBefore(commit: LoggedCommit, other: LoggedCommit | null): boolean {
  if (other === null) return true;
  const difference = Date.parse(commit.committed) - Date.parse(other.committed);
  return difference < 0 || (difference === 0 && commit.id < other.id);
}

/**
 * What a state rests on beside its tree: the code that works it out, and the contract.
 * @throws TypeError for a contract that is no data
 */
export function groundsOf(code: string, contract: Contract | null): string {
  return `${code}\n${JSON.stringify(contract, (_key, value) => (value instanceof Map ? [...value] : value))}`;
}
