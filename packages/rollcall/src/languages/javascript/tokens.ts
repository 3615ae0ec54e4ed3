/**
 * A lexer for JavaScript, TypeScript and JSX that needs no parser: it tells strings, templates, comments and regular
 * expressions from code, as well as that can be done without a grammar. It takes any text in linear time.
 *
 * Whether `/` divides or begins a regular expression is decided by the token before it (ECMA-262, 12 "ECMAScript Language:
 * Lexical Grammar"); text between JSX tags is lexed as code, so a quote that its line does not close is taken as text.
 */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regex' | 'punctuator';
  readonly start: number;
  readonly end: number;
  /** The word or the punctuator itself; empty for the other kinds. */
  readonly text: string;
  /** A line ends between the token before and this one. */
  readonly afterLine: boolean;
}

interface Frame {
  readonly open: string;
  /** For `(`: it heads `if`, `while`, `for` or `with`; for `{`: it opens a block; then a `/` after its end begins a regular expression. */
  readonly heads: boolean;
}

interface Lexer {
  readonly text: string;
  readonly tokens: Token[];
  readonly frames: Frame[];
  at: number;
  afterLine: boolean;
  /** The next `/` begins a regular expression. */
  operand: boolean;
  /** Before this offset an opened quote or regular expression is known not to close; keeps the work linear. */
  readonly unclosedUntil: { single: number; double: number; regex: number };
}

const expressionKeywords = new Set(
  'return typeof instanceof in of new delete void throw case do else await yield extends default from import export keyof'.split(
    ' ',
  ),
);
const controlWords = new Set(['if', 'while', 'for', 'with']);
const pairs = new Set(['=>', '</', '++', '--', '?.', '/>']);
const closers: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Cuts a text into tokens; white space, comments and a hashbang line are left out. */
export function tokenize(text: string): Token[] {
  const lexer: Lexer = {
    text,
    tokens: [],
    frames: [],
    at: 0,
    afterLine: true,
    operand: true,
    unclosedUntil: { single: 0, double: 0, regex: 0 },
  };
  const hashbang = /^\uFEFF?#!.*/.exec(text);
  if (hashbang) lexer.at = hashbang[0].length;
  while (lexer.at < text.length) step(lexer);
  return lexer.tokens;
}

function step(lexer: Lexer): void {
  const { text, at } = lexer;
  const c = text.charCodeAt(at);
  if (isSpace(c)) {
    if (isLineEnd(c)) lexer.afterLine = true;
    lexer.at++;
  } else if (isWordPart(c) || c === 35 || c === 92) {
    if (c >= 48 && c <= 57) readNumber(lexer);
    else readWord(lexer);
  } else if (c === 34 || c === 39) readString(lexer, c);
  else if (c === 96) readTemplate(lexer, at);
  else if (c === 47) readSlash(lexer);
  else if (c === 125 && lexer.frames.at(-1)?.open === '`') {
    lexer.frames.pop();
    readTemplate(lexer, at);
  } else readPunctuator(lexer);
}

function push(lexer: Lexer, kind: Token['kind'], start: number, end: number, text: string, operand: boolean): void {
  lexer.tokens.push({ kind, start, end, text, afterLine: lexer.afterLine });
  lexer.at = end;
  lexer.afterLine = false;
  lexer.operand = operand;
}

function readWord(lexer: Lexer): void {
  const { text, at } = lexer;
  let end = at + 1;
  while (end < text.length && (isWordPart(text.charCodeAt(end)) || text.charCodeAt(end) === 92)) end++;
  const word = text.slice(at, end);
  const member = isMember(lexer.tokens.at(-1));
  push(lexer, 'word', at, end, word, !member && expressionKeywords.has(word));
}

function readNumber(lexer: Lexer): void {
  const { text, at } = lexer;
  let end = at + 1;
  while (end < text.length && (isWordPart(text.charCodeAt(end)) || text.charCodeAt(end) === 46)) end++;
  push(lexer, 'number', at, end, '', false);
}

/** A quote right after a word that is no keyword (`don't`) or not closed on its line is text between tags. */
function readString(lexer: Lexer, quote: number): void {
  const { text, at } = lexer;
  const before = lexer.tokens.at(-1);
  const apostrophe = before?.kind === 'word' && before.end === at && quote === 39 && !lexer.operand;
  const sort = quote === 39 ? 'single' : 'double';
  const possible = !apostrophe && at >= lexer.unclosedUntil[sort];
  const end = possible ? stringEnd(text, at, quote) : -1;
  if (possible && end < 0) lexer.unclosedUntil[sort] = lineEnd(text, at);
  if (end < 0) push(lexer, 'punctuator', at, at + 1, text.charAt(at), true);
  else push(lexer, 'string', at, end, '', false);
}

function stringEnd(text: string, start: number, quote: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 92) i += text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10 ? 2 : 1;
    else if (c === 10 || c === 13) return -1;
  }
  return -1;
}

/** One stretch of a template: up to its end, or up to and with the `${` that begins an expression. */
function readTemplate(lexer: Lexer, start: number): void {
  const end = templateEnd(lexer.text, start);
  const opens = lexer.text.charCodeAt(end - 1) === 123 && end - start >= 3;
  if (opens) lexer.frames.push({ open: '`', heads: false });
  push(lexer, 'template', start, end, '', opens);
}

function templateEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 96) return i + 1;
    else if (c === 36 && text.charCodeAt(i + 1) === 123) return i + 2;
  }
  return text.length;
}

function readSlash(lexer: Lexer): void {
  const { text, at } = lexer;
  const next = text.charCodeAt(at + 1);
  if (next === 47) lexer.at = lineEnd(text, at);
  else if (next === 42) readComment(lexer);
  else {
    const possible = lexer.operand && next !== 62 && at >= lexer.unclosedUntil.regex;
    const end = possible ? regexEnd(text, at) : -1;
    if (possible && end < 0) lexer.unclosedUntil.regex = lineEnd(text, at);
    if (end < 0) readPunctuator(lexer);
    else push(lexer, 'regex', at, end, '', false);
  }
}

/** A comment that is not closed is a token, for it is an error. */
function readComment(lexer: Lexer): void {
  const { text, at } = lexer;
  const close = text.indexOf('*/', at + 2);
  if (close < 0) push(lexer, 'punctuator', at, text.length, '/*', false);
  else {
    if (/[\r\n\u2028\u2029]/.test(text.slice(at, close))) lexer.afterLine = true;
    lexer.at = close + 2;
  }
}

function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isLineEnd(c)) return -1;
    if (c === 92) i++;
    else if (c === 91) inClass = true;
    else if (c === 93) inClass = false;
    else if (c === 47 && !inClass) return i + 1;
  }
  return -1;
}

function readPunctuator(lexer: Lexer): void {
  const { text, at, operand } = lexer;
  const two = text.slice(at, at + 2);
  const mark = text.startsWith('...', at) ? '...' : pairs.has(two) ? two : text.charAt(at);
  let next = true;
  if (mark === '(' || mark === '[' || mark === '{')
    lexer.frames.push({ open: mark, heads: headsStatement(lexer, mark) });
  else if (closers.has(mark)) next = closeFrame(lexer, mark);
  else if (mark === '++' || mark === '--' || (mark === '!' && text.charCodeAt(at + 1) !== 61)) next = operand;
  push(lexer, 'punctuator', at, at + mark.length, mark, next);
}

function headsStatement(lexer: Lexer, open: string): boolean {
  const before = lexer.tokens.at(-1);
  if (open === '(') return before?.kind === 'word' && controlWords.has(before.text) && !isMember(lexer.tokens.at(-2));
  if (open !== '{' || !before) return open === '{';
  if (before.kind === 'word') return before.text !== 'return' && before.text !== 'of' && before.text !== 'in';
  return before.kind !== 'punctuator' || [')', ']', ';', '}', '{', '=>', '>'].includes(before.text);
}

/** A closer that fits no open bracket at the top is let be, so a stray one does no harm to what is around it. */
function closeFrame(lexer: Lexer, mark: string): boolean {
  const top = lexer.frames.at(-1);
  if (top?.open !== closers.get(mark)) return false;
  lexer.frames.pop();
  return top?.heads ?? false;
}

function isMember(token: Token | undefined): boolean {
  return token?.text === '.' || token?.text === '?.';
}

function lineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && !isLineEnd(text.charCodeAt(i))) i++;
  return i;
}

function isLineEnd(c: number): boolean {
  return c === 10 || c === 13 || c === 0x2028 || c === 0x2029;
}

function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029;
}

function isWordPart(c: number): boolean {
  if (c < 128) return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36;
  return !isSpace(c);
}
