import { skipString } from './string-lexer.ts';

/** A logical line as the lexer saw it; one record is used again and again, so nothing may keep it. */
export interface LogicalLine {
  /** Where its last token ends; a comment is not a token. */
  codeEnd: number;
  /** Where the next line begins. */
  next: number;
  /** False for an unterminated string, an unbalanced bracket or a statement inside brackets. */
  sound: boolean;
}

const plain = 0;
const quote = 1;
const hash = 2;
const opens = 3;
const closes = 4;
const backslash = 5;
const newline = 6;

const classOf = new Uint8Array(128);
for (const [characters, kind] of [
  ['"\'', quote],
  ['#', hash],
  ['([{', opens],
  [')]}', closes],
  ['\\', backslash],
  ['\n\r', newline],
] as const)
  for (const character of characters) classOf[character.charCodeAt(0)] = kind;

/**
 * Reads one logical line: up to the newline outside of strings and brackets that no backslash joins.
 * @param start where its first token begins
 * @see https://docs.python.org/3/reference/lexical_analysis.html
 */
export function readLogicalLine(text: string, start: number, line: LogicalLine): void {
  const length = text.length;
  let depth = 0;
  let i = start;
  line.sound = true;
  while (i < length) {
    const c = text.charCodeAt(i);
    const kind = c < 128 ? classOf[c] : plain;
    if (kind === plain) {
      i++;
    } else if (kind === opens) {
      depth++;
      i++;
    } else if (kind === closes) {
      if (depth === 0) line.sound = false;
      else depth--;
      i++;
    } else if (kind === quote) {
      i = skipString(text, i);
      if (i < 0) {
        i = ~i;
        line.sound = false;
      }
    } else if (kind === newline) {
      const next = afterNewline(text, i);
      if (depth === 0 || beginsStatement(text, next)) {
        endLine(text, i, next, start, line, depth === 0);
        return;
      }
      i = next;
    } else if (kind === hash) {
      const end = endOfLine(text, i);
      if (depth === 0) {
        endLine(text, i, afterNewline(text, end), start, line);
        return;
      }
      i = end;
    } else {
      i = isNewline(text.charCodeAt(i + 1)) ? afterNewline(text, i + 1) : i + 1;
    }
  }
  endLine(text, length, length, start, line, depth === 0);
}

function endLine(text: string, at: number, next: number, start: number, line: LogicalLine, sound = true): void {
  let end = at;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  line.codeEnd = end;
  line.next = next;
  if (!sound) line.sound = false;
}

export function isNewline(c: number): boolean {
  return c === 10 || c === 13;
}

/** Space, tab, form feed, newline, or what tree-sitter-python takes for white space as well. */
export function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13) || c === 0xfeff || c === 0x2060 || c === 0x200b;
}

/** The offset after the newline at `at`; `\r\n` is one newline. At the end of the text, the end. */
function afterNewline(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}

function endOfLine(text: string, from: number): number {
  let i = from;
  while (i < text.length && !isNewline(text.charCodeAt(i))) i++;
  return i;
}

/** The offset of the first token at or after `from`, past white space, blank lines and comments. */
export function skipBlank(text: string, from: number): number {
  let i = from;
  for (;;) {
    while (i < text.length && isBlank(text.charCodeAt(i))) i++;
    if (text.charCodeAt(i) !== 35) return i;
    i = endOfLine(text, i);
  }
}

export function isNameUnit(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128;
}

/** Whether the keyword stands at `at` as a whole word. */
export function hasWord(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && !isNameUnit(text.charCodeAt(at + word.length));
}

const fromImport = /from[ \t]+[\w.]+[ \t]+import\b/y;

/** Whether a line starts with what cannot stand inside brackets: there, a bracket before it was never closed. */
function beginsStatement(text: string, lineStart: number): boolean {
  let i = lineStart;
  let c = text.charCodeAt(i);
  while (c === 32 || c === 9) c = text.charCodeAt(++i);
  if (c === 100) return hasWord(text, i, 'def');
  if (c === 99) return hasWord(text, i, 'class');
  if (c === 105) return hasWord(text, i, 'import');
  if (c === 114) return hasWord(text, i, 'return');
  if (c !== 102) return false;
  fromImport.lastIndex = i;
  return fromImport.test(text);
}
