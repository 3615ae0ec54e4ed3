import type { Program } from '../evaluate/modules.ts';
import { languages } from '../languages/registry.generated.ts';
import type { Language } from '../program/program.ts';
import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { type ImportPaths, javascriptPaths, pythonPaths } from './import-paths.ts';
import { Lowered } from './lowered.ts';
import { extensionOf, folderOf } from './paths.ts';
import { perPath, perText } from './per-text.ts';

const BY_EXTENSION = new Map<string, Language>(
  languages.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)),
);

export const languageOf = perPath((path): Language | null => BY_EXTENSION.get(extensionOf(path)) ?? null);

/** {@link languageOf}, where a folder stands for the package in it. */
const languageOfModule = perPath((path) => languageOf(path.endsWith('/') ? `${path}__init__.py` : path));

const cut = perText((path, text) => languageOf(path)?.cut(text) ?? []);

/** Statements by their text, as many as fit: units of one history are mostly the same from tree to tree. */
const lowered = new Lowered();

/**
 * The program of a tree, its files cut and parsed as they are asked for.
 * @param loaded the files that may be looked at; the tree has been told to load them
 */
export function programOf(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  environmentNames: ReadonlySet<string>,
): Program {
  const paths = new Map<string, ImportPaths>([
    ['python', pythonPaths(tree)],
    ['javascript', javascriptPaths(tree, packageFolders(tree, loaded))],
  ]);
  const file = (path: string): FileText | null => (loaded.has(path) ? tree.text(path) : null);
  return {
    source: (path) => {
      const found = file(path);
      return found?.ok ? found.text : null;
    },
    languageOf: languageOfModule,
    units: (path) => cut(path, file(path)) ?? [],
    statements: (path, unit) => {
      const own = languageOfModule(path);
      return own ? lowered.of(own, path, unit) : [];
    },
    resolve: (from, module) => paths.get(languageOfModule(from)?.id ?? '')?.resolve(from, module) ?? null,
    member: (path, name) => paths.get(languageOfModule(path)?.id ?? '')?.member(path, name) ?? null,
    shared: new Map(),
    states: new Map(),
    refusals: new Map(),
    main: new Set(),
    environmentNames,
  };
}

/** Packages of the workspace: name → folder. */
function packageFolders(tree: SourceTree, loaded: ReadonlySet<string>): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const path of loaded) {
    if (!path.endsWith('/package.json') || path.includes('node_modules/')) continue;
    const file = tree.text(path);
    const name = file?.ok ? /^\s*"name"\s*:\s*"([^"]+)"/m.exec(file.text)?.[1] : undefined;
    if (name) out.set(name, folderOf(path));
  }
  return out;
}
