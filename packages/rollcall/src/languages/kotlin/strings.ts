import type { Expression } from '../../program/program.ts';
import { placeholdersIn } from '../placeholders.ts';
import { partsOf, type Syntax } from '../syntax.ts';
import { at, type Lowering, lowerExpression, nameAt, textOf } from './lowering.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b' };

/** A simple name in a text: `"$name"`. The grammar gives it as text. https://kotlinlang.org/docs/strings.html#string-templates */
const NAMED = /\$([A-Za-z_]\w*)/g;

/** A string, a raw string, or a template. */
export function lowerString(x: Lowering, node: Syntax): Expression {
  const parts = piecesOf(node).flatMap((piece) => lowerPiece(x, piece, node.type === 'multiline_string_literal'));
  const [only] = parts;
  if (!only) return { kind: 'string', value: '', contentStart: -1, ...at(node) };
  if (parts.length === 1 && only.kind === 'string') return { ...only, ...at(node) };
  if (parts.every((part) => part.kind === 'string'))
    return {
      kind: 'string',
      value: parts.map((part) => (part.kind === 'string' ? part.value : '')).join(''),
      contentStart: -1,
      ...at(node),
    };
  return { kind: 'template', parts, ...at(node) };
}

/** The pieces of a string; contents that lie side by side are one. */
function piecesOf(node: Syntax): readonly Syntax[] {
  const out: Syntax[] = [];
  for (const piece of partsOf(node)) {
    const last = out.at(-1);
    if (piece.type === 'string_content' && last?.type === 'string_content' && last.end === piece.start)
      out[out.length - 1] = { ...last, end: piece.end };
    else out.push(piece);
  }
  return out;
}

function lowerPiece(x: Lowering, piece: Syntax, isRaw: boolean): readonly Expression[] {
  if (piece.type === 'interpolation') {
    const [inner] = partsOf(piece);
    return inner ? [lowerExpression(x, inner)] : [];
  }
  const written = textOf(x, piece);
  if (piece.type === 'escape_sequence')
    return [{ kind: 'string', value: unescaped(written), contentStart: -1, ...at(piece) }];
  const out: Expression[] = [];
  let done = 0;
  const plain = (end: number): void => {
    const part = written.slice(done, end);
    const value = isRaw ? part : part.replace(/\\(?:u[0-9a-fA-F]{4}|[^u])/g, unescaped);
    if (part === '') return;
    const start = piece.start + done;
    out.push({ kind: 'string', value, contentStart: value === part ? start : -1, start, end: start + part.length });
  };
  for (const match of written.matchAll(NAMED)) {
    plain(match.index);
    const start = piece.start + match.index + 1;
    done = match.index + match[0].length;
    out.push(nameInText(x, match[1] ?? '', start));
  }
  plain(written.length);
  return out;
}

function nameInText(x: Lowering, name: string, start: number): Expression {
  const place = { start, end: start + name.length };
  if (name === 'this') return nameAt('this', place);
  return lowerExpression(x, { type: 'identifier', named: true, children: [], ...place });
}

function unescaped(written: string): string {
  const code = /^\\u([0-9a-fA-F]{4})$/.exec(written)?.[1];
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  const letter = written.slice(1);
  return (Object.hasOwn(escapes, letter) ? escapes[letter] : undefined) ?? letter;
}

/**
 * A text of an annotation with placeholders, whose dollars are escaped: `"\${name:otherwise}"`. It is read as it is written, so that each
 * name has its own place; what the escapes leave before a placeholder is taken away.
 */
export function lowerPlaceholders(x: Lowering, node: Syntax): Expression | null {
  const pieces = partsOf(node);
  const [first] = pieces;
  const last = pieces.at(-1);
  if (!/string_literal$/.test(node.type) || !first || !last) return null;
  if (pieces.some(({ type }) => type === 'interpolation')) return null;
  return withoutEscapes(placeholdersIn(x.text.slice(first.start, last.end), first.start));
}

function withoutEscapes(value: Expression): Expression {
  if (value.kind === 'call')
    return { ...value, args: value.args.map((one) => ({ ...one, value: withoutEscapes(one.value) })) };
  if (value.kind !== 'template') return value;
  const parts = value.parts.flatMap((part): Expression[] => {
    if (part.kind !== 'string') return [withoutEscapes(part)];
    if (!part.value.endsWith('\\')) return [part];
    return part.value.length === 1 ? [] : [{ ...part, value: part.value.slice(0, -1), end: part.end - 1 }];
  });
  const [only] = parts;
  return only && parts.length === 1 ? only : { ...value, parts };
}
