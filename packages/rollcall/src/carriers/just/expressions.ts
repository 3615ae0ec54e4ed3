import type { FlatText } from '../../model/flat-text.ts';
import { asWritten, hole, known, type Piece, type Text } from '../../model/text.ts';
import type { Choices } from '../yaml/every-way.ts';

/** What an expression may refer to. */
export interface JustScope {
  /** The text of a variable or a parameter; null: there is none. */
  readonly lookUp: (name: string) => Text | null;
  readonly environment: ReadonlyMap<string, Text>;
  readonly choices: Choices;
}

interface Reader {
  readonly flat: FlatText;
  readonly scope: JustScope;
  at: number;
  depth: number;
}

/** The text cannot be read as an expression. */
class Unread extends Error {}

/** What an expression becomes; null where it is none. https://just.systems/man/en/expressions-and-substitutions.html */
export function evaluateJust(flat: FlatText, scope: JustScope, from = 0): { text: Text; end: number } | null {
  const reader: Reader = { flat, scope, at: from, depth: 0 };
  try {
    const text = either(reader);
    return { text, end: reader.at };
  } catch (error) {
    if (error instanceof Unread) return null;
    throw error;
  }
}

function skip(reader: Reader): void {
  const found = /^(?:\s|\\\r?\n|#[^\n]*\n)*/.exec(reader.flat.chars.slice(reader.at));
  reader.at += found?.[0].length ?? 0;
}

function skipBlanks(reader: Reader): void {
  while (/[ \t]/.test(reader.flat.chars[reader.at] ?? '')) reader.at++;
}

function takes(reader: Reader, word: string): boolean {
  const before = reader.at;
  skipBlanks(reader);
  if (reader.flat.chars.startsWith(word, reader.at)) {
    reader.at += word.length;
    return true;
  }
  reader.at = before;
  return false;
}

/** `a || b`, `a && b`. */
function either(reader: Reader): Text {
  let left = sum(reader);
  for (;;) {
    const operator = takes(reader, '||') ? '||' : takes(reader, '&&') ? '&&' : null;
    if (operator === null) return left;
    skip(reader);
    const right = sum(reader);
    const holds = known(left) === null ? true : known(left) !== '';
    left = operator === '||' ? (holds ? left : right) : holds ? right : left;
  }
}

/** `a + b`, and `a / b` with a slash between them. */
function sum(reader: Reader): Text {
  let text = primary(reader);
  for (;;) {
    if (takes(reader, '+')) {
      skip(reader);
      text = [...text, ...primary(reader)];
    } else if (/^[ \t]*\/(?!\/)/.test(reader.flat.chars.slice(reader.at, reader.at + 40)) && takes(reader, '/')) {
      skip(reader);
      text = [...text, { kind: 'text', text: '/', range: null, exact: false }, ...primary(reader)];
    } else return text;
  }
}

const NAME = /^[A-Za-z_][\w-]*/;

function primary(reader: Reader): Text {
  if (++reader.depth > 60) throw new Unread();
  try {
    skip(reader);
    const { chars } = reader.flat;
    const c = chars[reader.at] ?? '';
    if (c === '(') return bracketed(reader);
    if (c === '"' || c === "'" || c === '`' || /^[xf]['"]/.test(chars.slice(reader.at, reader.at + 2)))
      return string(reader);
    const name = NAME.exec(chars.slice(reader.at, reader.at + 200))?.[0];
    if (name === undefined) throw new Unread();
    const start = reader.at;
    reader.at += name.length;
    if (name === 'if' && /\s/.test(chars[reader.at] ?? '')) return conditional(reader);
    if (chars[reader.at] === '(') return call(reader, name, start);
    return reader.scope.lookUp(name) ?? holeAt(reader, start);
  } finally {
    reader.depth -= 1;
  }
}

function bracketed(reader: Reader): Text {
  reader.at += 1;
  const text = either(reader);
  skip(reader);
  if (!takes(reader, ')')) throw new Unread();
  return text;
}

function holeAt(reader: Reader, start: number, input?: string): Text {
  const range = reader.flat.cut(start, reader.at)[0]?.range ?? null;
  const whole = range ? { ...range, end: range.start + (reader.at - start) } : null;
  return hole(asWritten(reader.flat.cut(start, reader.at)), whole, input);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '\n': '' };

/** https://just.systems/man/en/strings.html */
function string(reader: Reader): Text {
  const { chars } = reader.flat;
  const start = reader.at;
  if (/[xf]/.test(chars[reader.at] ?? '')) reader.at += 1;
  const quote = chars[reader.at] ?? '';
  const mark = chars.startsWith(quote.repeat(3), reader.at) ? quote.repeat(3) : quote;
  const from = reader.at + mark.length;
  let end = chars.indexOf(mark, from);
  while (quote === '"' && end > 0 && isEscaped(chars, from, end)) end = chars.indexOf(mark, end + 1);
  if (end < 0) throw new Unread();
  reader.at = end + mark.length;
  if (quote === '`') return holeAt(reader, start);
  const inner = mark.length === 3 ? dedented(reader.flat, from, end) : reader.flat.cut(from, end);
  return quote === '"' ? decode(inner) : inner;
}

function isEscaped(chars: string, from: number, at: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= from && chars[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** An indented string: the line end behind the opening quotes and the common indentation are gone. */
function dedented(flat: FlatText, from: number, end: number): Text {
  const raw = flat.chars.slice(from, end);
  const first = /^\r?\n/.exec(raw)?.[0].length ?? 0;
  const lines = raw.slice(first).split(/(?<=\n)/);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  let at = from + first;
  return lines.flatMap((line) => {
    const text = flat.cut(at + Math.min(indent, line.length - (line.endsWith('\n') ? 1 : 0)), at + line.length);
    at += line.length;
    return text;
  });
}

function decode(text: Text): Text {
  return text.flatMap((piece): readonly Piece[] => {
    if (piece.kind === 'hole' || !piece.text.includes('\\')) return [piece];
    const decoded = piece.text.replace(/\\(.)/gs, (whole, c: string) =>
      Object.hasOwn(ESCAPES, c) ? (ESCAPES[c] ?? whole) : whole,
    );
    return [{ ...piece, text: decoded, exact: false }];
  });
}

/** `if a == b { x } else { y }`. */
function conditional(reader: Reader): Text {
  const left = either(reader);
  const operator = ['==', '!=', '=~', '!~'].find((one) => takes(reader, one));
  if (operator === undefined) throw new Unread();
  const right = either(reader);
  const holds = compare(reader.scope.choices, operator, left, right);
  const then = block(reader);
  skip(reader);
  if (!takes(reader, 'else')) throw new Unread();
  skip(reader);
  const isNested = /^if\s/.test(reader.flat.chars.slice(reader.at, reader.at + 4));
  const otherwise = isNested ? primary(reader) : block(reader);
  return holds ? then : otherwise;
}

function block(reader: Reader): Text {
  skip(reader);
  if (!takes(reader, '{')) throw new Unread();
  const text = either(reader);
  skip(reader);
  if (!takes(reader, '}')) throw new Unread();
  return text;
}

function compare(choices: Choices, operator: string, left: Text, right: Text): boolean {
  const [a, b] = [known(left), known(right)];
  if (operator === '==' || operator === '!=') {
    if (a !== null && b !== null) return (a === b) === (operator === '==');
    const [unknown, word] = a === null ? [left, b] : [right, a];
    const same = choices.decide(`${asWritten(unknown)} = ${word ?? asWritten(right)}`);
    if (same && word !== null && /^[\w./-]{1,64}$/.test(word))
      choices.conditions.push({ subject: asWritten(unknown), equals: word });
    return same === (operator === '==');
  }
  return choices.decide(`${asWritten(left)} ${operator} ${asWritten(right)}`);
}

/** https://just.systems/man/en/functions.html */
function call(reader: Reader, name: string, start: number): Text {
  reader.at += 1;
  const args: Text[] = [];
  for (skip(reader); reader.flat.chars[reader.at] !== ')'; skip(reader)) {
    if (reader.at >= reader.flat.chars.length) throw new Unread();
    args.push(either(reader));
    skip(reader);
    if (!takes(reader, ',') && reader.flat.chars[reader.at] !== ')') throw new Unread();
  }
  reader.at += 1;
  const words = args.map(known);
  const [first, second, third] = words;
  if (/^env(?:_var)?(?:_or_default)?$/.test(name) && typeof first === 'string') {
    const given = reader.scope.environment.get(first);
    return given ?? (args[1] && name !== 'env_var' ? args[1] : holeAt(reader, start, first));
  }
  if (name === 'justfile_directory' || name === 'invocation_directory' || name === 'source_directory')
    return [{ kind: 'text', text: '.', range: null, exact: false }];
  if (name === 'trim' && args[0] && typeof first === 'string' && first.trim() === first) return args[0];
  const plain = (text: string): Text => (text === '' ? [] : [{ kind: 'text', text, range: null, exact: false }]);
  if (name === 'uppercase' && typeof first === 'string') return plain(first.toUpperCase());
  if (name === 'lowercase' && typeof first === 'string') return plain(first.toLowerCase());
  if (name === 'replace' && typeof first === 'string' && typeof second === 'string' && typeof third === 'string')
    return plain(second === '' ? first : first.replaceAll(second, () => third));
  return holeAt(reader, start);
}
