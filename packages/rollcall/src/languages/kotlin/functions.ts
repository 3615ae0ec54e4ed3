import type { Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { annotationsOf, injectedValue } from './annotations.ts';
import { valueOfBlock, valueStatements } from './blocks.ts';
import { at, functionOf, inScope, type Lowering, lowerExpression, nameAt, textOf } from './lowering.ts';
import { lowerStatements } from './statements.ts';

/** A parameter as written, with what a framework puts into it. */
export interface Written {
  readonly parameter: Parameter;
  readonly node: Syntax;
  readonly name: Syntax;
  readonly type: string;
  readonly injected: Expression | null;
  /** It is a property of its class too. */
  readonly kept: boolean;
}

/** Parameters of a function, or of a class. A default stands behind its parameter, or in it. */
export function readParameters(x: Lowering, list: Syntax | undefined): readonly Written[] {
  const out: Written[] = [];
  let modifiers: Syntax | null = null;
  for (const node of list ? partsOf(list) : []) {
    if (node.type === 'parameter_modifiers') {
      modifiers = node;
      continue;
    }
    const last = out.at(-1);
    if (node.type === 'parameter' || node.type === 'class_parameter') {
      const found = readParameter(x, node, modifiers);
      if (found) out.push(found);
      modifiers = null;
    } else if (last)
      out[out.length - 1] = { ...last, parameter: { ...last.parameter, otherwise: lowerExpression(x, node) } };
  }
  return out;
}

function readParameter(x: Lowering, node: Syntax, modifiers: Syntax | null): Written | null {
  const name = partOf(node, 'identifier');
  if (!name) return null;
  const type = partOf(node, 'user_type', 'nullable_type', 'function_type');
  const written = type ? textOf(x, type) : '';
  const behind = partsOf(node).at(-1);
  const hasDefault = node.type === 'class_parameter' && tokensOf(node).includes('=') && behind && behind !== type;
  const target = { kind: 'name', name: textOf(x, name), ...at(name) } as const;
  const sort = /\bvararg\b/.test(modifiers ? textOf(x, modifiers) : '') ? 'rest-list' : 'positional';
  return {
    parameter: { target, otherwise: hasDefault ? lowerExpression(x, behind) : null, sort, annotation: null },
    node,
    name,
    type: written,
    injected: injectedValue(x, modifiers ? [node, modifiers] : [node], written),
    kept: tokensOf(node).some((token) => token === 'val' || token === 'var'),
  };
}

export function typesOf(parameters: readonly Written[]): ReadonlyMap<string, string> {
  return new Map(parameters.map(({ parameter, type }) => [nameIn(parameter), type]));
}

function nameIn({ target }: Parameter): string {
  return target.kind === 'name' ? target.name : '';
}

/** What a framework puts into parameters is put in where the function begins. */
export function injections(parameters: readonly Written[]): readonly Statement[] {
  return parameters.flatMap(({ parameter: { target }, injected }): Statement[] =>
    injected
      ? [
          {
            kind: 'assign',
            target,
            operator: null,
            value: injected,
            annotation: null,
            exported: false,
            ...at(injected),
          },
        ]
      : [],
  );
}

/** A function; of a class around, a method. `static`: of an object. */
export function lowerFunction(x: Lowering, node: Syntax, of: 'file' | 'class' | 'object'): FunctionDefinition {
  const name = partsOf(node).find(({ type }) => type === 'identifier');
  const parameters = readParameters(x, partOf(node, 'function_value_parameters'));
  const body = partOf(node, 'function_body');
  const statements = inScope(x, typesOf(parameters), () => (body ? lowerBody(x, body) : []));
  return {
    ...functionOf(
      name ? textOf(x, name) : '',
      parameters.map(({ parameter }) => parameter),
      [...injections(parameters), ...statements],
      node,
    ),
    receiver: of === 'file' ? null : 'this',
    role: of === 'file' ? 'function' : of === 'class' ? 'method' : 'class-method',
    decorators: [...annotationsOf(x, [node])].map(([simple, one]) => nameAt(simple, one)),
  };
}

/** `{ … }`, or `= value`. */
export function lowerBody(x: Lowering, body: Syntax): Statement[] {
  const block = partOf(body, 'block');
  const value = partsOf(body)[0];
  if (block && !tokensOf(body).includes('=')) return lowerStatements(x, partsOf(block));
  return value ? valueStatements(x, value) : [];
}

/** `{ a, b -> … }`; without parameters it may have one, called `it`. */
export function lowerLambda(x: Lowering, node: Syntax): Expression {
  const listed = partOf(node, 'lambda_parameters');
  const names = listed ? partsOf(listed).flatMap((one) => partOf(one, 'identifier') ?? []) : [];
  const place = { start: node.start, end: node.start };
  const written = names.map((name) => ({ name: textOf(x, name), place: at(name) }));
  const parameters = (listed ? written : [{ name: 'it', place }]).map(
    ({ name, place: where }): Parameter => ({
      target: { kind: 'name', name, ...where },
      otherwise: listed ? null : { kind: 'null', ...where },
      sort: 'positional',
      annotation: null,
    }),
  );
  const own = new Map(parameters.map((one) => [nameIn(one), '']));
  const inner = partsOf(node).filter((one) => one !== listed);
  const body = inScope(x, own, () => valueOfBlock(x, inner));
  return { kind: 'function', definition: functionOf(null, parameters, body, node), ...at(node) };
}
