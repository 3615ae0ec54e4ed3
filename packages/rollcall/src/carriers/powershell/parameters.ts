import { type Cursor, deeper, expect, peek, skipLines, take, Unparsed } from './cursor.ts';
import { parseExpression, skipBrackets } from './expressions.ts';
import type { Parameter } from './syntax.ts';

/** `([string]$Name = "x", [switch]$Skip)`. */
export function parseParameters(cursor: Cursor): Parameter[] {
  expect(cursor, '(');
  const out: Parameter[] = [];
  for (skipLines(cursor); peek(cursor) !== ')'; skipLines(cursor)) {
    if (cursor.at >= cursor.chars.length) throw new Unparsed();
    let isSwitch = false;
    while (peek(cursor) === '[') {
      isSwitch ||= /^\[switch\]$/i.test(skipBrackets(cursor));
      skipLines(cursor);
    }
    const found = take(cursor, /\$\{?(\w+)\}?/y);
    if (!found) throw new Unparsed();
    skipLines(cursor);
    const given = take(cursor, /=\s*/y) !== null;
    const otherwise = given ? deeper(cursor, () => parseExpression(cursor), false) : null;
    out.push({ name: (found[1] ?? '').toLowerCase(), isSwitch, otherwise });
    skipLines(cursor);
    if (peek(cursor) === ',') cursor.at += 1;
    else if (peek(cursor) !== ')') throw new Unparsed();
  }
  cursor.at += 1;
  return out;
}
