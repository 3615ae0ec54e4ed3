import type { Range } from '../../../model/span.ts';
import type { Value } from './value.ts';

/** What an expression sees beside the names of its own place. */
export interface Surroundings {
  /** `var.x`, `local.x`, `module.x`, `TYPE.NAME`, `data.TYPE.NAME`: the first steps of a reference. */
  readonly refer: (steps: readonly string[], written: string, range: Range) => { value: Value; taken: number };
  /** The source that stands at a place. */
  readonly written: (range: Range) => string;
  /** The text of a file beside the module's own; null where it is not there. */
  readonly file: (path: string) => { readonly path: string; readonly text: string } | null;
  /** False when the whole has taken more steps than are followed. */
  readonly step: () => boolean;
}

export interface Scope {
  readonly around: Surroundings;
  /** Names of the place: `each`, `count`, the iterator of a dynamic block, the variables of a `for`. */
  readonly names: ReadonlyMap<string, Value>;
}

export function withNames(scope: Scope, names: Iterable<readonly [string, Value]>): Scope {
  return { around: scope.around, names: new Map([...scope.names, ...names]) };
}
