import type { Expression } from '../../program/program.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { at, type Lowering, lastValue, lowerExpression, textOf } from './lowering.ts';
import { lowerReturning } from './statements.ts';

/** A string, or a symbol in quotes: one piece, or a template where something is put in. */
export function lowerString(x: Lowering, node: Syntax): Expression {
  const inner = partsOf(node).filter(({ type }) => type !== 'heredoc_end');
  if (!inner.some(({ type }) => type === 'interpolation')) return plainString(x, node, inner);
  return { kind: 'template', parts: inner.map((piece) => lowerPiece(x, piece)), ...at(node) };
}

function plainString(x: Lowering, node: Syntax, inner: readonly Syntax[]): Expression {
  const [first, ...others] = inner;
  const exact = first !== undefined && others.length === 0 && first.type !== 'escape_sequence';
  const value = inner.map((piece) => pieceText(x, piece)).join('');
  return { kind: 'string', value, contentStart: exact ? first.start : -1, ...at(node) };
}

function lowerPiece(x: Lowering, piece: Syntax): Expression {
  if (piece.type !== 'interpolation')
    return { kind: 'string', value: pieceText(x, piece), contentStart: -1, ...at(piece) };
  const inner = partsOf(piece);
  const [only] = inner;
  return inner.length === 1 && only ? lowerExpression(x, only) : lastValue(lowerReturning(x, inner), piece);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', s: ' ', '0': '\0', e: '\u001b' };

/** https://docs.ruby-lang.org/en/3.3/syntax/literals_rdoc.html#label-Escape+Sequences */
function pieceText(x: Lowering, piece: Syntax): string {
  const written = textOf(x, piece);
  if (piece.type !== 'escape_sequence') return written;
  const [, wide, byte, octal] =
    /^\\(?:u\{?([0-9a-fA-F]{1,6})\}?|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))$/.exec(written) ?? [];
  const code = wide ?? byte;
  const point = code === undefined ? Number.parseInt(octal ?? '-1', 8) : Number.parseInt(code, 16);
  if (point >= 0 && point <= 0x10ffff) return String.fromCodePoint(point);
  const letter = written.slice(1);
  return (Object.hasOwn(escapes, letter) ? escapes[letter] : undefined) ?? letter;
}

/** `:name`, and the `name:` of a hash: in all that is asked of it, a symbol is its text. */
export function lowerSymbol(x: Lowering, node: Syntax): Expression {
  const written = textOf(x, node);
  const value = written.startsWith(':') ? written.slice(1) : written;
  return { kind: 'string', value, contentStart: node.end - value.length, ...at(node) };
}

/** `%w[A B]` */
export function lowerWords(x: Lowering, node: Syntax): Expression {
  const items = partsOf(node).map((item) => ({ value: lowerExpression(x, item), spread: false }));
  return { kind: 'list', sort: 'list', items, ...at(node) };
}

/** The text of a string or symbol that holds nothing but text; null for anything else. */
export function literalOf(x: Lowering, node: Syntax | undefined): string | null {
  if (node?.type === 'simple_symbol' || node?.type === 'hash_key_symbol') return textOf(x, node).replace(/^:/, '');
  if (node?.type !== 'string' || partOf(node, 'interpolation')) return null;
  return partsOf(node)
    .map((piece) => pieceText(x, piece))
    .join('');
}
