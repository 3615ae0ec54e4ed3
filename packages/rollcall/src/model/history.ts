import type { Span } from './span.ts';

/**
 * What went wrong over a span of commits. All but the last are lapses of what a deployment gives: `dropped` (given, no longer given),
 * `remapped` (another secret or value, and back), `renamed` (given under another name, and the code did not follow), `type-conflict`
 * (both a secret and a plain value), `split-identity` (two that share one secret no longer do), `wiped` (a `set` flag closed the world),
 * `malformed` (the deploy cannot do what it says), `reader-removed` (still given, no longer loaded). `unmet-requirement`: the code
 * requires a name, and the deployment gives neither it nor an alternative.
 */
export const REGRESSION_KINDS = [
  'dropped',
  'remapped',
  'renamed',
  'type-conflict',
  'split-identity',
  'wiped',
  'malformed',
  'reader-removed',
  'unmet-requirement',
] as const;
export type RegressionKind = (typeof REGRESSION_KINDS)[number];

/** How the code depended on the name when it began: it refuses without it, it reads it, or nothing was seen to read it. */
export const NEEDS = ['required', 'read', 'none'] as const;
export type Need = (typeof NEEDS)[number];

/** What a piece of evidence shows: before or after the commit, and which half of the comparison. */
export const MOMENTS = ['before', 'after'] as const;
export const HALVES = ['needed', 'given'] as const;

/** What changed: the code, what the deployment gives, or which script is the deployment. */
export const SIDES = ['code', 'deployment', 'entry'] as const;

/** A commit as reports name it. */
export interface CommitRef {
  /** Full id. */
  readonly commit: string;
  /** The author's instant and offset, ISO 8601. */
  readonly date: string;
  readonly subject: string;
}

/** A place that shows one side of a regression, before or after the commit that made it. */
export interface Evidence {
  readonly commit: string;
  readonly side: (typeof MOMENTS)[number];
  /** Which half of the comparison it shows: what the code needs, or what the deployment gives. */
  readonly of: (typeof HALVES)[number];
  readonly path: string;
  readonly span: Span | null;
}

export interface Regression {
  /** Stable over runs: a digest of kind, service, name and the commit that made it. */
  readonly id: string;
  readonly kind: RegressionKind;
  /** The side that changed: the code, what the deployment gives, or which script is the deployment. */
  readonly side: (typeof SIDES)[number];
  readonly need: Need;
  readonly service: string;
  /** Path of the script or manifest that a person or CI starts. */
  readonly deployment: string;
  /** All of which the same is true, that one included. */
  readonly deployments: readonly string[];
  readonly environments: readonly string[];
  readonly name: string;
  /** The name or the service that it must share a secret with, for `split-identity`. */
  readonly other: string | null;
  /** Secret ids (never values) before and after, and once mended; null: not given, or given as a plain value. */
  readonly from: string | null;
  readonly to: string | null;
  readonly introducedBy: CommitRef;
  readonly fixedBy: CommitRef | null;
  /** Neither the last commit of any branch that holds it mends it. */
  readonly open: boolean;
  /** From the commit that made it to the one that mended it, by the committers' instants; null while open. */
  readonly durationHours: number | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** Commits that made the same change of state on another branch (cherry-picks). */
  readonly twins: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A commit after which a deployment gives something else to a service. */
export interface Change extends CommitRef {
  readonly service: string;
  readonly deployment: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Names that come from another secret, or from a plain value in place of a secret or the reverse. */
  readonly remapped: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** What the whole history says: the result of `rollcall history`. */
export interface History {
  /** How many commits were read. */
  readonly commits: number;
  /** Nothing that matters was left unread. */
  readonly complete: boolean;
  readonly missingObjects: readonly string[];
  /** What could not be read, in words for people. */
  readonly notRead: readonly string[];
  /** By the instant of the commit that made them. */
  readonly regressions: readonly Regression[];
  readonly changes: readonly Change[];
}
