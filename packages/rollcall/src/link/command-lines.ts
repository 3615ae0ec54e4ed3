import { posix } from 'node:path';
import { type Copy, sourcesOf } from './image-layout.ts';
import { joinPath } from './paths.ts';

/** Where the files that a command names may lie in the tree. */
export interface Places {
  readonly folders: readonly string[];
  /** Where the command runs, in the image. */
  readonly workdir: string;
  readonly copies: readonly Copy[];
}

export const NOTHING_COPIED = { workdir: '/', copies: [] };

/** What a command runs, line by line, and the shell scripts of the tree that it comes by. */
export interface CommandLines {
  readonly lines: readonly (readonly string[])[];
  readonly scripts: readonly string[];
}

interface Files {
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
    const name = packageScript(words);
    for (const folder of name === null ? [] : where.folders) {
      const line = scriptLine(files, folder, name ?? '');
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

/** `npm start`, `npm run x`, `yarn x`, `pnpm run x` → the script's name. https://docs.npmjs.com/cli/commands/npm-run */
export function packageScript(words: readonly string[]): string | null {
  const at = words.findIndex((word) => /^(npm|yarn|pnpm|bun)$/.test(word));
  if (at < 0) return null;
  const rest = words.slice(at + 1).filter((word) => !word.startsWith('-'));
  const name = rest[0] === 'run' || rest[0] === 'run-script' ? rest[1] : rest[0];
  return name !== undefined && !/^(exec|dlx|node|x|ci|install)$/.test(name) ? name : null;
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
