import type { Span } from '../model/span.ts';

/** What a state is written as: lists, texts and numbers, no objects, so that no name of a field can be a trap. */
export type Written = null | boolean | number | string | readonly Written[];

/** What is read was not written by {@link Written}'s writers, or was damaged since. Never leaves this part. */
export class UnfitRecord extends Error {}

export function unfit(): UnfitRecord {
  return new UnfitRecord('A record of the cache is not of the form that is written.');
}

export function readList(written: Written | undefined): readonly Written[] {
  if (!Array.isArray(written)) throw unfit();
  return written;
}

export function readText(written: Written | undefined): string {
  if (typeof written !== 'string') throw unfit();
  return written;
}

export function readTextOrNull(written: Written | undefined): string | null {
  return written === null ? null : readText(written);
}

export function readFlag(written: Written | undefined): boolean {
  if (typeof written !== 'boolean') throw unfit();
  return written;
}

/** Between 0 and 1. */
export function readShare(written: Written | undefined): number {
  if (typeof written !== 'number' || !(written >= 0 && written <= 1)) throw unfit();
  return written;
}

export function readCount(written: Written | undefined): number {
  if (typeof written !== 'number' || !Number.isSafeInteger(written) || written < 0) throw unfit();
  return written;
}

export function readWhole(written: Written | undefined): number {
  if (typeof written !== 'number' || !Number.isSafeInteger(written)) throw unfit();
  return written;
}

export function readOneOf<Word extends string>(words: readonly Word[], written: Written | undefined): Word {
  const word = words.find((one) => one === written);
  if (word === undefined) throw unfit();
  return word;
}

export function writeSpan(span: Span | null): Written {
  if (span === null) return null;
  const { path, start, end, line, column, endLine, endColumn, ...rest } = span;
  rest satisfies Record<string, never>;
  return [path, start, end - start, line, column, endLine - line, endColumn];
}

export function readSpan(written: Written | undefined): Span {
  const [path, start, length, line, column, lines, endColumn] = readList(written);
  const span = {
    path: readText(path),
    start: readCount(start),
    end: readCount(start) + readCount(length),
    line: readCount(line),
    column: readCount(column),
    endLine: readCount(line) + readCount(lines),
    endColumn: readCount(endColumn),
  };
  return span;
}

export function readSpanOrNull(written: Written | undefined): Span | null {
  return written === null ? null : readSpan(written);
}

/** How far a span has moved within its file, in characters and in lines: what an edit above it does. */
export type Move = readonly [characters: number, lines: number];

const STAYS: Move = [0, 0];

/** Null: it is another span. */
export function moveOf(from: Span | null, to: Span | null): Move | null {
  if (from === null || to === null) return from === to ? STAYS : null;
  const [characters, lines] = [to.start - from.start, to.line - from.line];
  const moved =
    to.path === from.path &&
    to.end - from.end === characters &&
    to.endLine - from.endLine === lines &&
    to.column === from.column &&
    to.endColumn === from.endColumn;
  return moved ? [characters, lines] : null;
}

export function moveSpan(span: Span, [characters, lines]: Move): Span {
  if (characters === 0 && lines === 0) return span;
  const [start, line] = [span.start + characters, span.line + lines];
  if (start < 0 || line < 1) throw unfit();
  return { ...span, start, end: span.end + characters, line, endLine: span.endLine + lines };
}
