import type { Expression, Target } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { isPlainValue, valueStatements } from './blocks.ts';
import { lowerCall, propertyByIndex } from './calls.ts';
import { lowerLambda } from './functions.ts';
import {
  at,
  before,
  callOn,
  givenBy,
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

/** How each node type that is an expression is lowered. https://kotlinlang.org/spec/expressions.html */
export const expressionRules: Readonly<Record<string, LowerExpression>> = {
  identifier: lowerIdentifier,
  this_expression: (_, node) => nameAt('this', node),
  string_literal: lowerString,
  multiline_string_literal: lowerString,
  character_literal: (x, node) => ({
    kind: 'string',
    value: textOf(x, node).slice(1, -1),
    contentStart: -1,
    ...at(node),
  }),
  number_literal: lowerNumber,
  float_literal: lowerNumber,
  navigation_expression: lowerNavigation,
  index_expression: lowerIndex,
  call_expression: lowerCall,
  lambda_literal: lowerLambda,
  annotated_lambda: (x, node) => lowerOptional(x, partOf(node, 'lambda_literal'), node),
  anonymous_function: (_, node) => nothing(node),
  parenthesized_expression: (x, node) => ({
    kind: 'wrap',
    value: lowerOptional(x, partsOf(node)[0], node),
    transparent: true,
    ...at(node),
  }),
  as_expression: (x, node) => ({
    kind: 'wrap',
    value: lowerOptional(x, partsOf(node)[0], node),
    transparent: true,
    ...at(node),
  }),
  is_expression: (x, node) => ({
    kind: 'other',
    operands: partsOf(node)
      .slice(0, 1)
      .map((one) => lowerExpression(x, one)),
    ...at(node),
  }),
  in_expression: (x, node) => {
    const [left, right] = partsOf(node);
    const operator = tokensOf(node)[0] === '!in' ? 'not in' : 'in';
    return {
      kind: 'compare',
      operator,
      left: lowerOptional(x, left, node),
      right: lowerOptional(x, right, node),
      ...at(node),
    };
  },
  binary_expression: lowerBinary,
  infix_expression: lowerInfix,
  unary_expression: lowerUnary,
  assignment: lowerAssignment,
  if_expression: lowerConditional,
  when_expression: lowerAsFunction,
  try_expression: lowerAsFunction,
  throw_expression: lowerAsFunction,
  return_expression: (x, node) => ({
    kind: 'other',
    operands: partsOf(node).map((one) => lowerExpression(x, one)),
    ...at(node),
  }),
  collection_literal: (x, node) => ({
    kind: 'list',
    sort: 'list',
    items: partsOf(node).map((item) => ({ value: lowerExpression(x, item), spread: false })),
    ...at(node),
  }),
  callable_reference: (x, node) => {
    const name = partsOf(node).at(-1);
    return name?.type === 'identifier' ? lowerIdentifier(x, name) : nothing(node);
  },
  object_literal: (_, node) => nothing(node),
  user_type: (_, node) => nothing(node),
  nullable_type: (_, node) => nothing(node),
};

function lowerNumber(x: Lowering, node: Syntax): Expression {
  const value = Number(textOf(x, node).replace(/_|[uUlLfF]+$/g, ''));
  return Number.isNaN(value) ? nothing(node) : { kind: 'number', value, ...at(node) };
}

/** A variable, else a property of a class around, else a class or function. The grammar gives constants as names. */
function lowerIdentifier(x: Lowering, node: Syntax): Expression {
  const name = textOf(x, node);
  if (name === 'true' || name === 'false') return { kind: 'boolean', value: name === 'true', ...at(node) };
  if (name === 'null') return { kind: 'null', ...at(node) };
  if (typeOf(x, name) !== undefined) return nameAt(name, node);
  const owner = ownerOf(x, name, 'fields');
  if (owner) return asked(memberOf(nameAt(owner, before(node)), name, node));
  const own = nameAt(classNamed(x, name), node);
  return x.made.has(name) ? asked(own) : own;
}

/** A property may have a getter, which looks like any other. */
function asked(property: Expression): Expression {
  return { kind: 'call', callee: property, args: [], constructs: false, optional: true, bare: true, ...at(property) };
}

/** The full name of an imported class, as far as this file tells it. */
export function classNamed(x: Lowering, name: string): string {
  return /^[A-Z]/.test(name) ? (x.imports.get(name) ?? name) : name;
}

/** What holds a member that is named alone: `this`, or a class further out by its name. */
export function ownerOf(x: Lowering, name: string, kind: 'fields' | 'methods'): string | undefined {
  for (let i = x.classes.length - 1; i >= 0; i--) {
    const around = x.classes[i];
    if (around?.[kind].has(name)) return i === x.classes.length - 1 ? 'this' : around.name;
  }
  return undefined;
}

function lowerNavigation(x: Lowering, node: Syntax): Expression {
  const [object, name] = partsOf(node);
  const optional = tokensOf(node).includes('?.');
  return asked(memberOf(lowerOptional(x, object, node), name ? textOf(x, name) : '', node, optional));
}

/** `map["X"]`, which on the environment is a read. */
function lowerIndex(x: Lowering, node: Syntax): Expression {
  const property = propertyByIndex(x, node);
  if (property) return property;
  const [object, index] = partsOf(node);
  const held = lowerOptional(x, object, node);
  const key = lowerOptional(x, index, node);
  if (object && /^System\s*\.\s*getenv\s*\(\s*\)$/.test(textOf(x, object)))
    return callOn(memberOf(held, 'get', object), [key], node);
  return { kind: 'index', object: held, index: key, optional: false, ...at(node) };
}

const comparisons: Readonly<Record<string, '==' | '!=' | '<' | '<=' | '>' | '>='>> = {
  '==': '==',
  '===': '==',
  '!=': '!=',
  '!==': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function lowerBinary(x: Lowering, node: Syntax): Expression {
  const [leftNode, rightNode] = partsOf(node);
  const [operator = ''] = tokensOf(node);
  if (operator === '?:' && rightNode && !isPlainValue(rightNode)) return lowerAsFunction(x, node);
  const left = lowerOptional(x, leftNode, node);
  const right = lowerOptional(x, rightNode, node);
  if (operator === '?:') return { kind: 'logic', operator: '??', left, right, ...at(node) };
  if (operator === '||') return { kind: 'logic', operator: 'or', left, right, ...at(node) };
  if (operator === '&&') return { kind: 'logic', operator: 'and', left, right, ...at(node) };
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (comparison) return { kind: 'compare', operator: comparison, left, right, ...at(node) };
  return { kind: 'binary', operator, left, right, ...at(node) };
}

/** `a to b` is a pair; other functions between their operands are not followed. */
function lowerInfix(x: Lowering, node: Syntax): Expression {
  const [left, name, right] = partsOf(node);
  const values = [left, right].flatMap((one) => (one ? [lowerExpression(x, one)] : []));
  if (!name || textOf(x, name) !== 'to') return { kind: 'other', operands: values, ...at(node) };
  return { kind: 'list', sort: 'tuple', items: values.map((value) => ({ value, spread: false })), ...at(node) };
}

function lowerUnary(x: Lowering, node: Syntax): Expression {
  const [operator = ''] = tokensOf(node);
  const value = lowerOptional(x, partsOf(node)[0], node);
  if (operator === '!') return { kind: 'not', value, ...at(node) };
  if (operator === '!!') return notNull(value, node);
  if (operator === '-' && value.kind === 'number') return { kind: 'number', value: -value.value, ...at(node) };
  return { kind: 'wrap', value, transparent: false, ...at(node) };
}

/** What refuses to be without a value: `x!!`, `requireNotNull(x)`. https://kotlinlang.org/docs/null-safety.html */
export function notNull(value: Expression, place: Syntax): Expression {
  return callOn(memberOf(nameAt('Objects', before(place)), 'requireNonNull', before(place)), [value], place);
}

function lowerAssignment(x: Lowering, node: Syntax): Expression {
  const [left, right] = partsOf(node);
  const value = lowerOptional(x, right, node);
  if (left === undefined) return value;
  const operator = (tokensOf(node)[0] ?? '=').slice(0, -1);
  return {
    kind: 'assignment',
    target: targetOf(x, left),
    operator: operator === '' ? null : operator,
    value,
    ...at(node),
  };
}

function targetOf(x: Lowering, node: Syntax): Target {
  const lowered = lowerExpression(x, node);
  const value = lowered.kind === 'call' && lowered.bare ? lowered.callee : lowered;
  if (value.kind === 'name') return { kind: 'name', name: value.name, ...at(node) };
  if (value.kind === 'attribute') return { kind: 'attribute', object: value.object, name: value.name, ...at(node) };
  if (value.kind === 'index') return { kind: 'index', object: value.object, index: value.index, ...at(node) };
  return { kind: 'other', ...at(node) };
}

/** An `if` whose ways are plain values is one; any other is a function that is called at once. */
function lowerConditional(x: Lowering, node: Syntax): Expression {
  const [test, then, otherwise] = partsOf(node);
  const inside = [then, otherwise].map((one) => (one?.type === 'block' ? onlyOf(one) : one));
  const [first, second] = inside;
  if (!first || !second || ![first, second].every(isPlainValue)) return lowerAsFunction(x, node);
  return {
    kind: 'conditional',
    test: lowerOptional(x, test, node),
    then: lowerExpression(x, first),
    otherwise: lowerExpression(x, second),
    ...at(node),
  };
}

function onlyOf(block: Syntax): Syntax | undefined {
  const [only, ...others] = partsOf(block);
  return others.length === 0 ? only : undefined;
}

/** What gives a value by statements. A `return` in it leaves the function around, which is not followed here. */
function lowerAsFunction(x: Lowering, node: Syntax): Expression {
  return givenBy(valueStatements(x, node), node);
}
