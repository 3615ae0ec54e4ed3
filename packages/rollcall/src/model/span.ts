/** A half-open range of UTF-16 offsets into one file of the tree being read. */
export interface Range {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A range with the positions people read: lines and columns count from 1, columns in UTF-16 units. */
export interface Span extends Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Offsets at which the lines of a text begin; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** The line and column (both from 1) of an offset, given the text's {@link lineStarts}. */
export function positionAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The span of a range, given the line starts of the text it lies in. */
export function toSpan(range: Range, starts: readonly number[]): Span {
  const from = positionAt(starts, range.start);
  const to = positionAt(starts, range.end);
  return { ...range, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
