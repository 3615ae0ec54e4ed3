import type { Repository } from '../git/repository.ts';
import type { TreeEntry } from '../git/tree.ts';
import { BlobStore, BlobTexts } from './blob-texts.ts';
import { hasFolder, listFolders, type SourceTree, sortFiles, TEXT_LIMIT, type TreeFile } from './source-tree.ts';

export interface CommitTreeOptions {
  /** Folder of the commit that becomes the root. */
  readonly prefix?: string;
  /** Files of more bytes are 'too-large'. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * The files of a commit (a full id), read from the repository's objects; the repository stays the caller's to close.
 *
 * @throws RollcallError FOLDER_MISSING (no such prefix), MISSING_OBJECT (the commit's tree itself), GIT_FAILED, INTERRUPTED
 */
export async function openCommitTree(
  repository: Repository,
  commit: string,
  options: CommitTreeOptions | string = {},
): Promise<SourceTree> {
  const { prefix = '', limit = TEXT_LIMIT, signal } = typeof options === 'string' ? { prefix: options } : options;
  const root = normalisePrefix(prefix);
  const { entries, missing } = await repository.listTree(commit, root, signal);
  const files = sortFiles(entries.map(toFile));
  const folders = listFolders(files.keys());
  const store = new BlobStore(repository, missing, limit);
  const texts = new BlobTexts(store, files, limit);
  return {
    root,
    commit,
    files,
    missingObjects: missing,
    nested: [],
    unlisted: [],
    isFolder: (path) => hasFolder(folders, path),
    load: (wanted, signal) => texts.load(wanted, true, signal),
    text: (path) => texts.read(path),
    close: async () => store.keepOnly(new Set()),
  };
}

function normalisePrefix(prefix: string): string {
  return prefix
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function toFile({ path, mode, id, size }: TreeEntry): TreeFile {
  const kind = mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';
  return { path, id, size: size ?? 0, kind };
}
