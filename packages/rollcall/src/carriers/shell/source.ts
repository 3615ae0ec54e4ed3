import type { Range } from '../../model/span.ts';
import type { Piece, Text } from '../../model/text.ts';
import { type Mark, markOf, withMark } from './values.ts';

/** A stretch of script text and where it stands in a file. In an exact stretch the characters are the file's, one for one. */
interface Segment {
  readonly at: number;
  readonly length: number;
  readonly range: Range | null;
  readonly exact: boolean;
  /** The unknown whose default it is, where a host has filled that in. */
  readonly mark: Mark | null;
}

/** Shell text as the parser sees it, with the way back to the files that it came from. */
export interface ShellSource {
  /** The file in which relative paths and `$0` are understood. */
  readonly path: string;
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Holes of the script text itself (a host's `${{ … }}`): each stands as one character of {@link ShellSource.text}. */
  readonly holes: ReadonlyMap<number, Piece>;
}

export type Quoting = 'bare' | 'double' | 'here-document' | 'raw';

/** Stands for a hole in the text given to the parser; a private-use character is part of a word and of no name or operator. */
const HOLE = '\uE000';

/**
 * Script text for the parser, from text whose pieces know their place. `\r\n` becomes `\n`, because a continuation before `\r\n` would
 * end the command for the parser.
 */
export function buildSource(path: string, script: Text): ShellSource {
  const segments: Segment[] = [];
  const holes = new Map<number, Piece>();
  const parts: string[] = [];
  let at = 0;
  const add = (text: string, range: Range | null, exact: boolean, mark: Mark | null): void => {
    if (text === '') return;
    segments.push({ at, length: text.length, range, exact, mark });
    parts.push(text);
    at += text.length;
  };
  for (const piece of script) {
    if (piece.kind === 'hole') {
      holes.set(at, piece);
      add(HOLE, piece.range, false, null);
      continue;
    }
    let offset = 0;
    for (const run of piece.text.split(/\r(?=\n)/)) {
      const from = (piece.range?.start ?? 0) + offset;
      const range = piece.range && piece.exact ? { ...piece.range, start: from, end: from + run.length } : piece.range;
      add(run, range, piece.exact, run === piece.text ? markOf(piece) : null);
      offset += run.length + 1;
    }
  }
  return { path, text: parts.join(''), segments, holes };
}

/** The rest of a source from an offset on, as a source of its own. */
export function sourceFrom(source: ShellSource, start: number): ShellSource {
  return buildSource(source.path, textBetween(source, start, source.text.length));
}

function segmentAt(source: ShellSource, offset: number): number {
  let low = 0;
  let high = source.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function rangeWithin(segment: Segment, start: number, end: number): Range | null {
  if (!segment.range || !segment.exact) return segment.range;
  const shift = segment.range.start - segment.at;
  return { path: segment.range.path, start: start + shift, end: end + shift };
}

/** The characters between two offsets as they are, each run with its place. */
export function textBetween(source: ShellSource, start: number, end: number): Text {
  const out: Piece[] = [];
  for (let i = segmentAt(source, start); i < source.segments.length; i++) {
    const segment = source.segments[i];
    if (!segment || segment.at >= end) break;
    const from = Math.max(start, segment.at);
    const to = Math.min(end, segment.at + segment.length);
    if (from >= to) continue;
    const hole = source.holes.get(from);
    const { exact, mark } = segment;
    const text = source.text.slice(from, to);
    const piece: Piece = hole ?? { kind: 'text', text, range: rangeWithin(segment, from, to), exact };
    out.push(mark && text.length === segment.length ? withMark(piece, mark) : piece);
  }
  return out;
}

/** Where the text between two offsets stands: from the place of its first character to that of its last. */
export function rangeBetween(source: ShellSource, start: number, end: number): Range | null {
  const first = source.segments[segmentAt(source, start)];
  const lastAt = segmentAt(source, Math.max(start, end - 1));
  if (!first) return null;
  const head = rangeWithin(first, start, Math.max(start, Math.min(end, first.at + first.length)));
  const tail = head ? lastAfter(source, head, start, end, lastAt) : null;
  if (!head || !tail) return head;
  return head.path === tail.path ? { path: head.path, start: head.start, end: Math.max(head.end, tail.end) } : head;
}

/** The last place behind the first one: a host may have filled in what stands further up, or in another file. */
function lastAfter(source: ShellSource, head: Range, start: number, end: number, from: number): Range | null {
  for (let i = from; i >= 0; i--) {
    const segment = source.segments[i];
    if (!segment || segment.at + segment.length <= start) return null;
    const tail = rangeWithin(segment, Math.max(start, segment.at), Math.min(end, segment.at + segment.length));
    if (tail && tail.path === head.path && tail.start >= head.start) return tail;
  }
  return null;
}

/** The text between two offsets with holes as their host writes them. */
export function writtenBetween(source: ShellSource, start: number, end: number): string {
  if (source.holes.size === 0) return source.text.slice(start, end);
  return textBetween(source, start, end)
    .map((piece) => (piece.kind === 'hole' ? piece.written : piece.text))
    .join('');
}

const ESCAPABLE: Readonly<Record<Exclude<Quoting, 'bare' | 'raw'>, string>> = {
  double: '$`"\\\n',
  'here-document': '$`\\\n',
};

/** Literal shell text between two offsets: backslashes are taken away as the quoting says, and every run left keeps its place. */
export function decodeBetween(source: ShellSource, start: number, end: number, quoting: Quoting): Text {
  if (quoting === 'raw') return textBetween(source, start, end);
  const out: Piece[] = [];
  let from = start;
  const raw = source.text.slice(start, end);
  const backslashFrom = (at: number): number => {
    const found = raw.indexOf('\\', at - start);
    return found < 0 ? end : start + found;
  };
  for (let i = backslashFrom(start); i < end; i = backslashFrom(i)) {
    const next = i + 1 < end ? (source.text[i + 1] ?? '') : '';
    if (next === '' || (quoting !== 'bare' && !ESCAPABLE[quoting].includes(next))) {
      i += 1;
      continue;
    }
    out.push(...textBetween(source, from, i));
    from = next === '\n' ? i + 2 : i + 1;
    i += 2;
  }
  if (from < end) out.push(...textBetween(source, from, end));
  return out;
}
