import type { Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import {
  after,
  at,
  childOf,
  children,
  isType,
  type Lowering,
  lowerBlock,
  lowerExpression,
  startOf,
  symbolOf,
  textOf,
} from './lowering.ts';
import { lowerTarget } from './targets.ts';

type Role = FunctionDefinition['role'];

/** Methods that are class methods without saying so. */
const implicitClassMethods: ReadonlySet<string> = new Set(['__new__', '__init_subclass__', '__class_getitem__']);
const getters: ReadonlySet<string> = new Set(['property', 'cached_property', 'abstractproperty']);

/** `def`, with the decorators that stand above it. */
export function lowerFunction(x: Lowering, node: number, decorators: readonly Expression[]): FunctionDefinition {
  const name = childOf(x, node, 'identifier');
  const written = name === undefined ? null : textOf(x, name);
  const role = x.inClass ? methodRole(written, decorators) : 'function';
  const listed = childOf(x, node, 'parameters');
  const all = listed === undefined ? [] : lowerParameters(x, listed);
  const receiver = role === 'function' || role === 'static-method' ? null : receiverOf(all[0]);
  const block = childOf(x, node, 'block');
  return {
    name: written,
    parameters: receiver === null ? all : all.slice(1),
    receiver,
    role,
    decorators,
    async: x.text.startsWith('async', startOf(x, node)),
    generator: block !== undefined && yields(x, block),
    body: lowerBody(x, block),
    ...at(x, node),
  };
}

/** A lambda is a function that returns its body. */
export function lowerLambda(x: Lowering, node: number): Expression {
  const listed = childOf(x, node, 'lambda_parameters');
  const inner = children(x, node);
  const last = inner.at(-1);
  const range = at(x, node);
  const body: Statement[] =
    last === undefined || last === listed ? [] : [{ kind: 'return', value: lowerExpression(x, last), ...at(x, last) }];
  const definition: FunctionDefinition = {
    name: null,
    parameters: listed === undefined ? [] : lowerParameters(x, listed),
    receiver: null,
    role: 'function',
    decorators: [],
    async: false,
    generator: last !== undefined && yields(x, last),
    body,
    ...range,
  };
  return { kind: 'function', definition, ...range };
}

/** A method's body is not a class body, and it runs later than an `if TYPE_CHECKING` around it. */
function lowerBody(x: Lowering, block: number | undefined): Statement[] {
  const { inClass, typeOnly } = x;
  x.inClass = false;
  x.typeOnly = false;
  const body = lowerBlock(x, block);
  x.inClass = inClass;
  x.typeOnly = typeOnly;
  return body;
}

/** Whether it yields itself; functions and classes inside it do not count. */
function yields(x: Lowering, node: number): boolean {
  const { is } = x.rules;
  const end = after(x, node);
  for (let inner = node; inner < end; ) {
    const symbol = symbolOf(x, inner);
    if (symbol === is.yield) return true;
    const own = symbol !== is.function_definition && symbol !== is.lambda && symbol !== is.class_definition;
    inner = own ? inner + 1 : after(x, inner);
  }
  return false;
}

function methodRole(name: string | null, decorators: readonly Expression[]): Role {
  for (const decorator of decorators) {
    const last = lastName(decorator);
    if (last === 'staticmethod') return 'static-method';
    if (last === 'classmethod') return 'class-method';
    if (last !== null && getters.has(last)) return 'getter';
    if (decorator.kind === 'attribute' && last === 'setter') return 'setter';
    if (decorator.kind === 'attribute' && last === 'getter') return 'getter';
  }
  if (name === '__init__') return 'constructor';
  return name !== null && implicitClassMethods.has(name) ? 'class-method' : 'method';
}

function lastName(decorator: Expression): string | null {
  return decorator.kind === 'name' || decorator.kind === 'attribute' ? decorator.name : null;
}

function receiverOf(first: Parameter | undefined): string | null {
  return first?.sort === 'positional' && first.target.kind === 'name' ? first.target.name : null;
}

function lowerParameters(x: Lowering, node: number): Parameter[] {
  const parameters: Parameter[] = [];
  let sort: 'positional' | 'keyword-only' = 'positional';
  for (const child of children(x, node)) {
    if (isType(x, child, 'keyword_separator')) sort = 'keyword-only';
    if (isType(x, child, 'keyword_separator') || isType(x, child, 'positional_separator')) continue;
    const parameter = lowerParameter(x, child, sort);
    if (parameter === null) continue;
    if (parameter.sort === 'rest-list') sort = 'keyword-only';
    parameters.push(parameter);
  }
  return parameters;
}

function lowerParameter(x: Lowering, node: number, sort: Parameter['sort']): Parameter | null {
  const { is } = x.rules;
  const symbol = symbolOf(x, node);
  const inner = children(x, node);
  const [first] = inner;
  if (symbol === is.typed_parameter && first !== undefined) {
    const annotation = childOf(x, node, 'type');
    const parameter = lowerParameter(x, first, sort);
    return parameter && { ...parameter, annotation: annotation === undefined ? null : lowerExpression(x, annotation) };
  }
  if ((symbol === is.default_parameter || symbol === is.typed_default_parameter) && first !== undefined) {
    const annotation = childOf(x, node, 'type');
    const value = inner.at(-1);
    return {
      target: lowerTarget(x, first),
      otherwise: value === undefined ? null : lowerExpression(x, value),
      sort,
      annotation: annotation === undefined ? null : lowerExpression(x, annotation),
    };
  }
  if (symbol === is.list_splat_pattern || symbol === is.dictionary_splat_pattern) {
    const rest = symbol === is.list_splat_pattern ? 'rest-list' : 'rest-dict';
    return first === undefined
      ? null
      : { target: lowerTarget(x, first), otherwise: null, sort: rest, annotation: null };
  }
  return { target: lowerTarget(x, node), otherwise: null, sort, annotation: null };
}
