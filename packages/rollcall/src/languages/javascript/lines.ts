import type { Token } from './tokens.ts';

/**
 * The parser renders every error with the whole line around it, so a long line with many errors costs their product: a minified
 * megabyte that returns at top level would take gigabytes. Long lines are therefore broken at places where a line end says nothing.
 */
const longLine = 2_000;
const tokensPerLine = 50;
/** Characters that the errors of one text may take, at most. */
const mostRendered = 300_000_000;
const breakable = new Set([',', ';', '{', '(', '[']);

export interface BrokenLines {
  readonly text: string;
  /** Offsets, in this text, of the line ends that the original does not have; in order. */
  readonly inserted: readonly number[];
}

export function breakLongLines(text: string, tokens: readonly Token[]): BrokenLines {
  if (longestLine(text, 0, text.length) <= longLine) return { text, inserted: [] };
  const pieces: string[] = [];
  const inserted: number[] = [];
  let from = 0;
  let onLine = 0;
  for (const token of tokens) {
    onLine = token.afterLine ? 1 : onLine + 1;
    if (onLine < tokensPerLine || !breakable.has(token.text)) continue;
    pieces.push(text.slice(from, token.end));
    inserted.push(token.end + inserted.length);
    from = token.end;
    onLine = 0;
  }
  pieces.push(text.slice(from));
  return { text: pieces.join('\n'), inserted };
}

/** An offset of the text with broken lines as an offset of the original. */
export function originalOffset(inserted: readonly number[], offset: number): number {
  let low = 0;
  let high = inserted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inserted[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return offset - low;
}

/** Whether the errors of a text, if all of it were wrong, would take more than can be borne. */
export function mayRenderTooMuch(text: string, tokens: readonly Token[]): boolean {
  let rendered = 0;
  let lineStart = 0;
  let lineEnd = -1;
  for (const token of tokens) {
    if (token.start > lineEnd || token.start < lineStart) {
      lineStart = text.lastIndexOf('\n', token.start) + 1;
      const next = text.indexOf('\n', token.start);
      lineEnd = next < 0 ? text.length : next;
    }
    const spans = token.end > lineEnd ? longestLine(text, lineEnd + 1, token.end) : 0;
    rendered += possibleErrors(text, token) * Math.max(lineEnd - lineStart, spans);
    if (rendered > mostRendered) return true;
  }
  return false;
}

/** A token is wrong once, but a long word or an escaped one may be wrong at each character, a literal at each escape. */
function possibleErrors(text: string, token: Token): number {
  const length = token.end - token.start;
  if (length < 50) return 1;
  if (token.kind === 'word' || token.kind === 'number') return length;
  let escapes = 1;
  for (let i = token.start; i < token.end; i++) if (text.charCodeAt(i) === 92) escapes++;
  return escapes;
}

function longestLine(text: string, from: number, to: number): number {
  let longest = 0;
  let start = from;
  while (start < to) {
    const next = text.indexOf('\n', start);
    const end = next < 0 || next > to ? to : next;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}
