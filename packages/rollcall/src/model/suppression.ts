import type { Range } from './span.ts';

/** How a finding is suppressed. */
export const SUPPRESSION_KINDS = ['baseline', 'contract', 'inline'] as const;
export type SuppressionKind = (typeof SUPPRESSION_KINDS)[number];

/** One rule that a comment of a file asks to be silent: `rollcall-ignore no-unused-binding: reason (until 2027-01-31)`. */
export interface InlineSuppression {
  readonly rule: string;
  /** The names that it is silent about; empty: any. */
  readonly names: readonly string[];
  readonly reason: string;
  /** The last day on which it counts; null: it never ends. */
  readonly until: string | null;
  /** The rule's id in the comment. */
  readonly range: Range;
  /** Lines, from 1: what begins on one of them is meant. */
  readonly lines: readonly number[];
  /** The line that the comment closes, where something stands before it: what ends there is meant as well. */
  readonly closes: number | null;
  /** What it is about, comment left out, and the how-manieth such line of the file that is: by this a comparison knows it again. In memory only. */
  readonly about: string;
}

/** What asks for silence in a way that is not understood, so that it does nothing. */
export interface MalformedSuppression {
  /** The part that is wrong. */
  readonly range: Range | null;
  /** What is wrong, to stand behind "a suppression that". */
  readonly problem: string;
}

/** What the comments of a tree ask for. */
export interface InlineDirectives {
  readonly suppressions: readonly InlineSuppression[];
  readonly malformed: readonly MalformedSuppression[];
}
