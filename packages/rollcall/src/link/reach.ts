import type { Program } from '../evaluate/modules.ts';
import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { isGoPackage } from './go-paths.ts';
import { ancestors, folderOf, isForeign, isTest } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';
import type { TreePaths } from './tree-paths.ts';

const importsIn = perText((path, text) => (languageOf(path)?.imports(text) ?? []).filter(({ typeOnly }) => !typeOnly));

/** The last words of all that some files import, without extensions: `./lib/chat.js` mentions `chat`. */
export function mentionedIn(tree: SourceTree, paths: readonly string[]): ReadonlySet<string> {
  const words = paths.flatMap((path) => [...(importsIn(path, tree.text(path)) ?? [])]);
  return new Set(words.map(({ module }) => module.slice(module.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '')));
}

/** Import mentions of the files of one tree, read once. */
export class ImportGraph {
  private readonly known = new Map<string, readonly string[]>();
  private readonly program: Program;
  private readonly tree: SourceTree;
  private readonly paths: TreePaths;

  constructor(program: Program, tree: SourceTree, paths: TreePaths) {
    this.program = program;
    this.tree = tree;
    this.paths = paths;
  }

  /** The files of the tree that a file imports, wherever in it; type imports run nothing. */
  importsOf(path: string): readonly string[] {
    let found = this.known.get(path);
    if (!found) {
      const text = this.tree.text(path);
      const before = this.paths.imports.get(path);
      found = before && before.of === text ? before.found : this.read(path, text);
      this.paths.imports.set(path, { of: text, found });
      this.known.set(path, found);
    }
    return found;
  }

  private read(path: string, text: FileText | null): readonly string[] {
    const out = new Set<string>();
    for (const { module, names } of importsIn(path, text) ?? []) {
      const target = this.program.resolve(path, module);
      if (target === null) continue;
      if (isGoPackage(target)) {
        for (const file of this.program.siblings(target)) out.add(file);
        continue;
      }
      if (!target.endsWith('/')) out.add(target);
      for (const name of names) {
        const inner = this.program.member(target, name);
        if (inner !== null && !inner.endsWith('/')) out.add(inner);
      }
      if (languageOf(path)?.id === 'python') for (const init of packagesOf(this.program, target)) out.add(init);
    }
    // The files of a Go package are one program, whoever imports what.
    for (const file of this.program.siblings(path)) if (file !== path) out.add(file);
    return [...out];
  }
}

/** Importing a module runs the packages that it lies in. */
function packagesOf(program: Program, path: string): readonly string[] {
  return ancestors(folderOf(path)).flatMap((folder) => {
    const init = folder === '' ? '' : `${folder}/__init__.py`;
    return init !== '' && program.source(init) !== null ? [init] : [];
  });
}

/** Everything that is reachable from the entries by imports, tests left out; in the order in which it is found. */
export function reachOf(graph: ImportGraph, entries: readonly string[]): readonly string[] {
  const seen = new Set(entries);
  for (const path of seen)
    for (const next of graph.importsOf(path)) if (!isTest(next) && !isForeign(next)) seen.add(next);
  return [...seen];
}

/** Folders beside a service's code that are not the service. */
const BESIDE =
  /(^|\/)(scripts?|tools?|migrations?|alembic|examples?|docs?|deploy(ment)?|infra|ci|\.github|bin|hack|benchmarks?|analysis|demos?)\//;

/** Without an entry, the code below the service's folders, without tests, scripts and migrations. */
export function codeBelow(paths: Iterable<string>, roots: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const path of paths) {
    if (!languageOf(path) || isTest(path) || isForeign(path)) continue;
    const root = roots.find((folder) => folder === '' || path.startsWith(`${folder}/`));
    if (root === undefined) continue;
    if (!BESIDE.test(`/${path.slice(root.length)}`)) out.push(path);
  }
  return out;
}
