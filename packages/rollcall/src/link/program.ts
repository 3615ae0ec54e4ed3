import type { Program } from '../evaluate/modules.ts';
import { languages } from '../languages/registry.generated.ts';
import type { Language, Statement, UnitText } from '../program/program.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { type ImportPaths, javascriptPaths, pythonPaths } from './import-paths.ts';
import { extensionOf, folderOf } from './paths.ts';

const BY_EXTENSION = new Map<string, Language>(
  languages.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)),
);

export function languageOf(path: string): Language | null {
  return BY_EXTENSION.get(extensionOf(path)) ?? null;
}

/** {@link languageOf} for paths that are asked for again and again; a folder stands for the package in it. */
function languageMemo(): (path: string) => Language | null {
  const known = new Map<string, Language | null>();
  return (path) => {
    let language = known.get(path);
    if (language === undefined) {
      language = languageOf(path.endsWith('/') ? `${path}__init__.py` : path);
      known.set(path, language);
    }
    return language;
  };
}

/** What is known of the parsing of a tree's files, for coverage. */
export interface ParsedFiles {
  /** Files of which at least one unit was parsed. */
  readonly parsed: Set<string>;
  /** Files with a part that does not parse, and the first such part. */
  readonly broken: Map<string, { readonly start: number; readonly end: number }>;
}

/**
 * The program of a tree, its files cut and parsed as they are asked for.
 * @param loaded the files that may be looked at; the tree has been told to load them
 */
export function programOf(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  environmentNames: ReadonlySet<string>,
): Program & { readonly files: ParsedFiles } {
  const units = new Map<string, readonly UnitText[]>();
  const statements = new Map<UnitText, readonly Statement[]>();
  const files: ParsedFiles = { parsed: new Set(), broken: new Map() };
  const paths = new Map<string, ImportPaths>([
    ['python', pythonPaths(tree)],
    ['javascript', javascriptPaths(tree, packageFolders(tree, loaded))],
  ]);
  const language = languageMemo();
  const source = (path: string): string | null => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  return {
    files,
    source,
    languageOf: language,
    units(path) {
      let cut = units.get(path);
      if (!cut) {
        const text = source(path);
        cut = text === null ? [] : (languageOf(path)?.cut(text) ?? []);
        units.set(path, cut);
      }
      return cut;
    },
    statements(path, unit) {
      let lowered = statements.get(unit);
      if (!lowered) {
        lowered = languageOf(path)?.lower(unit.text) ?? [];
        statements.set(unit, lowered);
        files.parsed.add(path);
        const broken = lowered.find((statement) => statement.kind === 'broken');
        if (broken && !files.broken.has(path))
          files.broken.set(path, { start: unit.start + broken.start, end: unit.start + broken.end });
      }
      return lowered;
    },
    resolve: (from, module) => paths.get(language(from)?.id ?? '')?.resolve(from, module) ?? null,
    member: (path, name) => paths.get(language(path)?.id ?? '')?.member(path, name) ?? null,
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
