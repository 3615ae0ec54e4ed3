import { closeSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createError } from '../../../errors.ts';

/**
 * Writes a file where there is none, the whole or nothing: a link to a finished one, which fails where something is, a dangling link too.
 * A file system without hard links gets the file itself, made only where nothing is.
 *
 * @throws RollcallError USAGE where something is already, or the account may not write there
 */
export function writeOnce(file: string, text: string, link: typeof linkSync = linkSync): void {
  const whole = join(dirname(file), `.rollcall.yaml.${process.pid}`);
  try {
    writeFileSync(whole, text, { flag: 'wx' });
    try {
      link(whole, file);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw error;
      createFile(file, text);
    }
  } catch (error) {
    throw explain(file, error);
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

function explain(file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return refusal(file);
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return error;
  const fix = 'Give the account the right to write there.';
  return createError('USAGE', { what: `${file} cannot be written.`, fix });
}

/** What is said where there is a contract already. */
export function refusal(file: string): Error {
  const fix = 'Edit it, or move it away and run `rollcall init` again.';
  return createError('USAGE', { what: `There is a contract already, ${file}; init never overwrites.`, fix });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
