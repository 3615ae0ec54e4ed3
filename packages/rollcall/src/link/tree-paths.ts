import type { SourceTree } from '../workspace/source-tree.ts';
import { type GoPaths, goModules, goPaths, unusualPackages } from './go-paths.ts';
import { readImportAliases } from './import-aliases.ts';
import { type ImportPaths, javascriptPaths, pythonPaths } from './import-paths.ts';
import { javaPaths } from './java-paths.ts';
import { folderOf } from './paths.ts';
import { perText } from './per-text.ts';
import { rubyPaths } from './ruby-paths.ts';

/** Where a tree's imports lead, by language; and what each file's imports led to, as long as its text is the same. */
export interface TreePaths {
  readonly python: ImportPaths;
  readonly javascript: ImportPaths;
  readonly go: GoPaths;
  readonly ruby: ImportPaths;
  readonly java: ImportPaths;
  readonly kotlin: ImportPaths;
  readonly 'application-config': ImportPaths;
  readonly imports: Map<string, { readonly of: unknown; readonly found: readonly string[] }>;
}

/** Import paths of the last tree, which hold as long as no file comes or goes and no package is named otherwise. */
export class PathsMemory {
  private last: { readonly files: readonly string[]; readonly packages: string; readonly paths: TreePaths } | null =
    null;

  of(tree: SourceTree, loaded: ReadonlySet<string>): TreePaths {
    const packages = packageFolders(tree, loaded);
    const aliases = readImportAliases(tree, loaded);
    const modules = goModules(tree, loaded);
    const named = JSON.stringify([...packages, ...aliases, ...modules, ...unusualPackages(tree, loaded)]);
    const { last } = this;
    if (last && last.packages === named && isSameList(last.files, tree.files)) return last.paths;
    const java = javaPaths(tree);
    const paths = {
      python: pythonPaths(tree),
      javascript: javascriptPaths(tree, packages, aliases),
      go: goPaths(tree, modules),
      ruby: rubyPaths(tree),
      java,
      kotlin: java,
      'application-config': java,
      imports: new Map(),
    };
    this.last = { files: [...tree.files.keys()], packages: named, paths };
    return paths;
  }
}

function isSameList(files: readonly string[], now: ReadonlyMap<string, unknown>): boolean {
  if (files.length !== now.size) return false;
  let i = 0;
  for (const path of now.keys()) if (files[i++] !== path) return false;
  return true;
}

const packageNameIn = perText((_path, text) => ({ name: /^\s*"name"\s*:\s*"([^"]+)"/m.exec(text)?.[1] ?? null }));

/** Packages of the workspace: name and folder. */
function packageFolders(tree: SourceTree, loaded: ReadonlySet<string>): readonly (readonly [string, string])[] {
  const out: (readonly [string, string])[] = [];
  for (const path of loaded) {
    if (!path.endsWith('/package.json') || path.includes('node_modules/')) continue;
    const name = packageNameIn(path, tree.text(path))?.name;
    if (name) out.push([name, folderOf(path)]);
  }
  return out;
}
