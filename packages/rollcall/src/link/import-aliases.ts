import type { SourceTree } from '../workspace/source-tree.ts';
import { ancestors, folderOf, joinPath } from './paths.ts';
import { perText } from './per-text.ts';

/** What a configuration makes of the names of modules: patterns, with one `*` at most, and the paths that they may stand for. */
export interface ImportAliases {
  readonly patterns: readonly (readonly [pattern: string, targets: readonly string[]])[];
  /** The folder from which bare names are looked for; null: from none. */
  readonly base: string | null;
}

/** Files that say what names of modules stand for, by the folder in which they hold. */
export function readImportAliases(tree: SourceTree, loaded: ReadonlySet<string>): ReadonlyMap<string, ImportAliases> {
  const out = new Map<string, ImportAliases>();
  for (const path of loaded) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const own = CONFIGURATION.test(name)
      ? followExtends(tree, path, 0)
      : name === 'package.json'
        ? subpaths(tree, path)
        : null;
    if (!own || (own.patterns.length === 0 && own.base === null)) continue;
    const folder = folderOf(path);
    const known = out.get(folder);
    out.set(folder, {
      patterns: [...(known?.patterns ?? []), ...own.patterns],
      base: own.base ?? known?.base ?? null,
    });
  }
  return out;
}

export const CONFIGURATION = /^[jt]sconfig(\.[\w-]+)?\.json$/;

/** What a name of a module may stand for, by the innermost configuration around a folder that has a pattern for it. */
export function aliased(
  aliases: ReadonlyMap<string, ImportAliases>,
  folder: string,
  module: string,
): readonly string[] {
  for (const around of ancestors(folder)) {
    const own = aliases.get(around);
    if (!own) continue;
    const found = own.patterns.flatMap(([pattern, targets]) => {
      const rest = matchStar(pattern, module);
      return rest === null ? [] : targets.map((target) => target.replace('*', () => rest));
    });
    if (found.length > 0) return found;
    const bare = own.base === null ? null : joinPath(own.base, module);
    if (bare !== null) return [bare];
  }
  return [];
}

/** What the `*` of a pattern stands for in a name; '' where it has none and is the name. */
function matchStar(pattern: string, name: string): string | null {
  const at = pattern.indexOf('*');
  if (at < 0) return pattern === name ? '' : null;
  const [head, tail] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const fits = name.length >= pattern.length - 1 && name.startsWith(head) && name.endsWith(tail);
  return fits ? name.slice(head.length, name.length - tail.length) : null;
}

interface Configuration {
  readonly extends: readonly string[];
  readonly baseUrl: string | null;
  readonly paths: readonly (readonly [string, readonly string[]])[] | null;
}

const DEEPEST = 4;

const configurationIn = perText((_path, text): Configuration => {
  const whole = asRecord(parseWithComments(text));
  const options = asRecord(whole?.compilerOptions);
  const paths = asRecord(options?.paths);
  return {
    extends: asTexts(typeof whole?.extends === 'string' ? [whole.extends] : whole?.extends),
    baseUrl: typeof options?.baseUrl === 'string' ? options.baseUrl : null,
    paths: paths ? Object.entries(paths).map(([pattern, targets]) => [pattern, asTexts(targets)] as const) : null,
  };
});

/** `compilerOptions.paths` and `baseUrl`, or those of what it extends in the tree. https://www.typescriptlang.org/tsconfig/#paths */
function followExtends(tree: SourceTree, path: string, deep: number): ImportAliases | null {
  const own = configurationIn(path, tree.text(path));
  if (!own || deep > DEEPEST) return null;
  const folder = folderOf(path);
  const inherited = own.extends
    .filter((one) => one.startsWith('.'))
    .map((one) => joinPath(folder, one.endsWith('.json') ? one : `${one}.json`))
    .map((one) => (one !== null && tree.files.has(one) ? followExtends(tree, one, deep + 1) : null))
    .findLast((one) => one !== null);
  const base = own.baseUrl === null ? (inherited?.base ?? null) : joinPath(folder, own.baseUrl);
  const patterns = own.paths?.map(([pattern, targets]) => {
    const from = own.baseUrl === null && inherited?.base != null ? inherited.base : (base ?? folder);
    return [pattern, targets.flatMap((target) => joinPath(from, target) ?? [])] as const;
  });
  return { patterns: patterns ?? inherited?.patterns ?? [], base };
}

const importsIn = perText((_path, text) => Object.entries(asRecord(asRecord(parseWithComments(text))?.imports) ?? {}));

/** The `imports` of a package: names that begin with `#`. https://nodejs.org/api/packages.html#subpath-imports */
function subpaths(tree: SourceTree, path: string): ImportAliases | null {
  const patterns = importsIn(path, tree.text(path))?.flatMap(([pattern, target]) => {
    const targets = everyText(target).flatMap((one) => joinPath(folderOf(path), one) ?? []);
    return targets.length === 0 ? [] : [[pattern, targets] as const];
  });
  return patterns ? { patterns, base: null } : null;
}

function everyText(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  return Object.values(asRecord(value) ?? {}).flatMap(everyText);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}

function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** JSON with comments and commas before closing brackets, as TypeScript reads its configuration; null for what is none. */
function parseWithComments(text: string): unknown {
  const plain = text
    .replace(
      /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_whole, quoted: string | undefined) => quoted ?? ' ',
    )
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_whole, quoted: string | undefined) => quoted ?? '');
  try {
    return JSON.parse(plain.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}
