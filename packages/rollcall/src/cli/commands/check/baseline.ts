import {
  applyBaseline,
  type Baseline,
  type CheckReport,
  formatBaseline,
  goneOf,
  parseBaseline,
} from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { counted } from '../../../reporters/paint.ts';
import type { GivenOptions } from '../../command.ts';
import { note } from '../../session.ts';
import { readWhole, replaceWhole } from '../../write-whole.ts';

/** What the options say of a baseline. */
export interface BaselineFile {
  readonly file: string;
  readonly text: string | null;
  /** What it holds; null: it is to be made. */
  readonly baseline: Baseline | null;
  readonly update: boolean;
}

/**
 * Reads the baseline that is named, before anything else is done.
 * @throws RollcallError USAGE, BASELINE_INVALID
 */
export function openBaseline({ baseline: file, updateBaseline = false, only = [] }: GivenOptions): BaselineFile | null {
  if (file === undefined) {
    if (!updateBaseline) return null;
    const fix = 'Name its file: `rollcall check --baseline rollcall-baseline.json --update-baseline`.';
    throw createError('USAGE', { what: 'There is no baseline to update.', fix });
  }
  if (updateBaseline && only.length > 0) {
    const fix = 'Leave --only out.';
    throw createError('USAGE', { what: 'A baseline of some services would lose the findings of the others.', fix });
  }
  const text = readWhole(file);
  if (text === null && !updateBaseline) throw createError('BASELINE_INVALID', { file, why: 'there is no such file' });
  return { file, text, baseline: text === null ? null : parseBaseline(file, text), update: updateBaseline };
}

/** The report with what the baseline holds marked; the file is written first where that is asked for. */
export function useBaseline(report: CheckReport, stated: BaselineFile | null, all: boolean): CheckReport {
  if (!stated) return report;
  const { file, baseline: before } = stated;
  if (!stated.update) {
    const gone = all ? goneOf(before ?? [], report) : 0;
    if (gone > 0)
      note(
        `${counted(gone, 'finding')} of ${file} ${gone === 1 ? 'is' : 'are'} gone; --update-baseline takes out what is.`,
      );
    return applyBaseline(report, before ?? []);
  }
  const after = formatBaseline(report.findings);
  const now = parseBaseline(file, after);
  if (after !== stated.text) replaceWhole([{ file, before: stated.text, after }]);
  note(`${file} holds ${counted(now.length, 'finding')}: ${countChanges(before ?? [], now)}.`);
  return applyBaseline(report, now);
}

function countChanges(before: Baseline, now: Baseline): string {
  const old = new Set(before.map(({ fingerprint }) => fingerprint));
  const kept = now.filter(({ fingerprint }) => old.has(fingerprint)).length;
  return `${now.length - kept} new, ${old.size - kept} gone`;
}
