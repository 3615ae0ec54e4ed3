import type * as estree from 'oxc-parser';
import type { Expression } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { at, type Lowering } from './lowering.ts';

/** An element evaluates the values of its attributes and its children, in order. */
export function lowerElement(lowering: Lowering, node: estree.JSXElement | estree.JSXFragment): Expression {
  const operands: Expression[] = [];
  if (node.type === 'JSXElement')
    for (const attribute of node.openingElement.attributes) operands.push(...lowerAttribute(lowering, attribute));
  for (const child of node.children) operands.push(...lowerChild(lowering, child));
  return { kind: 'other', operands, ...at(lowering, node) };
}

function lowerAttribute(lowering: Lowering, node: estree.JSXAttributeItem): Expression[] {
  if (node.type === 'JSXSpreadAttribute') return [lowerExpression(lowering, node.argument)];
  if (!node.value) return [];
  if (node.value.type === 'JSXExpressionContainer') return lowerChild(lowering, node.value);
  return [lowerExpression(lowering, node.value)];
}

function lowerChild(lowering: Lowering, node: estree.JSXChild): Expression[] {
  switch (node.type) {
    case 'JSXText':
      return [];
    case 'JSXSpreadChild':
      return [lowerExpression(lowering, node.expression)];
    case 'JSXExpressionContainer':
      return node.expression.type === 'JSXEmptyExpression' ? [] : [lowerExpression(lowering, node.expression)];
    default:
      return [lowerExpression(lowering, node)];
  }
}
