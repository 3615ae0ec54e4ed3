import type { Piece, Text } from '../../model/text.ts';
import { type Cursor, deeper, expect, looksAt, peek, startsWith, take } from './cursor.ts';
import type { Expression, Statement } from './syntax.ts';

/** Parses the statements of `$( )`; handed in, as statements hold strings. */
export type ParseBody = (cursor: Cursor, close: string) => readonly Statement[];

const VARIABLE = /\$(?:\{([^}\r\n]+)\}|((?:[A-Za-z]+:)?[A-Za-z_0-9]+|[?^$]))/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', a: '\x07', b: '\b' };

/** `$name`, `${name}`, `$env:NAME`; null: there is none here. */
export function parseVariable(cursor: Cursor): Expression | null {
  const start = cursor.at;
  const found = take(cursor, VARIABLE);
  if (!found) return null;
  const name = (found[1] ?? found[2] ?? '').toLowerCase().replace(/^(?:script|global|local|private|variable):/, '');
  return { kind: 'variable', name, start, end: cursor.at };
}

/** A string's text and what is filled in: `"a $b"`. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules */
export function parseString(cursor: Cursor, body: ParseBody): Expression {
  const start = cursor.at;
  const parts = hereString(cursor, body) ?? (peek(cursor) === "'" ? verbatim(cursor) : expandable(cursor, body));
  return { kind: 'text', parts, start, end: cursor.at };
}

type Parts = (Text | Expression)[];

function verbatim(cursor: Cursor): Parts {
  const parts: Parts = [];
  let from = ++cursor.at;
  for (;;) {
    const quote = cursor.chars.indexOf("'", cursor.at);
    const end = quote < 0 ? cursor.chars.length : quote;
    if (cursor.chars[end + 1] === "'" && quote >= 0) {
      parts.push(cursor.flat.cut(from, end + 1));
      from = end + 2;
      cursor.at = from;
      continue;
    }
    parts.push(cursor.flat.cut(from, end));
    cursor.at = Math.min(cursor.chars.length, end + 1);
    return parts;
  }
}

function expandable(cursor: Cursor, body: ParseBody): Parts {
  cursor.at += 1;
  const parts = expanded(cursor, body, () =>
    startsWith(cursor, '""') ? 'escape' : peek(cursor) === '"' ? 'end' : null,
  );
  cursor.at = Math.min(cursor.chars.length, cursor.at + 1);
  return parts;
}

const OPENS = /@(["'])[^\S\r\n]*\r?\n/y;

function hereString(cursor: Cursor, body: ParseBody): Parts | null {
  const found = take(cursor, OPENS);
  if (!found) return null;
  const quote = found[1] ?? '"';
  const close = new RegExp(`\\r?\\n${quote}@`, 'y');
  const empty = startsWith(cursor, `${quote}@`);
  if (quote === "'") {
    const end = empty ? cursor.at : cursor.chars.slice(cursor.at).search(/\r?\n'@/);
    const to = empty ? cursor.at : end < 0 ? cursor.chars.length : cursor.at + end;
    const text = cursor.flat.cut(cursor.at, to);
    cursor.at = to;
    take(cursor, /\r?\n?'@/y);
    return [text];
  }
  const parts = empty ? [] : expanded(cursor, body, () => (looksAt(cursor, close) ? 'end' : null));
  take(cursor, /\r?\n?"@/y);
  return parts;
}

/** Text with `$x`, `${x}`, `$( )` and backtick escapes, up to where `ends` says. */
function expanded(cursor: Cursor, body: ParseBody, ends: () => 'end' | 'escape' | null): Parts {
  const parts: Parts = [];
  let from = cursor.at;
  const flush = (): void => {
    if (cursor.at > from) parts.push(cursor.flat.cut(from, cursor.at));
  };
  while (cursor.at < cursor.chars.length) {
    const how = ends();
    if (how === 'end') break;
    if (how === 'escape') {
      cursor.at += 1;
      flush();
      cursor.at += 1;
      from = cursor.at;
      continue;
    }
    const c = peek(cursor);
    if (c === '`') {
      flush();
      parts.push(escaped(cursor));
      from = cursor.at;
      continue;
    }
    if (c === '$') flush();
    const part = c === '$' ? filledIn(cursor, body) : null;
    if (part) {
      parts.push(part);
      from = cursor.at;
    } else {
      if (c === '$') from = cursor.at;
      cursor.at += 1;
    }
  }
  flush();
  return parts;
}

/** A backtick and the character that it escapes. */
export function escaped(cursor: Cursor): Text {
  const next = peek(cursor, 1);
  const width = next === '\r' && peek(cursor, 2) === '\n' ? 3 : 2;
  const range = cursor.flat.cut(cursor.at, cursor.at + 1)[0]?.range ?? null;
  cursor.at = Math.min(cursor.chars.length, cursor.at + width);
  if (next === '\n' || next === '\r' || next === '') return [];
  const text = Object.hasOwn(ESCAPES, next) ? (ESCAPES[next] ?? next) : next;
  const piece: Piece = { kind: 'text', text, range, exact: false };
  return [piece];
}

function filledIn(cursor: Cursor, body: ParseBody): Expression | null {
  if (!startsWith(cursor, '$(')) return parseVariable(cursor);
  const start = cursor.at;
  cursor.at += 2;
  const statements = deeper(cursor, () => body(cursor, ')'));
  expect(cursor, ')');
  return { kind: 'group', body: statements, isArray: false, start, end: cursor.at };
}
