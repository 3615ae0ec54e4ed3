import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A workspace folder as the editor names it and where it really lies: one may be a link to the other. */
export interface FolderPaths {
  readonly named: string;
  readonly real: string;
}

/** @returns null where the address is no file's, or the folder is not there */
export function locateFolder(uri: string): FolderPaths | null {
  const named = fileOf(uri);
  if (named === null) return null;
  try {
    return { named, real: realpathSync.native(named) };
  } catch {
    return null;
  }
}

/** The file that an editor's address means; null: it is no file. */
export function fileOf(uri: string): string | null {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : null;
  } catch {
    return null;
  }
}

/** The path below a root, '/'-separated; null where the file lies elsewhere. */
export function pathBelow(root: string, file: string): string | null {
  const path = relative(root, file);
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? null : path.split(sep).join('/');
}

/** A file by its real folder. */
export function realOf({ named, real }: FolderPaths, file: string): string {
  const path = pathBelow(named, file);
  return path === null ? file : join(real, path);
}

/** The address of a file in the editor's words. */
export function addressOf({ named, real }: FolderPaths, file: string): string {
  const path = pathBelow(real, file);
  return pathToFileURL(path === null ? file : join(named, path)).href;
}
