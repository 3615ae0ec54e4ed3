import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createError } from '../errors.ts';
import type { GitPlace } from './process.ts';
import { systemCode } from './system-error.ts';

/**
 * Where objects are read by id: the repository's object folder under an empty git folder of our own, so that nothing of the
 * repository's configuration is in force. It is also what makes a partial clone readable: with its configuration git takes every
 * object that was not fetched for one to fetch, and ends at the first instead of naming it missing, lazy fetching off or not.
 *
 * @param id any id that will be asked for; its length tells the repository's hash
 */
export function objectPlace(place: GitPlace, id: string): GitPlace {
  const gitDir = emptyGitDir(id.length === 64 ? 'sha256' : 'sha1');
  // Without a writable temporary folder the repository's own will do, except for partial clones.
  return gitDir === null ? place : { gitDir, workTree: null, objects: join(commonDir(place.gitDir), 'objects') };
}

/** The folder that a worktree's git folder shares with the others: `commondir` names it (`git help gitrepository-layout`). */
function commonDir(gitDir: string): string {
  try {
    return resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').trim());
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return gitDir;
    throw createError('PERMISSION_REFUSED', { path: join(gitDir, 'commondir') }, { cause: error });
  }
}

const made = new Map<string, string | null>();

/** One for each hash in this process, removed when it ends. Its name cannot be guessed, so nobody else can have put a configuration there. */
function emptyGitDir(hash: 'sha1' | 'sha256'): string | null {
  const known = made.get(hash);
  if (known !== undefined) return known;
  const folder = makeEmptyGitDir(hash);
  made.set(hash, folder);
  if (folder !== null) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeEmptyGitDir(hash: 'sha1' | 'sha256'): string | null {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-git-'));
    writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
    mkdirSync(join(folder, 'refs'));
    mkdirSync(join(folder, 'objects'));
    if (hash === 'sha256') writeFileSync(join(folder, 'config'), SHA256);
    return folder;
  } catch {
    return null;
  }
}

const SHA256 = '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n';
