import type { Expression, Statement, Target } from '../../program/program.ts';
import { tupleOf } from './declarations.ts';
import { lowerList } from './expressions.ts';
import {
  at,
  childOf,
  children,
  intrinsic,
  isType,
  type Lowering,
  lowerExpression,
  nothing,
  operatorOf,
  textOf,
} from './lowering.ts';

/** `a, b := x, y`: new variables, or those that the block has already. https://go.dev/ref/spec#Short_variable_declarations */
export function lowerShort(x: Lowering, node: number, out: Statement[]): void {
  const [left, right] = children(x, node);
  if (left !== undefined && right !== undefined) assign(x, node, left, right, true, out);
}

/** `a = x`, `a += x`, `a, b = x, y`. */
export function lowerAssignment(x: Lowering, node: number, out: Statement[]): void {
  const [left, right] = children(x, node);
  if (left === undefined || right === undefined) return;
  const operator = operatorOf(x, node).replace(/=$/, '');
  const [target] = children(x, left);
  if (operator === '' || target === undefined) return assign(x, node, left, right, false, out);
  const value = lowerList(x, right);
  out.push({
    kind: 'assign',
    target: lowerTarget(x, target),
    operator,
    value,
    annotation: null,
    exported: false,
    ...at(x, node),
  });
}

function assign(x: Lowering, node: number, left: number, right: number, declares: boolean, out: Statement[]): void {
  const targets = children(x, left).map((target) => lowerTarget(x, target));
  const [only] = targets;
  if (only === undefined) return;
  const range = at(x, node);
  const target = targets.length === 1 ? only : tupleOf(targets, at(x, left));
  const value = valueFor(x, right, targets.length, textOf(x, left));
  const plain = { kind: 'assign' as const, target, operator: null, value, annotation: null, exported: false, ...range };
  out.push(declares ? { ...plain, declares: true } : plain);
}

/** The right side for so many targets: `v, ok := m[k]` asks whether the entry is there, `v, ok := x.(T)` whether it is a T. */
function valueFor(x: Lowering, right: number, targets: number, written: string): Expression {
  const [only, ...more] = children(x, right);
  if (only !== undefined && targets === 1 && more.length === 0) return grown(x, only, written);
  if (only === undefined || more.length > 0 || targets !== 2) return lowerList(x, right);
  const value = lowerExpression(x, only);
  const range = at(x, only);
  if (isType(x, only, 'index_expression') && value.kind === 'index')
    return intrinsic('go.entry', [value.object, value.index], range);
  if (!isType(x, only, 'type_assertion_expression', 'unary_expression')) return value;
  const told = { value: nothing(x, only), spread: false };
  return { kind: 'list', sort: 'tuple', items: [{ value, spread: false }, told], ...range };
}

/** `xs = append(xs, x)` makes the list grow that there is. */
function grown(x: Lowering, node: number, written: string): Expression {
  const value = lowerExpression(x, node);
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'append') return value;
  const given = childOf(x, node, 'argument_list');
  const first = given === undefined ? undefined : children(x, given)[0];
  if (first === undefined || textOf(x, first) !== written) return value;
  return { ...value, callee: { ...value.callee, name: 'go.grow' } };
}

export function lowerTarget(x: Lowering, node: number): Target {
  const range = at(x, node);
  const value = lowerExpression(x, node);
  const target = value.kind === 'wrap' && value.transparent ? value.value : value;
  if (target.kind === 'name') return target.name === '_' ? { kind: 'other', ...range } : { ...target };
  if (target.kind === 'attribute') return { kind: 'attribute', object: target.object, name: target.name, ...range };
  if (target.kind === 'index') return { kind: 'index', object: target.object, index: target.index, ...range };
  return { kind: 'other', ...range };
}

/** `x++`, `x--`. */
export function lowerStep(x: Lowering, node: number, out: Statement[]): void {
  const [operand] = children(x, node);
  if (operand === undefined) return;
  const range = at(x, node);
  const operator = textOf(x, node).endsWith('-') ? '-' : '+';
  const value: Expression = { kind: 'number', value: 1, ...range };
  const target = lowerTarget(x, operand);
  out.push({ kind: 'assign', target, operator, value, annotation: null, exported: false, ...range });
}
