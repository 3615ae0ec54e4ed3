import type { CATEGORIES, FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import type { MalformedSuppression } from '../model/suppression.ts';

/** A small repository, and what a rule finds in it. It runs as a test and is printed in the rule's docs. */
export interface Example {
  readonly title: string;
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** The text of `rollcall.yaml`. */
  readonly contract?: string;
  /** That of the base revision, where it is another one. */
  readonly contractBefore?: string;
  /** The files of the base revision: path → text. */
  readonly against?: Readonly<Record<string, string>>;
  /** What this rule reports, in order; `what` is a part of the sentence. Empty: it is silent. */
  readonly findings: readonly {
    readonly name: string | null;
    readonly service: string | null;
    readonly what: string;
  }[];
}

export interface RuleMeta {
  readonly id: string;
  readonly category: (typeof CATEGORIES)[number];
  /** Markdown: what it finds, when it is silent, and why that matters. */
  readonly docs: string;
  readonly examples: readonly Example[];
  /** What it cannot speak without. */
  readonly requires?: 'contract' | 'base' | 'contract and base';
}

/** A suppression, and what became of it in a run. */
export interface SuppressionOutcome {
  readonly kind: 'contract' | 'inline';
  readonly rule: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly name: string | null;
  readonly until: string | null;
  /** Where it stands. */
  readonly range: Range | null;
  readonly state: 'used' | 'unused' | 'expired';
}

export interface RuleInput {
  readonly head: Resolution;
  /** The revision that `head` is compared with. */
  readonly base?: Resolution;
  /** The head has a contract that was not read: what its base's says may still be said. */
  readonly unreadContract?: boolean;
  /** Given to the rules that run after all others. */
  readonly suppressions?: readonly SuppressionOutcome[];
  /** Given to the same: those that do nothing, since they are not understood. */
  readonly malformed?: readonly MalformedSuppression[];
}

/** One question about a resolution. Pure: it queries, and neither reads text nor knows its severity. */
export interface Rule {
  readonly meta: RuleMeta;
  check(input: RuleInput): readonly FindingFact[];
}
