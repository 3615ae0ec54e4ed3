import { createError } from '../errors.ts';
import { locateRepository } from './locate.ts';
import { decodeName } from './names.ts';
import { readObjects, readSizes } from './objects.ts';
import {
  type GitOptions,
  type GitPlace,
  type GitResult,
  gitFailure,
  runGit,
  startGit,
  streamOutput,
} from './process.ts';
import { findMergeBase, isShallow, peelToCommit, resolveId, typeOf } from './refs.ts';
import { listTree, type TreeListing } from './tree.ts';

/** A blob, or why its bytes are not here. */
export type StoredBlob =
  | { readonly id: string; readonly bytes: Buffer; readonly missing?: never; readonly tooLarge?: never }
  | { readonly id: string; readonly bytes?: never; readonly missing: true; readonly tooLarge?: never }
  | { readonly id: string; readonly bytes?: never; readonly tooLarge: true; readonly missing?: never };

export interface BlobOptions {
  /** Blobs of more bytes are not read; `Infinity` where the sizes are known already. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A git repository that may be hostile: nothing that it configures is run, nothing is fetched, nothing is written. Every function
 * rejects with a coded error: GIT_NOT_INSTALLED, GIT_FAILED, PERMISSION_REFUSED, INTERRUPTED, and what it names itself.
 */
export interface Repository extends GitPlace {
  /**
   * The full id of the commit that a ref, an id or an expression (`HEAD~3`, `main@{1}`) names.
   * @throws RollcallError NO_SUCH_REF, NO_COMMITS, SHALLOW_CLONE, MISSING_OBJECT
   */
  resolveCommit(ref: string, signal?: AbortSignal): Promise<string>;
  /**
   * Every file of a commit (a full id), below a folder of it where one is named; paths are relative to that folder.
   * @throws RollcallError FOLDER_MISSING, MISSING_OBJECT when the commit's tree itself is missing
   */
  listTree(commit: string, folder?: string, signal?: AbortSignal): Promise<TreeListing>;
  /** Blobs in the order of their ids (full ones), streamed from one process no faster than they are taken. */
  readBlobs(ids: readonly string[], options?: BlobOptions): AsyncGenerator<StoredBlob>;
  /** Those of these ids (full ones) that the repository lacks, without reading any. A damaged object is not missing. */
  findMissing(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>;
  isShallow(): Promise<boolean>;
  /** The branch that is checked out, without `refs/heads/`; null when HEAD is detached. It may have no commit yet. */
  headBranch(): Promise<string | null>;
  /**
   * The best common ancestor of two commits (any refs), or null when they share no history.
   * @throws RollcallError as resolveCommit; SHALLOW_CLONE when it may lie beyond the clone's depth
   */
  mergeBase(a: string, b: string): Promise<string | null>;
  /** Runs any git command hardened, to its end; the caller judges the exit code and passes refs as full ids only. */
  run(args: readonly string[], options?: GitOptions): Promise<GitResult>;
  /** As run, but streamed; rejects at the end where git failed. */
  stream(args: readonly string[], options?: GitOptions): AsyncGenerator<Buffer>;
  /** Ends what still runs; readers in flight reject with INTERRUPTED. */
  close(): Promise<void>;
}

/** Larger than any source file that people write; what is larger is data. */
const BLOB_LIMIT = 5_000_000;

/**
 * Opens the repository that a folder lies in (a worktree and a submodule too), or the bare repository that the folder is; null when
 * there is none.
 *
 * @throws RollcallError FOLDER_MISSING, NOT_A_FOLDER, PERMISSION_REFUSED
 */
export async function openRepository(folder: string): Promise<Repository | null> {
  const place = locateRepository(folder);
  return place === null ? null : createRepository(place);
}

function createRepository(place: GitPlace): Repository {
  const closing = new AbortController();
  const until = (signal?: AbortSignal): AbortSignal =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  return {
    ...place,
    run: (args, options = {}) => runGit(place, args, { ...options, signal: until(options.signal) }),
    stream: (args, options = {}) => streamGit(place, args, { ...options, signal: until(options.signal) }),
    resolveCommit: (ref, signal) => peelToCommit(place, ref, until(signal)),
    listTree: (commit, folder = '', signal) => listFolder(place, commit, folder, until(signal)),
    readBlobs: (ids, options = {}) => readBlobs(place, ids, { ...options, signal: until(options.signal) }),
    findMissing: async (ids, signal) => {
      const sizes = await readSizes(place, ids, until(signal));
      return new Set(ids.filter((id) => sizes.get(id) === null));
    },
    isShallow: () => isShallow(place, until()),
    headBranch: () => readHeadBranch(place, until()),
    mergeBase: (a, b) => findMergeBase(place, a, b, until()),
    close: async () => closing.abort(),
  };
}

async function readHeadBranch(place: GitPlace, signal: AbortSignal): Promise<string | null> {
  const args = ['symbolic-ref', '--quiet', 'HEAD'];
  const { code, stdout, stderr } = await runGit(place, args, { signal });
  if (code > 1) throw gitFailure(args, stderr);
  return code === 0 ? decodeName(stdout.subarray(0, -1)).replace(/^refs\/heads\//, '') : null;
}

async function* streamGit(place: GitPlace, args: readonly string[], options: GitOptions): AsyncGenerator<Buffer> {
  const git = startGit(place, args, options);
  yield* streamOutput(git, options.signal);
  const { code, stderr } = await git.done;
  if (code !== 0) throw gitFailure(args, stderr);
}

async function listFolder(place: GitPlace, commit: string, folder: string, signal: AbortSignal): Promise<TreeListing> {
  const tree = await resolveId(place, `${commit}^{tree}`, signal);
  if (tree === null) throw createError('MISSING_OBJECT', { id: commit, need: 'the list of files' });
  if (folder === '') return listTree(place, tree, signal);
  const below = await resolveId(place, `${commit}:${folder}`, signal);
  const type = below === null ? null : await typeOf(place, below, signal);
  if (below === null || (type !== 'tree' && type !== null))
    throw createError('FOLDER_MISSING', { folder: `${folder} of the commit ${commit}` });
  return listTree(place, below, signal);
}

async function* readBlobs(
  place: GitPlace,
  ids: readonly string[],
  { limit = BLOB_LIMIT, signal }: BlobOptions,
): AsyncGenerator<StoredBlob> {
  const sizes = limit === Number.POSITIVE_INFINITY ? null : await readSizes(place, ids, signal);
  const small = (id: string): boolean => (sizes?.get(id) ?? 0) <= limit;
  const objects = readObjects(place, ids.filter(small), signal);
  try {
    for (const id of ids) {
      const object = small(id) ? (await objects.next()).value : null;
      if (!object) yield { id, tooLarge: true };
      else yield object.missing ? { id, missing: true } : { id, bytes: object.bytes };
    }
  } finally {
    await objects.return(undefined);
  }
}
