import type { Finding, Severity } from '../model/finding.ts';
import type { CheckReport } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from './escape.ts';
import { createFrames, indent, LINES, paintFrame, type Side } from './frame.ts';
import { listEnd } from './list-end.ts';
import { counted, type Paint, wrap } from './paint.ts';

/** Frames of one side of a finding; more places are named without a frame. */
const FRAMES = 2;

/** Names in a line about several. */
const NAMES = 10;

/** Writes findings: what is so, why, both sides of it, and the way out. */
export function createFindingWriter({ facts, resolution }: CheckReport, paint: Paint): (finding: Finding) => string {
  const frames = createFrames(facts, resolution.contract?.path ?? null);
  const writePlaces = (finding: Finding, side: Side, spans: readonly Span[]): string[] =>
    spans.map((span, i) => {
      const end = side === 'given' ? listEnd(span, finding, facts) : null;
      const frame = i < FRAMES ? frames(end ?? span, side) : null;
      const note = end && end.line !== span.line ? `, its list ends at line ${end.line}` : '';
      const header = `    ${paint.cyan(side.padEnd(6))}  ${place(span)}${paint.dim(note)}`;
      return frame === null ? header : `${header}\n${indent(paintFrame(frame, paint), '      ')}`;
    });
  return (finding) => {
    const sides = sidesOf(finding, facts);
    const siblings = finding.related.filter(({ role }) => role === 'sibling').map(({ span }) => span);
    return [
      headline(finding, paint),
      paint.bold(wrap(escapeText(finding.what), '    ')),
      wrap(escapeText(finding.why), '    '),
      ...writePlaces(finding, 'needed', sides.needed),
      ...writePlaces(finding, 'given', sides.given),
      ...siblings.slice(0, FRAMES).map((span) => `    ${paint.cyan('beside')}  ${place(span)}`),
      ...writeFix(finding, facts, paint),
    ].join('\n');
  };
}

/** Findings of which one says what all say, but for the name: with no way out and no need of its own. */
export function alikeKey({ rule, severity, environment, why, fix, span, related }: Finding): string | null {
  const own = fix.command !== undefined || fix.edits.length > 0 || related.some(({ role }) => role === 'needed');
  return own || !span ? null : JSON.stringify([rule, severity, environment, why, span.path]);
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

function writeFix({ fix }: Finding, facts: TreeFacts, paint: Paint): string[] {
  const lines: string[] = [];
  if (fix.command !== undefined) lines.push(`    ${paint.green('fix:')} ${escapeText(fix.command)}`);
  for (const edit of fix.edits) {
    const added = escapeText(edit.text.trim());
    if (added !== '') lines.push(`    ${paint.green('edit:')} ${place(facts.span(edit))}, add ${added}`);
  }
  return lines;
}

function sidesOf({ span, related }: Finding, facts: TreeFacts): Readonly<Record<Side, Span[]>> {
  const needed = related.filter(({ role }) => role === 'needed').map((one) => one.span);
  const given = related.filter(({ role }) => role === 'given').map((one) => one.span);
  if (span) (isGiven(span, facts) ? given : needed).unshift(span);
  return { needed: joinNear(distinct(needed)), given: distinct(given) };
}

function distinct(spans: readonly Span[]): Span[] {
  return spans.filter(
    (span, i) => spans.findIndex((other) => other.path === span.path && other.line === span.line) === i,
  );
}

/** Places that one frame can show together: a read, and the refusal two lines below. */
function joinNear(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    const near = last && last.path === span.path && span.line >= last.line && span.endLine - last.line < LINES;
    if (last && near)
      out[out.length - 1] = { ...last, end: span.end, endLine: span.endLine, endColumn: span.endColumn };
    else out.push(span);
  }
  return out;
}

function isGiven(span: Span, facts: TreeFacts): boolean {
  return facts.deployments.some(
    ({ range, bindings }) =>
      (range.path === span.path && range.start <= span.start && span.end <= range.end) ||
      bindings.some((binding) =>
        [binding.range, ...binding.related].some((at) => at.path === span.path && at.start === span.start),
      ),
  );
}

export function place({ path, line, column }: Span): string {
  return `${escapeText(path)}:${line}:${column}`;
}
