import type { Range } from '../../../model/span.ts';
import type { Expression } from './syntax.ts';

/** Where an expression that was parsed on its own stands: so much further on, or, its text being decoded, somewhere in a range. */
export type Shift = { readonly by: number } | { readonly to: Range };

function shiftRange(range: Range, shift: Shift): Range {
  if ('to' in shift) return shift.to;
  return { path: range.path, start: range.start + shift.by, end: range.end + shift.by };
}

/** An expression with its places moved to where its text stands in the file. */
export function shiftExpression(expression: Expression, shift: Shift): Expression {
  const move = (one: Expression): Expression => shiftExpression(one, shift);
  const range = shiftRange(expression.range, shift);
  switch (expression.kind) {
    case 'literal':
      return { ...expression, exact: expression.exact && 'by' in shift, range };
    case 'template':
      return { ...expression, parts: expression.parts.map(move), range };
    case 'tuple':
      return { ...expression, items: expression.items.map(move), range };
    case 'object': {
      const entries = expression.entries.map((one) => ({
        key: move(one.key),
        value: move(one.value),
        range: shiftRange(one.range, shift),
      }));
      return { ...expression, entries, range };
    }
    case 'attribute':
      return { ...expression, of: move(expression.of), range };
    case 'index':
      return { ...expression, of: move(expression.of), index: move(expression.index), range };
    case 'splat':
      return { ...expression, of: move(expression.of), each: move(expression.each), range };
    case 'call':
      return { ...expression, args: expression.args.map(move), range };
    case 'for':
      return {
        ...expression,
        collection: move(expression.collection),
        key: expression.key && move(expression.key),
        value: move(expression.value),
        condition: expression.condition && move(expression.condition),
        range,
      };
    case 'conditional':
      return {
        ...expression,
        condition: move(expression.condition),
        then: move(expression.then),
        otherwise: move(expression.otherwise),
        range,
      };
    case 'operation':
      return { ...expression, operands: expression.operands.map(move), range };
    default:
      return { ...expression, range };
  }
}
