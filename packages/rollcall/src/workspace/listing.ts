import { lstatSync, type Stats } from 'node:fs';
import { relative, sep } from 'node:path';
import { isRollcallError } from '../errors.ts';
import { locateRepository } from '../git/locate.ts';
import { splitNames } from '../git/names.ts';
import { gitFailure, runGit } from '../git/process.ts';
import { diskPath, INSTALLED } from './disk-paths.ts';
import type { TreeFile } from './source-tree.ts';
import { walkFolder } from './walk.ts';

export interface Listing {
  readonly files: readonly TreeFile[];
  readonly nested: readonly string[];
  readonly unlisted: readonly string[];
}

/**
 * The files of a folder (its real path) as git sees them: tracked and there, or new and not ignored; without git as
 * {@link walkFolder}. A repository inside it is listed too, by its own rules.
 *
 * @throws RollcallError FOLDER_MISSING, PERMISSION_REFUSED, INTERRUPTED
 */
export async function listFiles(root: string, signal?: AbortSignal): Promise<Listing> {
  const files: TreeFile[] = [];
  const nested: string[] = [];
  const unlisted: string[] = [];
  const inspect = inspector(root);
  const ahead = [''];
  for (let base = ahead.pop(); base !== undefined; base = ahead.pop()) {
    const found = await listOne(root, base, signal);
    const at = (path: string): string => [base, path].filter((part) => part !== '').join('/');
    unlisted.push(...found.unlisted.map(at));
    for (const path of [...found.paths, ...found.nested].map(at)) {
      const file = inspect(path);
      if (file === 'repository') {
        nested.push(path);
        ahead.push(path);
      } else if (file !== null) files.push(file);
    }
  }
  return { files, nested: nested.sort(), unlisted: unlisted.sort() };
}

interface Found {
  readonly paths: readonly string[];
  readonly nested: readonly string[];
  readonly unlisted: readonly string[];
}

async function listOne(root: string, base: string, signal?: AbortSignal): Promise<Found> {
  const folder = diskPath(root, base).toString();
  try {
    const found = await listWithGit(folder, signal);
    // Nothing at all: the folder itself is ignored by the repository around it, and yet it was named.
    return found === null || found.paths.length === 0 ? walkFolder(folder, signal) : found;
  } catch (error) {
    if (base === '' || isRollcallError(error, 'INTERRUPTED')) throw error;
    return { paths: [], nested: [], unlisted: [''] };
  }
}

/** Null where there is no repository, or git cannot read it: then the files themselves still can be read. */
async function listWithGit(folder: string, signal?: AbortSignal): Promise<Found | null> {
  const place = locateRepository(folder);
  if (place === null || place.workTree === null) return null;
  const prefix = relative(place.workTree, folder).split(sep).join('/');
  const skip = INSTALLED.map((name) => `--exclude=${name}/`);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...skip];
  try {
    const scope = prefix === '' ? [] : ['--', `${prefix}/`];
    const { code, stdout, stderr } = await runGit(place, [...args, ...scope], { signal });
    if (code !== 0) throw gitFailure(args, stderr);
    const below = prefix === '' ? 0 : prefix.length + 1;
    // A repository inside ends in '/'; a path in conflict is listed once a side.
    const names = splitNames(stdout).map((path) => path.slice(below).replace(/\/$/, ''));
    const unlisted = refusedFolders(stderr).map((path) => path.slice(below));
    return { paths: [...new Set(names)].filter((name) => name !== ''), nested: [], unlisted };
  } catch (error) {
    if (isRollcallError(error) && error.code !== 'INTERRUPTED') return null;
    throw error;
  }
}

/** Folders of which git says that it could not list them; it goes on, and ends well. */
function refusedFolders(stderr: string): string[] {
  return [...stderr.matchAll(/^warning: could not open directory '(.*)\/': /gm)].map(([, path = '']) => path);
}

/**
 * What lies at a path now. Null: nothing (a tracked file that was deleted), or nothing that holds text (a pipe, a socket), or
 * something beyond a link: a folder that became a link after its files were tracked leads elsewhere. What the system refuses to tell
 * passes for a file, so that reading it says so.
 */
function inspector(root: string): (path: string) => TreeFile | 'repository' | null {
  const folders = new Map<string, Stats | undefined | 'refused'>();
  /** What is at a path, or what keeps it from being there: its folder. */
  const at = (path: string): Stats | undefined | 'refused' => {
    const folder = parentOf(path);
    if (folder === '') return look(root, path);
    if (!folders.has(folder)) folders.set(folder, at(folder));
    const around = folders.get(folder);
    if (around === undefined || around === 'refused') return around;
    return around.isDirectory() ? look(root, path) : undefined;
  };
  return (path) => {
    const stats = at(path);
    if (stats === 'refused') return { path, size: 0, id: null, kind: 'file' };
    if (!stats) return null;
    if (stats.isDirectory()) {
      const repository = look(root, `${path}/.git`) !== undefined;
      return repository ? 'repository' : { path, size: 0, id: null, kind: 'submodule' };
    }
    if (stats.isSymbolicLink()) return { path, size: stats.size, id: null, kind: 'symlink' };
    return stats.isFile() ? { path, size: stats.size, id: null, kind: 'file' } : null;
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Undefined when nothing is there. Any error but that means that something may be. */
function look(root: string, path: string): Stats | undefined | 'refused' {
  try {
    return lstatSync(diskPath(root, path), { throwIfNoEntry: false });
  } catch {
    return 'refused';
  }
}
