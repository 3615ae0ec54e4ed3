import type { At, Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import { at, childOf, children, isType, type Lowering, lowerStatements, nothing, textOf } from './lowering.ts';
import { typeName, zeroOf } from './types.ts';

/** `func f(…) …`; several functions may be called `init`, and each runs when the package is loaded. */
export function lowerFunction(x: Lowering, node: number, out: Statement[]): void {
  const [name, ...rest] = children(x, node);
  if (name === undefined) return;
  const definition = define(x, node, textOf(x, name), null, rest);
  if (definition.name !== 'init') out.push({ kind: 'function', definition, exported: true, ...at(x, node) });
  else out.push({ kind: 'expression', value: called(definition, at(x, node)), ...at(x, node) });
}

/** A method is a function called `T.f`, whose receiver is an instance of T. https://go.dev/ref/spec#Method_declarations */
export function lowerMethod(x: Lowering, node: number, out: Statement[]): void {
  const parts = children(x, node);
  const name = parts.findIndex((part) => isType(x, part, 'field_identifier'));
  const [receivers] = parts;
  const own = parts[name];
  if (receivers === undefined || own === undefined) return;
  const declared = children(x, receivers)[0];
  const inner = declared === undefined ? [] : children(x, declared);
  const receiver = inner.find((part) => isType(x, part, 'identifier'));
  const type = typeName(x, inner.at(-1));
  const full = `${type?.kind === 'name' ? type.name : ''}.${textOf(x, own)}`;
  const definition = define(x, node, full, receiver === undefined ? '' : textOf(x, receiver), parts.slice(name + 1));
  out.push({ kind: 'function', definition, exported: true, ...at(x, node) });
}

export function lowerFunctionLiteral(x: Lowering, node: number): Expression {
  return { kind: 'function', definition: define(x, node, null, null, children(x, node)), ...at(x, node) };
}

function define(
  x: Lowering,
  node: number,
  name: string | null,
  receiver: string | null,
  parts: readonly number[],
): FunctionDefinition {
  const lists = parts.filter((part) => isType(x, part, 'parameter_list'));
  const block = parts.find((part) => isType(x, part, 'block'));
  const [parameters, results] = lists;
  const { results: outer } = x;
  const named = results === undefined ? [] : lowerResults(x, results);
  x.results = named.flatMap(({ target }) => (target.kind === 'name' ? [target.name] : []));
  const body = lowerStatements(x, block);
  x.results = outer;
  return {
    name,
    parameters: parameters === undefined ? [] : lowerParameters(x, parameters),
    receiver,
    role: receiver === null ? 'function' : 'method',
    decorators: [],
    async: false,
    generator: false,
    body: [...named, ...body],
    ...at(x, node),
  };
}

/** Results with names are variables that begin empty. */
function lowerResults(x: Lowering, list: number): Extract<Statement, { kind: 'assign' }>[] {
  return children(x, list).flatMap((declaration) => {
    const parts = children(x, declaration);
    const type = parts.at(-1);
    return parts
      .filter((part) => isType(x, part, 'identifier'))
      .map((part) => ({
        kind: 'assign' as const,
        target: { kind: 'name' as const, name: textOf(x, part), ...at(x, part) },
        operator: null,
        value: type === undefined ? nothing(x, part) : zeroOf(x, type),
        annotation: null,
        exported: false,
        declares: true as const,
        ...at(x, part),
      }));
  });
}

function lowerParameters(x: Lowering, list: number): Parameter[] {
  return children(x, list).flatMap((declaration): Parameter[] => {
    const rest = isType(x, declaration, 'variadic_parameter_declaration');
    const parts = children(x, declaration);
    const names = parts.filter((part) => isType(x, part, 'identifier', 'blank_identifier'));
    const make = (part: number | null): Parameter => ({
      target:
        part === null
          ? { kind: 'other', ...at(x, declaration) }
          : { kind: 'name', name: textOf(x, part), ...at(x, part) },
      otherwise: null,
      sort: rest ? 'rest-list' : 'positional',
      annotation: null,
    });
    return names.length === 0 ? [make(null)] : names.map(make);
  });
}

function called(definition: FunctionDefinition, where: At): Expression {
  const callee: Expression = { kind: 'function', definition: { ...definition, name: null }, ...where };
  return { kind: 'call', callee, args: [], constructs: false, optional: false, ...where };
}

/** A function that gives back what it is given: what naming a type that is no struct makes of a value. */
export function conversion(x: Lowering, name: number, type: number | undefined): FunctionDefinition {
  const where = at(x, name);
  const target = { kind: 'name' as const, name: 'value', ...where };
  const otherwise = type === undefined ? null : zeroOf(x, type);
  return {
    name: textOf(x, name),
    parameters: [{ target, otherwise, sort: 'positional', annotation: null }],
    receiver: null,
    role: 'function',
    decorators: [],
    async: false,
    generator: false,
    body: [{ kind: 'return', value: { kind: 'name', name: 'value', ...where }, ...where }],
    ...where,
  };
}

export function blockOf(x: Lowering, node: number): number | undefined {
  return childOf(x, node, 'block');
}
