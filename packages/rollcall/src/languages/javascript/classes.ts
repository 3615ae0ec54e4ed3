import type * as estree from 'oxc-parser';
import type { ClassDefinition, Expression, Field, FunctionDefinition, Statement } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { lowerFunction } from './functions.ts';
import { at, type Lowering } from './lowering.ts';
import { lowerKey } from './objects.ts';
import { lowerBody } from './statements.ts';

type Property = estree.PropertyDefinition | estree.AccessorProperty;

/** Methods, static fields and static blocks are the body, in order; instance fields stand apart. */
export function lowerClass(lowering: Lowering, node: estree.Class): ClassDefinition {
  const body: Statement[] = [];
  const fields: Field[] = [];
  for (const member of node.body.body) lowerMember(lowering, member, body, fields);
  return {
    name: node.id?.name ?? null,
    bases: node.superClass ? [lowerExpression(lowering, node.superClass)] : [],
    keywords: [],
    decorators: lowerDecorators(lowering, node.decorators),
    body,
    fields,
    ...at(lowering, node),
  };
}

function lowerMember(lowering: Lowering, member: estree.ClassElement, body: Statement[], fields: Field[]): void {
  switch (member.type) {
    case 'StaticBlock':
      body.push({ kind: 'block', body: lowerBody(lowering, member.body), ...at(lowering, member) });
      return;
    case 'MethodDefinition':
      if (member.value.body) body.push(lowerMethod(lowering, member));
      return;
    case 'PropertyDefinition':
    case 'AccessorProperty':
      if (!member.declare) lowerField(lowering, member, body, fields);
      return;
    default:
      return;
  }
}

function lowerMethod(lowering: Lowering, member: estree.MethodDefinition): Statement {
  const key = lowerKey(lowering, member.key, member.computed);
  const range = at(lowering, member);
  const definition = lowerFunction(lowering, member.value, {
    role: roleOf(member),
    name: key.kind === 'string' ? key.value : null,
    range,
    decorators: lowerDecorators(lowering, member.decorators),
  });
  return { kind: 'function', definition, exported: false, ...range };
}

function roleOf(member: estree.MethodDefinition): FunctionDefinition['role'] {
  if (member.kind === 'get') return 'getter';
  if (member.kind === 'set') return 'setter';
  if (member.kind === 'constructor') return 'constructor';
  return member.static ? 'static-method' : 'method';
}

/** A field's decorators are kept as expressions of the class body, for what they read. */
function lowerField(lowering: Lowering, member: Property, body: Statement[], fields: Field[]): void {
  const decorators = lowerDecorators(lowering, member.decorators);
  for (const decorator of decorators)
    body.push({ kind: 'expression', value: decorator, start: decorator.start, end: decorator.end });
  const key = lowerKey(lowering, member.key, member.computed);
  const name = key.kind === 'string' ? key.value : null;
  const value = member.value ? lowerExpression(lowering, member.value) : null;
  if (!member.static && name !== null) {
    fields.push({ name, value, decorators, start: key.start, end: key.end });
    return;
  }
  const range = at(lowering, member);
  const place = { start: key.start, end: key.end };
  body.push({
    kind: 'assign',
    target: name === null ? { kind: 'other', ...place } : { kind: 'name', name, ...place },
    operator: null,
    value,
    annotation: null,
    exported: false,
    ...range,
  });
}

function lowerDecorators(lowering: Lowering, decorators: readonly estree.Decorator[] | undefined): Expression[] {
  return (decorators ?? []).map((decorator) => lowerExpression(lowering, decorator.expression));
}
