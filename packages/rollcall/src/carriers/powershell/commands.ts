import type { Piece, Text } from '../../model/text.ts';
import { type Cursor, looksAt, peek, skipLines, skipSpaces, startsWith, take, Unparsed } from './cursor.ts';
import { parsePostfix, parsePrimary } from './expressions.ts';
import { parseStatements } from './statements.ts';
import { escaped, parseString } from './strings.ts';
import type { CommandNode, Expression, Redirect } from './syntax.ts';

const ENDS = /[\r\n;|)}]|&&|$/y;

/**
 * A command: words up to the end of its line, a `|` or a closing bracket. Dashes, equal signs and colons are parts of words here.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
export function parseCommand(cursor: Cursor): CommandNode {
  const start = cursor.at;
  const words: Expression[] = [];
  let into: Redirect | null = null;
  if (take(cursor, /[&.](?=[\s"'$({])/y)) skipSpaces(cursor);
  let end = cursor.at;
  for (;;) {
    skipSpaces(cursor);
    if (looksAt(cursor, ENDS) || looksAt(cursor, /#/y)) break;
    if (looksAt(cursor, /&(?!\w)/y) && words.length > 0) break;
    const redirect = parseRedirect(cursor);
    if (redirect) into = redirect.into ?? into;
    else if (startsWith(cursor, '--%')) words.push(...verbatimRest(cursor));
    else words.push(...parseArgument(cursor));
    end = cursor.at;
  }
  if (words.length === 0) throw new Unparsed();
  return { kind: 'command', words, into, start, end };
}

/** `> x`, `2>&1`; null: there is none here. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_redirection */
export function parseRedirect(cursor: Cursor): { readonly into: Redirect | null } | null {
  const found = take(cursor, /([\d*]?)(>>?)(&\d)?/y);
  if (!found) return null;
  const [, stream = '', operator, merged] = found;
  if (merged !== undefined) return { into: null };
  skipSpaces(cursor);
  const file = parseWord(cursor);
  return { into: stream === '' || stream === '1' ? { file, appends: operator === '>>' } : null };
}

/** A word, or words that commas join into a list. */
function parseArgument(cursor: Cursor): Expression[] {
  const start = cursor.at;
  const first = parseWord(cursor);
  if (!looksAt(cursor, /[^\S\r\n]*,/y)) return [first];
  const items = [first];
  while (take(cursor, /[^\S\r\n]*,/y)) {
    skipLines(cursor);
    if (looksAt(cursor, ENDS)) break;
    items.push(parseWord(cursor));
  }
  return [{ kind: 'list', items, start, end: cursor.at }];
}

/** `--%`: the rest of the line goes to the program as it is. */
function verbatimRest(cursor: Cursor): Expression[] {
  cursor.at += 3;
  const out: Expression[] = [];
  for (;;) {
    take(cursor, /[^\S\r\n]*/y);
    const start = cursor.at;
    if (!take(cursor, /(?:"[^"\r\n]*"|[^\s|"])+/y)) return out;
    const parts = [...cursor.chars.slice(start, cursor.at).matchAll(/[^"]+/g)].map(({ 0: part, index }) =>
      cursor.flat.cut(start + index, start + index + part.length),
    );
    out.push({ kind: 'text', parts, start, end: cursor.at });
  }
}

const BARE = /[^\s"'`$(){}|;,<>&@]+|@(?![({A-Za-z_])|&(?=\w)/y;

function parseWord(cursor: Cursor): Expression {
  const start = cursor.at;
  const parts: (Text | Expression)[] = [];
  for (let turn = 0; cursor.at < cursor.chars.length; turn++) {
    const c = peek(cursor);
    if (c === '"' || c === "'") {
      const string = parseString(cursor, parseStatements);
      if (string.kind === 'text') parts.push(...string.parts);
      continue;
    }
    if (c === '`') {
      if (/[\r\n]/.test(peek(cursor, 1))) break;
      parts.push(escaped(cursor));
      continue;
    }
    if (c === '$' || (turn === 0 && /[({@[]/.test(c)) || (c === '(' && parts.length > 0)) {
      const whole = dollar(cursor, turn === 0);
      if (whole) {
        if (turn === 0 && looksAt(cursor, /[\s;|)},]|$/y)) return whole;
        parts.push(whole);
        continue;
      }
    }
    const from = cursor.at;
    if (take(cursor, BARE)) {
      parts.push(cursor.flat.cut(from, cursor.at));
      continue;
    }
    if (c === '@' || c === '$' || c === '<') {
      cursor.at += 1;
      parts.push(cursor.flat.cut(from, cursor.at));
      continue;
    }
    break;
  }
  if (cursor.at === start) throw new Unparsed();
  return { kind: 'text', parts: parts.length > 0 ? parts : [[] as Piece[]], start, end: cursor.at };
}

/** An expression in a word: a variable with its members where it begins the word, `$( )`, `( )`. */
function dollar(cursor: Cursor, isFirst: boolean): Expression | null {
  const before = cursor.at;
  try {
    return isFirst ? parsePostfix(cursor) : parsePrimary(cursor);
  } catch (error) {
    if (!(error instanceof Unparsed)) throw error;
    cursor.at = before;
    return null;
  }
}
