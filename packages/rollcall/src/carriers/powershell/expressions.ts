import {
  type Cursor,
  deeper,
  expect,
  looksAt,
  peek,
  skipLines,
  skipSeparators,
  skipSpaces,
  startsWith,
  take,
  Unparsed,
} from './cursor.ts';
import { parseStatement, parseStatements } from './statements.ts';
import { parseString, parseVariable } from './strings.ts';
import type { Expression, FunctionNode, Statement } from './syntax.ts';

const LEVELS: readonly RegExp[] = [
  /-(?:and|or|xor)\b|\?\?(?!=)/iy,
  /-(?:band|bor|bxor|shl|shr)\b/iy,
  /-[ci]?(?:eq|ne|gt|ge|lt|le|like|notlike|match|notmatch|replace|contains|notcontains|in|notin|join|split|is|isnot|as)\b/iy,
  /\+(?![=+])|-(?![=\-A-Za-z])/y,
  /[*/%](?!=)/y,
  /-f\b/iy,
  /\.\.(?!\.)/y,
];

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_operator_precedence */
export function parseExpression(cursor: Cursor, level = 0): Expression {
  const operators = LEVELS[level];
  if (!operators) return parseList(cursor);
  let left = parseExpression(cursor, level + 1);
  for (;;) {
    const before = cursor.at;
    skipSpaces(cursor);
    const found = take(cursor, operators);
    if (!found) {
      cursor.at = before;
      return left;
    }
    skipLines(cursor);
    const right = deeper(cursor, () => parseExpression(cursor, level + 1), cursor.lists);
    const operator = found[0]
      .toLowerCase()
      .replace(/^-[ci](?=(?:eq|ne|gt|ge|lt|le|like|match|replace|contains|join|split)$)/, '-');
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
}

/** `a, b`. */
function parseList(cursor: Cursor): Expression {
  const first = parseUnary(cursor);
  const items = [first];
  for (;;) {
    const before = cursor.at;
    skipSpaces(cursor);
    if (peek(cursor) !== ',' || !cursor.lists) {
      cursor.at = before;
      break;
    }
    cursor.at += 1;
    skipLines(cursor);
    items.push(parseUnary(cursor));
  }
  return items.length === 1 ? first : { kind: 'list', items, start: first.start, end: cursor.at };
}

const UNARY = /-(?:not|bnot|join|split)\b|!|\+\+|--(?=\$)|[+-](?=[\d$(])|,/iy;

function parseUnary(cursor: Cursor): Expression {
  const start = cursor.at;
  const found = take(cursor, UNARY);
  if (!found) return parsePostfix(cursor);
  skipSpaces(cursor);
  const of = deeper(cursor, () => parseUnary(cursor), cursor.lists);
  return { kind: 'unary', operator: found[0].toLowerCase(), of, start, end: cursor.at };
}

/** What follows an expression directly: `.x`, `.f(…)`, `[i]`, `::x`, `++`. */
export function parsePostfix(cursor: Cursor): Expression {
  let of = parsePrimary(cursor);
  for (;;) {
    const start = of.start;
    const member = take(cursor, /\??\.([A-Za-z_]\w*)|\??\.(?=["'$(])/y);
    if (member) {
      const name = member[1] ?? '';
      if (name === '') {
        parsePrimary(cursor);
        of = { kind: 'member', of, name: '', args: null, start, end: cursor.at };
        continue;
      }
      const args = peek(cursor) === '(' ? parseArguments(cursor) : null;
      of = { kind: 'member', of, name: name.toLowerCase(), args, start, end: cursor.at };
    } else if (peek(cursor) === '[') {
      cursor.at += 1;
      skipLines(cursor);
      const index = deeper(cursor, () => parseExpression(cursor));
      skipLines(cursor);
      expect(cursor, ']');
      of = { kind: 'index', of, index, start, end: cursor.at };
    } else if (take(cursor, /\+\+|--/y)) of = { kind: 'unary', operator: '++', of, start, end: cursor.at };
    else return of;
  }
}

function parseArguments(cursor: Cursor): Expression[] {
  expect(cursor, '(');
  const out: Expression[] = [];
  skipLines(cursor);
  while (peek(cursor) !== ')') {
    if (cursor.at >= cursor.chars.length) throw new Unparsed();
    const one = deeper(cursor, () => parseExpression(cursor));
    out.push(...(one.kind === 'list' ? one.items : [one]));
    skipLines(cursor);
    if (peek(cursor) === ',') cursor.at += 1;
    else if (peek(cursor) !== ')') throw new Unparsed();
    skipLines(cursor);
  }
  cursor.at += 1;
  return out;
}

const NUMBER = /(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:[kmgtp]b|[ldu])?/iy;

export function parsePrimary(cursor: Cursor): Expression {
  const start = cursor.at;
  const c = peek(cursor);
  if (c === '"' || c === "'" || looksAt(cursor, /@["'][^\S\r\n]*\r?\n/y)) return parseString(cursor, parseStatements);
  if (startsWith(cursor, '$(') || startsWith(cursor, '@(') || c === '(') return parseGroup(cursor, c);
  if (startsWith(cursor, '@{')) return parseMap(cursor);
  if (c === '{') return { kind: 'block', fn: parseBlock(cursor, ''), start, end: cursor.at };
  if (c === '$') {
    const variable = parseVariable(cursor);
    if (variable) return variable;
  }
  const splat = take(cursor, /@([A-Za-z_]\w*)/y);
  if (splat) return { kind: 'splat', name: (splat[1] ?? '').toLowerCase(), start, end: cursor.at };
  if (c === '[') return parseType(cursor);
  const number = take(cursor, NUMBER);
  if (number) return { kind: 'number', text: number[0], start, end: cursor.at };
  throw new Unparsed();
}

function parseGroup(cursor: Cursor, c: string): Expression {
  const start = cursor.at;
  const known = cursor.groups.get(start);
  if (known === null) throw new Unparsed();
  if (known) {
    cursor.at = known.end;
    return known;
  }
  cursor.groups.set(start, null);
  cursor.at += c === '(' ? 1 : 2;
  const body = deeper(cursor, () => parseStatements(cursor, ')'));
  expect(cursor, ')');
  const group: Expression = { kind: 'group', body, isArray: c === '@', start, end: cursor.at };
  cursor.groups.set(start, group);
  return group;
}

/** `@{ Name = value; … }`. */
function parseMap(cursor: Cursor): Expression {
  const start = cursor.at;
  cursor.at += 2;
  const entries: (readonly [Expression, Statement])[] = [];
  for (skipSeparators(cursor); peek(cursor) !== '}'; skipSeparators(cursor)) {
    if (cursor.at >= cursor.chars.length) throw new Unparsed();
    const key = parseKey(cursor);
    skipSpaces(cursor);
    expect(cursor, '=');
    skipLines(cursor);
    entries.push([key, deeper(cursor, () => parseStatement(cursor))]);
  }
  cursor.at += 1;
  return { kind: 'map', entries, start, end: cursor.at };
}

function parseKey(cursor: Cursor): Expression {
  const start = cursor.at;
  const bare = take(cursor, /[A-Za-z_][\w.-]*/y);
  if (bare) return { kind: 'text', parts: [cursor.flat.cut(start, cursor.at)], start, end: cursor.at };
  return parsePostfix(cursor);
}

export function parseBlock(cursor: Cursor, name: string): FunctionNode {
  expect(cursor, '{');
  const body = deeper(cursor, () => parseStatements(cursor, '}'));
  expect(cursor, '}');
  const [first] = body;
  const parameters = first?.kind === 'param' ? first.parameters : [];
  return { name, parameters, body };
}

/** `[type]value`, `[type]::member`, `[Attribute()]`. */
function parseType(cursor: Cursor): Expression {
  const start = cursor.at;
  const type = skipBrackets(cursor).slice(1, -1).toLowerCase();
  if (take(cursor, /::/y)) {
    const name = (take(cursor, /[A-Za-z_]\w*/y)?.[0] ?? '').toLowerCase();
    const args = peek(cursor) === '(' ? parseArguments(cursor) : null;
    return { kind: 'static', type, name, args, start, end: cursor.at };
  }
  const before = cursor.at;
  skipSpaces(cursor);
  if (looksAt(cursor, /[$@("'[{\d-]/y)) {
    const of = deeper(cursor, () => parseUnary(cursor), cursor.lists);
    return { kind: 'unary', operator: `[${type}]`, of, start, end: cursor.at };
  }
  cursor.at = before;
  return { kind: 'type', start, end: cursor.at };
}

/** Brackets with all that stands between them. */
export function skipBrackets(cursor: Cursor): string {
  const start = cursor.at;
  let depth = 0;
  while (cursor.at < cursor.chars.length) {
    const c = peek(cursor);
    if (c === '"' || c === "'") {
      parseString(cursor, parseStatements);
      continue;
    }
    cursor.at += 1;
    if (c === '[' || c === '(' || c === '{') depth++;
    else if ((c === ']' || c === ')' || c === '}') && --depth === 0) return cursor.chars.slice(start, cursor.at);
  }
  throw new Unparsed();
}
