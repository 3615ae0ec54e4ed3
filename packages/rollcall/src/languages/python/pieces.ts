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
 */
export function roughPieces(text: string): Piece[] {
  const starts: number[] = [];
  const line: LogicalLine = { codeEnd: 0, next: 0, sound: true };
  let decorated = false;
  for (let i = skipBlank(text, 0); i < text.length; i = skipBlank(text, line.next)) {
    readLogicalLine(text, i, line);
    if (!line.sound) line.next = nextStatement(text, i);
    if (!atColumnZero(text, i) || isClause(text, i)) continue;
    if (!decorated) starts.push(i);
    decorated = text.charCodeAt(i) === 64;
  }
  return starts.map((start, i) => ({ start: i === 0 ? 0 : start, end: starts[i + 1] ?? text.length }));
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
