import { parseCommand, parseRedirect } from './commands.ts';
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
import { parseBlock, parseExpression } from './expressions.ts';
import { parseParameters } from './parameters.ts';
import type { Expression, Redirect, Stage, Statement } from './syntax.ts';

/** Statements up to a closing bracket, or to the end of the text where `close` is empty. */
export function parseStatements(cursor: Cursor, close: string, most = Number.POSITIVE_INFINITY): Statement[] {
  const out: Statement[] = [];
  while (out.length < most) {
    skipSeparators(cursor);
    if (cursor.at >= cursor.chars.length) {
      if (close !== '') throw new Unparsed();
      return out;
    }
    if (close !== '' && startsWith(cursor, close)) return out;
    const before = cursor.at;
    out.push(deeper(cursor, () => parseStatement(cursor)));
    if (cursor.at === before) throw new Unparsed();
  }
  return out;
}

const KEYWORD =
  /(if|foreach|for|while|do|switch|function|filter|workflow|param|try|trap|return|exit|throw|break|continue|begin|process|end|clean|class|enum|using|data)(?![\w.:\\/-])/iy;

/** https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-08 */
export function parseStatement(cursor: Cursor): Statement {
  const start = cursor.at;
  const word = take(cursor, KEYWORD)?.[1]?.toLowerCase();
  if (word !== undefined) {
    const made = KEYWORDS.get(word)?.(cursor, start, word);
    if (made) return made;
    cursor.at = start;
  }
  take(cursor, /:\w+[^\S\r\n]+(?=for|while|do|switch)/iy);
  return parsePipeline(cursor);
}

type Parse = (cursor: Cursor, start: number, word: string) => Statement | null;

function block(cursor: Cursor): readonly Statement[] {
  skipLines(cursor);
  return parseBlock(cursor, '').body;
}

function head(cursor: Cursor): Statement {
  skipLines(cursor);
  const start = cursor.at;
  expect(cursor, '(');
  const body = deeper(cursor, () => parseStatements(cursor, ')'));
  expect(cursor, ')');
  const of: Expression = { kind: 'group', body, isArray: false, start, end: cursor.at };
  return body.length === 1 && body[0]
    ? body[0]
    : { kind: 'pipeline', stages: [{ kind: 'expression', of, into: null }], start, end: cursor.at };
}

const parseIf: Parse = (cursor, start) => {
  const clauses: (readonly [Statement, readonly Statement[]])[] = [[head(cursor), block(cursor)]];
  let otherwise: readonly Statement[] | null = null;
  for (;;) {
    const before = cursor.at;
    skipLines(cursor);
    if (take(cursor, /elseif(?!\w)/iy)) clauses.push([head(cursor), block(cursor)]);
    else if (take(cursor, /else(?!\w)/iy)) {
      otherwise = block(cursor);
      break;
    } else {
      cursor.at = before;
      break;
    }
  }
  return { kind: 'if', clauses, otherwise, start, end: cursor.at };
};

const parseForeach: Parse = (cursor, start) => {
  skipLines(cursor);
  if (peek(cursor) !== '(') return null;
  cursor.at += 1;
  skipLines(cursor);
  const name = take(cursor, /\$\{?(\w+)\}?/y)?.[1]?.toLowerCase() ?? '';
  skipLines(cursor);
  if (!take(cursor, /in(?!\w)/iy)) throw new Unparsed();
  skipLines(cursor);
  const list = deeper(cursor, () => parseStatement(cursor));
  skipLines(cursor);
  expect(cursor, ')');
  return { kind: 'foreach', name, in: list, body: block(cursor), start, end: cursor.at };
};

/** Loops whose turns are not counted: what they do may happen. */
const parseLoop: Parse = (cursor, start, word) => {
  if (word === 'do') {
    const body = block(cursor);
    skipLines(cursor);
    if (take(cursor, /(?:while|until)(?!\w)/iy)) head(cursor);
    return { kind: 'loop', body, start, end: cursor.at };
  }
  const first = head(cursor);
  return { kind: 'loop', body: [...(word === 'for' ? [first] : []), ...block(cursor)], start, end: cursor.at };
};

const parseSwitch: Parse = (cursor, start) => {
  skipSpaces(cursor);
  while (take(cursor, /-(?:regex|wildcard|exact|casesensitive)\s*/iy));
  if (peek(cursor) !== '(') return null;
  const on = head(cursor);
  skipLines(cursor);
  expect(cursor, '{');
  const cases: (readonly [Expression | null, readonly Statement[]])[] = [];
  for (skipSeparators(cursor); peek(cursor) !== '}'; skipSeparators(cursor)) {
    if (cursor.at >= cursor.chars.length) throw new Unparsed();
    cases.push([switchLabel(cursor), block(cursor)]);
  }
  cursor.at += 1;
  return { kind: 'switch', on, cases, start, end: cursor.at };
};

function switchLabel(cursor: Cursor): Expression | null {
  const start = cursor.at;
  if (take(cursor, /default(?=\s*\{)/iy)) return null;
  const bare = take(cursor, /[A-Za-z_][\w.-]*/y);
  if (bare) return { kind: 'text', parts: [cursor.flat.cut(start, cursor.at)], start, end: cursor.at };
  return deeper(cursor, () => parseExpression(cursor));
}

const parseFunction: Parse = (cursor, start) => {
  skipSpaces(cursor);
  const name = take(cursor, /(?:\w+:)?[\w-]+/y)?.[0] ?? '';
  if (name === '') return null;
  skipLines(cursor);
  const parameters = peek(cursor) === '(' ? parseParameters(cursor) : null;
  skipLines(cursor);
  const own = parseBlock(cursor, name.replace(/^\w+:/, '').toLowerCase());
  return { kind: 'function', fn: parameters ? { ...own, parameters } : own, start, end: cursor.at };
};

const parseTry: Parse = (cursor, start) => {
  const body = block(cursor);
  const after: Statement[] = [];
  for (;;) {
    const before = cursor.at;
    skipLines(cursor);
    if (take(cursor, /catch(?!\w)/iy)) {
      for (skipLines(cursor); peek(cursor) === '['; skipLines(cursor))
        if (!take(cursor, /\[[^\]]*\][\s,]*/y)) throw new Unparsed();
      block(cursor);
    } else if (take(cursor, /finally(?!\w)/iy)) after.push(...block(cursor));
    else {
      cursor.at = before;
      return { kind: 'try', body, after, start, end: cursor.at };
    }
  }
};

const parseLeave: Parse = (cursor, start, how) => {
  skipSpaces(cursor);
  const ends = cursor.at >= cursor.chars.length || looksAt(cursor, /[\r\n;})]/y);
  const value = ends ? null : parsePipeline(cursor);
  return { kind: 'leave', how, value, start, end: cursor.at };
};

const parseNamedBlock: Parse = (cursor, start) => {
  skipLines(cursor);
  if (peek(cursor) !== '{') return null;
  return { kind: 'blocks', body: block(cursor), start, end: cursor.at };
};

/** `class X { … }`: nothing in it is looked at. */
const parseOther: Parse = (cursor, start, word) => {
  if (word === 'using') take(cursor, /[^\r\n]*/y);
  else {
    take(cursor, /[^{\r\n]*/y);
    skipLines(cursor);
    if (peek(cursor) !== '{') return null;
    let depth = 0;
    do {
      if (peek(cursor) === '{') depth++;
      else if (peek(cursor) === '}') depth--;
      cursor.at += 1;
    } while (depth > 0 && cursor.at < cursor.chars.length);
  }
  return { kind: 'blocks', body: [], start, end: cursor.at };
};

const KEYWORDS = new Map<string, Parse>([
  ['if', parseIf],
  ['foreach', parseForeach],
  ...['for', 'while', 'do'].map((word): [string, Parse] => [word, parseLoop]),
  ['switch', parseSwitch],
  ...['function', 'filter', 'workflow'].map((word): [string, Parse] => [word, parseFunction]),
  [
    'param',
    (cursor, start) => {
      skipLines(cursor);
      if (peek(cursor) !== '(') return null;
      return { kind: 'param', parameters: parseParameters(cursor), start, end: cursor.at };
    },
  ],
  ['try', parseTry],
  ...['return', 'exit', 'throw', 'break', 'continue'].map((word): [string, Parse] => [word, parseLeave]),
  ...['begin', 'process', 'end', 'clean', 'trap', 'data'].map((word): [string, Parse] => [word, parseNamedBlock]),
  ...['class', 'enum', 'using'].map((word): [string, Parse] => [word, parseOther]),
]);

const EXPRESSION = /\$|@[({"']|@\w+|[("'[{]|\d|[+-]\d|-(?:not|bnot|join|split)\b|!|,/iy;
const ASSIGNS = /(?:[-+*/%]|\?\?)?=(?!=)/y;

/** An assignment, or commands and expressions that hand on to each other. */
function parsePipeline(cursor: Cursor): Statement {
  const start = cursor.at;
  const stages: Stage[] = [];
  for (;;) {
    if (looksAt(cursor, EXPRESSION)) {
      const of = parseExpression(cursor);
      const before = cursor.at;
      skipSpaces(cursor);
      const operator = stages.length === 0 ? take(cursor, ASSIGNS)?.[0] : undefined;
      if (operator !== undefined) {
        skipLines(cursor);
        const value = deeper(cursor, () => parseStatement(cursor));
        return { kind: 'assign', target: of, operator, value, start, end: cursor.at };
      }
      cursor.at = before;
      stages.push({ kind: 'expression', of, into: parseRedirections(cursor) });
    } else stages.push(parseCommand(cursor));
    const end = cursor.at;
    skipSpaces(cursor);
    if (!take(cursor, /\|\||&&|\||\s*\r?\n\s*\|(?!\|)/y)) {
      take(cursor, /&(?!&)/y);
      return { kind: 'pipeline', stages, start, end };
    }
    skipLines(cursor);
  }
}

function parseRedirections(cursor: Cursor): Redirect | null {
  let into: Redirect | null = null;
  while (looksAt(cursor, /[^\S\r\n]*[\d*]?>/y)) {
    skipSpaces(cursor);
    into = parseRedirect(cursor)?.into ?? into;
  }
  return into;
}
