import type { Finding, SuppressedBy } from '../model/finding.ts';
import { escapeText } from './escape.ts';
import { counted, type Paint, wrap } from './paint.ts';

/** Findings that the baseline holds are counted; of the others this many are listed. */
const MOST = 20;

/** What does not count, and why: a line for each finding that a person gave a reason for, and a count of those that the baseline holds. */
export function writeSuppressed(findings: readonly Finding[], paint: Paint): string[] {
  const excused: string[] = [];
  let old = 0;
  for (const finding of findings) {
    if (finding.suppressed?.kind === 'baseline') old++;
    else if (finding.suppressed) excused.push(excuse(finding, finding.suppressed, paint));
  }
  const lines = excused.slice(0, MOST);
  if (excused.length > MOST)
    lines.push(paint.dim(`    and ${excused.length - MOST} more: rollcall check --format json lists all`));
  if (old > 0) lines.push(paint.dim(`    ${counted(old, 'finding')} that the baseline holds`));
  return lines.length === 0 ? [] : [[paint.bold('Suppressed'), ...lines].join('\n')];
}

function excuse({ rule, service, environment, name }: Finding, by: SuppressedBy, paint: Paint): string {
  const about = [service, environment, name].flatMap((word) => (word === null ? [] : [escapeText(word)])).join('  ');
  const end = by.until === null ? '' : ` (until ${by.until})`;
  return `    ${about}${about === '' ? '' : '  '}${paint.dim(rule)}\n${wrap(escapeText(by.reason) + end, '      ')}`;
}
