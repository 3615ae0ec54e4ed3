import type { Expression, FunctionDefinition, Parameter, Statement, Target } from '../../program/program.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import type { CallParts } from './calls.ts';
import { lowerParameters } from './definitions.ts';
import { bodyOf } from './expressions.ts';
import { at, callOf, functionOf, inScope, type Lowering, lastValue, lowerExpression, textOf } from './lowering.ts';
import { applyMethod } from './methods.ts';
import { lowerBody, lowerReturning } from './statements.ts';
import { literalOf } from './strings.ts';

/** What an enumeration makes of its block, as a comprehension. https://docs.ruby-lang.org/en/3.3/Enumerable.html */
const enumerations: Readonly<Record<string, { readonly keeps?: boolean; readonly then?: string }>> = {
  map: {},
  collect: {},
  flat_map: {},
  filter_map: { then: 'ruby.compact' },
  select: { keeps: true },
  filter: { keeps: true },
  reject: { keeps: false },
  find: { keeps: true, then: 'ruby.first' },
  detect: { keeps: true, then: 'ruby.first' },
  'any?': { keeps: true, then: 'ruby.any?' },
  'none?': { keeps: true, then: 'ruby.empty?' },
  'all?': { keeps: false, then: 'ruby.empty?' },
};

/** A call of an enumeration with a block; null where it is none. */
export function lowerEnumeration(x: Lowering, node: Syntax, parts: CallParts): Expression | null {
  const { receiver, method, block } = parts;
  const name = method ? textOf(x, method) : '';
  const rule = Object.hasOwn(enumerations, name) ? enumerations[name] : undefined;
  if (!receiver || !rule) return null;
  const iterable = lowerExpression(x, receiver);
  const made = block ? ofBlock(x, block) : ofSymbol(x, parts.args);
  if (!made || parts.args.length > (block ? 0 : 1)) return null;
  const { target, value } = made;
  const names = namesIn(target);
  const item: Expression = names.length === 1 && target.kind === 'name' ? { ...target } : itemOf(target);
  const pairs = target.kind === 'list' ? callOf('ruby.pairs', [iterable], receiver) : iterable;
  const { keeps } = rule;
  const tests = keeps === undefined ? [] : [keeps ? value : ({ kind: 'not', value, ...at(value) } as const)];
  const comprehension: Expression = {
    kind: 'comprehension',
    sort: 'list',
    key: null,
    element: keeps === undefined ? value : item,
    clauses: [{ target, iterable: pairs, tests }],
    ...at(node),
  };
  return rule.then === undefined ? comprehension : callOf(rule.then, [comprehension], node);
}

interface Made {
  readonly target: Target;
  readonly value: Expression;
}

function ofBlock(x: Lowering, block: Syntax): Made | null {
  const target = targetOf(x, block);
  if (!target) return null;
  return inScope(x, namesIn(target), true, () => ({
    target,
    value: lastValue(lowerReturning(x, bodyOf(block)), block),
  }));
}

/** `&:strip` */
function ofSymbol(x: Lowering, args: readonly Syntax[]): Made | null {
  const [given] = args;
  const symbol = given?.type === 'block_argument' ? partsOf(given)[0] : undefined;
  const name = literalOf(x, symbol);
  if (!symbol || name === null) return null;
  const target: Target = { kind: 'name', name: '&item', ...at(symbol) };
  return { target, value: applyMethod({ ...target }, name, [], false, symbol, symbol) };
}

/** What the parameters of a block are to a loop: one name, or a list of several. `it` and `_1` are names without being written. */
function targetOf(x: Lowering, block: Syntax): Target | null {
  const listed = partOf(block, 'block_parameters');
  const parameters = listed ? lowerParameters(x, listed) : [];
  if (parameters.some(({ sort }) => sort !== 'positional')) return null;
  const [only, ...others] = parameters;
  if (only === undefined) return { kind: 'name', name: implicitName(x, block), start: block.start, end: block.start };
  if (others.length === 0) return only.target;
  const items = parameters.map(({ target }) => ({ target, otherwise: null, rest: false }));
  return { kind: 'list', items, start: only.target.start, end: others.at(-1)?.target.end ?? only.target.end };
}

function implicitName(x: Lowering, block: Syntax): string {
  return /\b_1\b/.test(textOf(x, block)) ? '_1' : 'it';
}

export function namesIn(target: Target): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'list' ? target.items.flatMap((item) => (item ? namesIn(item.target) : [])) : [];
}

function itemOf(target: Target): Expression {
  if (target.kind === 'name') return { ...target };
  if (target.kind !== 'list') return { kind: 'other', operands: [], ...at(target) };
  const items = target.items.flatMap((item) => (item ? [{ value: itemOf(item.target), spread: false }] : []));
  return { kind: 'list', sort: 'tuple', items, ...at(target) };
}

/** A block as a function: its last value is what it gives. */
export function lowerBlockFunction(x: Lowering, block: Syntax): FunctionDefinition {
  const listed = partOf(block, 'block_parameters', 'lambda_parameters');
  const parameters = listed ? lowerParameters(x, listed) : implicitParameters(x, block);
  return blockFunction(x, parameters, bodyOf(block), block);
}

function implicitParameters(x: Lowering, block: Syntax): readonly Parameter[] {
  const target: Target = { kind: 'name', name: implicitName(x, block), start: block.start, end: block.start };
  return [{ target, otherwise: null, sort: 'positional', annotation: null }];
}

function blockFunction(
  x: Lowering,
  parameters: readonly Parameter[],
  body: readonly Syntax[],
  place: Syntax,
): FunctionDefinition {
  const names = parameters.flatMap(({ target }) => namesIn(target));
  const statements = inScope(x, names, true, () => lowerReturning(x, body));
  return functionOf(null, parameters, statements, place);
}

/** `->(x) { … }` */
export function lowerLambda(x: Lowering, node: Syntax): Expression {
  const listed = partOf(node, 'lambda_parameters');
  const block = partOf(node, 'block', 'do_block');
  const parameters = listed ? lowerParameters(x, listed) : [];
  const definition = blockFunction(x, parameters, block ? bodyOf(block) : [], node);
  return { kind: 'function', definition, ...at(node) };
}

/** What `&…` hands over: a function that calls the method a symbol names, or what a variable holds. */
export function lowerBlockArgument(x: Lowering, node: Syntax): Expression {
  const name = literalOf(x, node);
  if (name === null) return lowerExpression(x, node);
  const target: Target = { kind: 'name', name: '&item', ...at(node) };
  const value = applyMethod({ ...target }, name, [], false, node, node);
  const parameters: Parameter[] = [{ target, otherwise: null, sort: 'positional', annotation: null }];
  const definition = functionOf(null, parameters, [{ kind: 'return', value, ...at(node) }], node);
  return { kind: 'function', definition, ...at(node) };
}

const loops: ReadonlySet<string> = new Set(['each', 'each_pair', 'each_with_index', 'each_with_object', 'times']);

/** `xs.each do |x| … end` is a loop; null where it is none. */
export function lowerLoop(x: Lowering, node: Syntax, parts: CallParts): Statement | null {
  const { receiver, method, block } = parts;
  const name = method ? textOf(x, method) : '';
  if (!receiver || !block || !loops.has(name) || parts.args.length > 0) return null;
  const target = targetOf(x, block);
  if (!target) return null;
  const plain = lowerExpression(x, receiver);
  const indexed = name === 'each_with_index' ? 'ruby.with_index' : 'ruby.pairs';
  const iterable = target.kind === 'list' ? callOf(indexed, [plain], receiver) : plain;
  const body = inScope(x, namesIn(target), true, () => lowerBody(x, bodyOf(block), 'continue'));
  return { kind: 'for', target, iterable, over: 'values', body, otherwise: [], ...at(node) };
}
