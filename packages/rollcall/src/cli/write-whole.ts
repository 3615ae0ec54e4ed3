import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createError } from '../errors.ts';

/** A file that is to be replaced, and what it holds now; null: it is not there. */
export interface Replacement {
  readonly file: string;
  readonly before: string | null;
  readonly after: string;
}

/**
 * A file's text, or null where nothing is.
 * @throws RollcallError USAGE where something else is than a file, or it cannot be read
 */
export function readWhole(file: string): string | null {
  try {
    return statOf(file) === null ? null : readFileSync(file, 'utf8');
  } catch (error) {
    throw explain(file, 'read', error);
  }
}

/**
 * Replaces files, each at once by a finished one: whoever reads meanwhile sees the old text or the new one. Everything that can fail is
 * tried for all of them before the first is replaced.
 * @throws RollcallError USAGE where a file no longer holds what it held, is a link, or cannot be written
 */
export function replaceWhole(replacements: readonly Replacement[]): void {
  const written: { readonly made: string; readonly file: string }[] = [];
  try {
    for (const { file, after } of replacements) written.push({ made: writeBeside(file, after), file });
    for (const { file, before } of replacements) {
      if (holds(file, before)) continue;
      const fix = 'Run it again: it starts from what the file holds now.';
      throw createError('USAGE', {
        what: `${file} changed since it was read, or is no plain UTF-8; nothing was written.`,
        fix,
      });
    }
    for (const one of written) {
      try {
        renameSync(one.made, one.file);
      } catch (error) {
        throw explain(one.file, 'written', error);
      }
    }
  } finally {
    for (const { made } of written) rmSync(made, { force: true });
  }
}

/** Whether a file's bytes are this text's: a mark at its begin, or another encoding, would be lost. */
function holds(file: string, text: string | null): boolean {
  if (statOf(file) === null) return text === null;
  return text !== null && readFileSync(file).equals(Buffer.from(text));
}

/** The new text beside the file, with its rights. */
function writeBeside(file: string, text: string): string {
  const made = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}`);
  let handle: number | null = null;
  try {
    const old = statOf(file);
    handle = openSync(made, 'wx');
    writeFileSync(handle, text);
    fsyncSync(handle);
    if (old) chmodSync(made, old.mode & 0o7777);
    return made;
  } catch (error) {
    if (handle !== null) rmSync(made, { force: true });
    throw explain(file, 'written', error);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function statOf(file: string): Stats | null {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return null;
  if (stats.isFile()) return stats;
  const fix = 'Name the file itself: nothing is read or written through a link.';
  throw createError('USAGE', {
    what: `${file} is no file, but ${stats.isSymbolicLink() ? 'a link' : 'something else'}.`,
    fix,
  });
}

function explain(file: string, verb: 'read' | 'written', error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const fix = 'Make the folder first, or name another one.';
    return createError('USAGE', { what: `${file} cannot be ${verb}: there is no such folder.`, fix });
  }
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS' && code !== 'ENOSPC') return error;
  const fix = 'Give the account the right to write there, and see that there is room.';
  return createError('USAGE', { what: `${file} cannot be ${verb}.`, fix });
}
