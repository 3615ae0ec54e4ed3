import type { Finding } from './finding.ts';
import type { CheckReport } from './report.ts';

/** One file as it is and as it would be. */
export interface FileFix {
  readonly path: string;
  /** With values: never shown. */
  readonly before: string;
  readonly after: string;
  /** The same with values covered. */
  readonly shown: { readonly before: string; readonly after: string };
}

/** What the edits of findings come to, tried on the tree in memory. */
export interface FixPlan {
  readonly files: readonly FileFix[];
  /** Findings that are gone then. */
  readonly mended: readonly Finding[];
  /** Findings with edits that are not made, since the file cannot be edited surely, two of them meet, or something else would be found. */
  readonly left: readonly Finding[];
  /** The check of the tree with the files as they would be. */
  readonly after: CheckReport;
}
