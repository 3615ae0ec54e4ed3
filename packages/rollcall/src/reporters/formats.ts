import type { CheckReport, DiffReport, FailureReport, ReportFormat } from '../model/report.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { failureAnnotations, writeAnnotations } from './github.ts';
import { failureHtml, writeHtml } from './html.ts';
import { checkJson, diffJson, failureJson } from './json.ts';
import { failureJunit, writeJunit } from './junit.ts';
import { failureMarkdown, writeMarkdown } from './markdown-check.ts';
import type { Paint } from './paint.ts';
import { failureSarif, writeSarif } from './sarif.ts';
import { checkText, diffText } from './terminal-check.ts';

/** What a report holds besides what was found. */
export interface ReportContext {
  /** The version of Rollcall. */
  readonly tool: string;
  readonly rules: readonly RuleMeta[];
  readonly exitCode: number;
  /** The folder that was checked inside its repository, '' for all of it: readers of some formats know paths from there. */
  readonly prefix: string;
  readonly paint: Paint;
}

export function writeReport(report: CheckReport | DiffReport, format: ReportFormat, context: ReportContext): string {
  switch (format) {
    case 'terminal':
      return 'against' in report ? diffText(report, context.paint) : checkText(report, context.paint);
    case 'json':
      return 'against' in report ? diffJson(report, context.tool) : checkJson(report, context.tool);
    case 'sarif':
      return writeSarif(report, context);
    case 'junit':
      return writeJunit(report);
    case 'github':
      return writeAnnotations(report, context);
    case 'markdown':
      return writeMarkdown(report);
    case 'html':
      return writeHtml(report, context);
  }
}

/** What stands in the place of a report that there is none of; '' where the message on stderr is all. */
export function writeFailure(failure: FailureReport, format: string, tool: string): string {
  switch (format) {
    case 'json':
      return failureJson(failure, tool);
    case 'sarif':
      return failureSarif(failure, tool);
    case 'junit':
      return failureJunit(failure);
    case 'github':
      return failureAnnotations(failure);
    case 'markdown':
      return failureMarkdown(failure);
    case 'html':
      return failureHtml(failure);
    default:
      return '';
  }
}
