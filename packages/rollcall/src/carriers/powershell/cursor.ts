import { type FlatText, flatten } from '../../model/flat-text.ts';
import type { Text } from '../../model/text.ts';
import type { Expression } from './syntax.ts';

/** A place in the text that is being parsed. */
export interface Cursor {
  readonly flat: FlatText;
  readonly chars: string;
  at: number;
  depth: number;
  /** A comma makes a list here, and does not part parameters. */
  lists: boolean;
  /** What stands in parentheses, by where they begin, null where it does not parse: it is tried as several things, one in the other. */
  readonly groups: Map<number, Expression | null>;
}

/** The text cannot be parsed from here on. */
export class Unparsed extends Error {}

const DEEPEST = 120;

export function openCursor(text: Text): Cursor {
  const flat = flatten(text);
  return { flat, chars: flat.chars, at: 0, depth: 0, lists: true, groups: new Map() };
}

export function peek(cursor: Cursor, offset = 0): string {
  return cursor.chars[cursor.at + offset] ?? '';
}

export function startsWith(cursor: Cursor, text: string): boolean {
  return cursor.chars.startsWith(text, cursor.at);
}

/** Matches at the place, and goes behind the match. */
export function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.chars);
  if (found) cursor.at += found[0].length;
  return found;
}

export function looksAt(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  return pattern.test(cursor.chars);
}

export function expect(cursor: Cursor, text: string): void {
  if (!startsWith(cursor, text)) throw new Unparsed();
  cursor.at += text.length;
}

/** Parses what may nest, to a bound. */
export function deeper<T>(cursor: Cursor, parse: () => T, lists = true): T {
  if (cursor.depth >= DEEPEST) throw new Unparsed();
  const outer = cursor.lists;
  cursor.depth += 1;
  cursor.lists = lists;
  try {
    return parse();
  } finally {
    cursor.depth -= 1;
    cursor.lists = outer;
  }
}

const SPACES = /(?:[^\S\r\n]|`\r?\n|<#[\s\S]*?(?:#>|$))*/y;
const SPACES_AND_LINES = /(?:\s|;|`\r?\n|<#[\s\S]*?(?:#>|$)|#[^\r\n]*)*/y;
const LINES = /(?:\s|`\r?\n|<#[\s\S]*?(?:#>|$)|#[^\r\n]*)*/y;

/** White space, continued lines and block comments. */
export function skipSpaces(cursor: Cursor): void {
  take(cursor, SPACES);
}

/** What may stand between two statements. */
export function skipSeparators(cursor: Cursor): void {
  take(cursor, SPACES_AND_LINES);
}

/** What may stand where a line end means nothing. */
export function skipLines(cursor: Cursor): void {
  take(cursor, LINES);
}
