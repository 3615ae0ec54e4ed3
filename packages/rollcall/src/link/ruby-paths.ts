import type { SourceTree } from '../workspace/source-tree.ts';
import type { ImportPaths } from './import-paths.ts';
import { ancestors, folderOf, isForeign, joinPath } from './paths.ts';

/** Folders whose files Rails loads by the names of their constants. */
const AUTOLOADED = /(?:^|\/)(?:app\/[^/]+(?:\/concerns)?|lib)\/(.+)$/;

/**
 * Ruby's files: `./x` for `require_relative "x"`, else the file that is called like a constant. How words are joined in a file's name does
 * not matter. https://guides.rubyonrails.org/autoloading_and_reloading_constants.html https://github.com/fxn/zeitwerk#file-structure
 */
export function rubyPaths(tree: SourceTree): ImportPaths {
  const byName = new Map<string, string[]>();
  const byPath = new Map<string, string>();
  for (const path of tree.files.keys()) {
    if (!path.endsWith('.rb') || isForeign(path)) continue;
    byPath.set(keyOf(path.slice(0, -3)), path);
    const name = AUTOLOADED.exec(path.slice(0, -3))?.[1];
    if (name === undefined) continue;
    const key = keyOf(name);
    byName.set(key, [...(byName.get(key) ?? []), path]);
  }
  const resolve = (from: string, name: string): string | null => {
    const folder = folderOf(from);
    if (name.startsWith('.')) {
      const path = joinPath(folder, name.endsWith('.rb') ? name : `${name}.rb`);
      return path !== null && tree.files.has(path) ? path : null;
    }
    const key = keyOf(name.replaceAll('::', '/'));
    const own = keyOf(from.replace(/\.rb$/, ''));
    const beside = [own, ...ancestors(folder).map(keyOf)].flatMap(
      (base) => byPath.get(base === '' ? key : `${base}/${key}`) ?? [],
    );
    return nearest(from, byName.get(key) ?? []) ?? beside[0] ?? null;
  };
  return { resolve, member: () => null };
}

function keyOf(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Of files that are called alike, the one that shares the most folders with the file that names it. */
function nearest(from: string, paths: readonly string[]): string | null {
  const shared = (path: string): number => {
    const own = path.split('/');
    const other = from.split('/');
    const at = own.findIndex((part, i) => part !== other[i]);
    return at < 0 ? own.length : at;
  };
  return paths.toSorted((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1))[0] ?? null;
}
