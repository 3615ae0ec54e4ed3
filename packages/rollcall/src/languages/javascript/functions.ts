import type * as estree from 'oxc-parser';
import type { At, Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { at, type Lowering } from './lowering.ts';
import { lowerBody } from './statements.ts';
import { lowerTarget, splitDefault } from './targets.ts';

interface Place {
  readonly role: FunctionDefinition['role'];
  readonly name: string | null;
  /** The whole definition, for a method with its key. */
  readonly range: At;
  readonly decorators?: readonly Expression[];
}

/** A function or arrow function. All but arrow functions have a `this` of their own. */
export function lowerFunction(
  lowering: Lowering,
  node: estree.Function | estree.ArrowFunctionExpression,
  place: Place,
): FunctionDefinition {
  const { inNamespace } = lowering;
  lowering.inNamespace = false;
  const parameters = node.params.filter((item) => !isThis(item)).map((item) => lowerParameter(lowering, item));
  const body = [...assignedParameters(lowering, node.params), ...lowerFunctionBody(lowering, node)];
  lowering.inNamespace = inNamespace;
  return {
    name: place.name,
    parameters,
    receiver: node.type === 'ArrowFunctionExpression' ? null : 'this',
    role: place.role,
    decorators: place.decorators ?? [],
    async: node.async,
    generator: node.generator,
    body,
    ...place.range,
  };
}

function lowerFunctionBody(
  lowering: Lowering,
  node: estree.Function | estree.ArrowFunctionExpression,
): readonly Statement[] {
  if (node.body === null) return [];
  if (node.body.type === 'BlockStatement') return lowerBody(lowering, node.body.body);
  return [{ kind: 'return', value: lowerExpression(lowering, node.body), ...at(lowering, node.body) }];
}

/** TypeScript's `this` parameter only says a type. */
function isThis(node: estree.ParamPattern): boolean {
  return node.type === 'Identifier' && node.name === 'this';
}

function lowerParameter(lowering: Lowering, node: estree.ParamPattern): Parameter {
  if (node.type === 'RestElement')
    return { target: lowerTarget(lowering, node.argument), otherwise: null, sort: 'rest-list', annotation: null };
  const inner = node.type === 'TSParameterProperty' ? node.parameter : node;
  return { ...splitDefault(lowering, inner), sort: 'positional', annotation: null };
}

/** TypeScript's `constructor(private env: Env)` assigns `this.env = env` first. */
function assignedParameters(lowering: Lowering, params: readonly estree.ParamPattern[]): Statement[] {
  return params.flatMap((param) => {
    if (param.type !== 'TSParameterProperty') return [];
    const target = lowerTarget(lowering, param.parameter);
    if (target.kind !== 'name') return [];
    const { name, start, end } = target;
    const object: Expression = { kind: 'name', name: 'this', start, end };
    return {
      kind: 'assign' as const,
      target: { kind: 'attribute' as const, object, name, start, end },
      operator: null,
      value: { kind: 'name' as const, name, start, end },
      annotation: null,
      exported: false,
      start,
      end,
    };
  });
}
