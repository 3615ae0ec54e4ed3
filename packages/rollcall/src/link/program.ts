import type { Program } from '../evaluate/modules.ts';
import { languages } from '../languages/registry.generated.ts';
import type { Range } from '../model/span.ts';
import type { Language, UnitText } from '../program/program.ts';
import type { FileText } from '../workspace/file-text.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { Lowered } from './lowered.ts';
import { extensionOf } from './paths.ts';
import { perPath, perText } from './per-text.ts';
import { findUnit, idOfUnit, offsetOf, type StatedPlace, statePlace, unitsAt } from './places.ts';
import type { TreePaths } from './tree-paths.ts';
import { holdsWordsOf } from './words.ts';

const BY_EXTENSION = new Map<string, Language>(
  languages.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)),
);

/** Whether a file is configuration that a language's frameworks read: it may be a manifest too. */
export const isConfiguration = perPath((path) => configuredBy(path) !== null);

function configuredBy(path: string): Language | null {
  return languages.find(({ configuration }) => configuration?.test(path)) ?? null;
}

export const languageOf = perPath(
  (path): Language | null => configuredBy(path) ?? BY_EXTENSION.get(extensionOf(path)) ?? null,
);

/** {@link languageOf}, where a folder stands for the package in it. */
const languageOfModule = perPath((path) => languageOf(path.endsWith('/') ? `${path}__init__.py` : path));

/** Statements by their text, as many as fit: units of one history are mostly the same from tree to tree. */
const lowered = new Lowered();

/** Where in the files the places of a program's units are. */
export interface Positions {
  real(range: Range): Range;
  /** A place as another process can find it. */
  statePlace(path: string, place: number): StatedPlace | null;
  /** The place at which the first unit begins whose id is the one that is looked for. */
  findUnit(path: string, isIt: (unit: string) => boolean): number | null;
  idOfUnit(path: string, unit: UnitText): string;
}

export interface LinkedProgram extends Program, Positions {
  /** Whether a file may read the environment, or give a name to something that does. */
  holdsWords(path: string): boolean;
}

const holdsWordsIn = perText((path, text) => isConfiguration(path) || holdsWordsOf(text));

/**
 * The program of a tree, its files cut and parsed as they are asked for.
 * @param revive asked once for each module that is about to be loaded: whether another tree has left it
 * @param loaded the files that may be looked at; the tree has been told to load them
 */
export function programOf(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  paths: TreePaths,
  environmentNames: ReadonlySet<string>,
  revive: (path: string) => void,
): LinkedProgram {
  const file = (path: string): FileText | null => (loaded.has(path) ? tree.text(path) : null);
  const source = (path: string): string | null => {
    const found = file(path);
    return found?.ok ? found.text : null;
  };
  return {
    source,
    written: ({ path, start, end }) => {
      const from = offsetOf(path, file(path), start);
      return source(path)?.slice(from, from + end - start) ?? '';
    },
    real: ({ path, start, end }) => {
      const from = offsetOf(path, file(path), start);
      return { path, start: from, end: from + end - start };
    },
    statePlace: (path, place) => statePlace(path, file(path), place),
    findUnit: (path, isIt) => findUnit(path, file(path), isIt),
    idOfUnit: (path, unit) => idOfUnit(path, file(path), unit),
    holdsWords: (path) => holdsWordsIn(path, file(path)) ?? false,
    languageOf: languageOfModule,
    units: (path) => unitsAt(path, file(path)),
    statements: (path, unit) => {
      const own = languageOfModule(path);
      return own ? lowered.of(own, path, unit) : [];
    },
    resolve: (from, module) => paths[languageOfModule(from)?.id ?? 'python'].resolve(from, module),
    siblings: (path) => (languageOf(path)?.id === 'go' ? paths.go.siblings(path) : []),
    member: (path, name) => paths[languageOfModule(path)?.id ?? 'python'].member(path, name),
    shared: new Map(),
    states: new Map(),
    instances: new Map(),
    assigned: new Map(),
    refusals: new Map(),
    revive: once(revive),
    main: new Set(),
    imported: new Set(),
    environmentNames,
  };
}

function once(revive: (path: string) => void): (path: string) => void {
  const asked = new Set<string>();
  return (path) => {
    if (asked.has(path)) return;
    asked.add(path);
    revive(path);
  };
}
