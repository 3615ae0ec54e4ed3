import type { Target, TargetItem } from '../../program/program.ts';
import { at, children, deepest, isType, type Lowering, lowerExpression, symbolOf } from './lowering.ts';

/** What is assigned to: a name, an attribute, an index, or a list of them. */
export function lowerTarget(x: Lowering, node: number): Target {
  const { is } = x.rules;
  switch (symbolOf(x, node)) {
    case is.identifier:
    case is.attribute:
    case is.subscript:
      return targetOf(x, node);
    case is.parenthesized_expression:
    case is.as_pattern_target:
    case is.type: {
      const [inner] = children(x, node);
      return inner === undefined ? { kind: 'other', ...at(x, node) } : deeper(x, inner);
    }
    case is.pattern_list:
    case is.tuple_pattern:
    case is.list_pattern:
    case is.expression_list:
    case is.tuple:
    case is.list:
      return { kind: 'list', items: children(x, node).map((item) => lowerItem(x, item)), ...at(x, node) };
    default:
      return { kind: 'other', ...at(x, node) };
  }
}

function deeper(x: Lowering, node: number): Target {
  if (x.depth >= deepest) {
    x.tooDeep = true;
    return { kind: 'other', ...at(x, node) };
  }
  x.depth++;
  const target = lowerTarget(x, node);
  x.depth--;
  return target;
}

function targetOf(x: Lowering, node: number): Target {
  const value = lowerExpression(x, node);
  if (value.kind === 'name') return { kind: 'name', name: value.name, ...at(x, node) };
  if (value.kind === 'attribute') return { kind: 'attribute', object: value.object, name: value.name, ...at(x, node) };
  if (value.kind === 'index') return { kind: 'index', object: value.object, index: value.index, ...at(x, node) };
  return { kind: 'other', ...at(x, node) };
}

function lowerItem(x: Lowering, node: number): TargetItem {
  const rest = isType(x, node, 'list_splat_pattern') || isType(x, node, 'list_splat');
  const inner = rest ? children(x, node)[0] : node;
  const target: Target = inner === undefined ? { kind: 'other', ...at(x, node) } : deeper(x, inner);
  return { target, otherwise: null, rest };
}
