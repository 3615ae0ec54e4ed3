import { createHash } from 'node:crypto';
import type { Finding, Severity } from '../model/finding.ts';
import type { CheckReport, DiffReport, FailureReport, NotChecked } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import { escapeText } from './escape.ts';
import type { ReportContext } from './formats.ts';
import { fromRepository } from './paths.ts';
import { checkText, diffText } from './terminal-check.ts';

/** Of each level GitHub shows this many annotations of a step. https://docs.github.com/en/rest/checks/runs, "annotations" */
const SHOWN = 10;

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/**
 * A report for the log of a GitHub Actions step: annotations of what is to be mended and of what was not checked, then the report in words.
 * The words cannot be taken for commands: these are switched off meanwhile.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function writeAnnotations(report: CheckReport | DiffReport, { prefix, paint }: ReportContext): string {
  const told = report.findings.filter(({ suppressed, severity }) => suppressed === null && severity !== 'note');
  const missed = report.notChecked.filter(({ matters }) => matters);
  const lines = [
    ...firstOf(told, 'error', SHOWN).map((finding) => annotateFinding(finding, prefix)),
    ...firstOf(told, 'warning', SHOWN).map((finding) => annotateFinding(finding, prefix)),
    ...missed
      .slice(0, Math.max(1, SHOWN - firstOf(told, 'warning', SHOWN).length))
      .map((one) => annotateMissed(one, prefix)),
  ];
  const text = 'against' in report ? diffText(report, paint) : checkText(report, paint);
  return `${lines.map((line) => `${line}\n`).join('')}${asText(text)}`;
}

/** A run that ended before it could tell anything. */
export function failureAnnotations({ what, fix, details }: FailureReport): string {
  return `${annotate('error', [what, ...details, fix].map(escapeText).join('\n'), { title: 'Rollcall' })}\n`;
}

function firstOf(findings: readonly Finding[], level: Severity, most: number): readonly Finding[] {
  return findings.filter(({ severity }) => severity === level).slice(0, most);
}

function annotateFinding(
  { severity, rule, name, service, what, why, fix, span, related }: Finding,
  prefix: string,
): string {
  const title = [service, name, rule].flatMap((word) => (word === null ? [] : [escapeText(word)])).join(' · ');
  const command = fix.command === undefined ? [] : [`Fix: ${escapeText(fix.command)}`];
  const at = span ?? related[0]?.span ?? null;
  return annotate(COMMANDS[severity], [escapeText(what), escapeText(why), ...command].join('\n'), {
    ...(at ? placeOf(at, prefix) : {}),
    title,
  });
}

function annotateMissed({ text, span }: NotChecked, prefix: string): string {
  return annotate('warning', escapeText(text), { ...(span ? placeOf(span, prefix) : {}), title: 'Not checked' });
}

function placeOf({ path, line, column, endLine, endColumn }: Span, prefix: string): Record<string, string> {
  const file = fromRepository(path, prefix);
  // GitHub shows columns only for a place on one line.
  const columns = line === endLine ? { col: `${column}`, endColumn: `${endColumn}` } : {};
  return { file, line: `${line}`, endLine: `${endLine}`, ...columns };
}

function annotate(command: string, message: string, properties: Readonly<Record<string, string>>): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${command} ${told.join(',')}::${escapeData(message)}`;
}

/** As `@actions/core` writes them; a runner undoes just this. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The word that switches commands on again is made of the text, so that the text cannot hold it. */
function asText(text: string): string {
  const word = createHash('sha256').update(text).digest('hex');
  return `::stop-commands::${word}\n${text}::${word}::\n`;
}
