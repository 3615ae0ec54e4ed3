import type { Range } from './span.ts';

/**
 * What happens where the name is not given. `required`: it stops (a raise, an exit, a failed schema). `hollow`: an empty default, or
 * one that stands there to be replaced, is used as if it were a value. `defaulted`: a default is used. `optional`: the code copes.
 */
export const LEVELS = ['required', 'hollow', 'defaulted', 'optional'] as const;
export type Level = (typeof LEVELS)[number];

/** When the read happens: on import, during start, on later use, when the code is built (a bundler puts the value in), or not known. */
export const WHENS = ['import', 'start', 'use', 'build', 'unknown'] as const;
export type When = (typeof WHENS)[number];

export const READ_LANGUAGES = [
  'python',
  'javascript',
  'go',
  'ruby',
  'java',
  'kotlin',
  'application-config',
  'shell',
] as const;

/** A name by which code is told to do without others: as long as it is not given, or given as its own default. */
export interface Switch {
  readonly name: string;
  /** The default's text, in memory only; null: it is no text, or not known. */
  readonly like: string | null;
}

/** A name that is given one of these words, for which the code asks. */
export interface Mode {
  readonly name: string;
  /** In memory only. */
  readonly words: readonly string[];
}

/** One place in the code that reads a name from the environment. */
export interface Read {
  readonly service: string | null;
  readonly name: string;
  readonly level: Level;
  /** Environment words in which the level holds; empty together with `except`: in all. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** The name whose value tells the code its environment (`ENVIRONMENT`), where `only` or `except` hold words of it. */
  readonly by: string | null;
  /** Whether the level holds where nothing gives that name, by the code's own default for it; absent: not known. */
  readonly holdsUnset?: boolean;
  readonly when: When;
  /** The level holds as long as none of these is switched; absent: whatever else is given. */
  readonly unless?: readonly Switch[];
  /** The level holds only in these modes, in any of them; absent: in all. */
  readonly where?: readonly Mode[];
  /** Reads of one service with the same group are alternatives: one of them suffices. */
  readonly group: string | null;
  readonly language: (typeof READ_LANGUAGES)[number];
  readonly idiom: string;
  /** Helpers through which the name reaches the environment, and the calls that lead here from the entry. */
  readonly via: readonly Range[];
  readonly range: Range;
  /** It is hollow by a default that stands there to be replaced: `change-me`. */
  readonly placeholder?: true;
  /** Where the code refuses to go on without it: the raise, the exit. */
  readonly refusal: Range | null;
}
