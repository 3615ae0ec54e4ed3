import type { Finding } from '../model/finding.ts';
import type { CheckReport } from '../model/report.ts';
import type { Span } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from './escape.ts';
import { createFrames, LINES, type Side } from './frame.ts';
import { listEnd } from './list-end.ts';

/** Frames of one side of a finding; more places are named without a frame. */
const FRAMES = 2;

/** One place of a finding as a report shows it. */
export interface ShownPlace {
  readonly side: Side;
  readonly span: Span;
  /** `its list ends at line 95`, where the frame shows the end of a list that begins elsewhere; else empty. */
  readonly note: string;
  /** Lines of the file with every value covered; null where none is shown. */
  readonly frame: string | null;
}

/** Tells the places of findings: first where it is needed, then where it is given or would be. */
export function createPlaces({ facts, resolution }: CheckReport): (finding: Finding) => readonly ShownPlace[] {
  const frames = createFrames(facts, resolution.contract?.path ?? null);
  const show = (finding: Finding, side: Side, spans: readonly Span[]): ShownPlace[] =>
    spans.map((span, i) => {
      const end = side === 'given' ? listEnd(span, finding, facts) : null;
      const frame = i < FRAMES ? frames(end ?? span, side) : null;
      const note = end && end.line !== span.line ? `its list ends at line ${end.line}` : '';
      return { side, span, note, frame };
    });
  return (finding) => {
    const sides = sidesOf(finding, facts);
    return [...show(finding, 'needed', sides.needed), ...show(finding, 'given', sides.given)];
  };
}

/** Places of other services that do what this one does not. */
export function siblingsOf({ related }: Finding): readonly Span[] {
  return related.flatMap(({ role, span }) => (role === 'sibling' ? [span] : [])).slice(0, FRAMES);
}

/** The texts that a finding proposes to add, each with its place. */
export function additionsOf(
  { fix }: Finding,
  facts: TreeFacts,
): readonly { readonly at: Span; readonly text: string }[] {
  return fix.edits.flatMap((edit) => {
    const text = edit.text.trim();
    return text === '' ? [] : [{ at: facts.span(edit), text }];
  });
}

export function place({ path, line, column }: Span): string {
  return `${escapeText(path)}:${line}:${column}`;
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
