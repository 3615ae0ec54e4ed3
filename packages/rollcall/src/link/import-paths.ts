import type { SourceTree } from '../workspace/source-tree.ts';
import { aliased, type ImportAliases } from './import-aliases.ts';
import { ancestors, folderOf, isForeign, isTest, joinPath } from './paths.ts';

/** Finds the file that an import names. */
export interface ImportPaths {
  resolve(from: string, module: string): string | null;
  member(path: string, name: string): string | null;
}

/** Python's modules: a file `a/b.py`, a package `a/b/__init__.py`, or a folder. https://docs.python.org/3/reference/import.html */
export function pythonPaths(tree: SourceTree): ImportPaths {
  const memo = new Map<string, string | null>();
  const fileOf = (base: string): string | null => {
    if (base === '') return null;
    if (tree.files.has(`${base}.py`)) return `${base}.py`;
    if (tree.files.has(`${base}/__init__.py`)) return `${base}/__init__.py`;
    return tree.isFolder(base) ? `${base}/` : null;
  };
  const holding = new Map<string, boolean>();
  const holdsModules = (folder: string): boolean => {
    const known = holding.get(folder) ?? hasModules(tree, folder);
    holding.set(folder, known);
    return known;
  };
  const isPackage = (folder: string): boolean => tree.files.has(`${folder}/__init__.py`);
  const isStarted = (folder: string): boolean => STARTED_FROM.some((name) => tree.files.has(`${folder}/${name}`));
  const find = (folder: string, module: string): string | null => {
    const relative = /^\.+/.exec(module)?.[0].length ?? 0;
    const rest = module.slice(relative).replaceAll('.', '/');
    if (relative > 0) {
      const base = ancestors(folder)[relative - 1];
      if (base === undefined) return null;
      if (rest !== '') return fileOf(base === '' ? rest : `${base}/${rest}`);
      return isPackage(base) ? `${base}/__init__.py` : `${base}/`;
    }
    if (STANDARD.has(module.split('.')[0] ?? '')) return null;
    let portion: string | null = null;
    for (const base of ancestors(folder)) {
      // A package's own modules are not seen by their bare names from within, unless it is what is started.
      if (base !== '' && isPackage(base) && !isStarted(base)) continue;
      for (const root of base === '' ? ['', 'src', 'lib', 'app'] : [base, `${base}/src`]) {
        const found = fileOf(root === '' ? rest : `${root}/${rest}`);
        if (found && !found.endsWith('/')) return found;
        if (found && portion === null && holdsModules(found)) portion = found;
      }
    }
    // A folder without `__init__.py` is a package where nothing else is: https://peps.python.org/pep-0420/
    return portion;
  };
  return {
    resolve(from, module) {
      const folder = from.endsWith('/') ? from.slice(0, -1) : folderOf(from);
      const key = `${folder}\n${module}`;
      let found = memo.get(key);
      if (found === undefined) {
        found = find(folder, module);
        memo.set(key, found);
      }
      return found;
    },
    member(path, name) {
      if (path.endsWith('/')) return fileOf(`${path}${name}`);
      return path.endsWith('/__init__.py') ? fileOf(`${folderOf(path)}/${name}`) : null;
    },
  };
}

/** What lies in a folder that a program is started from: Python then looks there first. https://docs.python.org/3/library/sys_path_init.html */
const STARTED_FROM = ['Dockerfile', 'requirements.txt', 'pyproject.toml', 'Pipfile', 'manage.py', 'Procfile'];

function hasModules(tree: SourceTree, folder: string): boolean {
  for (const path of tree.files.keys()) if (path.startsWith(folder) && path.endsWith('.py')) return true;
  return false;
}

/** Modules of Python itself that a file of the same name beside a script must not stand in for. */
const STANDARD = new Set(
  'os sys re json logging subprocess typing pathlib enum dataclasses asyncio functools copy time datetime argparse collections itertools io shutil tempfile threading contextlib abc hashlib base64 secrets string random math socket ssl signal platform inspect importlib traceback warnings urllib http email types uuid shlex textwrap getpass glob queue concurrent multiprocessing configparser csv decimal operator pprint statistics struct unittest weakref zoneinfo'.split(
    ' ',
  ),
);

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/**
 * Node's and TypeScript's modules: relative paths, what a configuration makes of a name, the usual `@/` and `~/`, and the packages of the
 * workspace by name.
 */
export function javascriptPaths(
  tree: SourceTree,
  packages: readonly (readonly [name: string, folder: string])[],
  aliases: ReadonlyMap<string, ImportAliases>,
): ImportPaths {
  const memo = new Map<string, string | null>();
  const fileOf = (base: string): string | null => {
    if (tree.files.has(base) && EXTENSIONS.some((extension) => base.endsWith(extension))) return base;
    const source = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
    if (source !== base && tree.files.has(source)) return source;
    for (const extension of EXTENSIONS) if (tree.files.has(base + extension)) return base + extension;
    for (const extension of EXTENSIONS)
      if (tree.files.has(`${base}/index${extension}`)) return `${base}/index${extension}`;
    return null;
  };
  const find = (folder: string, module: string): string | null => {
    if (module.startsWith('.')) {
      const base = joinPath(folder, module);
      return base === null ? null : fileOf(base);
    }
    if (PRISMA_CLIENT.test(module)) return prismaSchema(tree, folder);
    for (const base of aliased(aliases, folder, module)) {
      const found = fileOf(base);
      if (found !== null) return found;
    }
    if (/^[@~]\//.test(module)) return inAncestors(folder, module.slice(2), fileOf);
    const named = packages.filter(([name]) => module === name || module.startsWith(`${name}/`));
    for (const [name, at] of nearestFirst(named, folder)) {
      const rest = module.slice(name.length);
      const found =
        rest === '' ? (fileOf(`${at}/src`) ?? fileOf(at)) : (fileOf(at + rest) ?? fileOf(`${at}/src${rest}`));
      if (found !== null) return found;
    }
    if (named.length > 0) return null;
    if (NODE_CONFIG.test(module)) return inPackage(tree, folder, VARIABLE_NAMES);
    return module.startsWith('src/') ? inAncestors(folder, module, fileOf) : null;
  };
  const generatedIn = (folder: string, module: string): string | null =>
    GENERATED_CLIENT.test(module) ? prismaSchema(tree, folder) : null;
  return {
    resolve(from, module) {
      const key = `${folderOf(from)}\n${module}`;
      let found = memo.get(key);
      if (found === undefined) {
        found = find(folderOf(from), module) ?? generatedIn(folderOf(from), module);
        memo.set(key, found);
      }
      return found;
    },
    member: () => null,
  };
}

/** Packages of one name lie in several workspaces of a tree: the one that shares most folders with who imports it comes first. */
function nearestFirst<T extends readonly [string, string]>(packages: readonly T[], folder: string): readonly T[] {
  if (packages.length < 2) return packages;
  const above = ancestors(folder);
  const distance = (at: string): number => above.findIndex((one) => one === '' || `${at}/`.startsWith(`${one}/`));
  return [...packages].sort(([, a], [, b]) => distance(a) - distance(b));
}

/** The client that Prisma generates, which is not in the tree: into its package, or where its schema says, mostly by a name like these. */
const PRISMA_CLIENT = /^(@prisma\/client|\.prisma\/client)(\/|$)/;
const GENERATED_CLIENT = /^[.@~#].*\/(\.?prisma(-client)?|generated)(\/|$)/i;

const PRISMA_SCHEMAS = ['prisma/schema.prisma', 'schema.prisma', 'src/prisma/schema.prisma', 'db/schema.prisma'].concat(
  ['schema', 'main', 'base', 'datasource'].map((name) => `prisma/schema/${name}.prisma`),
);

/**
 * The schema of the package that a file belongs to; where that has none, the only one of the tree: packages of a workspace share a client.
 * https://www.prisma.io/docs/orm/prisma-schema/overview/location
 */
function prismaSchema(tree: SourceTree, folder: string): string | null {
  const own = inPackage(tree, folder, PRISMA_SCHEMAS);
  if (own !== null) return own;
  const all = [...tree.files.keys()].filter(
    (path) => !isTest(path) && !isForeign(path) && PRISMA_SCHEMAS.some((one) => path.endsWith(`/${one}`)),
  );
  return all.length === 1 ? (all[0] ?? null) : null;
}

/** What loads the settings of a folder `config`, and the file there that names variables. https://github.com/node-config/node-config/wiki/Configuration-Files */
const NODE_CONFIG = /^(config|@feathersjs\/configuration)$/;
const VARIABLE_NAMES = ['yml', 'yaml', 'json', 'json5'].map((type) => `config/custom-environment-variables.${type}`);

/** The first of some files of the package that a folder belongs to. */
function inPackage(tree: SourceTree, folder: string, names: readonly string[]): string | null {
  for (const base of ancestors(folder))
    for (const name of names) {
      const path = base === '' ? name : `${base}/${name}`;
      if (tree.files.has(path)) return path;
    }
  return null;
}

function inAncestors(folder: string, rest: string, fileOf: (base: string) => string | null): string | null {
  for (const base of ancestors(folder))
    for (const root of ['src', '', 'app']) {
      const found = fileOf([base, root, rest].filter((part) => part !== '').join('/'));
      if (found) return found;
    }
  return null;
}
