import type { Range, Span } from './span.ts';

/** Why something that was seen could not be understood. A closed list: every reader and report handles each. */
export const UNRESOLVED_REASONS = [
  'binary',
  'conditional-binding',
  'conflict-markers',
  'deploys-nothing',
  'dynamic-command',
  'dynamic-list',
  'dynamic-name',
  'dynamic-secret',
  'dynamic-service',
  'evaluation-bound',
  'internal-error',
  'malformed-flag',
  'missing-object',
  'not-utf8',
  'symlink-outside',
  'syntax-error',
  'too-large',
  'unread-hand-over',
  'unreadable',
  'unknown-service',
  'unset-input',
] as const;
export type UnresolvedReason = (typeof UNRESOLVED_REASONS)[number];

/** What a gap leaves open: `names` is `all`, or the names that may or may not be there. */
export interface Affects {
  readonly deployment: string | null;
  readonly service: string | null;
  readonly names: 'all' | readonly string[];
}

/** Something seen but not understood, before positions are known. */
export interface Gap {
  readonly reason: UnresolvedReason;
  /** The source text or a sentence; a secret's value never stands in it. */
  readonly text: string;
  readonly range: Range | null;
  readonly names?: 'all' | readonly string[];
}

export interface Unresolved {
  readonly reason: UnresolvedReason;
  readonly text: string;
  readonly affects: Affects;
  readonly span: Span | null;
}
