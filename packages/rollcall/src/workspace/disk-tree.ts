import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { createError } from '../errors.ts';
import { resolveFolder } from '../git/locate.ts';
import { diskPath } from './disk-paths.ts';
import { decodeText, type FileText } from './file-text.ts';
import { followLinks } from './links.ts';
import { listFiles } from './listing.ts';
import { hasFolder, listFolders, type SourceTree, sortFiles, TEXT_LIMIT, type TreeFile } from './source-tree.ts';

export interface DiskTreeOptions {
  /** Files of more bytes are 'too-large'. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * The files of a folder on disk, without what git ignores (without git: without what its `.gitignore` files exclude) and without
 * installed packages. Texts are read when they are first asked for.
 *
 * @throws RollcallError FOLDER_MISSING, NOT_A_FOLDER, PERMISSION_REFUSED, INTERRUPTED
 */
export async function openDiskTree(folder: string, options: DiskTreeOptions = {}): Promise<SourceTree> {
  const root = resolveFolder(folder);
  const listing = await listFiles(root, options.signal);
  const files = sortFiles(listing.files);
  const folders = listFolders(files.keys());
  const texts = new Map<string, FileText>();
  const text = (path: string): FileText | null => {
    const known = texts.get(path);
    if (known) return known;
    const file = files.get(path);
    if (!file) return null;
    const read = readText(root, file, options.limit ?? TEXT_LIMIT);
    texts.set(path, read);
    return read;
  };
  return {
    root,
    commit: null,
    files,
    missingObjects: [],
    nested: listing.nested,
    unlisted: listing.unlisted,
    isFolder: (path) => hasFolder(folders, path),
    load: async (wanted, signal) => {
      for (const path of wanted) {
        if (signal?.aborted) throw createError('INTERRUPTED', { what: 'reading the files' });
        text(path);
      }
    },
    text,
    close: async () => texts.clear(),
  };
}

function readText(root: string, file: TreeFile, limit: number): FileText {
  if (file.kind === 'submodule') return { ok: false, reason: 'unreadable' };
  if (file.kind === 'file' && file.size > limit) return { ok: false, reason: 'too-large' };
  try {
    const path = diskPath(root, file.path);
    if (file.kind === 'file') return readRegular(path, limit);
    const target = realpathSync(path);
    return isInside(root, target) ? readRegular(target, limit) : { ok: false, reason: 'symlink-outside' };
  } catch (error) {
    if (!existsSync(root)) throw createError('FOLDER_MISSING', { folder: root }, { cause: error });
    return {
      ok: false,
      reason: file.kind === 'symlink' && leadsOutside(root, file.path) ? 'symlink-outside' : 'unreadable',
    };
  }
}

/** Neither follows a link that came in the meantime nor waits for the writer of a pipe. */
function readRegular(path: string | Buffer, limit: number): FileText {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) return { ok: false, reason: 'unreadable' };
    return stats.size > limit ? { ok: false, reason: 'too-large' } : decodeText(readFileSync(handle));
  } finally {
    closeSync(handle);
  }
}

/** Inside the root, and not in git's own folder, which is no part of the tree. */
function isInside(root: string, target: string): boolean {
  const inside = relative(root, target);
  const parts = inside.split(sep);
  return !isAbsolute(inside) && parts[0] !== '..' && !parts.includes('.git');
}

/** Of a link that leads nowhere: whether it would lead outside. */
function leadsOutside(root: string, path: string): boolean {
  const target = followLinks(path, (link) => {
    try {
      return readlinkSync(diskPath(root, link)).split(sep).join('/');
    } catch {
      return null;
    }
  });
  return 'reason' in target && target.reason === 'symlink-outside';
}
