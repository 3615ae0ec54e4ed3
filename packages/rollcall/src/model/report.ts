import type { Coverage } from './coverage.ts';
import type { Finding } from './finding.ts';
import type { Resolution } from './resolution.ts';
import type { Span } from './span.ts';
import type { TreeFacts } from './tree-facts.ts';
import { UNRESOLVED_REASONS } from './unresolved.ts';

/**
 * Why something was not checked. `undecided`: a deployment leaves open whether it gives the names. `no-deployment`: a service needs names,
 * and nothing that deploys it was found. `no-code`: a service is deployed, and its code was not found. `nothing-deployed`: no deployment at all.
 * `unread-contract`: the contract is a program of another commit. `needs-contract`: rules that say nothing without one.
 */
export const NOT_CHECKED_REASONS = [
  'undecided',
  'no-deployment',
  'no-code',
  'nothing-deployed',
  'unread-contract',
  'needs-contract',
  ...UNRESOLVED_REASONS,
] as const;
export type NotCheckedReason = (typeof NOT_CHECKED_REASONS)[number];

/** Formats of a check and of a comparison. */
export const REPORT_FORMATS = ['terminal', 'json', 'sarif', 'junit', 'github', 'markdown', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** One thing that was not looked at, or could not be told. */
export interface NotChecked {
  readonly reason: NotCheckedReason;
  readonly service: string | null;
  readonly environment: string | null;
  readonly names: 'all' | readonly string[];
  /** One sentence. */
  readonly text: string;
  /** It makes the result incomplete. */
  readonly matters: boolean;
  readonly span: Span | null;
}

export interface CheckSummary {
  readonly services: number;
  readonly deployments: number;
  readonly requirements: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
}

/** What a check has to say of one tree. */
export interface CheckReport {
  readonly facts: TreeFacts;
  readonly resolution: Resolution;
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  readonly coverage: Coverage;
  readonly summary: CheckSummary;
  /** Nothing that matters was left unchecked. */
  readonly complete: boolean;
}

/** What a branch breaks: findings that its base does not have. */
export interface DiffReport extends CheckReport {
  readonly against: { readonly ref: string; readonly commit: string };
}

/** An error as a report shows it. */
export interface FailureReport {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
  readonly details: readonly string[];
  readonly exitCode: number;
}
