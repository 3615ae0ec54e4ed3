import { closeSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createError } from '../../../errors.ts';

interface WriteOnceOptions {
  /** The way out where the file is there already. */
  readonly fix: string;
  readonly link?: typeof linkSync;
}

/**
 * Writes a file where there is none, the whole or nothing: a link to a finished one, which fails where something is, a dangling link too.
 * A file system without hard links gets the file itself, made only where nothing is.
 *
 * @throws RollcallError USAGE where something is already, or the account may not write there
 */
export function writeOnce(file: string, text: string, { fix, link = linkSync }: WriteOnceOptions): void {
  const whole = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    writeFileSync(whole, text, { flag: 'wx' });
    try {
      link(whole, file);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw error;
      createFile(file, text);
    }
  } catch (error) {
    throw explain(file, error, fix);
  } finally {
    rmSync(whole, { force: true });
  }
}

function createFile(file: string, text: string): void {
  const handle = openSync(file, 'wx');
  let done = false;
  try {
    writeFileSync(handle, text);
    done = true;
  } finally {
    closeSync(handle);
    if (!done) rmSync(file, { force: true });
  }
}

function explain(file: string, error: unknown, fix: string): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return createError('USAGE', { what: `${file} is there already; init never overwrites.`, fix });
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return error;
  return createError('USAGE', {
    what: `${file} cannot be written.`,
    fix: 'Give the account the right to write there.',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
