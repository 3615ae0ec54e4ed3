import type { Language, Statement, UnitText } from '../program/program.ts';
import type { Scope } from './value.ts';

/** The files of one tree as evaluation sees them. */
export interface Program {
  source(path: string): string | null;
  languageOf(path: string): Language | null;
  units(path: string): readonly UnitText[];
  /** The statements of a unit, parsed once. */
  statements(path: string, unit: UnitText): readonly Statement[];
  /** The file that an import names, or null when it lies outside of the tree. */
  resolve(from: string, module: string): string | null;
  /** A folder that is a package without a file of its own. */
  isPackage(path: string): boolean;
  /** States of modules that do not depend on the environment, shared by all runs. */
  readonly shared: Map<string, Scope>;
  /** The file that is started; its `__name__` is `__main__`. */
  readonly main: ReadonlySet<string>;
  /** Name by which the environment's name is known besides the usual ones. */
  readonly environmentNames: ReadonlySet<string>;
}
