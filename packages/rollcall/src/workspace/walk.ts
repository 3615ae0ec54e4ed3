import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import ignore, { type Ignore } from 'ignore';
import { createError } from '../errors.ts';
import { decodeName } from '../git/names.ts';
import { isRefusal } from '../git/system-error.ts';
import { diskPath, INSTALLED } from './disk-paths.ts';

export interface Walked {
  /** Relative to the walked folder. */
  readonly paths: readonly string[];
  /** Folders with a `.git` in them; not walked into. */
  readonly nested: readonly string[];
  /** Folders that the system refused to list. */
  readonly unlisted: readonly string[];
}

interface Rules {
  readonly folder: string;
  readonly matcher: Ignore;
}

interface Visit {
  readonly folder: string;
  readonly rules: readonly Rules[];
}

const NEVER = new Set<string>(['.git', ...INSTALLED]);

/**
 * The files and links below a folder that no `.gitignore` in it excludes, for a folder without git. Links are not followed.
 * Rules: https://git-scm.com/docs/gitignore; a deeper file's rules outrank those above it, and nothing below an excluded folder
 * can be included again.
 *
 * @throws RollcallError FOLDER_MISSING, PERMISSION_REFUSED for the folder itself
 */
export function walkFolder(root: string, signal?: AbortSignal): Walked {
  const paths: string[] = [];
  const nested: string[] = [];
  const unlisted: string[] = [];
  const ahead: Visit[] = [{ folder: '', rules: [] }];
  for (let visit = ahead.pop(); visit !== undefined; visit = ahead.pop()) {
    if (signal?.aborted) throw createError('INTERRUPTED', { what: 'the list of files' });
    const entries = listEntries(root, visit.folder);
    if (entries === null) unlisted.push(visit.folder);
    else if (visit.folder !== '' && entries.has('.git')) nested.push(visit.folder);
    else if (visit.folder === '' || !entries.has('pyvenv.cfg')) {
      const { folders, files } = chooseEntries(root, visit, entries);
      paths.push(...files);
      ahead.push(...folders);
    }
  }
  return { paths, nested, unlisted };
}

function chooseEntries(
  root: string,
  { folder, rules }: Visit,
  entries: ReadonlyMap<string, Dirent<Buffer>>,
): { folders: Visit[]; files: string[] } {
  const own = entries.get('.gitignore')?.isFile() ? readRules(root, folder) : null;
  const all = own === null ? rules : [...rules, own];
  const folders: Visit[] = [];
  const files: string[] = [];
  for (const [name, entry] of entries) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (entry.isDirectory()) {
      if (!NEVER.has(name) && !isIgnored(`${path}/`, all)) folders.push({ folder: path, rules: all });
    } else if ((entry.isFile() || entry.isSymbolicLink()) && name !== '.git' && !isIgnored(path, all)) files.push(path);
  }
  return { folders, files };
}

function listEntries(root: string, folder: string): Map<string, Dirent<Buffer>> | null {
  try {
    const entries = readdirSync(diskPath(root, folder), { withFileTypes: true, encoding: 'buffer' });
    return new Map(entries.map((entry) => [decodeName(entry.name), entry]));
  } catch (error) {
    if (folder !== '') return null;
    if (isRefusal(error)) throw createError('PERMISSION_REFUSED', { path: root }, { cause: error });
    throw createError('FOLDER_MISSING', { folder: root }, { cause: error });
  }
}

/** Rules that cannot be read exclude nothing: more is looked at, never less. */
function readRules(root: string, folder: string): Rules | null {
  const path = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
  try {
    const lines = readFileSync(diskPath(root, path), 'utf8').split(/\r?\n/);
    return { folder, matcher: ignore({ ignorecase: false }).add(lines.filter(isCheap)) };
  } catch {
    return null;
  }
}

/** The matcher backtracks: with many stars one name could keep it busy for hours. Nobody writes more than three. */
function isCheap(pattern: string): boolean {
  const parts = pattern.split('/');
  const stars = (text: string): number => text.match(/\*+/g)?.length ?? 0;
  return (
    pattern.length <= 1000 &&
    parts.every((part) => stars(part) <= 3) &&
    parts.filter((part) => part === '**').length <= 3
  );
}

/** The deepest rule file that says something of the path decides. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { folder, matcher } of rules.toReversed()) {
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    // A name that only looks like a path upwards or like a drive is no path to the matcher.
    if (!ignore.isPathValid(relative)) continue;
    const verdict = matcher.test(relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
