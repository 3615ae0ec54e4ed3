import type { Expression, Handler, Statement, Target } from '../../program/program.ts';
import {
  at,
  childOf,
  children,
  endOf,
  isType,
  type Lowering,
  type LowerStatement,
  lowerBlock,
  lowerExpression,
  lowerOptional,
  startOf,
  textOf,
} from './lowering.ts';
import { lowerMatch } from './match.ts';
import { lowerTarget } from './targets.ts';

/** How statements that hold blocks are lowered. */
export const compoundRules: Readonly<Record<string, LowerStatement>> = {
  if_statement: lowerIf,
  for_statement: lowerFor,
  while_statement: lowerWhile,
  try_statement: lowerTry,
  with_statement: lowerWith,
  match_statement: lowerMatch,
};

/** More `elif` than this nest too deeply for whoever reads the result. */
const mostBranches = 300;

function blockOf(x: Lowering, node: number): Statement[] {
  return lowerBlock(x, childOf(x, node, 'block'));
}

function elseOf(x: Lowering, node: number): Statement[] {
  const clause = childOf(x, node, 'else_clause');
  return clause === undefined ? [] : blockOf(x, clause);
}

/** `elif` is an `if` alone in the `else`; the chain is built from its end. */
function lowerIf(x: Lowering, node: number, out: Statement[]): void {
  const branches = [node, ...children(x, node).filter((child) => isType(x, child, 'elif_clause'))];
  if (branches.length > mostBranches) x.tooDeep = true;
  const end = endOf(x, node) + x.base;
  let otherwise = elseOf(x, node);
  for (const branch of branches.slice(0, mostBranches).reverse()) {
    const [test] = children(x, branch);
    const { typeOnly } = x;
    x.typeOnly = typeOnly || (test !== undefined && isTypeChecking(x, test));
    const then = blockOf(x, branch);
    x.typeOnly = typeOnly;
    const start = startOf(x, branch) + x.base;
    otherwise = [{ kind: 'if', test: lowerOptional(x, test, branch), then, otherwise, start, end }];
  }
  out.push(...otherwise);
}

function isTypeChecking(x: Lowering, test: number): boolean {
  const short = endOf(x, test) - startOf(x, test) < 60;
  return short && /^\(?\s*(?:\w+\s*\.\s*)*TYPE_CHECKING\s*\)?$/.test(textOf(x, test));
}

function lowerFor(x: Lowering, node: number, out: Statement[]): void {
  const [target, iterable] = children(x, node);
  out.push({
    kind: 'for',
    target: target === undefined ? { kind: 'other', ...at(x, node) } : lowerTarget(x, target),
    iterable: lowerOptional(x, iterable, node),
    over: 'values',
    body: blockOf(x, node),
    otherwise: elseOf(x, node),
    ...at(x, node),
  });
}

function lowerWhile(x: Lowering, node: number, out: Statement[]): void {
  const test = lowerOptional(x, children(x, node)[0], node);
  out.push({ kind: 'while', test, body: blockOf(x, node), ...at(x, node) });
  const clause = childOf(x, node, 'else_clause');
  if (clause !== undefined) out.push({ kind: 'block', body: blockOf(x, clause), ...at(x, clause) });
}

function lowerTry(x: Lowering, node: number, out: Statement[]): void {
  const handlers = children(x, node).filter((child) => isType(x, child, 'except_clause'));
  const clause = childOf(x, node, 'finally_clause');
  out.push({
    kind: 'try',
    body: blockOf(x, node),
    handlers: handlers.map((handler) => lowerHandler(x, handler)),
    otherwise: elseOf(x, node),
    finally: clause === undefined ? [] : blockOf(x, clause),
    ...at(x, node),
  });
}

/** `except (A, b.C) as e`, `except A, B` (3.14), and Python 2's `except A, e`, where a lower-case second name is bound. */
function lowerHandler(x: Lowering, node: number): Handler {
  const values = children(x, node).filter((child) => !isType(x, child, 'block'));
  const catches: string[] = [];
  let bind: string | null = null;
  for (const [i, value] of values.entries()) {
    const [inner, alias] = isType(x, value, 'as_pattern') ? children(x, value) : [value, undefined];
    if (alias !== undefined) bind = textOf(x, alias);
    if (inner === undefined) continue;
    const second = i === 1 && values.length === 2 && isType(x, inner, 'identifier');
    if (second && (!/^[A-Z]/.test(textOf(x, inner)) || isAliased(x, values[0] ?? inner, inner)))
      bind = textOf(x, inner);
    else collectClasses(lowerExpression(x, inner), catches);
  }
  return { catches: values.length === 0 ? null : catches, bind, body: blockOf(x, node), ...at(x, node) };
}

function isAliased(x: Lowering, value: number, alias: number): boolean {
  return /\bas\b/.test(x.text.slice(endOf(x, value), startOf(x, alias)));
}

/** The last identifier of each class; what is no name (a call) gives an empty one, which no class has. */
function collectClasses(value: Expression, names: string[]): void {
  if (value.kind === 'name' || value.kind === 'attribute') names.push(value.name);
  else if (value.kind === 'wrap') collectClasses(value.value, names);
  else if (value.kind === 'list') for (const item of value.items) collectClasses(item.value, names);
  else names.push('');
}

interface WithItem {
  readonly value: Expression;
  readonly target: Target | null;
}

function lowerWith(x: Lowering, node: number, out: Statement[]): void {
  const clause = childOf(x, node, 'with_clause');
  const items: WithItem[] = [];
  for (const item of clause === undefined ? [] : children(x, clause)) {
    for (const value of children(x, item)) pushItem(x, value, items);
  }
  out.push({ kind: 'with', items, body: blockOf(x, node), ...at(x, node) });
}

/** Where the grammar takes `with (a as b, c as d):` for a tuple, its items are the items. */
function pushItem(x: Lowering, value: number, items: WithItem[]): void {
  const inner = children(x, value);
  if (isType(x, value, 'as_pattern')) {
    const [manager, target] = inner;
    items.push({
      value: lowerOptional(x, manager, value),
      target: target === undefined ? null : lowerTarget(x, target),
    });
  } else if (
    (isType(x, value, 'tuple') || isType(x, value, 'parenthesized_expression')) &&
    inner.some((child) => isType(x, child, 'as_pattern'))
  ) {
    for (const child of inner) pushItem(x, child, items);
  } else {
    items.push({ value: lowerExpression(x, value), target: null });
  }
}
