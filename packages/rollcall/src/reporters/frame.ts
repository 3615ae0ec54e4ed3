import { codeFrameColumns } from '@babel/code-frame';
import { lineStarts, type Span } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from './escape.ts';
import { type Masked, maskStrings } from './mask-strings.ts';
import type { Paint } from './paint.ts';

/** Columns of source that a frame shows. */
const WIDTH = 84;

/** Lines of one place that a frame shows. */
export const LINES = 4;

interface Line {
  readonly text: string;
  /** From 1, inside `text`. */
  readonly from: number;
  readonly to: number;
}

/** What a frame is for: the code that needs a name, or the deployment that gives it. */
export type Side = 'needed' | 'given';

/**
 * Draws frames of one tree's files; a text is split and covered once. Null where a file was not read, and for the contract, whose
 * variables no format covers.
 */
export function createFrames(facts: TreeFacts, contract: string | null): (span: Span, side: Side) => string | null {
  const texts = new Map<string, readonly string[] | null>();
  const shown = shownStrings(facts);
  const linesOf = (path: string, side: Side): readonly string[] | null => {
    const key = `${side} ${path}`;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const masked = path === contract ? null : facts.maskedText(path);
    const language = side === 'given' ? null : languageOf(path);
    const text = masked !== null && language ? maskStrings(masked, language, shown) : masked;
    const lines = text === null ? null : splitLines(text);
    texts.set(key, lines);
    return lines;
  };
  return (span, side) => {
    const lines = linesOf(span.path, side);
    return lines && drawFrame(lines, span, side === 'needed');
  };
}

/** Strings that say which names and environments the code means: nobody's secret. */
function shownStrings({ reads, deployments }: TreeFacts): (content: string) => boolean {
  const words = new Set<string>();
  for (const { name, only, except, by } of reads)
    for (const word of [name, ...only, ...except, by ?? name]) words.add(word);
  for (const { bindings } of deployments) for (const { name } of bindings) words.add(name);
  const plain = /^[\p{L}\p{P}\s]+$/u;
  return (content) => {
    if (words.has(content) || content === '') return true;
    const parts = content.split(/[^A-Za-z0-9_]+/).filter((part) => part !== '');
    const sentence = parts.length > 2 && /\s/.test(content);
    return (
      sentence &&
      parts.some((part) => words.has(part)) &&
      plain.test(content.replace(/\w+/g, (part) => (words.has(part) ? '' : part)))
    );
  };
}

function languageOf(path: string): Masked | null {
  if (/\.pyi?$/.test(path)) return 'python';
  if (/\.(rb|ru)$/.test(path)) return 'ruby';
  // Kotlin's comments and strings look like Java's.
  if (/\.(java|kt)$/.test(path)) return 'java';
  if (/\.(sh|bash)$|(^|\/)[^/.]+$/.test(path)) return 'shell';
  if (/\.(ya?ml|properties|erb)$/.test(path)) return 'configuration';
  // Go's and Prisma's comments and strings look like JavaScript's.
  return /\.([cm]?[jt]sx?|go|prisma)$/.test(path) ? 'javascript' : null;
}

function splitLines(text: string): string[] {
  const starts = lineStarts(text);
  return starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length).replace(/[\r\n]+$/, ''));
}

function drawFrame(lines: readonly string[], span: Span, context: boolean): string | null {
  if (lines[span.line - 1] === undefined) return null;
  const last = context ? Math.min(span.endLine, span.line + LINES - 1, lines.length) : span.line;
  const holds = (number: number): boolean => (lines[number - 1] ?? '').trim() !== '';
  const from = context && holds(span.line - 1) ? span.line - 1 : span.line;
  const to = context && holds(last + 1) ? last + 1 : last;
  const picked: Line[] = [];
  for (let number = from; number <= to; number++) {
    const text = lines[number - 1] ?? '';
    const marked = number >= span.line && number <= last;
    const start = number === span.line ? span.column : 1;
    const end = number === span.endLine ? span.endColumn : text.length + 1;
    picked.push(clip(text, marked ? start : 1, marked ? end : 1));
  }
  const dedent = Math.min(...picked.filter(({ text }) => text.trim() !== '').map(({ text }) => text.search(/\S/)));
  const cut = Number.isFinite(dedent) ? dedent : 0;
  const first = picked[span.line - from];
  const single = span.line === last && span.endLine === span.line;
  const location = {
    start: { line: span.line, ...(single && first ? { column: Math.max(1, first.from - cut) } : {}) },
    end: { line: last, ...(single && first ? { column: Math.max(2, first.to - cut) } : {}) },
  };
  const options = { linesAbove: 1, linesBelow: 1, startLine: from };
  return codeFrameColumns(picked.map(({ text }) => text.slice(cut)).join('\n'), location, options);
}

/** A part of a long line with the end of what is marked in it: a list grows at its end. */
function clip(line: string, from: number, to: number): Line {
  const before = escapeLine(line.slice(0, from - 1));
  const marked = escapeLine(line.slice(from - 1, Math.max(from, to) - 1));
  const whole = before + marked + escapeLine(line.slice(Math.max(from, to) - 1));
  const start = before.length;
  const end = start + marked.length;
  if (whole.length <= WIDTH) return { text: whole, from: start + 1, to: end + 1 };
  const near = whole.length - end < 4 ? whole.length : end + 1;
  const right = Math.min(whole.length, Math.max(near, WIDTH - 1));
  const left = Math.max(0, right - WIDTH + 2);
  const head = left > 0 ? '…' : '';
  const tail = right < whole.length ? '…' : '';
  const shift = head.length - left;
  return {
    text: head + whole.slice(left, right) + tail,
    from: Math.max(head.length, start + shift) + 1,
    to: end + shift + 1,
  };
}

function escapeLine(text: string): string {
  return escapeText(text.replaceAll('\t', ' '));
}

/** The marked line stands out. */
export function paintFrame(frame: string, paint: Paint): string {
  return frame
    .split('\n')
    .map((line) => (/^\s*\|\s*\^+$/.test(line) ? paint.red(line) : line.startsWith('>') ? line : paint.dim(line)))
    .join('\n');
}

export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => `${by}${line}`.trimEnd())
    .join('\n');
}
