import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Target } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { version } from '../../version.ts';
import { type CiFile, ciFile } from './ci-file.ts';
import type { CiHost } from './ci-hosts.ts';
import { writeOnce } from './write-once.ts';

/** What a shell takes for one word, and for no option. */
const PLAIN_FOLDER = /^(?!-)[\w.@+/-]*$/;

/**
 * Writes the file for a CI host where its repository's top is, with the folders on the way.
 * @throws RollcallError NOT_A_REPOSITORY; USAGE where the file is there already or may not be written, or the folder is no plain word
 */
export function writeCi(host: CiHost, target: Target, folder: string): CiFile {
  const top = target.repository?.workTree ?? null;
  if (top === null) throw createError('NOT_A_REPOSITORY', { folder, need: 'comparing pull requests' });
  const { prefix } = target;
  if (!PLAIN_FOLDER.test(prefix)) {
    const what = `The folder ${prefix} has a name that a script would have to quote, so no CI file is written for it.`;
    throw createError('USAGE', { what, fix: "Run it at the repository's top, and correct the command in the file." });
  }
  const made = ciFile(host, version, prefix);
  const file = join(top, made.path);
  makeFolders(top, dirname(file));
  writeOnce(file, made.text, { fix: 'Move it away and run it again, or add to it what docs/ci.md shows.' });
  return made;
}

/** Nothing is written through a link: it may lead out of the repository. */
function makeFolders(top: string, folder: string): void {
  let here = top;
  for (const part of relative(top, folder).split(sep)) {
    if (part === '') continue;
    here = join(here, part);
    const there = lstatSync(here, { throwIfNoEntry: false });
    if (there?.isDirectory()) continue;
    if (there)
      throw createError('USAGE', { what: `${here} is no folder.`, fix: 'Move it away: a folder is needed there.' });
    makeFolder(here);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const fix = 'Give the account the right to write there.';
    throw createError('USAGE', { what: `The folder ${folder} cannot be made.`, fix }, { cause: error });
  }
}
