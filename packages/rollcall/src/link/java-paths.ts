import { CONFIGURATION_OF_APP } from '../evaluate/libraries/spring.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { ImportPaths } from './import-paths.ts';
import { folderOf, isForeign, isTest } from './paths.ts';

const CLASS =
  /^(?:.*\/)?src\/(?:main\/)?(?:java\/|kotlin\/)?((?:[\w]+\/)*[A-Z]\w*)\.(?:java|kt)$|^((?:[\w]+\/)*[A-Z]\w*)\.(?:java|kt)$/;
const CONFIGURATION = /(?:^|\/)(?:application|bootstrap)(?:-[\w.-]+?)?\.(?:ya?ml|properties)$/;

/**
 * Java's classes by their full name, or by their simple name in the same package, else in the same module; and the configuration files of
 * a module, as {@link CONFIGURATION_OF_APP} with a number: those of profiles first.
 */
export function javaPaths(tree: SourceTree): ImportPaths {
  const byName = new Map<string, string[]>();
  const configuration = new Map<string, string[]>();
  const note = (map: Map<string, string[]>, key: string, path: string): void => {
    map.set(key, [...(map.get(key) ?? []), path]);
  };
  for (const path of tree.files.keys()) {
    if (isForeign(path) || isTest(path)) continue;
    const found = CLASS.exec(path);
    const name = found?.[1] ?? found?.[2];
    if (name !== undefined) {
      note(byName, name.replaceAll('/', '.'), path);
      note(byName, name.slice(name.lastIndexOf('/') + 1), path);
    } else if (CONFIGURATION.test(path)) note(configuration, moduleOf(path), path);
  }
  for (const paths of configuration.values())
    paths.sort((a, b) => Number(isPlain(a)) - Number(isPlain(b)) || (a < b ? -1 : 1));
  const resolve = (from: string, name: string): string | null => {
    if (name.startsWith(CONFIGURATION_OF_APP)) {
      const own = configuration.get(moduleOf(from)) ?? [];
      return own[Number(name.slice(CONFIGURATION_OF_APP.length))] ?? null;
    }
    const found = byName.get(name) ?? [];
    if (name.includes('.')) return found[0] ?? null;
    const beside = found.find((path) => folderOf(path) === folderOf(from));
    const inModule = found.filter((path) => moduleOf(path) === moduleOf(from));
    return beside ?? (inModule.length === 1 ? (inModule[0] ?? null) : null);
  };
  return { resolve, member: () => null };
}

function isPlain(path: string): boolean {
  return /(?:application|bootstrap)\.(?:ya?ml|properties)$/.test(path);
}

/** The folder that holds `src/`, or the one that the configuration lies in. */
function moduleOf(path: string): string {
  const source = /^(.*?)(?:^|\/)src\//.exec(path);
  return source ? (source[1] ?? '') : folderOf(path).replace(/(^|\/)config$/, '');
}
