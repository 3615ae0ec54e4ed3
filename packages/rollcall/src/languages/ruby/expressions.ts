import type { DictEntry, Expression, ListItem } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { lowerLambda } from './blocks.ts';
import { lowerCall, lowerIdentifier, lowerYield } from './calls.ts';
import {
  at,
  declare,
  type LowerExpression,
  type Lowering,
  lastValue,
  lowerAll,
  lowerExpression,
  lowerOptional,
  nil,
  textOf,
} from './lowering.ts';
import { lowerReturning } from './statements.ts';
import { lowerString, lowerSymbol, lowerWords } from './strings.ts';
import { lowerTarget } from './targets.ts';

/** How each node type that is an expression is lowered. https://docs.ruby-lang.org/en/3.3/syntax_rdoc.html */
export const expressionRules: Readonly<Record<string, LowerExpression>> = {
  identifier: lowerIdentifier,
  constant: (x, node) => ({ kind: 'name', name: textOf(x, node), ...at(node) }),
  scope_resolution: lowerScope,
  self: (_, node) => ({ kind: 'name', name: 'self', ...at(node) }),
  instance_variable: (x, node) => memberOfSelf(x, node),
  class_variable: (x, node) => memberOfSelf(x, node),
  global_variable: (x, node) => ({ kind: 'name', name: textOf(x, node), ...at(node) }),
  string: lowerString,
  heredoc_body: lowerString,
  chained_string: (x, node) => ({ kind: 'template', parts: lowerAll(x, partsOf(node)), ...at(node) }),
  simple_symbol: lowerSymbol,
  hash_key_symbol: lowerSymbol,
  delimited_symbol: lowerString,
  bare_string: lowerString,
  bare_symbol: lowerString,
  string_array: lowerWords,
  symbol_array: lowerWords,
  integer: lowerNumber,
  float: lowerNumber,
  true: (_, node) => ({ kind: 'boolean', value: true, ...at(node) }),
  false: (_, node) => ({ kind: 'boolean', value: false, ...at(node) }),
  nil: (_, node) => nil(node),
  array: (x, node) => lowerList(x, node),
  right_assignment_list: (x, node) => lowerList(x, node),
  hash: lowerHash,
  call: lowerCall,
  super: (_, node) => ({ kind: 'other', operands: [], ...at(node) }),
  yield: lowerYield,
  element_reference: lowerIndex,
  binary: lowerBinary,
  unary: lowerUnary,
  conditional: (x, node) => {
    const [test, then, otherwise] = partsOf(node);
    return {
      kind: 'conditional',
      test: lowerOptional(x, test, node),
      then: lowerOptional(x, then, node),
      otherwise: lowerOptional(x, otherwise, node),
      ...at(node),
    };
  },
  parenthesized_statements: (x, node) => {
    const inner = partsOf(node);
    const [only] = inner;
    if (only && inner.length === 1)
      return { kind: 'wrap', value: lowerExpression(x, only), transparent: true, ...at(node) };
    return lastValue(lowerReturning(x, inner), node);
  },
  assignment: lowerAssignment,
  operator_assignment: lowerOperatorAssignment,
  lambda: lowerLambda,
  if: lowerAsValue,
  unless: lowerAsValue,
  case: lowerAsValue,
  begin: lowerAsValue,
  if_modifier: lowerAsValue,
  unless_modifier: lowerAsValue,
  rescue_modifier: lowerAsValue,
  'defined?': (_, node) => ({ kind: 'other', operands: [], ...at(node) }),
};

function lowerAsValue(x: Lowering, node: Syntax): Expression {
  return lastValue(lowerReturning(x, [node]), node);
}

/** `A::B`: a constant of a module. */
function lowerScope(x: Lowering, node: Syntax): Expression {
  const inner = partsOf(node);
  const name = inner.at(-1);
  if (inner.length < 2 || name === undefined)
    return { kind: 'name', name: name ? textOf(x, name) : '', ...at(name ?? node) };
  const object = lowerOptional(x, inner[0], node);
  return { kind: 'attribute', object, name: textOf(x, name), optional: false, ...at(node) };
}

function memberOfSelf(x: Lowering, node: Syntax): Expression {
  const object: Expression = { kind: 'name', name: 'self', start: node.start, end: node.start };
  return { kind: 'attribute', object, name: textOf(x, node), optional: false, ...at(node) };
}

function lowerNumber(x: Lowering, node: Syntax): Expression {
  const value = Number(textOf(x, node).replaceAll('_', ''));
  return Number.isNaN(value) ? { kind: 'other', operands: [], ...at(node) } : { kind: 'number', value, ...at(node) };
}

function lowerList(x: Lowering, node: Syntax): Expression {
  return { kind: 'list', sort: 'list', items: partsOf(node).map((item) => lowerItem(x, item)), ...at(node) };
}

function lowerItem(x: Lowering, node: Syntax): ListItem {
  const spread = node.type === 'splat_argument';
  return { value: spread ? lowerOptional(x, partsOf(node)[0], node) : lowerExpression(x, node), spread };
}

function lowerHash(x: Lowering, node: Syntax): Expression {
  return { kind: 'dict', entries: partsOf(node).map((entry) => lowerEntry(x, entry)), ...at(node) };
}

/** A pair of a hash; `x:` alone stands for `x: x`. */
export function lowerEntry(x: Lowering, node: Syntax): DictEntry {
  const [key, value] = partsOf(node);
  if (node.type !== 'pair') return { key: null, value: lowerOptional(x, key, node) };
  const lowered = lowerOptional(x, key, node);
  if (value) return { key: lowered, value: lowerExpression(x, value) };
  return { key: lowered, value: key ? lowerIdentifier(x, { ...key, type: 'identifier' }) : nil(node) };
}

function lowerIndex(x: Lowering, node: Syntax): Expression {
  const [object, index, ...others] = partsOf(node);
  const lowered = lowerOptional(x, object, node);
  if (index === undefined || others.length > 0)
    return { kind: 'other', operands: [lowered, ...lowerAll(x, partsOf(node).slice(1))], ...at(node) };
  return { kind: 'index', object: lowered, index: lowerExpression(x, index), optional: false, ...at(node) };
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function lowerBinary(x: Lowering, node: Syntax): Expression {
  const [leftNode, rightNode] = partsOf(node);
  const [operator = ''] = tokensOf(node);
  const left = lowerOptional(x, leftNode, node);
  const right = lowerOptional(x, rightNode, node);
  if (operator === '||' || operator === 'or') return { kind: 'logic', operator: 'or', left, right, ...at(node) };
  if (operator === '&&' || operator === 'and') return { kind: 'logic', operator: 'and', left, right, ...at(node) };
  if (operator === '===') return { kind: 'compare', operator: '==', left: right, right: left, ...at(node) };
  if (comparisons.has(operator))
    return { kind: 'compare', operator: operator as '==' | '!=' | '<' | '<=' | '>' | '>=', left, right, ...at(node) };
  if (operator === '=~' || operator === '!~') return { kind: 'other', operands: [left, right], ...at(node) };
  return { kind: 'binary', operator, left, right, ...at(node) };
}

function lowerUnary(x: Lowering, node: Syntax): Expression {
  const [operand] = partsOf(node);
  const [operator = ''] = tokensOf(node);
  const value = lowerOptional(x, operand, node);
  if (operator === '!' || operator === 'not') return { kind: 'not', value, ...at(node) };
  if (operator === '-' && value.kind === 'number') return { kind: 'number', value: -value.value, ...at(node) };
  if (operator === 'defined?') return { kind: 'other', operands: [], ...at(node) };
  return { kind: 'wrap', value, transparent: false, ...at(node) };
}

/** `x = y` has the value of `y`; `A = B rescue C` is parsed as the assignment of what is rescued. */
function lowerAssignment(x: Lowering, node: Syntax): Expression {
  const [left, right] = partsOf(node);
  if (left?.type === 'identifier') declare(x, textOf(x, left));
  const value = lowerOptional(x, right, node);
  if (left === undefined) return value;
  return { kind: 'assignment', target: lowerTarget(x, left), operator: null, value, ...at(node) };
}

/** `a ||= b` leaves what is there: it is `a = a || b`. */
function lowerOperatorAssignment(x: Lowering, node: Syntax): Expression {
  const [left, right] = partsOf(node);
  const operator = (tokensOf(node)[0] ?? '').slice(0, -1);
  if (left?.type === 'identifier') declare(x, textOf(x, left));
  const value = lowerOptional(x, right, node);
  if (left === undefined) return value;
  const target = lowerTarget(x, left);
  // A constant that is there was set by this file when it was loaded before.
  if (left.type === 'constant' && operator === '||')
    return { kind: 'assignment', target, operator: null, value, ...at(node) };
  if (operator !== '||' && operator !== '&&') return { kind: 'assignment', target, operator, value, ...at(node) };
  const before = lowerExpression(x, left);
  const joined: Expression = {
    kind: 'logic',
    operator: operator === '||' ? 'or' : 'and',
    left: before,
    right: value,
    ...at(node),
  };
  return { kind: 'assignment', target, operator: null, value: joined, ...at(node) };
}

/** The body of a `do … end` or `{ … }`. */
export function bodyOf(node: Syntax): readonly Syntax[] {
  const body = partOf(node, 'body_statement', 'block_body');
  return body ? partsOf(body) : [];
}
