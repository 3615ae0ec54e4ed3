import type { Expression, Statement, Target } from '../../program/program.ts';
import { lowerTarget } from './assignments.ts';
import { tupleOf } from './declarations.ts';
import { blockOf } from './functions.ts';
import {
  at,
  children,
  inner,
  intrinsic,
  isType,
  type Lowering,
  lowerExpression,
  lowerStatement,
  lowerStatements,
  nothing,
  operatorAt,
} from './lowering.ts';

/** https://go.dev/ref/spec#For_statements */
export function lowerFor(x: Lowering, node: number, out: Statement[]): void {
  const [head] = children(x, node);
  const block = blockOf(x, node);
  if (isType(x, head, 'range_clause')) out.push(lowerRange(x, node, head, block));
  else if (isType(x, head, 'for_clause')) lowerClause(x, node, head, block, out);
  else {
    const test = head === undefined || head === block ? nothing(x, node) : lowerExpression(x, head);
    out.push({ kind: 'while', test, body: lowerStatements(x, block), ...at(x, node) });
  }
}

/** `for i := 0; i < n; i++`: how often it runs is not followed. */
function lowerClause(x: Lowering, node: number, head: number, block: number | undefined, out: Statement[]): void {
  const parts: (number | undefined)[] = [undefined, undefined, undefined];
  let i = 0;
  for (const part of inner(x, head)) {
    if (operatorAt(x, part) === ';') i++;
    else if (i < 3) parts[i] = part;
  }
  const [first, test, step] = parts;
  if (first !== undefined) lowerStatement(x, first, out);
  const tested: Expression = test === undefined ? nothing(x, node) : lowerExpression(x, test);
  const body = lowerStatements(x, block);
  if (step !== undefined) lowerStatement(x, step, body);
  const unknown: Expression = { kind: 'other', operands: [tested], ...at(x, head) };
  out.push({ kind: 'while', test: unknown, body, ...at(x, node) });
}

/** `for k, v := range xs`. */
function lowerRange(x: Lowering, node: number, head: number, block: number | undefined): Statement {
  const parts = children(x, head);
  const list = parts.length > 1 ? parts[0] : undefined;
  const over = parts.at(-1);
  const iterable = over === undefined ? nothing(x, head) : lowerExpression(x, over);
  const targets = list === undefined ? [] : children(x, list).map((target) => lowerTarget(x, target));
  const range = at(x, node);
  const body = lowerStatements(x, block);
  const loop = { kind: 'for' as const, body, otherwise: [], ...range };
  const [key, value] = targets;
  const isBlank = (target: Target | undefined): boolean => target === undefined || target.kind === 'other';
  if (value !== undefined && !isBlank(value) && isBlank(key))
    return { ...loop, target: value, iterable: intrinsic('go.values', [iterable], at(x, head)), over: 'values' };
  if (key !== undefined && isBlank(value))
    return { ...loop, target: key, iterable: intrinsic('go.keys', [iterable], at(x, head)), over: 'values' };
  const target = targets.length === 0 ? { kind: 'other' as const, ...range } : tupleOf(targets, at(x, head));
  return { ...loop, target, iterable: intrinsic('go.pairs', [iterable], at(x, head)), over: 'values' };
}
