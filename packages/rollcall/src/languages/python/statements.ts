import type { ClassDefinition, Expression, Statement } from '../../program/program.ts';
import { compoundRules } from './compound.ts';
import { lowerFunction } from './functions.ts';
import { lowerFromImport, lowerFutureImport, lowerImport } from './import-statements.ts';
import {
  at,
  childOf,
  children,
  isType,
  type Lowering,
  type LowerStatement,
  lowerAll,
  lowerBlock,
  lowerExpression,
  lowerOptional,
  operatorOf,
  symbolOf,
  textOf,
} from './lowering.ts';
import { isPlainString } from './strings.ts';
import { lowerTarget } from './targets.ts';

/** How each node type that is a statement is lowered. */
export const statementRules: Readonly<Record<string, LowerStatement>> = {
  ...compoundRules,
  expression_statement: lowerExpressionStatement,
  return_statement: (x, node, out) => {
    const [value] = children(x, node);
    out.push({ kind: 'return', value: value === undefined ? null : lowerExpression(x, value), ...at(x, node) });
  },
  raise_statement: lowerRaise,
  assert_statement: (x, node, out) => {
    out.push({ kind: 'assert', test: lowerOptional(x, children(x, node)[0], node), ...at(x, node) });
  },
  delete_statement: lowerDelete,
  break_statement: (x, node, out) => out.push({ kind: 'break', ...at(x, node) }),
  continue_statement: (x, node, out) => out.push({ kind: 'continue', ...at(x, node) }),
  pass_statement: () => {},
  global_statement: () => {},
  nonlocal_statement: () => {},
  import_statement: lowerImport,
  import_from_statement: lowerFromImport,
  future_import_statement: lowerFutureImport,
  print_statement: lowerOperands,
  exec_statement: lowerOperands,
  type_alias_statement: lowerTypeAlias,
  function_definition: (x, node, out) => define(x, node, node, [], out),
  class_definition: (x, node, out) => define(x, node, node, [], out),
  decorated_definition: lowerDecorated,
};

function lowerExpressionStatement(x: Lowering, node: number, out: Statement[]): void {
  const inner = children(x, node);
  const [only] = inner;
  if (only === undefined) return;
  if (inner.length > 1) {
    const items = inner.map((item) => ({ value: lowerExpression(x, item), spread: isType(x, item, 'list_splat') }));
    out.push({ kind: 'expression', value: { kind: 'list', sort: 'tuple', items, ...at(x, node) }, ...at(x, node) });
  } else if (isType(x, only, 'assignment') || isType(x, only, 'augmented_assignment')) {
    lowerAssignment(x, only, out);
  } else if (!isPlainString(x, only)) {
    out.push({ kind: 'expression', value: lowerExpression(x, only), ...at(x, node) });
  }
}

/** `a = b = x` is two assignments of one value. */
function lowerAssignment(x: Lowering, node: number, out: Statement[]): void {
  const links = [node];
  let last = node;
  for (;;) {
    const value = children(x, last).at(-1);
    if (value === undefined || !isAssignment(x, value)) break;
    links.push(value);
    last = value;
  }
  const final = children(x, last);
  const valueNode = final.length > 1 ? final.at(-1) : undefined;
  const bare = valueNode === undefined || isType(x, valueNode, 'type');
  const value = bare ? null : lowerExpression(x, valueNode);
  for (const link of links) out.push(assign(x, link, node, value));
}

function isAssignment(x: Lowering, node: number): boolean {
  return isType(x, node, 'assignment') || isType(x, node, 'augmented_assignment');
}

function assign(x: Lowering, link: number, whole: number, value: Expression | null): Statement {
  const [left] = children(x, link);
  const annotation = childOf(x, link, 'type');
  const augmented = isType(x, link, 'augmented_assignment');
  return {
    kind: 'assign',
    target: left === undefined ? { kind: 'other', ...at(x, link) } : lowerTarget(x, left),
    operator: augmented ? operatorOf(x, link).slice(0, -1) : null,
    value,
    annotation: annotation === undefined ? null : lowerExpression(x, annotation),
    exported: false,
    ...at(x, whole),
  };
}

/** `type X = Y`, which binds a name as an assignment does. */
function lowerTypeAlias(x: Lowering, node: number, out: Statement[]): void {
  const [left, right] = children(x, node);
  if (left === undefined) return;
  const value = lowerOptional(x, right, node);
  out.push({
    kind: 'assign',
    target: lowerTarget(x, left),
    operator: null,
    value,
    annotation: null,
    exported: false,
    ...at(x, node),
  });
}

/** `raise E from cause`: the cause does not matter. Python 2's `raise E, "text"` raises E. */
function lowerRaise(x: Lowering, node: number, out: Statement[]): void {
  const [first] = children(x, node);
  const value = first === undefined ? null : lowerExpression(x, first);
  const raised = value?.kind === 'list' ? (value.items[0]?.value ?? value) : value;
  out.push({ kind: 'raise', value: raised, ...at(x, node) });
}

function lowerDelete(x: Lowering, node: number, out: Statement[]): void {
  for (const child of children(x, node)) {
    const several = isType(x, child, 'expression_list');
    for (const target of several ? children(x, child) : [child])
      out.push({ kind: 'delete', target: lowerTarget(x, target), ...at(x, node) });
  }
}

/** Python 2's `print` and `exec` statements: evaluated for what they read. */
function lowerOperands(x: Lowering, node: number, out: Statement[]): void {
  const operands = children(x, node).flatMap((child) =>
    isType(x, child, 'chevron') ? lowerAll(x, children(x, child)) : [lowerExpression(x, child)],
  );
  out.push({ kind: 'expression', value: { kind: 'other', operands, ...at(x, node) }, ...at(x, node) });
}

function lowerDecorated(x: Lowering, node: number, out: Statement[]): void {
  const decorators: Expression[] = [];
  for (const child of children(x, node)) {
    if (isType(x, child, 'decorator')) decorators.push(lowerOptional(x, children(x, child)[0], child));
    else define(x, child, node, decorators, out);
  }
}

/** The definition has the range of its `def` or `class`; the statement has the decorators as well. */
function define(x: Lowering, node: number, whole: number, decorators: Expression[], out: Statement[]): void {
  const { is } = x.rules;
  if (symbolOf(x, node) === is.class_definition) {
    out.push({ kind: 'class', definition: lowerClass(x, node, decorators), exported: false, ...at(x, whole) });
  } else if (symbolOf(x, node) === is.function_definition) {
    out.push({ kind: 'function', definition: lowerFunction(x, node, decorators), exported: false, ...at(x, whole) });
  }
}

function lowerClass(x: Lowering, node: number, decorators: readonly Expression[]): ClassDefinition {
  const name = childOf(x, node, 'identifier');
  const listed = childOf(x, node, 'argument_list');
  const bases: Expression[] = [];
  const keywords: { name: string; value: Expression }[] = [];
  for (const argument of listed === undefined ? [] : children(x, listed)) {
    const [first, second] = children(x, argument);
    if (isType(x, argument, 'keyword_argument') && first !== undefined)
      keywords.push({ name: textOf(x, first), value: lowerOptional(x, second, argument) });
    else bases.push(lowerExpression(x, argument));
  }
  const { inClass } = x;
  x.inClass = true;
  const body = lowerBlock(x, childOf(x, node, 'block'));
  x.inClass = inClass;
  return {
    name: name === undefined ? null : textOf(x, name),
    bases,
    keywords,
    decorators,
    body,
    fields: [],
    ...at(x, node),
  };
}
