import type { CallArgument, DictEntry, Expression, ListItem } from '../../program/program.ts';
import { lowerComparison, lowerConditional, lowerLogic } from './conditions.ts';
import { lowerLambda } from './functions.ts';
import {
  at,
  children,
  endOf,
  isType,
  type LowerExpression,
  type Lowering,
  lowerAll,
  lowerExpression,
  lowerOptional,
  operatorOf,
  startOf,
  textOf,
} from './lowering.ts';
import { lowerConcatenation, lowerString } from './strings.ts';
import { lowerTarget } from './targets.ts';

/** How each node type that is an expression is lowered. */
export const expressionRules: Readonly<Record<string, LowerExpression>> = {
  identifier: (x, node) => ({ kind: 'name', name: textOf(x, node), ...at(x, node) }),
  dotted_name: lowerDottedName,
  string: lowerString,
  concatenated_string: lowerConcatenation,
  integer: (x, node) => numberFrom(textOf(x, node), x, node),
  float: (x, node) => numberFrom(textOf(x, node), x, node),
  true: (x, node) => ({ kind: 'boolean', value: true, ...at(x, node) }),
  false: (x, node) => ({ kind: 'boolean', value: false, ...at(x, node) }),
  none: (x, node) => ({ kind: 'null', ...at(x, node) }),
  attribute: lowerAttribute,
  subscript: lowerSubscript,
  call: lowerCall,
  list: (x, node) => lowerList(x, node, 'list'),
  tuple: (x, node) => lowerList(x, node, 'tuple'),
  expression_list: (x, node) => lowerList(x, node, 'tuple'),
  pattern_list: (x, node) => lowerList(x, node, 'tuple'),
  set: (x, node) => lowerList(x, node, 'set'),
  dictionary: lowerDict,
  list_comprehension: (x, node) => lowerComprehension(x, node, 'list'),
  set_comprehension: (x, node) => lowerComprehension(x, node, 'set'),
  dictionary_comprehension: (x, node) => lowerComprehension(x, node, 'dict'),
  generator_expression: (x, node) => lowerComprehension(x, node, 'generator'),
  binary_operator: lowerBinary,
  comparison_operator: lowerComparison,
  boolean_operator: lowerLogic,
  not_operator: (x, node) => ({ kind: 'not', value: lowerOptional(x, children(x, node)[0], node), ...at(x, node) }),
  unary_operator: lowerUnary,
  conditional_expression: lowerConditional,
  lambda: lowerLambda,
  named_expression: lowerWalrus,
  await: (x, node) => lowerWrap(x, node, true),
  parenthesized_expression: (x, node) => lowerWrap(x, node, true),
  yield: (x, node) => lowerWrap(x, node, false),
  type: (x, node) => lowerOptional(x, children(x, node)[0], node),
  generic_type: lowerGeneric,
  ellipsis: (x, node) => ({ kind: 'other', operands: [], ...at(x, node) }),
  list_splat: (x, node) => ({ kind: 'other', operands: lowerAll(x, children(x, node)), ...at(x, node) }),
};

function lowerWrap(x: Lowering, node: number, transparent: boolean): Expression {
  const [value] = children(x, node);
  if (value === undefined) return { kind: 'other', operands: [], ...at(x, node) };
  return { kind: 'wrap', value: lowerExpression(x, value), transparent, ...at(x, node) };
}

/** @see https://docs.python.org/3/reference/lexical_analysis.html#numeric-literals; `0777` and `10L` are Python 2's */
function numberFrom(written: string, x: Lowering, node: number): Expression {
  const digits = written.replace(/_/g, '').replace(/[lL]$/, '');
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value)) return { kind: 'other', operands: [], ...at(x, node) };
  return { kind: 'number', value, ...at(x, node) };
}

function lowerUnary(x: Lowering, node: number): Expression {
  const [operand] = children(x, node);
  const value = lowerOptional(x, operand, node);
  const operator = operatorOf(x, node);
  if (value.kind === 'number' && operator === '-') return { kind: 'number', value: -value.value, ...at(x, node) };
  return { kind: 'wrap', value, transparent: false, ...at(x, node) };
}

function lowerBinary(x: Lowering, node: number): Expression {
  const [left, right] = children(x, node);
  return {
    kind: 'binary',
    operator: operatorOf(x, node),
    left: lowerOptional(x, left, node),
    right: lowerOptional(x, right, node),
    ...at(x, node),
  };
}

function lowerAttribute(x: Lowering, node: number): Expression {
  const [object, name] = children(x, node);
  return {
    kind: 'attribute',
    object: lowerOptional(x, object, node),
    name: name === undefined ? '' : textOf(x, name),
    optional: false,
    ...at(x, node),
  };
}

/** `a.b.c` where the grammar keeps it in one piece: decorators of old releases, patterns. */
function lowerDottedName(x: Lowering, node: number): Expression {
  const start = startOf(x, node) + x.base;
  let end = start;
  let expression: Expression | null = null;
  for (const piece of textOf(x, node).split('.')) {
    end += piece.length;
    const name = piece.trim();
    expression =
      expression === null
        ? { kind: 'name', name, start, end }
        : { kind: 'attribute', object: expression, name, optional: false, start, end };
    end++;
  }
  return expression ?? { kind: 'other', operands: [], ...at(x, node) };
}

function lowerSubscript(x: Lowering, node: number): Expression {
  const [object, ...indexes] = children(x, node);
  return {
    kind: 'index',
    object: lowerOptional(x, object, node),
    index: lowerIndexes(x, indexes, node),
    optional: false,
    ...at(x, node),
  };
}

function lowerIndexes(x: Lowering, indexes: readonly number[], parent: number): Expression {
  const [first] = indexes;
  const last = indexes.at(-1);
  if (first === undefined || last === undefined || first === last) return lowerOptional(x, first, parent);
  return {
    kind: 'list',
    sort: 'tuple',
    items: indexes.map((index) => lowerItem(x, index)),
    start: startOf(x, first) + x.base,
    end: endOf(x, last) + x.base,
  };
}

/** `list[int]` in an annotation. */
function lowerGeneric(x: Lowering, node: number): Expression {
  const [name, parameters] = children(x, node);
  const indexes = parameters === undefined ? [] : children(x, parameters);
  return {
    kind: 'index',
    object: lowerOptional(x, name, node),
    index: lowerIndexes(x, indexes, node),
    optional: false,
    ...at(x, node),
  };
}

function lowerCall(x: Lowering, node: number): Expression {
  const [callee, given] = children(x, node);
  let args: CallArgument[] = [];
  if (given !== undefined && isType(x, given, 'argument_list')) {
    args = children(x, given).map((argument) => lowerArgument(x, argument));
  } else if (given !== undefined) {
    args = [{ value: lowerExpression(x, given), name: null, spread: null, ...at(x, given) }];
  }
  return {
    kind: 'call',
    callee: lowerOptional(x, callee, node),
    args,
    constructs: false,
    optional: false,
    ...at(x, node),
  };
}

function lowerArgument(x: Lowering, node: number): CallArgument {
  const range = at(x, node);
  if (isType(x, node, 'keyword_argument')) {
    const [name, value] = children(x, node);
    return {
      value: lowerOptional(x, value, node),
      name: name === undefined ? '' : textOf(x, name),
      spread: null,
      ...range,
    };
  }
  const spread = isType(x, node, 'list_splat') ? 'list' : isType(x, node, 'dictionary_splat') ? 'dict' : null;
  if (spread === null) return { value: lowerExpression(x, node), name: null, spread, ...range };
  return { value: lowerOptional(x, children(x, node)[0], node), name: null, spread, ...range };
}

function lowerList(x: Lowering, node: number, sort: 'list' | 'tuple' | 'set'): Expression {
  return { kind: 'list', sort, items: children(x, node).map((item) => lowerItem(x, item)), ...at(x, node) };
}

function lowerItem(x: Lowering, node: number): ListItem {
  const spread = isType(x, node, 'list_splat') || isType(x, node, 'list_splat_pattern');
  if (!spread) return { value: lowerExpression(x, node), spread };
  return { value: lowerOptional(x, children(x, node)[0], node), spread };
}

function lowerDict(x: Lowering, node: number): Expression {
  return { kind: 'dict', entries: children(x, node).map((entry) => lowerEntry(x, entry)), ...at(x, node) };
}

function lowerEntry(x: Lowering, node: number): DictEntry {
  const [first, second] = children(x, node);
  if (!isType(x, node, 'pair')) return { key: null, value: lowerOptional(x, first, node) };
  return { key: lowerOptional(x, first, node), value: lowerOptional(x, second, node) };
}

type Comprehension = Expression & { readonly kind: 'comprehension' };

function lowerComprehension(x: Lowering, node: number, sort: Comprehension['sort']): Expression {
  const [body, ...clauses] = children(x, node);
  const pair = body !== undefined && isType(x, body, 'pair') ? children(x, body) : null;
  return {
    kind: 'comprehension',
    sort,
    key: pair === null ? null : lowerOptional(x, pair[0], node),
    element: lowerOptional(x, pair === null ? body : pair[1], node),
    clauses: lowerClauses(x, clauses),
    ...at(x, node),
  };
}

function lowerClauses(x: Lowering, nodes: readonly number[]): Comprehension['clauses'] {
  const clauses: { target: Comprehension['clauses'][number]['target']; iterable: Expression; tests: Expression[] }[] =
    [];
  for (const node of nodes) {
    const inner = children(x, node);
    if (isType(x, node, 'for_in_clause')) {
      const [target, ...iterables] = inner;
      if (target === undefined) continue;
      clauses.push({ target: lowerTarget(x, target), iterable: lowerIndexes(x, iterables, node), tests: [] });
    } else {
      clauses.at(-1)?.tests.push(...lowerAll(x, inner));
    }
  }
  return clauses;
}

function lowerWalrus(x: Lowering, node: number): Expression {
  const [target, value] = children(x, node);
  if (target === undefined) return { kind: 'other', operands: [], ...at(x, node) };
  return {
    kind: 'assignment',
    target: lowerTarget(x, target),
    operator: null,
    value: lowerOptional(x, value, node),
    ...at(x, node),
  };
}
