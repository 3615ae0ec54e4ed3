import type { Expression, Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { lowerLambda, lowerSwitchValue } from './functions.ts';
import { lowerCreation, lowerInvocation, lowerReference } from './invocations.ts';
import {
  at,
  declare,
  type LowerExpression,
  type Lowering,
  lowerExpression,
  lowerOptional,
  memberOf,
  nameAt,
  nothing,
  textOf,
  typeOf,
} from './lowering.ts';
import { lowerString } from './strings.ts';

/** How each node type that is an expression is lowered. https://docs.oracle.com/javase/specs/jls/se21/html/jls-15.html */
export const expressionRules: Readonly<Record<string, LowerExpression>> = {
  identifier: lowerIdentifier,
  type_identifier: (x, node) => nameAt(classNamed(x, textOf(x, node)), node),
  this: (_, node) => nameAt('this', node),
  string_literal: lowerString,
  character_literal: (x, node) => ({
    kind: 'string',
    value: textOf(x, node).slice(1, -1),
    contentStart: -1,
    ...at(node),
  }),
  decimal_integer_literal: lowerNumber,
  decimal_floating_point_literal: lowerNumber,
  true: (_, node) => ({ kind: 'boolean', value: true, ...at(node) }),
  false: (_, node) => ({ kind: 'boolean', value: false, ...at(node) }),
  null_literal: (_, node) => ({ kind: 'null', ...at(node) }),
  field_access: (x, node) => {
    const [object, field] = partsOf(node);
    return memberOf(lowerOptional(x, object, node), field ? textOf(x, field) : '', node);
  },
  array_access: (x, node) => {
    const [object, index] = partsOf(node);
    const lowered = lowerOptional(x, object, node);
    return { kind: 'index', object: lowered, index: lowerOptional(x, index, node), optional: false, ...at(node) };
  },
  method_invocation: lowerInvocation,
  object_creation_expression: lowerCreation,
  method_reference: lowerReference,
  lambda_expression: lowerLambda,
  parenthesized_expression: (x, node) => {
    const value = lowerOptional(x, partsOf(node)[0], node);
    return { kind: 'wrap', value, transparent: true, ...at(node) };
  },
  cast_expression: (x, node) => {
    const value = lowerOptional(x, partsOf(node).at(-1), node);
    return { kind: 'wrap', value, transparent: true, ...at(node) };
  },
  binary_expression: lowerBinary,
  unary_expression: lowerUnary,
  ternary_expression: (x, node) => {
    const [test, then, otherwise] = partsOf(node);
    return {
      kind: 'conditional',
      test: lowerOptional(x, test, node),
      then: lowerOptional(x, then, node),
      otherwise: lowerOptional(x, otherwise, node),
      ...at(node),
    };
  },
  assignment_expression: lowerAssignment,
  array_creation_expression: (x, node) => {
    const items = partOf(node, 'array_initializer');
    return items ? lowerArray(x, items) : nothing(node);
  },
  array_initializer: lowerArray,
  element_value_array_initializer: lowerArray,
  switch_expression: lowerSwitchValue,
  instanceof_expression: lowerInstance,
  class_literal: (_, node) => nothing(node),
  update_expression: (_, node) => nothing(node),
};

function lowerNumber(x: Lowering, node: Syntax): Expression {
  const value = Number(textOf(x, node).replace(/[_lLfFdD]/g, ''));
  return Number.isNaN(value) ? nothing(node) : { kind: 'number', value, ...at(node) };
}

/** A variable, else a field of a class around, else a class. */
function lowerIdentifier(x: Lowering, node: Syntax): Expression {
  const name = textOf(x, node);
  if (typeOf(x, name) !== undefined) return nameAt(name, node);
  const owner = ownerOf(x, name, 'fields');
  if (owner) return memberOf(owner(node), name, node);
  const imported = x.members.get(name);
  if (imported !== undefined) return memberOf(nameAt(imported, { start: node.start, end: node.start }), name, node);
  return nameAt(classNamed(x, name), node);
}

/** The full name of an imported class, as far as this file tells it. */
export function classNamed(x: Lowering, name: string): string {
  return x.imports.get(name) ?? name;
}

/** What holds a member that is named alone: `this`, or a class further out by its name. */
export function ownerOf(
  x: Lowering,
  name: string,
  kind: 'fields' | 'methods',
): ((place: Syntax) => Expression) | undefined {
  for (let i = x.classes.length - 1; i >= 0; i--) {
    const around = x.classes[i];
    if (!around?.[kind].has(name)) continue;
    const owner = i === x.classes.length - 1 ? 'this' : around.name;
    return ({ start }) => nameAt(owner, { start, end: start });
  }
  return undefined;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function lowerBinary(x: Lowering, node: Syntax): Expression {
  const [leftNode, rightNode] = partsOf(node);
  const [operator = ''] = tokensOf(node);
  const left = lowerOptional(x, leftNode, node);
  const right = lowerOptional(x, rightNode, node);
  if (operator === '||') return { kind: 'logic', operator: 'or', left, right, ...at(node) };
  if (operator === '&&') return { kind: 'logic', operator: 'and', left, right, ...at(node) };
  if (comparisons.has(operator))
    return { kind: 'compare', operator: operator as '==' | '!=' | '<' | '<=' | '>' | '>=', left, right, ...at(node) };
  return { kind: 'binary', operator, left, right, ...at(node) };
}

function lowerUnary(x: Lowering, node: Syntax): Expression {
  const [operator = ''] = tokensOf(node);
  const value = lowerOptional(x, partsOf(node)[0], node);
  if (operator === '!') return { kind: 'not', value, ...at(node) };
  if (operator === '-' && value.kind === 'number') return { kind: 'number', value: -value.value, ...at(node) };
  return { kind: 'wrap', value, transparent: false, ...at(node) };
}

function lowerAssignment(x: Lowering, node: Syntax): Expression {
  const [left, right] = partsOf(node);
  const value = lowerOptional(x, right, node);
  if (left === undefined) return value;
  const target = targetOf(x, left);
  const operator = (tokensOf(node)[0] ?? '=').slice(0, -1);
  return { kind: 'assignment', target, operator: operator === '' ? null : operator, value, ...at(node) };
}

type Target = Extract<Statement, { kind: 'assign' }>['target'];

function targetOf(x: Lowering, node: Syntax): Target {
  const value = lowerExpression(x, node);
  if (value.kind === 'name') return { kind: 'name', name: value.name, ...at(node) };
  if (value.kind === 'attribute') return { kind: 'attribute', object: value.object, name: value.name, ...at(node) };
  if (value.kind === 'index') return { kind: 'index', object: value.object, index: value.index, ...at(node) };
  return { kind: 'other', ...at(node) };
}

function lowerArray(x: Lowering, node: Syntax): Expression {
  const items = partsOf(node).map((item) => ({ value: lowerExpression(x, item), spread: false }));
  return { kind: 'list', sort: 'list', items, ...at(node) };
}

/** `x instanceof String s` declares `s`. */
function lowerInstance(x: Lowering, node: Syntax): Expression {
  const [value, type, name] = partsOf(node);
  if (name?.type === 'identifier') declare(x, textOf(x, name), type ? textOf(x, type) : '');
  return { kind: 'other', operands: value ? [lowerExpression(x, value)] : [], ...at(node) };
}
