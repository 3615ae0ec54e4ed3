import type { Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import { partBehind, partOf, partsOf, type Syntax } from '../syntax.ts';
import { annotationsOf, injectedValue } from './annotations.ts';
import { at, functionOf, inScope, type Lowering, lowerExpression, nameAt, nothing, textOf } from './lowering.ts';
import { lowerStatements, lowerSwitch } from './statements.ts';

/** A parameter as written, with what a framework puts into it. */
interface Written {
  readonly parameter: Parameter;
  readonly name: string;
  readonly type: string;
  readonly injected: Expression | null;
}

function readParameters(x: Lowering, list: Syntax | undefined): readonly Written[] {
  if (!list) return [];
  if (list.type === 'identifier') return [written(x, list, '', 'positional', null)];
  return partsOf(list).flatMap((node): Written[] => {
    if (node.type === 'identifier') return [written(x, node, '', 'positional', null)];
    const spread = node.type === 'spread_parameter';
    if (node.type !== 'formal_parameter' && !spread) return [];
    const inner = partsOf(node).filter(({ type }) => type !== 'modifiers');
    const holder = spread ? partOf(node, 'variable_declarator') : node;
    const name = holder && partsOf(holder).findLast(({ type }) => type === 'identifier');
    const type = inner[0] ? textOf(x, inner[0]) : '';
    return name ? [written(x, name, type, spread ? 'rest-list' : 'positional', injectedValue(x, node, type))] : [];
  });
}

function written(
  x: Lowering,
  name: Syntax,
  type: string,
  sort: Parameter['sort'],
  injected: Expression | null,
): Written {
  const target = { kind: 'name', name: textOf(x, name), ...at(name) } as const;
  return { parameter: { target, otherwise: null, sort, annotation: null }, name: target.name, type, injected };
}

function typesOf(parameters: readonly Written[]): ReadonlyMap<string, string> {
  return new Map(parameters.map(({ name, type }) => [name, type]));
}

/** `x -> …`, `(a, b) -> { … }` */
export function lowerLambda(x: Lowering, node: Syntax): Expression {
  const listed = partsOf(node)[0];
  const parameters = readParameters(x, listed);
  const body = partBehind(node, '->');
  const statements = inScope(x, typesOf(parameters), (): Statement[] => {
    if (!body) return [];
    if (body.type === 'block') return lowerStatements(x, partsOf(body));
    return [{ kind: 'return', value: lowerExpression(x, body), ...at(body) }];
  });
  const definition = functionOf(
    null,
    parameters.map(({ parameter }) => parameter),
    statements,
    node,
  );
  return { kind: 'function', definition, ...at(node) };
}

/** A `switch` that gives a value: a function that returns it. */
export function lowerSwitchValue(x: Lowering, node: Syntax): Expression {
  const body = lowerSwitch(x, node, true);
  const definition = functionOf(null, [], body, node);
  const callee: Expression = { kind: 'function', definition, ...at(node) };
  if (body.length === 0) return nothing(node);
  return { kind: 'call', callee, args: [], constructs: false, optional: false, ...at(node) };
}

/** A method or constructor. What a framework puts into its parameters is put in at its beginning. */
export function lowerMethod(x: Lowering, node: Syntax): FunctionDefinition {
  const constructs = node.type !== 'method_declaration';
  const modifiers = partOf(node, 'modifiers');
  const name = partsOf(node).findLast(({ type }) => type === 'identifier');
  const parameters = readParameters(x, partOf(node, 'formal_parameters'));
  const body = partOf(node, 'block', 'constructor_body');
  const isStatic = modifiers?.children.some(({ type, named }) => !named && type === 'static') ?? false;
  const injected = parameters.flatMap(({ parameter, injected: value }): Statement[] =>
    value
      ? [
          {
            kind: 'assign',
            target: parameter.target,
            operator: null,
            value,
            annotation: null,
            exported: false,
            ...at(value),
          },
        ]
      : [],
  );
  const statements = inScope(x, typesOf(parameters), () => lowerStatements(x, body ? partsOf(body) : []));
  return {
    name: constructs ? '<init>' : name ? textOf(x, name) : '',
    parameters: parameters.map(({ parameter }) => parameter),
    receiver: 'this',
    role: constructs ? 'constructor' : isStatic ? 'class-method' : 'method',
    decorators: [...annotationsOf(x, node)].map(([simple, one]) => nameAt(simple, one)),
    async: false,
    generator: false,
    body: [...injected, ...statements],
    ...at(node),
  };
}

const ABSENT = '\u0000absent';

/** Methods of one name that take different numbers of arguments, as one that tells them apart by what it is given. */
export function mergeOverloads(definitions: readonly FunctionDefinition[]): FunctionDefinition | null {
  const byCount = new Map(definitions.map((one) => [one.parameters.length, one] as const));
  const sorted = [...byCount.values()].sort((a, b) => b.parameters.length - a.parameters.length);
  const [longest, ...shorter] = sorted;
  if (
    !longest ||
    shorter.length === 0 ||
    sorted.some((one) => one.parameters.some(({ sort }) => sort !== 'positional'))
  )
    return longest ?? null;
  const parameters = longest.parameters.map((_, i) => numbered(i, longest));
  let body: readonly Statement[] = renaming(longest, longest);
  for (const one of shorter) {
    const place = { start: one.start, end: one.start };
    const test: Expression = {
      kind: 'compare',
      operator: '==',
      left: { kind: 'name', name: `&${one.parameters.length}`, ...place },
      right: { kind: 'string', value: ABSENT, contentStart: -1, ...place },
      ...place,
    };
    body = [{ kind: 'if', test, then: renaming(one, longest), otherwise: body, ...at(one) }];
  }
  return { ...longest, parameters, body };
}

function numbered(i: number, { start }: FunctionDefinition): Parameter {
  const place = { start, end: start };
  return {
    target: { kind: 'name', name: `&${i}`, ...place },
    otherwise: { kind: 'string', value: ABSENT, contentStart: -1, ...place },
    sort: 'positional',
    annotation: null,
  };
}

/** The body of one of them, its parameters by their own names. */
function renaming(one: FunctionDefinition, longest: FunctionDefinition): readonly Statement[] {
  const place = { start: longest.start, end: longest.start };
  const names = one.parameters.map(
    ({ target }, i): Statement => ({
      kind: 'assign',
      target,
      operator: null,
      value: { kind: 'name', name: `&${i}`, ...place },
      annotation: null,
      exported: false,
      ...place,
    }),
  );
  return [...names, ...one.body];
}
