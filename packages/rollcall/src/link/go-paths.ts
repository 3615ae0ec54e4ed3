import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { ImportPaths } from './import-paths.ts';
import { ancestors, folderOf, isForeign, isTest } from './paths.ts';
import { perPath, perText } from './per-text.ts';
import { languageOf } from './program.ts';

/** Go's packages: a package is a folder, written `folder/*.go`; its files share one scope. */
export interface GoPaths extends ImportPaths {
  /** The files of the package that a path is or belongs to, the path's own first. */
  siblings(path: string): readonly string[];
}

/** Files for systems that no container of a service runs. https://pkg.go.dev/cmd/go#hdr-Build_constraints */
const ELSEWHERE =
  /_(windows|darwin|freebsd|netbsd|openbsd|dragonfly|solaris|illumos|plan9|aix|android|ios|js|wasip1)(_[a-z0-9]+)?\.go$/;

const isBuilt = perPath((path) => path.endsWith('.go') && !isTest(path) && !isForeign(path) && !ELSEWHERE.test(path));

const packageIn = perText((path, text) => ({ name: languageOf(path)?.packageOf?.(text) ?? '' }));

function packageName(path: string, text: FileText | null): string {
  return packageIn(path, text)?.name ?? '';
}

/** The names of Go's packages that are not those of their folders: which files belong together rests on them. */
export function unusualPackages(tree: SourceTree, loaded: ReadonlySet<string>): readonly string[] {
  const out: string[] = [];
  for (const path of loaded) {
    if (!path.endsWith('.go')) continue;
    const name = packageName(path, tree.text(path));
    if (name !== folderOf(path).split('/').at(-1)) out.push(`${path} ${name}`);
  }
  return out;
}

export function isGoPackage(path: string): boolean {
  return path === '*.go' || path.endsWith('/*.go');
}

/** A module: its path, as its `go.mod` says, and its folder. Several may say the same path: a site, a copy, an example. */
type GoModule = readonly [name: string, folder: string];

/** The modules of a tree. https://go.dev/ref/mod#go-mod-file-module */
export function goModules(tree: SourceTree, loaded: ReadonlySet<string>): readonly GoModule[] {
  const out: GoModule[] = [];
  for (const path of loaded) {
    if (path !== 'go.mod' && !path.endsWith('/go.mod')) continue;
    const name = moduleIn(path, tree.text(path))?.name;
    if (name) out.push([name, folderOf(path)]);
  }
  return out;
}

const moduleIn = perText((_path, text) => ({ name: moduleName(text) }));

/** `module example.com/m`, quoted or in brackets. */
function moduleName(text: string): string | null {
  const words = text
    .split('\n')
    .map((line) => (line.split('//')[0] ?? '').trim())
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== '' && word !== '(');
  const at = words.indexOf('module');
  const name = at < 0 ? undefined : words[at + 1]?.replace(/^["`]|["`]$/g, '');
  return name === undefined || name === '' ? null : name;
}

export function goPaths(tree: SourceTree, modules: readonly GoModule[]): GoPaths {
  const folders = new Map<string, string[]>();
  for (const path of tree.files.keys()) {
    if (!isBuilt(path)) continue;
    const own = folders.get(folderOf(path)) ?? [];
    own.push(path);
    folders.set(folderOf(path), own);
  }
  const homes = new Set(modules.map(([, folder]) => folder));
  const homeOf = (from: string): string => ancestors(folderOf(from)).find((folder) => homes.has(folder)) ?? '';
  const byLength = [...modules].sort(([a, x], [b, y]) => b.length - a.length || x.length - y.length);
  const memo = new Map<string, string | null>();
  const packageAt = (folder: string): string | null => {
    if (!folders.has(folder)) return null;
    return folder === '' ? '*.go' : `${folder}/*.go`;
  };
  const inside = (folder: string, rest: string): string => [folder, rest].filter((part) => part !== '').join('/');
  const find = (from: string, module: string): string | null => {
    // Without modules a tree lies in a workspace of its own, and its folders end its imports' paths.
    if (modules.length === 0) return endingIn(from, module, packageAt);
    const home = homeOf(from);
    const [first] = byLength.filter(([name]) => module === name || module.startsWith(`${name}/`));
    const same = first ? byLength.filter(([name]) => name === first[0]) : [];
    const own = same.filter(([, folder]) => folder === home);
    for (const [name, folder] of [...own, ...same]) {
      const found = packageAt(module === name ? folder : inside(folder, module.slice(name.length + 1)));
      if (found !== null) return found;
    }
    return null;
  };
  const nameOf = (path: string): string => packageName(path, tree.text(path));
  const known = new Map<string, readonly string[]>();
  const filesOf = (path: string): readonly string[] => {
    const all = folders.get(folderOf(path)) ?? [];
    if (!isGoPackage(path)) return [path, ...all.filter((one) => one !== path && nameOf(one) === nameOf(path))];
    const counts = new Map<string, number>();
    for (const one of all) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
    // A program beside a library (a generator, an example) is not imported with it.
    const [name] = [...counts].sort(([a, x], [b, y]) => Number(a === 'main') - Number(b === 'main') || y - x)[0] ?? [
      '',
    ];
    return all.filter((one) => nameOf(one) === name);
  };
  return {
    resolve(from, module) {
      const key = `${modules.length === 0 ? folderOf(from) : homeOf(from)}\n${module}`;
      let found = memo.get(key);
      if (found === undefined) {
        found = find(from, module);
        memo.set(key, found);
      }
      return found;
    },
    member: () => null,
    siblings(path) {
      let found = known.get(path);
      if (!found) {
        found = filesOf(path);
        known.set(path, found);
      }
      return found;
    },
  };
}

function endingIn(from: string, module: string, packageAt: (folder: string) => string | null): string | null {
  const parts = module.split('/');
  if (!parts[0]?.includes('.')) return null;
  for (let i = 1; i < parts.length; i++) {
    const rest = parts.slice(i).join('/');
    for (const base of ancestors(folderOf(from))) {
      const found = packageAt(base === '' ? rest : `${base}/${rest}`);
      if (found !== null) return found;
    }
  }
  return null;
}
