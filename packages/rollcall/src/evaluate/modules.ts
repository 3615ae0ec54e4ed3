import type { Language, Statement, UnitText } from '../program/program.ts';
import type { Scope } from './value.ts';

/** The files of one tree as evaluation sees them. */
export interface Program {
  source(path: string): string | null;
  languageOf(path: string): Language | null;
  units(path: string): readonly UnitText[];
  /** The statements of a unit, parsed once. */
  statements(path: string, unit: UnitText): readonly Statement[];
  /** The file that an import names, a folder with a closing slash for a package without a file, or null outside of the tree. */
  resolve(from: string, module: string): string | null;
  /** The module of that name inside of a package's file or folder. */
  member(path: string, name: string): string | null;
  /** States of modules that do not depend on the environment, shared by all runs. */
  readonly shared: Map<string, Scope>;
  /** The file that is started; its `__name__` is `__main__`. */
  readonly main: Set<string>;
  /** Name by which the environment's name is known besides the usual ones. */
  readonly environmentNames: ReadonlySet<string>;
}
