import { lineStarts, positionAt } from '../model/span.ts';
import type { InlineDirectives, InlineSuppression, MalformedSuppression } from '../model/suppression.ts';
import type { At } from '../program/program.ts';
import { DIRECTIVE, readDirectives } from './directive.ts';
import { findComments } from './find.ts';

/** Comments one below the other that are about the same line. */
const MOST_STACKED = 100;

/**
 * What the comments of some files ask Rollcall to be silent about. A comment that has its lines to itself is about the next line with anything
 * else on it; one beside something is about its own line.
 */
export async function readInline(
  paths: Iterable<string>,
  textOf: (path: string) => string | null,
): Promise<InlineDirectives> {
  const suppressions: InlineSuppression[] = [];
  const malformed: MalformedSuppression[] = [];
  for (const path of paths) {
    const text = textOf(path);
    if (text === null || !text.includes(DIRECTIVE)) continue;
    const read = readFile(path, text, await findComments(path, text));
    suppressions.push(...read.suppressions);
    malformed.push(...read.malformed);
  }
  return { suppressions, malformed };
}

function readFile(path: string, text: string, comments: readonly At[]): InlineDirectives {
  const suppressions: InlineSuppression[] = [];
  const malformed: MalformedSuppression[] = [];
  const lines = lineStarts(text);
  const equalsAbove = countEqualLines(text, lines);
  for (const [i, comment] of comments.entries()) {
    if (!text.slice(comment.start, comment.end).includes(DIRECTIVE)) continue;
    const meant = linesMeant(text, lines, comments, i);
    const line = meant.lines.at(-1) ?? 0;
    const about = JSON.stringify([contentOf(text, lines, line, comment), equalsAbove[line - 1] ?? 0]);
    for (const found of readDirectives(text, comment)) {
      if ('problem' in found) {
        malformed.push({ range: { path, start: found.start, end: found.end }, problem: found.problem });
        continue;
      }
      const { rules, reason, until } = found;
      for (const { rule, names, start, end } of rules)
        suppressions.push({ rule, names, reason, until, range: { path, start, end }, ...meant, about });
    }
  }
  return { suppressions, malformed };
}

/** A line without the comment. */
function contentOf(text: string, lines: readonly number[], line: number, { start, end }: At): string {
  const from = lines[line - 1] ?? text.length;
  const to = lines[line] ?? text.length;
  return `${text.slice(from, clamp(start, from, to))}${text.slice(clamp(end, from, to), to)}`.trim();
}

function clamp(at: number, from: number, to: number): number {
  return Math.min(Math.max(at, from), to);
}

/** Of each line, how many above it are the same. */
function countEqualLines(text: string, lines: readonly number[]): number[] {
  const seen = new Map<string, number>();
  return lines.map((start, i) => {
    const line = text.slice(start, lines[i + 1] ?? text.length).trim();
    const above = seen.get(line) ?? 0;
    seen.set(line, above + 1);
    return above;
  });
}

function linesMeant(
  text: string,
  lines: readonly number[],
  comments: readonly At[],
  index: number,
): Pick<InlineSuppression, 'lines' | 'closes'> {
  const { start, end } = comments[index] ?? { start: 0, end: 0 };
  const first = positionAt(lines, start).line;
  const last = positionAt(lines, Math.max(start, end - 1)).line;
  const before = text.slice(lines[first - 1] ?? 0, start);
  const after = text.slice(end, lines[last] ?? text.length);
  const inBraces = /^\s*\{\s*$/.test(before) && /^\s*\}\s*$/.test(after);
  if (!isBlank(before) && !inBraces) return { lines: [first], closes: first };
  const own = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  if (!isBlank(after) && !inBraces) return { lines: own, closes: null };
  return { lines: [...own, nextLine(text, lines, comments, index)], closes: null };
}

/** White space; a batch file says `@rem`. */
function isBlank(text: string): boolean {
  return /^\s*@?$/.test(text);
}

/** The first line behind a comment that is more than another comment. */
function nextLine(text: string, lines: readonly number[], comments: readonly At[], index: number): number {
  let line = positionAt(lines, Math.max(0, (comments[index]?.end ?? 0) - 1)).line + 1;
  for (let i = index + 1; i < comments.length && i <= index + MOST_STACKED; i++) {
    const { start, end } = comments[i] ?? { start: 0, end: 0 };
    const from = positionAt(lines, start);
    const isNext = from.line === line && isBlank(text.slice(start - from.column + 1, start));
    const to = positionAt(lines, Math.max(start, end - 1)).line;
    if (!isNext || !isBlank(text.slice(end, lines[to] ?? text.length))) break;
    line = to + 1;
  }
  return line;
}
