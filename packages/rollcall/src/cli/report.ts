import { appendFileSync } from 'node:fs';
import { allRules, type Target } from '../check.ts';
import { createError } from '../errors.ts';
import type { CheckReport } from '../model/report.ts';
import { writeReport } from '../reporters/formats.ts';
import type { GivenOptions, Outcome } from './command.ts';
import { defaultFormat } from './default-format.ts';
import { exitCodeOf, paintOf } from './session.ts';
import { version } from './version.ts';

/** A check or a comparison in the format that is asked for. */
export function reported(report: CheckReport, { prefix }: Target, options: GivenOptions): Outcome {
  const exitCode = exitCodeOf(report, options);
  const context = { tool: version, rules: allRules(), exitCode, prefix, paint: paintOf(options) };
  const format = options.format ?? defaultFormat();
  if (format === 'github') addSummary(writeReport(report, 'markdown', context));
  return { stdout: writeReport(report, format, context), exitCode };
}

/** The page that GitHub shows of a job. Steps before may have written to it. */
function addSummary(markdown: string): void {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  try {
    appendFileSync(path, markdown);
  } catch (error) {
    const what = `The job's summary cannot be written: ${path}.`;
    throw createError(
      'USAGE',
      { what, fix: 'Unset GITHUB_STEP_SUMMARY, or choose another --format.' },
      { cause: error },
    );
  }
}
