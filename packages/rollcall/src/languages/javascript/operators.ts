import type * as estree from 'oxc-parser';
import type { Expression, Target } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { at, type Lowering } from './lowering.ts';
import { lowerTarget } from './targets.ts';

type Comparison = (Expression & { kind: 'compare' })['operator'];
type Logic = (Expression & { kind: 'logic' })['operator'];

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ['==', '=='],
  ['===', '=='],
  ['!=', '!='],
  ['!==', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['in', 'in'],
  ['instanceof', 'instanceof'],
]);

const logics: ReadonlyMap<string, Logic> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['??', '??'],
  ['&&=', 'and'],
  ['||=', 'or'],
  ['??=', '??'],
]);

export interface Assignment {
  readonly target: Target;
  readonly operator: string | null;
  readonly value: Expression;
}

/** `a = b`, `a += b` and so on; `a ||= b` assigns `a || b` to a. */
export function lowerAssigned(lowering: Lowering, node: estree.AssignmentExpression): Assignment {
  const target = lowerTarget(lowering, node.left);
  const right = lowerExpression(lowering, node.right);
  const logic = logics.get(node.operator);
  if (!logic || node.left.type === 'ArrayPattern' || node.left.type === 'ObjectPattern')
    return { target, operator: node.operator === '=' ? null : node.operator.slice(0, -1), value: right };
  const left = lowerExpression(lowering, node.left);
  return { target, operator: null, value: { kind: 'logic', operator: logic, left, right, ...at(lowering, node) } };
}

export function lowerAssignment(lowering: Lowering, node: estree.AssignmentExpression): Expression {
  return { kind: 'assignment', ...lowerAssigned(lowering, node), ...at(lowering, node) };
}

/** `i++` adds one to i; the one stands where the operator does. */
export function lowerUpdated(lowering: Lowering, node: estree.UpdateExpression): Assignment {
  const { start, end } = at(lowering, node);
  const mark = node.prefix ? { start, end: start + 2 } : { start: end - 2, end };
  const target = lowerTarget(lowering, node.argument);
  return { target, operator: node.operator.charAt(0), value: { kind: 'number', value: 1, ...mark } };
}

export function lowerUpdate(lowering: Lowering, node: estree.UpdateExpression): Expression {
  return { kind: 'assignment', ...lowerUpdated(lowering, node), ...at(lowering, node) };
}

export function lowerBinary(
  lowering: Lowering,
  node: estree.BinaryExpression | estree.PrivateInExpression,
): Expression {
  const range = at(lowering, node);
  const operator = comparisons.get(node.operator);
  if (node.left.type === 'PrivateIdentifier') {
    const left: Expression = { kind: 'other', operands: [], ...at(lowering, node.left) };
    return { kind: 'compare', operator: 'in', left, right: lowerExpression(lowering, node.right), ...range };
  }
  const asked = operator && typeTest(lowering, node.left, node.right, operator);
  if (asked) return { ...asked, ...range };
  const left = lowerExpression(lowering, node.left);
  const right = lowerExpression(lowering, node.right);
  if (operator) return { kind: 'compare', operator, left, right, ...range };
  return { kind: 'binary', operator: node.operator, left, right, ...range };
}

/**
 * `typeof x === 'undefined'` asks whether x is not there; `typeof x === 'string'` whether it is, for what comes from an
 * environment is a string or undefined. Other types tell nothing of that and stay as they are written.
 */
function typeTest(
  lowering: Lowering,
  first: estree.Expression,
  second: estree.Expression,
  operator: Comparison,
): (Expression & { kind: 'compare' }) | null {
  if (operator !== '==' && operator !== '!=') return null;
  const [asking, literal] = first.type === 'UnaryExpression' ? [first, second] : [second, first];
  if (asking.type !== 'UnaryExpression' || asking.operator !== 'typeof' || literal.type !== 'Literal') return null;
  if (literal.value !== 'undefined' && literal.value !== 'string') return null;
  const absent = (operator === '==') === (literal.value === 'undefined');
  const left = lowerExpression(lowering, asking.argument);
  const right: Expression = { kind: 'null', ...at(lowering, literal) };
  return { kind: 'compare', operator: absent ? '==' : '!=', left, right, ...at(lowering, asking) };
}

export function lowerLogic(lowering: Lowering, node: estree.LogicalExpression): Expression {
  return {
    kind: 'logic',
    operator: logics.get(node.operator) ?? 'or',
    left: lowerExpression(lowering, node.left),
    right: lowerExpression(lowering, node.right),
    ...at(lowering, node),
  };
}

export function lowerUnary(lowering: Lowering, node: estree.UnaryExpression): Expression {
  const range = at(lowering, node);
  const value = lowerExpression(lowering, node.argument);
  switch (node.operator) {
    case '!':
      return { kind: 'not', value, ...range };
    case 'void':
      return value.kind === 'number' ? { kind: 'null', ...range } : { kind: 'other', operands: [value], ...range };
    case '-':
      return value.kind === 'number' ? { ...value, value: -value.value, ...range } : wrapped(value, range);
    case '+':
    case '~':
      return wrapped(value, range);
    default:
      return { kind: 'other', operands: [value], ...range };
  }
}

function wrapped(value: Expression, range: { start: number; end: number }): Expression {
  return { kind: 'wrap', value, transparent: false, ...range };
}
