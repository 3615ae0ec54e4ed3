import { posix } from 'node:path';
import type { SourceTree } from '../workspace/source-tree.ts';
import { type Copy, sourcesOf } from './image-layout.ts';
import { folderOf, joinPath } from './paths.ts';

/** Where the files that a command names may lie in the tree. */
export interface Places {
  readonly folders: readonly string[];
  /** Where the command runs, in the image. */
  readonly workdir: string;
  readonly copies: readonly Copy[];
  /** What the image may have been built from: folders that the sources of copies count from, the likeliest first. */
  readonly contexts: readonly string[];
}

export const NOTHING_COPIED = { workdir: '/', copies: [], contexts: [] };

/** What a command runs, line by line, and the shell scripts of the tree that it comes by. */
export interface CommandLines {
  readonly lines: readonly (readonly string[])[];
  readonly scripts: readonly string[];
}

interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

const DEEPEST = 4;

/** The words of a command, quotes around each taken away. */
export function splitWords(command: readonly string[]): readonly string[] {
  return command
    .flatMap((word) => word.split(/\s+/))
    .map((word) => word.replace(/^["']|["';]$/g, ''))
    .filter((word) => word !== '');
}

/** Follows a command into scripts of its package and into shell scripts of the tree. */
export function commandLines(files: Files, command: readonly string[], places: Places): CommandLines {
  const lines: (readonly string[])[] = [];
  const scripts = new Set<string>();
  const follow = (words: readonly string[], where: Places, deep: number): void => {
    lines.push(...simpleCommands(words));
    if (deep >= DEEPEST) return;
    const script = packageScript(words);
    for (const folder of script === null ? [] : packageFolders(files, script, where.folders)) {
      const line = scriptLine(files, folder, script?.name ?? '');
      if (line === null) continue;
      follow(splitWords([line]), { ...NOTHING_COPIED, folders: [folder] }, deep + 1);
      break;
    }
    for (const script of shellScriptsIn(files, words, where)) {
      if (scripts.has(script)) continue;
      scripts.add(script);
      for (const line of scriptLines(files.text(script) ?? '')) follow(splitWords([line]), where, deep + 1);
    }
  };
  follow(splitWords(command), places, 0);
  return { lines, scripts: [...scripts] };
}

/** Words between operators of the shell: `a && b; c` is three commands. */
function simpleCommands(words: readonly string[]): readonly (readonly string[])[] {
  const out: string[][] = [[]];
  for (const word of words) {
    if (/^(&&|\|\||;|\||&)$/.test(word)) out.push([]);
    else out.at(-1)?.push(word);
  }
  return out.filter((line) => line.length > 0);
}

/** A script of a package, and what says which of several packages it is of. */
export interface PackageScript {
  readonly name: string;
  /** The package's name, or a path to it; null: the one in the folder where the command runs. */
  readonly of: string | null;
}

const MANAGER = /^(npm|yarn|pnpm|bun|turbo|nx|lerna)$/;
/** Options whose value is a package or its folder. */
const SELECTS = /^(--filter|-F|--workspace|-w|--prefix|--cwd|--dir|-C|--scope|--project|-p)$/;

/**
 * `npm start`, `npm run x -w api`, `yarn workspace api x`, `pnpm --filter api x`, `turbo run x --filter=api`, `nx run api:x`, `nx x api`.
 * https://docs.npmjs.com/cli/commands/npm-run https://pnpm.io/filtering https://turborepo.com/docs/reference/run https://nx.dev/nx-api/nx/documents/run
 */
export function packageScript(words: readonly string[]): PackageScript | null {
  const at = words.findIndex((word) => MANAGER.test(word));
  const manager = words[at];
  if (manager === undefined) return null;
  const { rest, selected } = selection(words.slice(at + 1));
  if (MANAGER.test(rest[0] ?? '') || (rest[0] === 'exec' && MANAGER.test(rest[1] ?? ''))) return packageScript(rest);
  const ofYarn = manager === 'yarn' && rest[0] === 'workspace' ? (rest[1] ?? null) : null;
  const own = ofYarn === null ? rest : rest.slice(2);
  const script = /^(run|run-script)$/.test(own[0] ?? '') ? own.slice(1) : own;
  const [name, project] = script;
  if (name === undefined || /^(exec|dlx|node|x|ci|install|add)$/.test(name)) return null;
  if (manager !== 'nx') return { name, of: ofYarn ?? selected };
  const [before = '', behind] = name.split(':');
  return behind === undefined ? { name, of: project ?? selected } : { name: behind, of: before };
}

/** Words without options, and the value of the option that selects a package. */
function selection(words: readonly string[]): { readonly rest: readonly string[]; readonly selected: string | null } {
  const rest: string[] = [];
  let selected: string | null = null;
  for (let i = 0; i < words.length && words[i] !== '--'; i++) {
    const [flag = '', joined] = (words[i] ?? '').split(/=(.*)/s);
    if (!flag.startsWith('-')) rest.push(words[i] ?? '');
    else if (SELECTS.test(flag)) selected = joined ?? words[++i] ?? null;
  }
  return { rest, selected: selected?.replace(/^\.{3}|\.{3}$|\^/g, '') ?? null };
}

/** The folders in which the package of a script may lie. */
export function packageFolders(files: Files, { of }: PackageScript, folders: readonly string[]): readonly string[] {
  if (of === null) return folders;
  const beside = folders.flatMap(
    (folder) => joinPath(folder, of.replace(/^\/(app|usr\/src\/app|workspace)\//, '')) ?? [],
  );
  const there = beside.filter((folder) => files.text(`${folder}/package.json`) !== null);
  if (there.length > 0) return there;
  const all = [...files.tree.files.keys()].filter((path) => path.endsWith('/package.json')).map(folderOf);
  const named = (name: string): boolean => name === of || name.endsWith(`/${of}`);
  return all.filter((folder) => named(packageName(files.text(`${folder}/package.json`)) ?? folder) || named(folder));
}

function packageName(text: string | null): string | null {
  return /^\s*"name"\s*:\s*"([^"]+)"/m.exec(text ?? '')?.[1] ?? null;
}

function scriptLine(files: Files, folder: string, name: string): string | null {
  const text = files.text(folder === '' ? 'package.json' : `${folder}/package.json`);
  if (text === null) return null;
  try {
    const parsed: { scripts?: Record<string, unknown> } | null = JSON.parse(text);
    const scripts = parsed?.scripts ?? {};
    return Object.hasOwn(scripts, name) ? String(scripts[name]) : null;
  } catch {
    return null;
  }
}

/** Words that may name a shell script: by the extension, as entry points are called, or a path whose file says so itself. */
const SCRIPT = /\.(sh|bash)$|entrypoint$/;
const PATH = /\/[\w-]+$/;
const SHEBANG = /^#!.*\b(ba|da|k|z)?sh\b/;

/** The shell scripts of the tree that words of a command name, the first first. */
export function shellScriptsIn(files: Files, words: readonly string[], places: Places): readonly string[] {
  const found = words.flatMap((word) => shellScript(files, word, places) ?? []);
  return [...new Set(found)];
}

function shellScript(files: Files, name: string, places: Places): string | null {
  const named = SCRIPT.test(name);
  if (name.startsWith('-') || (!named && !PATH.test(name))) return null;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const usual = [name.replace(/^\/(app\/|usr\/src\/app\/)?/, ''), base, `scripts/${base}`, `docker/${base}`];
  const written = [...sourcesOf(places.copies, posix.resolve(places.workdir, name)), ...usual];
  for (const path of places.folders.flatMap((folder) => written.flatMap((one) => joinPath(folder, one) ?? []))) {
    const text = files.text(path);
    if (text !== null && (named || SHEBANG.test(text))) return path;
  }
  return null;
}

/** The lines of a shell script, continued ones as one, comments left out. */
export function scriptLines(text: string): readonly string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
