import type { Expression } from '../../program/program.ts';
import {
  after,
  at,
  children,
  endOf,
  type Lowering,
  lowerExpression,
  lowerOptional,
  operatorOf,
  startOf,
  symbolOf,
} from './lowering.ts';

type Operator = (Expression & { readonly kind: 'compare' })['operator'];

const operators: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not']);

/** Longer chains of comparisons are not taken apart: each link nests the result one level deeper. */
const longestChain = 50;

export function lowerConditional(x: Lowering, node: number): Expression {
  const [then, test, otherwise] = children(x, node);
  return {
    kind: 'conditional',
    test: lowerOptional(x, test, node),
    then: lowerOptional(x, then, node),
    otherwise: lowerOptional(x, otherwise, node),
    ...at(x, node),
  };
}

export function lowerLogic(x: Lowering, node: number): Expression {
  const [left, right] = children(x, node);
  return {
    kind: 'logic',
    operator: operatorOf(x, node) === 'and' ? 'and' : 'or',
    left: lowerOptional(x, left, node),
    right: lowerOptional(x, right, node),
    ...at(x, node),
  };
}

/** `a < b < c` is `a < b and b < c`; the grammar keeps a chain in one node. */
export function lowerComparison(x: Lowering, node: number): Expression {
  const operands: number[] = [];
  const signs: Operator[] = [];
  const end = after(x, node);
  for (let child = node + 1; child < end; child = after(x, child)) {
    const symbol = symbolOf(x, child);
    const sign = x.rules.operators[symbol] ?? '';
    if (sign !== '') signs.push(comparison(sign));
    else if (symbol !== x.rules.grammar.broken) operands.push(child);
  }
  const lowered = operands.map((operand) => lowerExpression(x, operand));
  if (operands.length !== signs.length + 1 || signs.length === 0 || signs.length > longestChain)
    return { kind: 'other', operands: lowered, ...at(x, node) };
  return chain(x, operands, lowered, signs);
}

function comparison(sign: string): Operator {
  return operators.has(sign) ? (sign as Operator) : '!=';
}

function chain(
  x: Lowering,
  nodes: readonly number[],
  operands: readonly Expression[],
  signs: readonly Operator[],
): Expression {
  const start = startOf(x, nodes[0] ?? 0) + x.base;
  let result: Expression | null = null;
  for (const [i, operator] of signs.entries()) {
    const [left, right] = [operands[i], operands[i + 1]];
    if (left === undefined || right === undefined) break;
    const end = endOf(x, nodes[i + 1] ?? 0) + x.base;
    const link: Expression = { kind: 'compare', operator, left, right, start: left.start, end };
    result = result === null ? link : { kind: 'logic', operator: 'and', left: result, right: link, start, end };
  }
  return result ?? { kind: 'other', operands, start, end: start };
}
