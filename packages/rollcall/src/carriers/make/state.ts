import type { Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { ReadScript } from '../shell/machine.ts';
import type { Choices } from '../yaml/every-way.ts';

/** https://www.gnu.org/software/make/manual/html_node/Origin-Function.html: later ones win. */
export type Origin = 'default' | 'environment' | 'file' | 'command line' | 'override';

export interface MakeVariable {
  /** Expanded when it is used; a simple one was when it was set. */
  readonly recursive: boolean;
  readonly value: Text;
  readonly origin: Origin;
}

export interface Rule {
  readonly target: string;
  prerequisites: readonly Text[];
  recipe: Text[];
  /** What `%` stood for in a static pattern. */
  readonly stem?: string;
}

/** A variable that is set for one target and what it depends on. */
export interface Specific {
  readonly name: Text;
  readonly operator: Operator;
  readonly value: Text;
  readonly exported: boolean;
  readonly override: boolean;
}

export type Operator = '=' | ':=' | '::=' | '?=' | '+=' | '!=' | ':::=';

/** What a makefile has been read to on one way through it. */
export interface Make {
  readonly path: string;
  readonly variables: Map<string, MakeVariable>;
  /** Variables of a target, of `call` and of `foreach`, and the automatic ones; the innermost last. */
  scopes: ReadonlyMap<string, MakeVariable>[];
  readonly rules: Map<string, Rule>;
  /** Rules whose target has a `%`. */
  readonly patterns: Rule[];
  readonly specifics: Map<string, Specific[]>;
  readonly exported: Set<string>;
  readonly unexported: Set<string>;
  exportsAll: boolean;
  oneShell: boolean;
  first: string | null;
  readonly choices: Choices;
  /** Values that comparisons made known, by the variable. */
  readonly told: Map<string, Text>;
  /** Names that the makefile assigns on another way: on this one they are empty. */
  readonly assigned: Set<string>;
  readonly readScript: ReadScript | null;
  readonly gaps: Gap[];
  readonly reading: string[];
  /** Reads text as more of the makefile. */
  readonly run: (make: Make, text: Text) => void;
  steps: number;
  depth: number;
}

const MOST_STEPS = 40_000;
export const DEEPEST = 40;
/** Characters of one expansion. */
export const LONGEST = 100_000;

/** Evaluation stops here; a gap says so. */
export class MakeBound extends Error {}

export function countMakeStep(make: Make, cost = 1): void {
  make.steps += cost;
  if (make.steps > MOST_STEPS) throw new MakeBound();
}

export function findMakeVariable(make: Make, name: string): MakeVariable | null {
  for (let i = make.scopes.length - 1; i >= 0; i--) {
    const found = make.scopes[i]?.get(name);
    if (found) return found;
  }
  return make.variables.get(name) ?? null;
}

const RANK: readonly Origin[] = ['default', 'environment', 'file', 'command line', 'override'];

/** Whether what is there yields to a definition of the given origin. */
export function yields(held: MakeVariable | null | undefined, origin: Origin): boolean {
  return !held || RANK.indexOf(held.origin) <= RANK.indexOf(origin);
}
