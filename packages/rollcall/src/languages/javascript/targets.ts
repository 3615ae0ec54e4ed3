import type * as estree from 'oxc-parser';
import type { Expression, ObjectTargetEntry, Target, TargetItem } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { at, descend, type Lowering } from './lowering.ts';
import { lowerKey } from './objects.ts';

export type Pattern =
  | estree.BindingPattern
  | estree.AssignmentTargetMaybeDefault
  | estree.Expression
  | estree.TSParameterProperty;

/** What an assignment, a declaration, a loop or a parameter binds; a default value is the caller's ({@link splitDefault}). */
export function lowerTarget(lowering: Lowering, node: Pattern): Target {
  descend(lowering);
  const target = lowerPattern(lowering, node);
  lowering.depth--;
  return target;
}

function lowerPattern(lowering: Lowering, node: Pattern): Target {
  const range = at(lowering, node);
  switch (node.type) {
    case 'Identifier': {
      // A type annotation counts to the identifier in the parser's tree; the binding is its name alone.
      const end = Math.min(range.end, range.start + node.name.length);
      const plain = lowering.text.startsWith(node.name, range.start);
      return { kind: 'name', name: node.name, start: range.start, end: plain ? end : range.end };
    }
    case 'MemberExpression':
      return lowerMemberTarget(lowering, node);
    case 'ArrayPattern':
      return { kind: 'list', items: node.elements.map((item) => item && lowerItem(lowering, item)), ...range };
    case 'ObjectPattern':
      return lowerObjectTarget(lowering, node);
    case 'AssignmentPattern':
      return lowerTarget(lowering, node.left);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return lowerTarget(lowering, node.expression);
    default:
      return { kind: 'other', ...range };
  }
}

function lowerMemberTarget(lowering: Lowering, node: estree.MemberExpression): Target {
  const range = at(lowering, node);
  const object = lowerExpression(lowering, node.object);
  if (node.computed) return { kind: 'index', object, index: lowerExpression(lowering, node.property), ...range };
  return { kind: 'attribute', object, name: memberName(node.property), ...range };
}

/** Private names keep their `#`, so they never meet a public name. */
export function memberName(property: estree.IdentifierName | estree.PrivateIdentifier): string {
  return property.type === 'PrivateIdentifier' ? `#${property.name}` : property.name;
}

/** Parts `a = 1` of a pattern into what is bound and the default. */
export function splitDefault(lowering: Lowering, node: Pattern): { target: Target; otherwise: Expression | null } {
  if (node.type !== 'AssignmentPattern') return { target: lowerTarget(lowering, node), otherwise: null };
  return { target: lowerTarget(lowering, node.left), otherwise: lowerExpression(lowering, node.right) };
}

function lowerItem(
  lowering: Lowering,
  node: Pattern | estree.BindingRestElement | estree.AssignmentTargetRest,
): TargetItem {
  if (node.type === 'RestElement') return { target: lowerTarget(lowering, node.argument), otherwise: null, rest: true };
  return { ...splitDefault(lowering, node), rest: false };
}

function lowerObjectTarget(lowering: Lowering, node: estree.ObjectPattern | estree.ObjectAssignmentTarget): Target {
  const entries: ObjectTargetEntry[] = [];
  let rest: Target | null = null;
  for (const property of node.properties) {
    if (property.type === 'RestElement') rest = lowerTarget(lowering, property.argument);
    else
      entries.push({
        key: lowerKey(lowering, property.key, property.computed),
        ...splitDefault(lowering, property.value),
      });
  }
  return { kind: 'object', entries, rest, ...at(lowering, node) };
}
