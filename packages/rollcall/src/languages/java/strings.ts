import type { Expression } from '../../program/program.ts';
import { partsOf, type Syntax } from '../syntax.ts';
import { at, type Lowering, textOf } from './lowering.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ' };

/** A string or a text block. https://docs.oracle.com/javase/specs/jls/se21/html/jls-3.html#jls-3.10.5 */
export function lowerString(x: Lowering, node: Syntax): Expression {
  const pieces = partsOf(node);
  const [only, ...others] = pieces;
  const exact = only?.type === 'string_fragment' && others.length === 0;
  const value = pieces.map((piece) => pieceText(x, piece)).join('');
  return { kind: 'string', value, contentStart: exact ? only.start : -1, ...at(node) };
}

function pieceText(x: Lowering, piece: Syntax): string {
  const written = textOf(x, piece);
  if (piece.type !== 'escape_sequence') return written;
  const code = /^\\u+([0-9a-fA-F]{4})$/.exec(written)?.[1];
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  const letter = written.slice(1);
  return (Object.hasOwn(escapes, letter) ? escapes[letter] : undefined) ?? letter;
}
