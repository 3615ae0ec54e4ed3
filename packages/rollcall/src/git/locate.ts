import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createError } from '../errors.ts';
import type { GitPlace } from './process.ts';
import { isRefusal, systemCode } from './system-error.ts';

/**
 * The repository of a folder: its own, or that of the nearest folder above it. No git is run, so nothing that a repository's
 * configuration names can be. A repository without a work tree counts only where it is the folder itself: one that lies hidden in
 * another's files is never picked up on the way.
 *
 * @throws RollcallError FOLDER_MISSING, NOT_A_FOLDER, PERMISSION_REFUSED
 */
export function locateRepository(folder: string): GitPlace | null {
  const start = resolveFolder(folder);
  const own = readDotGit(start);
  if (own !== null) return own.gitDir === null ? null : { gitDir: own.gitDir, workTree: start };
  if (isGitDirectory(start)) return { gitDir: start, workTree: null };
  for (let here = dirname(start), below = start; here !== below; below = here, here = dirname(here)) {
    const found = readDotGit(here);
    if (found !== null) return found.gitDir === null ? null : { gitDir: found.gitDir, workTree: here };
  }
  return null;
}

/**
 * A folder's real path.
 *
 * @throws RollcallError FOLDER_MISSING, NOT_A_FOLDER, PERMISSION_REFUSED
 */
export function resolveFolder(folder: string): string {
  try {
    const real = realpathSync.native(resolve(folder));
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    if (isRefusal(error)) throw createError('PERMISSION_REFUSED', { path: folder }, { cause: error });
    if (systemCode(error) !== 'ENOTDIR') throw createError('FOLDER_MISSING', { folder }, { cause: error });
  }
  throw createError('NOT_A_FOLDER', { folder });
}

/**
 * What a folder's `.git` says: null when there is none (an empty `.git` folder is none, as in git), `gitDir: null` when it points to
 * nothing: a copied worktree, a submodule without its repository. Such a folder belongs to no repository above it either.
 */
function readDotGit(folder: string): { readonly gitDir: string | null } | null {
  const path = join(folder, '.git');
  const stats = look(path, statSync);
  if (stats?.isDirectory()) return isGitDirectory(path) ? { gitDir: path } : null;
  if (!stats?.isFile() || stats.size > 8192) return null;
  const target = /^gitdir: (.+?)[\r\n]*$/s.exec(look(path, readText) ?? '')?.[1];
  if (target === undefined) return null;
  const gitDir = resolve(folder, target);
  return { gitDir: isGitDirectory(gitDir) ? gitDir : null };
}

/** As in git (`is_git_directory`): a HEAD, and objects and refs of its own or of the repository that a worktree belongs to. */
function isGitDirectory(folder: string): boolean {
  const isFolder = (name: string): boolean => look(join(folder, name), statSync)?.isDirectory() === true;
  const head = look(join(folder, 'HEAD'), lstatSync);
  if (!head || head.isDirectory()) return false;
  if (isFolder('objects') && isFolder('refs')) return true;
  return look(join(folder, 'commondir'), statSync)?.isFile() === true;
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** What is at a path; undefined when nothing is. A refusal must not pass for the absence of a repository. */
function look<Seen>(path: string, read: (path: string) => Seen): Seen | undefined {
  try {
    return read(path);
  } catch (error) {
    if (isRefusal(error)) throw createError('PERMISSION_REFUSED', { path }, { cause: error });
    return undefined;
  }
}
