import type { ParameterOperation, Word } from 'unbash';
import { type FlatText, flatten } from '../../model/flat-text.ts';
import { known, type Piece, type Text } from '../../model/text.ts';
import type { Reader } from './machine.ts';
import { findPattern, isFixed, isSeparator, matchEnd, type Pattern } from './patterns.ts';
import { asConditional, sliceText } from './texts.ts';

/** How words inside an expansion are read. */
export interface Operands {
  text(reader: Reader, word: Word): Text;
  pattern(reader: Reader, word: Word): Pattern | null;
  number(reader: Reader, word: Word): number | null;
}

/** Longest text whose patterns are computed. */
const LONGEST = 4_000;

/** What an operation makes of a text; null: that is not known. */
export function applyToText(
  reader: Reader,
  value: Text,
  operation: ParameterOperation,
  operands: Operands,
): Text | null {
  const flat = flatten(value);
  if (flat.chars.length > LONGEST) return null;
  if (operation.type === 'Remove') return removeEnd(reader, value, flat, operation, operands);
  if (operation.type === 'Replace') return replaceIn(reader, value, flat, operation, operands);
  if (operation.type === 'Slice') return sliceKnown(reader, value, flat, operation, operands);
  const whole = known(value);
  if (whole === null) return null;
  switch (operation.type) {
    case 'CaseModification':
      return operation.operand && operation.operand.text !== '' ? null : changeCase(value, whole, operation.operator);
    case 'Transform':
      return changeByTransform(value, whole, operation.operand.text);
    default:
      return null;
  }
}

function changeByTransform(value: Text, whole: string, transform: string): Text | null {
  if (transform === 'U') return changeCase(value, whole, '^^');
  if (transform === 'L') return changeCase(value, whole, ',,');
  return transform === 'u' ? changeCase(value, whole, '^') : null;
}

function changeCase(value: Text, whole: string, operator: '^' | '^^' | ',' | ',,'): Text {
  const change = (s: string): string => (operator.startsWith('^') ? s.toUpperCase() : s.toLowerCase());
  const changed = operator.length === 2 ? change(whole) : change(whole.slice(0, 1)) + whole.slice(1);
  if (changed === whole) return value;
  return [{ kind: 'text', text: changed, range: value[0]?.range ?? null, exact: false }];
}

/** What is taken off must be known text; of an unknown only a separator is known not to be in it. */
function removeEnd(
  reader: Reader,
  value: Text,
  { chars, hole: unknown }: FlatText,
  operation: ParameterOperation & { type: 'Remove' },
  operands: Operands,
): Text | null {
  const pattern = operands.pattern(reader, operation.operand);
  if (!pattern) return null;
  const side = operation.operator.startsWith('#') ? 'start' : 'end';
  const isGreedy = operation.operator.length === 2 && !isFixed(pattern);
  const length = matchEnd(pattern, chars, side, isGreedy);
  const reach = length ?? (isFixed(pattern) ? pattern.length : chars.length);
  const looked = side === 'start' ? chars.slice(0, reach) : chars.slice(Math.max(0, chars.length - reach));
  if (isGreedy ? chars.includes(unknown) : looked.includes(unknown)) return isSeparator(pattern) ? value : null;
  if (length === null) return value;
  return side === 'start' ? sliceText(value, length, chars.length) : sliceText(value, 0, chars.length - length);
}

function replaceIn(
  reader: Reader,
  value: Text,
  flat: FlatText,
  operation: ParameterOperation & { type: 'Replace' },
  operands: Operands,
): Text | null {
  const pattern = operands.pattern(reader, operation.pattern);
  const { chars } = flat;
  if (!pattern || (chars.includes(flat.hole) && !isSeparator(pattern))) return null;
  const replacement = operands.text(reader, operation.replacement);
  if (operation.operator === '/#' || operation.operator === '/%') {
    const side = operation.operator === '/#' ? 'start' : 'end';
    const length = pattern.length === 0 ? 0 : matchEnd(pattern, chars, side, true);
    if (length === null) return value;
    return side === 'start'
      ? [...replacement, ...sliceText(value, length, chars.length)]
      : [...sliceText(value, 0, chars.length - length), ...replacement];
  }
  if (pattern.length === 0) return value;
  const out: Piece[] = [];
  let from = 0;
  for (let at = findPattern(pattern, chars, 0); at; at = findPattern(pattern, chars, from)) {
    out.push(...sliceText(value, from, at[0]), ...likeNext(replacement, sliceText(value, at[0], at[0] + 1)));
    from = at[0] + at[1];
    if (operation.operator === '/') break;
  }
  return [...out, ...sliceText(value, from, chars.length)];
}

/** What is put in place of text that is there on some runs is there on these. */
function likeNext(replacement: Text, [replaced]: Text): Text {
  return replaced?.conditional ? asConditional(replacement) : replacement;
}

/** A slice whose ends are counted over known text. */
function sliceKnown(
  reader: Reader,
  value: Text,
  { chars, hole: unknown }: FlatText,
  operation: ParameterOperation & { type: 'Slice' },
  operands: Operands,
): Text | null {
  const bounds = sliceBounds(reader, operation, chars.length, operands);
  if (!bounds) return null;
  const [from, to] = bounds;
  const isEnd = operation.length === undefined || (operands.number(reader, operation.length) ?? 0) < 0;
  const isTail = (operands.number(reader, operation.offset) ?? 0) < 0;
  const counted = [isTail ? chars.slice(from) : chars.slice(0, from), isEnd ? chars.slice(to) : chars.slice(0, to)];
  return counted.some((part) => part.includes(unknown)) ? null : sliceText(value, from, to);
}

/** Where a slice of so many characters or items begins and ends; null: that is not known. */
export function sliceBounds(
  reader: Reader,
  operation: ParameterOperation & { type: 'Slice' },
  size: number,
  operands: Operands,
): readonly [number, number] | null {
  const offset = operands.number(reader, operation.offset);
  const length = operation.length ? operands.number(reader, operation.length) : size;
  if (offset === null || length === null) return null;
  const start = offset < 0 ? size + offset : offset;
  if (start < 0) return [0, 0];
  return [start, length < 0 ? size + length : start + length];
}
