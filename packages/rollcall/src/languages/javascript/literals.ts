import type * as estree from 'oxc-parser';
import type { Expression } from '../../program/program.ts';
import { at, type Lowering } from './lowering.ts';

type Literal =
  | estree.BooleanLiteral
  | estree.NullLiteral
  | estree.NumericLiteral
  | estree.StringLiteral
  | estree.BigIntLiteral
  | estree.RegExpLiteral;

/** Regular expressions and bigints have no value that evaluation could use: they are `other`. */
export function lowerLiteral(lowering: Lowering, node: Literal): Expression {
  const range = at(lowering, node);
  if ('regex' in node || 'bigint' in node) return { kind: 'other', operands: [], ...range };
  const { value } = node;
  if (value === null) return { kind: 'null', ...range };
  if (typeof value === 'string') return lowerText(lowering, range, range.start + 1, range.end - 1, value);
  if (typeof value === 'number') return { kind: 'number', value, ...range };
  return { kind: 'boolean', value: value === true, ...range };
}

/** A string whose characters stand between two offsets, one for one unless escapes were decoded. */
export function lowerText(
  lowering: Lowering,
  range: { readonly start: number; readonly end: number },
  from: number,
  to: number,
  value: string,
): Expression & { kind: 'string' } {
  const exact = to - from === value.length && lowering.text.startsWith(value, from);
  return { kind: 'string', value, contentStart: exact ? from : -1, start: range.start, end: range.end };
}

/** The characters of a template between two of its expressions; null when there are none. */
export function lowerQuasi(lowering: Lowering, node: estree.TemplateElement): (Expression & { kind: 'string' }) | null {
  // The parser's TypeScript tree counts the delimiters (a backtick or `}` before; a backtick or `${` after) to the element.
  const range = at(lowering, node);
  const from = range.start + 1;
  const to = range.end - (node.tail ? 1 : 2);
  if (to <= from) return null;
  return lowerText(lowering, { start: from, end: to }, from, to, node.value.cooked ?? node.value.raw);
}
