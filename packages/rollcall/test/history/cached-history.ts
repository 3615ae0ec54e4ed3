import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { readHistory } from '../../src/history/history.ts';
import { historyJson } from '../../src/reporters/json.ts';
import { git, makeFolder, type Step, writeFiles } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';

export const NAMES = ['SECRET_KEY', 'TOKEN', 'DATABASE_URL', 'MAIL_KEY'] as const;

/** The files of a service whose deployment gives some of the names, and one plain value. */
export function deployed(given: readonly string[], plain = 'info', above = ''): Record<string, string> {
  const secrets = given.map((name) => `${name}=${name.toLowerCase()}:latest`).join(',');
  const script = deployScript('auth', `--set-env-vars=LOG=${plain}`, `--set-secrets=${secrets}`);
  return { 'deploy.py': `${above}${script}` };
}

export const service = pythonService('auth', ...[...NAMES, 'LOG'].map((name) => `${name} = os.environ["${name}"]`));

/** Commits that drop names and give them again, by turns, with lines above that move everything, a revert, branches and a merge. */
export function history(length: number): Step[] {
  const steps: Step[] = [{ files: { ...service, ...deployed(NAMES) }, message: 'Deploy auth' }];
  for (let i = 1; i < length; i++) {
    const given = NAMES.filter((_, n) => (i + n) % 5 !== 0);
    const above = '# moved\n'.repeat(i % 4);
    const plain = i % 6 < 3 ? 'info' : 'debug';
    if (i % 7 === 3) steps.push({ files: { 'notes.md': `${i}\n` }, message: `Note ${i}`, branch: 'main' });
    else if (i % 7 === 5)
      steps.push({ files: deployed(given, plain, above), message: `Try ${i}`, branch: `side-${i}` });
    else if (i % 7 === 6)
      steps.push({ files: deployed(given, plain), message: `Merge ${i}`, branch: 'main', merge: [`side-${i - 1}`] });
    else steps.push({ files: deployed(given, plain, above), message: `Change ${i}`, branch: 'main' });
  }
  return steps;
}

/** Commits changes in a work tree; returns the commit's id. */
export function commit(folder: string, files: Record<string, string>, message: string): string {
  writeFiles(folder, files);
  git(folder, ['add', '--all']);
  git(folder, ['commit', '--quiet', '--allow-empty', `--message=${message}`]);
  return git(folder, ['rev-parse', 'HEAD']);
}

export interface Told {
  readonly json: string;
  readonly notes: readonly string[];
  /** Objects whose content was read, in order. */
  readonly read: readonly string[];
}

/** Reads the history of all refs, with the cache in a folder; null: without one. */
export async function tell(folder: string, cache: string | null): Promise<Told> {
  const repository = await openRepository(folder);
  if (!repository) throw new Error('There is no repository.');
  const notes: string[] = [];
  const read: string[] = [];
  const watched: Repository = {
    ...repository,
    readBlobs: (ids, options) => {
      read.push(...ids);
      return repository.readBlobs(ids, options);
    },
  };
  const before = process.env.ROLLCALL_CACHE_DIR;
  process.env.ROLLCALL_CACHE_DIR = cache ?? makeFolder();
  try {
    const onNote = (note: string): void => void notes.push(note);
    const told = await readHistory(watched, { all: true, contract: null, cache: cache !== null, onNote });
    return { json: historyJson(told, '0'), notes, read };
  } finally {
    if (before === undefined) delete process.env.ROLLCALL_CACHE_DIR;
    else process.env.ROLLCALL_CACHE_DIR = before;
    await repository.close();
  }
}

/** Every file below a folder, by its path. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** All that a cache holds, packed and unpacked. */
export function textsOf(cache: string): readonly string[] {
  return filesBelow(cache).flatMap((path) => {
    const bytes = readFileSync(path);
    return [path, bytes.toString('latin1'), inflateSync(bytes.subarray(bytes.indexOf('\n') + 33)).toString('utf8')];
  });
}
