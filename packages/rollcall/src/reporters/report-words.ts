import type { CheckReport, CheckSummary, NotChecked } from '../model/report.ts';
import { counted } from './paint.ts';

/** How a run ended, in the order of what matters. */
export type Verdict = 'findings' | 'incomplete' | 'clean';

export function verdictOf({ summary, complete }: Pick<CheckReport, 'summary' | 'complete'>): Verdict {
  if (summary.errors + summary.warnings > 0) return 'findings';
  return complete ? 'clean' : 'incomplete';
}

/** The run in one sentence. */
export function writeVerdict(report: Pick<CheckReport, 'summary' | 'complete'>): string {
  const { summary } = report;
  const scope = `${counted(summary.services, 'service')} and ${counted(summary.deployments, 'deployment')}`;
  const also = writeAlso(summary);
  const verdict = verdictOf(report);
  if (verdict === 'findings') return `${writeCounts(summary)} in ${scope}${also}.`;
  if (verdict === 'incomplete') return `No findings in ${scope}${also}, but not everything could be checked.`;
  return `No findings${also}: ${counted(summary.requirements, 'requirement')} of ${scope}.`;
}

/** `2 errors and 1 warning`. */
function writeCounts({ errors, warnings }: CheckSummary): string {
  return [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(' and ');
}

function writeAlso({ notes, suppressed }: CheckSummary): string {
  const extra = [
    ...(notes > 0 ? [counted(notes, 'note')] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
  ];
  return extra.length > 0 ? ` (${extra.join(', ')})` : '';
}

/** What was not checked: what may hide a finding, what is worth a sentence, and what decided nothing. */
export interface NotCheckedParts {
  readonly weighing: readonly NotChecked[];
  readonly told: readonly NotChecked[];
  readonly rest: readonly NotChecked[];
}

export function partNotChecked(notChecked: readonly NotChecked[]): NotCheckedParts {
  const isTold = ({ reason }: NotChecked): boolean => reason === 'needs-contract' || reason === 'undecided';
  return {
    weighing: notChecked.filter(({ matters }) => matters),
    told: notChecked.filter((entry) => !entry.matters && isTold(entry)),
    rest: notChecked.filter((entry) => !entry.matters && !isTold(entry)),
  };
}

/** `3 gaps that decided nothing: 2 dynamic-name, 1 too-large. rollcall scan lists them.` */
export function writeRest(rest: readonly NotChecked[]): string {
  const tally = [...countReasons(rest)].map(([reason, count]) => `${count} ${reason}`).join(', ');
  return `${counted(rest.length, 'gap')} that decided nothing: ${tally}. rollcall scan lists them.`;
}

function countReasons(entries: readonly NotChecked[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of entries) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
