import type { Finding, Severity } from '../model/finding.ts';
import type { CheckReport } from '../model/report.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from './escape.ts';
import { additionsOf, createPlaces, place, type ShownPlace, siblingsOf } from './finding-places.ts';
import { indent, paintFrame } from './frame.ts';
import { counted, type Paint, wrap } from './paint.ts';

/** Names in a line about several. */
const NAMES = 10;

/** Writes findings: what is so, why, both sides of it, and the way out. */
export function createFindingWriter(report: CheckReport, paint: Paint): (finding: Finding) => string {
  const placesOf = createPlaces(report);
  return (finding) =>
    [
      headline(finding, paint),
      paint.bold(wrap(escapeText(finding.what), '    ')),
      wrap(escapeText(finding.why), '    '),
      ...placesOf(finding).map((shown) => writePlace(shown, paint)),
      ...siblingsOf(finding).map((span) => `    ${paint.cyan('beside')}  ${place(span)}`),
      ...writeFix(finding, report.facts, paint),
    ].join('\n');
}

function writePlace({ side, span, note, frame }: ShownPlace, paint: Paint): string {
  const header = `    ${paint.cyan(side.padEnd(6))}  ${place(span)}${note === '' ? '' : paint.dim(`, ${note}`)}`;
  return frame === null ? header : `${header}\n${indent(paintFrame(frame, paint), '      ')}`;
}

/** Findings that are alike, under one heading: their names, why, and where the first and the last stand. */
export function writeAlike(alike: readonly Finding[], paint: Paint): string {
  const [first] = alike;
  const last = alike.at(-1);
  if (!first || !last) return '';
  const spans = [first, last].flatMap(({ span }) => (span ? [place(span)] : []));
  const names = alike.flatMap(({ name }) => (name === null ? [] : [escapeText(name)]));
  const about = [counted(alike.length, 'name'), ...(first.environment === null ? [] : [escapeText(first.environment)])];
  return [
    `  ${paintSeverity(first.severity, paint)}  ${paint.bold(about.join('  '))}  ${paint.dim(first.rule)}`,
    paint.bold(wrap(escapeText(`${first.what} The same holds for the others:`), '    ')),
    wrap(names.join(', '), '    '),
    wrap(escapeText(first.why), '    '),
    `    ${paint.cyan('given ')}  ${[...new Set(spans)].join(' to ')}`,
  ].join('\n');
}

/** Findings of one rule that do not count, in a line or two. */
export function writeBriefly(rule: string, notes: readonly Finding[], paint: Paint): string {
  const [first] = notes;
  if (first && notes.length === 1) return `${headline(first, paint)}\n${wrap(escapeText(first.what), '    ')}`;
  const names = [...new Set(notes.map(({ name }) => escapeText(name ?? '')))].filter((name) => name !== '');
  const some = names.slice(0, NAMES).join(', ');
  const rest = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `  ${paint.dim('note')}  ${counted(notes.length, 'name')}  ${paint.dim(rule)}\n${wrap(some + rest, '    ')}`;
}

function headline({ severity, rule, name, environment }: Finding, paint: Paint): string {
  const about = [name, environment].flatMap((word) => (word === null ? [] : [escapeText(word)])).join('  ');
  return `  ${paintSeverity(severity, paint)}  ${paint.bold(about)}${about === '' ? '' : '  '}${paint.dim(rule)}`;
}

function paintSeverity(severity: Severity, paint: Paint): string {
  if (severity === 'error') return paint.red('error');
  return severity === 'warning' ? paint.yellow('warning') : paint.dim('note');
}

function writeFix(finding: Finding, facts: TreeFacts, paint: Paint): string[] {
  const { command } = finding.fix;
  return [
    ...(command === undefined ? [] : [`    ${paint.green('fix:')} ${escapeText(command)}`]),
    ...additionsOf(finding, facts).map(
      ({ at, text }) => `    ${paint.green('edit:')} ${place(at)}, add ${escapeText(text)}`,
    ),
  ];
}
