import type { Range } from '../model/span.ts';
import type { Language, Statement, UnitText } from '../program/program.ts';
import type { Told } from './run.ts';
import type { MadeInstance } from './run-root.ts';
import type { Part } from './touched.ts';
import type { ClassValue, ReadEvent, Scope } from './value.ts';

/** The files of one tree as evaluation sees them. */
export interface Program {
  source(path: string): string | null;
  /** The source of a range of places: a unit's offsets count from its `start`, wherever that lies. */
  written(range: Range): string;
  languageOf(path: string): Language | null;
  units(path: string): readonly UnitText[];
  /** The statements of a unit, parsed once. */
  statements(path: string, unit: UnitText): readonly Statement[];
  /** The file that an import names, a folder with a closing slash for a package without a file, or null outside of the tree. */
  resolve(from: string, module: string): string | null;
  /** The files that share one scope with a file, or that are a package: Go's. The file itself is first; none in other languages. */
  siblings(path: string): readonly string[];
  /** The module of that name inside of a package's file or folder. */
  member(path: string, name: string): string | null;
  /** States of modules that do not depend on the environment, shared by all runs. */
  readonly shared: Map<string, Loaded>;
  /** States of modules that depend on the environment, each with what it depends on. */
  readonly states: Map<string, ModuleState[]>;
  /** Instances of classes, as their constructors make them under several scenarios. */
  readonly instances: Map<ClassValue, readonly MadeInstance[]>;
  /** Names that a module's top level sets in the environment, by its path; its functions find them set. */
  readonly assigned: Map<string, Set<string>>;
  /** States of a module that another tree has left, and that hold in this one too: put into `shared` and `states` when first asked for. */
  revive(path: string): void;
  /** Names without which a statement raises, as found by looking at the function that it stands in: `path:offset:word` → names. */
  readonly refusals: Map<string, Set<string>>;
  /** The files that are started; their `__name__` is `__main__`. */
  readonly main: Set<string>;
  /** Those of them that a server imports: they keep their own name. */
  readonly imported: Set<string>;
  /** Name by which the environment's name is known besides the usual ones. */
  readonly environmentNames: ReadonlySet<string>;
}

/** What a piece of work saw of the scenario, by which its result holds for other runs too. */
export interface Seen {
  readonly mode: 'discover' | 'decide';
  readonly reads: readonly ReadEvent[];
  readonly names: ReadonlySet<string>;
  readonly unset: ReadonlySet<string>;
  /** Unset names that decided what came of it. */
  readonly deciding: ReadonlySet<string>;
  /** The environment's name where it was looked at; undefined where it was not. */
  readonly word: string | null | undefined;
  /** The variable that was told its word, where it was read. */
  readonly told: Told | undefined;
}

/** A module after its top level was run. */
export interface Loaded {
  readonly scope: Scope;
  /** What its loading looked at; not complete while it is being loaded. */
  readonly touched: ReadonlySet<Part>;
}

/** A module whose state depends on the environment. */
export interface ModuleState extends Seen, Loaded {}
