import type { Target } from '../../program/program.ts';
import { partsOf, type Syntax } from '../syntax.ts';
import { at, declare, type Lowering, lowerExpression, textOf } from './lowering.ts';

/** What is assigned to. */
export function lowerTarget(x: Lowering, node: Syntax): Target {
  switch (node.type) {
    case 'identifier':
      declare(x, textOf(x, node));
      return { kind: 'name', name: textOf(x, node), ...at(node) };
    case 'constant':
    case 'global_variable':
      return { kind: 'name', name: textOf(x, node), ...at(node) };
    case 'instance_variable':
    case 'class_variable':
    case 'scope_resolution':
    case 'element_reference':
      return targetOf(x, node);
    case 'call':
      return memberTarget(x, node);
    case 'left_assignment_list':
    case 'destructured_left_assignment':
    case 'destructured_parameter':
      return { kind: 'list', items: partsOf(node).map((item) => itemOf(x, item)), ...at(node) };
    default:
      return { kind: 'other', ...at(node) };
  }
}

function targetOf(x: Lowering, node: Syntax): Target {
  const value = lowerExpression(x, node);
  if (value.kind === 'name') return { kind: 'name', name: value.name, ...at(node) };
  if (value.kind === 'attribute') return { kind: 'attribute', object: value.object, name: value.name, ...at(node) };
  if (value.kind === 'index') return { kind: 'index', object: value.object, index: value.index, ...at(node) };
  return { kind: 'other', ...at(node) };
}

/** `object.name = …` */
function memberTarget(x: Lowering, node: Syntax): Target {
  const [object, name] = partsOf(node);
  if (object === undefined || name === undefined) return { kind: 'other', ...at(node) };
  return { kind: 'attribute', object: lowerExpression(x, object), name: textOf(x, name), ...at(node) };
}

function itemOf(x: Lowering, node: Syntax): { target: Target; otherwise: null; rest: boolean } {
  const rest = node.type === 'rest_assignment' || node.type === 'splat_parameter';
  const inner = rest ? partsOf(node)[0] : node;
  return { target: inner ? lowerTarget(x, inner) : { kind: 'other', ...at(node) }, otherwise: null, rest };
}
