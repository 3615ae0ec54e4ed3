import type { SourceTree } from '../workspace/source-tree.ts';
import { folderOf, isForeign, isTest, joinPath } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';

/** What `go build`, `go install` or `go run` of a line is given, `.` where it is given nothing. */
export interface GoBuild {
  readonly packages: readonly string[];
  /** What is made, by `-o`; null: called like the package. */
  readonly output: string | null;
  /** The folder that the line has changed to. */
  readonly folder: string;
}

/** Flags whose value is the next word. https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
const VALUED =
  /^--?(o|p|asmflags|buildmode|buildvcs|compiler|gccgoflags|gcflags|installsuffix|ldflags|mod|modfile|overlay|pgo|pkgdir|tags|toolexec|C)$/;

/** The builds of Go packages among the words of a shell line, its quotes kept together. */
export function goBuildsIn(line: string): readonly GoBuild[] {
  const found: GoBuild[] = [];
  let folder = '';
  for (const command of commandsIn(line)) {
    if (command[0] === 'cd' && command[1]) folder = command[1];
    const at = command.findIndex(
      (word, i) => /(^|\/)go$/.test(word) && /^(build|install|run)$/.test(command[i + 1] ?? ''),
    );
    if (at >= 0) found.push(buildOf(command.slice(at + 2), command[at + 1] === 'run', folder));
    const ko = command.findIndex(
      (word, i) => word === 'ko' && /^(build|publish|run|apply)$/.test(command[i + 1] ?? ''),
    );
    if (ko >= 0) found.push(buildOf(command.slice(ko + 2), false, folder));
  }
  return found;
}

function commandsIn(line: string): readonly (readonly string[])[] {
  const words =
    line.replace(/\\\r?\n/g, ' ').match(/"[^"]*"|'[^']*'|&&|\|\||;|\||(?:[^\s"'&|;]|"[^"]*"|'[^']*')+|&/g) ?? [];
  const out: string[][] = [[]];
  for (const word of words) {
    if (/^(&&|\|\||;|\||&)$/.test(word)) out.push([]);
    else out.at(-1)?.push(word.replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return out;
}

function buildOf(words: readonly string[], runs: boolean, folder: string): GoBuild {
  const packages: string[] = [];
  let output: string | null = null;
  let inside = folder;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const joined = /^--?(o|C)=(.*)$/.exec(word);
    if (joined?.[1] === 'o') output = joined[2] ?? null;
    if (!word.startsWith('-')) {
      packages.push(word);
      // What follows the package are the program's own arguments.
      if (runs) break;
    } else if (VALUED.test(word)) {
      i++;
      if (/^--?o$/.test(word)) output = words[i] ?? null;
      if (/^--?C$/.test(word)) inside = words[i] ?? inside;
    }
  }
  return { packages: packages.length > 0 ? packages : ['.'], output, folder: inside };
}

interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/** Whether a file is the main one of a program: `package main` with `func main`. */
const startsIn = perText((path, text) => {
  const language = languageOf(path);
  const isMain = language?.packageOf?.(text) === 'main' && language.cut(text).some(({ defines }) => defines === 'main');
  return { starts: isMain };
});

function starts(files: Files, path: string): boolean {
  const text = files.text(path);
  return text !== null && (startsIn(path, { ok: true, text, lossy: false })?.starts ?? false);
}

/** The file of a folder with which its program starts; null where it holds none. */
function goMainIn(files: Files, folder: string): string | null {
  const plain = folder === '' ? 'main.go' : `${folder}/main.go`;
  if (files.tree.files.has(plain) && starts(files, plain)) return plain;
  for (const path of goFiles(files.tree))
    if (folderOf(path) === folder && path !== plain && starts(files, path)) return path;
  return null;
}

const goFilesOf = new WeakMap<SourceTree, readonly string[]>();

function goFiles(tree: SourceTree): readonly string[] {
  let found = goFilesOf.get(tree);
  if (!found) {
    found = [...tree.files.keys()].filter((path) => path.endsWith('.go') && !isTest(path) && !isForeign(path));
    goFilesOf.set(tree, found);
  }
  return found;
}

/** Folders below a folder that hold a program, nearest first. */
function mainFolders(files: Files, root: string): readonly string[] {
  const inside = root === '' ? '' : `${root}/`;
  const folders = new Set(
    goFiles(files.tree)
      .filter((path) => path.startsWith(inside))
      .map(folderOf),
  );
  return [...folders].filter((folder) => goMainIn(files, folder) !== null);
}

/** The file that a build makes its program of, looked for from the given folders. */
export function goBuildEntry(
  files: Files,
  builds: readonly GoBuild[],
  started: string,
  folders: readonly string[],
): string | null {
  const name = started.slice(started.lastIndexOf('/') + 1);
  const makes = ({ output, packages }: GoBuild): boolean => {
    const made = output === null || output.endsWith('/') ? (packages[0] ?? '') : output;
    return made.slice(made.lastIndexOf('/') + 1) === name;
  };
  const made = name === '' ? [] : builds.filter(makes);
  for (const { packages, folder } of [...made, ...(made.length === 0 && builds.length === 1 ? builds : [])])
    for (const one of packages)
      for (const base of folders) {
        const found = packageEntry(files, base, folder, one);
        if (found) return found;
      }
  return null;
}

/** `./cmd/x`, `cmd/x/main.go`, `example.com/m/cmd/x`, `.`, `./...`. */
function packageEntry(files: Files, base: string, folder: string, written: string): string | null {
  if (/[$*]/.test(written)) return null;
  const inside = joinPath(base, folder.replace(/^\/(src|app|workspace|build|go\/src\/app)(\/|$)/, ''));
  if (inside === null) return null;
  if (written.endsWith('...')) {
    const all = mainFolders(files, inside);
    return all.length === 1 && all[0] !== undefined ? goMainIn(files, all[0]) : null;
  }
  const path = joinPath(inside, written.replace(/^\/(src|app|workspace|build)\//, ''));
  if (path === null) return null;
  if (path.endsWith('.go')) return files.tree.files.has(path) ? goMainIn(files, folderOf(path)) : null;
  const found = goMainIn(files, path);
  if (found || written.startsWith('.')) return found;
  // An import path ends in the folder of the package.
  const parts = written.split('/');
  for (let i = 1; i < parts.length; i++) {
    const own = goMainIn(files, [inside, ...parts.slice(i)].filter((part) => part !== '').join('/'));
    if (own) return own;
  }
  return null;
}

/** Where no build says it: the program of the folder, or the only one below it. */
export function usualGoEntry(files: Files, root: string): string | null {
  const own = goMainIn(files, root);
  if (own) return own;
  const [first, ...others] = mainFolders(files, root);
  return first !== undefined && others.length === 0 ? goMainIn(files, first) : null;
}
