import { hasWord, isNewline, type LogicalLine, readLogicalLine, skipBlank } from './lexer.ts';

/** A part of a text that is parsed alone because the whole does not parse. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

const words = ['def', 'class', 'import', 'from', 'if', 'for', 'while', 'try', 'with', 'async', 'return'] as const;

/**
 * Divides a text at its top-level definitions. After an unterminated string or bracket it goes on at the next line that
 * starts like a statement at column 0, so that one broken function does not take the rest of the file with it.
 * @param mostUnsound after so many such places the rest is left out
 */
export function roughPieces(text: string, mostUnsound: number): { pieces: Piece[]; end: number } {
  const starts: number[] = [];
  const line: LogicalLine = { codeEnd: 0, next: 0, sound: true };
  let decorated = false;
  let unsound = 0;
  let limit = text.length;
  for (let i = skipBlank(text, 0); i < text.length; i = skipBlank(text, line.next)) {
    readLogicalLine(text, i, line);
    if (!line.sound) line.next = nextStatement(text, i);
    if (!line.sound && ++unsound > mostUnsound) {
      limit = i;
      break;
    }
    if (!atColumnZero(text, i) || isClause(text, i)) continue;
    if (!decorated) starts.push(i);
    decorated = text.charCodeAt(i) === 64;
  }
  if (starts.length === 0) starts.push(0);
  const pieces = starts.map((start, i) => ({ start: i === 0 ? 0 : start, end: starts[i + 1] ?? limit }));
  return { pieces, end: limit };
}

function isClause(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c !== 101 && c !== 102) return false;
  return ['else', 'elif', 'except', 'finally'].some((word) => hasWord(text, at, word));
}

function atColumnZero(text: string, at: number): boolean {
  return at === 0 || isNewline(text.charCodeAt(at - 1));
}

/** The next line after `from` that starts at column 0 with a keyword or a decorator. */
function nextStatement(text: string, from: number): number {
  for (let i = text.indexOf('\n', from); i >= 0; i = text.indexOf('\n', i + 1)) {
    const at = i + 1;
    if (text.charCodeAt(at) === 64 || words.some((word) => hasWord(text, at, word))) return at;
  }
  return text.length;
}

/** The text with white space for what stands between its logical lines; the length stays. */
export function withoutCommentLines(text: string): string {
  const line: LogicalLine = { codeEnd: 0, next: 0, sound: true };
  const out: string[] = [];
  let kept = 0;
  for (let i = 0; i < text.length; i = line.next) {
    const begin = skipBlank(text, i);
    const comment = text.indexOf('#', i);
    if (comment >= 0 && comment < begin) {
      out.push(text.slice(kept, comment), text.slice(comment, begin).replace(/#.*/g, blank));
      kept = begin;
    }
    if (begin >= text.length) break;
    readLogicalLine(text, begin, line);
  }
  return out.join('') + text.slice(kept);
}

function blank(comment: string): string {
  return ' '.repeat(comment.length);
}
