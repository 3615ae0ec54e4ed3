import type { FileText } from './file-text.ts';

/** One file of a tree; its text is asked for by path. */
export interface TreeFile {
  /** '/'-separated, relative to the root; a byte that is not UTF-8 stands as a lone surrogate (see git/names.ts). */
  readonly path: string;
  /** Bytes; 0 where they are not known: a missing blob, a submodule. */
  readonly size: number;
  /** The blob's id (a submodule's commit), or null on disk. */
  readonly id: string | null;
  readonly kind: 'file' | 'symlink' | 'submodule';
}

/** The files of a folder on disk or of a commit, as one interface. */
export interface SourceTree {
  /** On disk the folder's real path; of a commit the folder inside its tree, '' for all of it. */
  readonly root: string;
  /** Full commit id; null on disk. */
  readonly commit: string | null;
  /** Sorted by path, in the order of UTF-16 units. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Ids of objects that the repository lacks; what lies below a missing tree is not in `files`. */
  readonly missingObjects: readonly string[];
  /** Folders that are repositories of their own (submodules, clones); their files are in `files` too. Empty for a commit. */
  readonly nested: readonly string[];
  /** Folders that could not be listed: the system refused. */
  readonly unlisted: readonly string[];
  /** Whether a folder of this path holds a file; '' and '.' are the root. No disk access. */
  isFolder(path: string): boolean;
  /**
   * Brings the wanted files into memory in one batch; paths that are no files are passed over.
   * @throws RollcallError INTERRUPTED, GIT_FAILED, FOLDER_MISSING when the folder vanished
   */
  load(wanted: Iterable<string>, signal?: AbortSignal): Promise<void>;
  /**
   * A file's text, the same object every time; null when there is no such file. A symbolic link gives its target's text.
   * @throws Error for a file of a commit that `load` did not bring; RollcallError FOLDER_MISSING when the folder vanished
   */
  text(path: string): FileText | null;
  /** Frees what was loaded. */
  close(): Promise<void>;
}

/** Files of more bytes are data, not source: they are never read. */
export const TEXT_LIMIT = 5_000_000;

/** Files by path, sorted; a path that occurs twice keeps its last file. */
export function sortFiles(files: Iterable<TreeFile>): Map<string, TreeFile> {
  const byPath = new Map<string, TreeFile>();
  for (const file of files) byPath.set(file.path, file);
  return new Map([...byPath].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every folder that the files lie in, the root ('') included. */
export function listFolders(paths: Iterable<string>): Set<string> {
  const folders = new Set(['']);
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** Whether a path, '.' or with a closing slash too, is one of the folders. */
export function hasFolder(folders: ReadonlySet<string>, path: string): boolean {
  return folders.has(path === '.' ? '' : path.replace(/\/+$/, ''));
}
