import type { CallArgument, Expression } from '../../program/program.ts';
import { lowerComposite } from './composites.ts';
import { lowerFunctionLiteral } from './functions.ts';
import { lowerNumber, lowerString } from './literals.ts';
import {
  at,
  childOf,
  children,
  intrinsic,
  isType,
  type LowerExpression,
  type Lowering,
  lowerAll,
  lowerExpression,
  lowerOptional,
  nameAt,
  nothing,
  operatorOf,
  symbolOf,
  textOf,
} from './lowering.ts';
import { typeName, zeroOf } from './types.ts';

/** What each node type that is an expression stands for. */
export const expressionRules: Readonly<Record<string, LowerExpression>> = {
  identifier: nameAt,
  type_identifier: nameAt,
  package_identifier: nameAt,
  blank_identifier: nothing,
  interpreted_string_literal: lowerString,
  raw_string_literal: lowerString,
  int_literal: lowerNumber,
  float_literal: lowerNumber,
  true: (x, node) => ({ kind: 'boolean', value: true, ...at(x, node) }),
  false: (x, node) => ({ kind: 'boolean', value: false, ...at(x, node) }),
  nil: (x, node) => ({ kind: 'null', ...at(x, node) }),
  parenthesized_expression: transparent,
  binary_expression: lowerBinary,
  unary_expression: lowerUnary,
  selector_expression: lowerSelector,
  index_expression: lowerIndex,
  slice_expression: (x, node) => ({ kind: 'wrap', value: sliced(x, node), transparent: false, ...at(x, node) }),
  call_expression: lowerCall,
  type_conversion_expression: lowerConversion,
  type_assertion_expression: transparent,
  type_instantiation_expression: transparent,
  composite_literal: lowerComposite,
  func_literal: lowerFunctionLiteral,
  expression_list: (x, node) => lowerList(x, node),
  literal_element: transparent,
  variadic_argument: transparent,
};

/** The first of what it holds is its value. */
function transparent(x: Lowering, node: number): Expression {
  return { kind: 'wrap', value: lowerOptional(x, children(x, node)[0], node), transparent: true, ...at(x, node) };
}

function sliced(x: Lowering, node: number): Expression {
  const [operand, ...bounds] = children(x, node);
  if (bounds.length === 0) return lowerOptional(x, operand, node);
  return {
    kind: 'other',
    operands: lowerAll(x, operand === undefined ? bounds : [operand, ...bounds]),
    ...at(x, node),
  };
}

/** Values side by side: one is itself, several are a tuple. */
export function lowerList(x: Lowering, node: number): Expression {
  const parts = children(x, node);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return lowerExpression(x, only);
  const items = parts.map((part) => ({ value: lowerExpression(x, part), spread: false }));
  return { kind: 'list', sort: 'tuple', items, ...at(x, node) };
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function lowerBinary(x: Lowering, node: number): Expression {
  const [first, second] = children(x, node);
  const operator = operatorOf(x, node);
  const range = at(x, node);
  const asked = lengthTest(x, first, operator, second, node);
  if (asked) return asked;
  const left = lowerOptional(x, first, node);
  const right = lowerOptional(x, second, node);
  if (operator === '&&' || operator === '||')
    return { kind: 'logic', operator: operator === '&&' ? 'and' : 'or', left, right, ...range };
  if (COMPARISONS.has(operator)) {
    const comparison = operator as Extract<Expression, { kind: 'compare' }>['operator'];
    return { kind: 'compare', operator: comparison, left, right, ...range };
  }
  return { kind: 'binary', operator, left, right, ...range };
}

/** `len(x) == 0`, `len(x) > 0` and the like ask whether there is something. */
function lengthTest(
  x: Lowering,
  left: number | undefined,
  operator: string,
  right: number | undefined,
  node: number,
): Expression | null {
  if (!isType(x, left, 'call_expression') || !isType(x, right, 'int_literal')) return null;
  const asked = `${operator}${textOf(x, right)}`;
  const empty = asked === '==0' || asked === '<1' || asked === '<=0';
  if (!empty && asked !== '!=0' && asked !== '>0' && asked !== '>=1') return null;
  const [callee, given] = children(x, left);
  if (callee === undefined || given === undefined || textOf(x, callee) !== 'len') return null;
  const value = lowerOptional(x, children(x, given)[0], left);
  const test = intrinsic('go.empty', [value], at(x, node));
  return empty ? test : { kind: 'not', value: test, ...at(x, node) };
}

function lowerUnary(x: Lowering, node: number): Expression {
  const [operand] = children(x, node);
  const value = lowerOptional(x, operand, node);
  const range = at(x, node);
  switch (operatorOf(x, node)) {
    case '!':
      return { kind: 'not', value, ...range };
    case '&':
    case '*':
    case '+':
      return { kind: 'wrap', value, transparent: true, ...range };
    case '-':
      if (value.kind === 'number') return { kind: 'number', value: -value.value, ...range };
      return { kind: 'wrap', value, transparent: false, ...range };
    default:
      return { kind: 'wrap', value, transparent: false, ...range };
  }
}

function lowerSelector(x: Lowering, node: number): Expression {
  const [operand, field] = children(x, node);
  const object = lowerOptional(x, operand, node);
  return {
    kind: 'attribute',
    object,
    name: field === undefined ? '' : textOf(x, field),
    optional: false,
    ...at(x, node),
  };
}

function lowerIndex(x: Lowering, node: number): Expression {
  const [operand, index] = children(x, node);
  const object = lowerOptional(x, operand, node);
  return { kind: 'index', object, index: lowerOptional(x, index, node), optional: false, ...at(x, node) };
}

function lowerCall(x: Lowering, node: number): Expression {
  const [callee, ...rest] = children(x, node);
  const given = rest.find((part) => isType(x, part, 'argument_list'));
  const args = given === undefined ? [] : children(x, given);
  const name = isType(x, callee, 'identifier') ? textOf(x, callee) : '';
  const [type] = args;
  const of = rest.find((part) => isType(x, part, 'type_arguments'));
  if (type !== undefined && (name === 'make' || name === 'new')) return lowerMade(x, node, name, type, args.slice(1));
  const list: CallArgument[] = args.map((argument) => ({
    value: lowerExpression(x, argument),
    name: null,
    spread: isType(x, argument, 'variadic_argument') ? 'list' : null,
    ...at(x, argument),
  }));
  const named = of === undefined ? null : typeName(x, children(x, of)[0]);
  if (named) list.push({ value: named, name: 'go.type', spread: null, ...at(x, node) });
  return {
    kind: 'call',
    callee: lowerOptional(x, callee, node),
    args: list,
    constructs: false,
    optional: false,
    ...at(x, node),
  };
}

/** `[]byte(x)`; the grammar takes the call of a function with type arguments, `f[int](x)`, for one too. */
function lowerConversion(x: Lowering, node: number): Expression {
  const [type, operand] = children(x, node);
  const range = at(x, node);
  const value = lowerOptional(x, operand, node);
  const named = isType(x, type, 'generic_type') ? typeName(x, type) : null;
  if (!named || type === undefined) return { kind: 'wrap', value, transparent: true, ...range };
  const given = childOf(x, type, 'type_arguments');
  const of = given === undefined ? null : typeName(x, children(x, given)[0]);
  const args: CallArgument[] = [{ value, name: null, spread: null, start: value.start, end: value.end }];
  if (of) args.push({ value: of, name: 'go.type', spread: null, ...range });
  return { kind: 'call', callee: named, args, constructs: false, optional: false, ...range };
}

/** `make(T, …)` and `new(T)`. https://go.dev/ref/spec#Making_slices_maps_and_channels */
function lowerMade(x: Lowering, node: number, name: string, type: number, sizes: readonly number[]): Expression {
  if (name === 'make' && isType(x, type, 'slice_type', 'map_type') && sizes.length < 2) return { ...zeroOf(x, type) };
  if (name === 'new' && x.rules.expressions[symbolOf(x, type)])
    return intrinsic('go.new', [lowerExpression(x, type)], at(x, node));
  if (name === 'new') return zeroOf(x, type);
  return { kind: 'other', operands: lowerAll(x, sizes), ...at(x, node) };
}
