import type * as estree from 'oxc-parser';
import type { CallArgument, Expression, ListItem } from '../../program/program.ts';
import { lowerClass } from './classes.ts';
import { lowerFunction } from './functions.ts';
import { lowerElement } from './jsx.ts';
import { lowerLiteral, lowerQuasi } from './literals.ts';
import { at, descend, type Lowering } from './lowering.ts';
import { lowerObject } from './objects.ts';
import { lowerAssignment, lowerBinary, lowerLogic, lowerUnary, lowerUpdate } from './operators.ts';
import { memberName } from './targets.ts';

/** Lowers one expression. Parentheses are not nodes of their own. */
export function lowerExpression(lowering: Lowering, node: estree.Expression): Expression {
  descend(lowering);
  const expression = lowerNode(lowering, node);
  lowering.depth--;
  return expression;
}

function lowerNode(lowering: Lowering, node: estree.Expression): Expression {
  const range = at(lowering, node);
  switch (node.type) {
    case 'Literal':
      return lowerLiteral(lowering, node);
    case 'TemplateLiteral':
      return lowerTemplate(lowering, node);
    case 'Identifier':
      return node.name === 'undefined' ? { kind: 'null', ...range } : { kind: 'name', name: node.name, ...range };
    case 'ThisExpression':
      return { kind: 'name', name: 'this', ...range };
    case 'Super':
      return { kind: 'name', name: 'super', ...range };
    case 'MetaProperty':
      return lowerMeta(lowering, node);
    case 'MemberExpression':
      return lowerMember(lowering, node);
    case 'CallExpression':
    case 'NewExpression':
      return lowerCall(lowering, node);
    case 'TaggedTemplateExpression':
      return lowerTagged(lowering, node);
    case 'ImportExpression':
      return { kind: 'import', module: lowerExpression(lowering, node.source), ...range };
    case 'ArrayExpression':
      return { kind: 'list', sort: 'list', items: lowerItems(lowering, node), ...range };
    case 'ObjectExpression':
      return lowerObject(lowering, node);
    default:
      return lowerCompound(lowering, node);
  }
}

function lowerCompound(lowering: Lowering, node: estree.Expression): Expression {
  const range = at(lowering, node);
  switch (node.type) {
    case 'AssignmentExpression':
      return lowerAssignment(lowering, node);
    case 'UpdateExpression':
      return lowerUpdate(lowering, node);
    case 'BinaryExpression':
      return lowerBinary(lowering, node);
    case 'LogicalExpression':
      return lowerLogic(lowering, node);
    case 'UnaryExpression':
      return lowerUnary(lowering, node);
    case 'ConditionalExpression':
      return {
        kind: 'conditional',
        test: lowerExpression(lowering, node.test),
        then: lowerExpression(lowering, node.consequent),
        otherwise: lowerExpression(lowering, node.alternate),
        ...range,
      };
    case 'SequenceExpression':
      return { kind: 'other', operands: node.expressions.map((item) => lowerExpression(lowering, item)), ...range };
    default:
      return lowerWrapping(lowering, node);
  }
}

function lowerWrapping(lowering: Lowering, node: estree.Expression): Expression {
  const range = at(lowering, node);
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return lowerExpression(lowering, node.expression);
    case 'AwaitExpression':
      return { kind: 'wrap', value: lowerExpression(lowering, node.argument), transparent: true, ...range };
    case 'YieldExpression':
      if (!node.argument) return { kind: 'other', operands: [], ...range };
      return { kind: 'wrap', value: lowerExpression(lowering, node.argument), transparent: false, ...range };
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      return { kind: 'wrap', value: lowerExpression(lowering, node.expression), transparent: true, ...range };
    default:
      return lowerDefinition(lowering, node);
  }
}

function lowerDefinition(lowering: Lowering, node: estree.Expression): Expression {
  const range = at(lowering, node);
  switch (node.type) {
    case 'FunctionExpression':
    case 'FunctionDeclaration':
    case 'ArrowFunctionExpression': {
      const definition = lowerFunction(lowering, node, { role: 'function', name: node.id?.name ?? null, range });
      return { kind: 'function', definition, ...range };
    }
    case 'ClassExpression':
    case 'ClassDeclaration':
      return { kind: 'class', definition: lowerClass(lowering, node), ...range };
    case 'JSXElement':
    case 'JSXFragment':
      return lowerElement(lowering, node);
    default:
      return { kind: 'other', operands: [], ...range };
  }
}

/** `import.meta` and `new.target`: the keyword is a name, so `import.meta.env.X` is a chain of attributes. */
function lowerMeta(lowering: Lowering, node: estree.MetaProperty): Expression {
  const object: Expression = { kind: 'name', name: node.meta.name, ...at(lowering, node.meta) };
  return { kind: 'attribute', object, name: node.property.name, optional: false, ...at(lowering, node) };
}

function lowerMember(lowering: Lowering, node: estree.MemberExpression): Expression {
  const range = at(lowering, node);
  const object = lowerExpression(lowering, node.object);
  const { optional } = node;
  if (node.computed)
    return { kind: 'index', object, index: lowerExpression(lowering, node.property), optional, ...range };
  return { kind: 'attribute', object, name: memberName(node.property), optional, ...range };
}

function lowerCall(lowering: Lowering, node: estree.CallExpression | estree.NewExpression): Expression {
  return {
    kind: 'call',
    callee: lowerExpression(lowering, node.callee),
    args: node.arguments.map((argument) => lowerArgument(lowering, argument)),
    constructs: node.type === 'NewExpression',
    optional: node.type === 'CallExpression' && node.optional,
    ...at(lowering, node),
  };
}

function lowerArgument(lowering: Lowering, node: estree.Argument): CallArgument {
  const range = at(lowering, node);
  if (node.type === 'SpreadElement')
    return { value: lowerExpression(lowering, node.argument), name: null, spread: 'list', ...range };
  return { value: lowerExpression(lowering, node), name: null, spread: null, ...range };
}

/** A hole (`[a, , b]`) is `undefined`, with an empty range where the item before it ends. */
function lowerItems(lowering: Lowering, node: estree.ArrayExpression): ListItem[] {
  let end = node.start + 1;
  return node.elements.map((item): ListItem => {
    if (item === null) return { value: { kind: 'null', ...at(lowering, { start: end, end }) }, spread: false };
    end = item.end;
    if (item.type === 'SpreadElement') return { value: lowerExpression(lowering, item.argument), spread: true };
    return { value: lowerExpression(lowering, item), spread: false };
  });
}

/** A template without expressions is a string. */
function lowerTemplate(lowering: Lowering, node: estree.TemplateLiteral): Expression {
  const range = at(lowering, node);
  if (node.expressions.length > 0) {
    const values = node.expressions.map((item) => lowerExpression(lowering, item));
    return { kind: 'template', parts: lowerParts(lowering, node, values), ...range };
  }
  const only = node.quasis[0] && lowerQuasi(lowering, node.quasis[0]);
  return only ? { ...only, ...range } : { kind: 'string', value: '', contentStart: range.start + 1, ...range };
}

function lowerParts(lowering: Lowering, node: estree.TemplateLiteral, values: readonly Expression[]): Expression[] {
  const parts: Expression[] = [];
  for (const [i, quasi] of node.quasis.entries()) {
    const text = lowerQuasi(lowering, quasi);
    if (text) parts.push(text);
    const value = values[i];
    if (value) parts.push(value);
  }
  return parts;
}

/** A tagged template is a call of the tag with the template and then each expression. */
function lowerTagged(lowering: Lowering, node: estree.TaggedTemplateExpression): Expression {
  const values = node.quasi.expressions.map((item) => lowerExpression(lowering, item));
  const parts = lowerParts(lowering, node.quasi, values);
  const template: Expression = { kind: 'template', parts, ...at(lowering, node.quasi) };
  const args = [template, ...values].map((value) => ({
    value,
    name: null,
    spread: null,
    start: value.start,
    end: value.end,
  }));
  const callee = lowerExpression(lowering, node.tag);
  return { kind: 'call', callee, args, constructs: false, optional: false, ...at(lowering, node) };
}
