import type { CallArgument, Expression } from '../../program/program.ts';
import { partOf, partsOf, type Syntax, tokensOf } from '../syntax.ts';
import { lowerBlockArgument, lowerBlockFunction, lowerEnumeration } from './blocks.ts';
import { lowerEntry } from './expressions.ts';
import { at, isLocal, type Lowering, lowerExpression, textOf } from './lowering.ts';
import { applyMethod, RUN_LATER } from './methods.ts';

/** What a program calls without a receiver and without having defined it. https://docs.ruby-lang.org/en/3.3/Kernel.html */
const kernel: ReadonlySet<string> = new Set(
  `raise fail abort exit exit! puts print p pp warn require require_relative load autoload lambda proc loop format sprintf Integer Float
  String Array Hash catch throw sleep rand binding at_exit system exec spawn attr_reader attr_writer attr_accessor private public
  protected include extend freeze`.split(/\s+/),
);
const stops: Readonly<Record<string, string>> = {
  raise: 'ruby.raise',
  fail: 'ruby.raise',
  abort: 'ruby.abort',
  exit: 'ruby.exit',
  'exit!': 'ruby.exit',
};

/** The parts of a call: grammar and receiver stand before the point, the method behind it. */
export interface CallParts {
  readonly receiver: Syntax | undefined;
  readonly method: Syntax | undefined;
  readonly args: readonly Syntax[];
  readonly block: Syntax | undefined;
  readonly safe: boolean;
}

export function partsOfCall(node: Syntax): CallParts {
  const inner = partsOf(node);
  const [operator] = tokensOf(node);
  const pointed = operator === '.' || operator === '&.' || operator === '::';
  const list = partOf(node, 'argument_list');
  const block = partOf(node, 'block', 'do_block');
  const rest = inner.filter((part) => part !== list && part !== block);
  return {
    receiver: pointed ? rest[0] : undefined,
    method: pointed ? rest[1] : rest[0],
    args: list ? partsOf(list) : [],
    block,
    safe: operator === '&.',
  };
}

export function lowerCall(x: Lowering, node: Syntax): Expression {
  const parts = partsOfCall(node);
  const { receiver, method, safe } = parts;
  const enumerated = lowerEnumeration(x, node, parts);
  if (enumerated) return enumerated;
  // `f.(x)` calls what `f` holds.
  const name = method === undefined ? 'call' : textOf(x, method);
  const args = [...lowerArguments(x, parts.args), ...lowerBlock(x, parts, name)];
  if (receiver) return applyMethod(lowerExpression(x, receiver), name, args, safe, node, method ?? node);
  if (method?.type === 'super' || method === undefined)
    return { kind: 'other', operands: args.map(({ value }) => value), ...at(node) };
  return callOnSelf(x, method, args, node, false);
}

/** A name that is no local variable is a method of `self`, called without arguments. */
export function lowerIdentifier(x: Lowering, node: Syntax): Expression {
  const name = textOf(x, node);
  if (isLocal(x, name)) return { kind: 'name', name, ...at(node) };
  return callOnSelf(x, node, [], node, true);
}

function callOnSelf(
  x: Lowering,
  method: Syntax,
  args: readonly CallArgument[],
  node: Syntax,
  bare: boolean,
): Expression {
  const name = textOf(x, method);
  const stop = Object.hasOwn(stops, name) ? stops[name] : undefined;
  const self: Expression = { kind: 'name', name: 'self', start: node.start, end: node.start };
  const own = x.inMethod && !kernel.has(name) && stop === undefined;
  const callee: Expression = own
    ? { kind: 'attribute', object: self, name, optional: false, ...at(method) }
    : { kind: 'name', name: stop ?? name, ...at(method) };
  const call: Expression = { kind: 'call', callee, args, constructs: false, optional: false, ...at(node) };
  return bare || args.length === 0 ? { ...call, bare: true } : call;
}

/** Arguments; pairs without braces are one hash, and symbols as keys are keywords of the method. */
export function lowerArguments(x: Lowering, nodes: readonly Syntax[]): CallArgument[] {
  return nodes.flatMap((node): CallArgument[] => {
    const [first, second] = partsOf(node);
    switch (node.type) {
      case 'pair': {
        const { key, value } = lowerEntry(x, node);
        const name = key?.kind === 'string' ? key.value : null;
        return name === null ? [] : [{ value, name, spread: null, ...at(second ?? node) }];
      }
      case 'splat_argument':
      case 'hash_splat_argument': {
        const spread = node.type === 'splat_argument' ? 'list' : 'dict';
        return first ? [{ value: lowerExpression(x, first), name: null, spread, ...at(node) }] : [];
      }
      case 'block_argument': {
        const value = first ? lowerBlockArgument(x, first) : null;
        return value ? [{ value, name: '&', spread: null, ...at(node) }] : [];
      }
      default:
        return [{ value: lowerExpression(x, node), name: null, spread: null, ...at(node) }];
    }
  });
}

/** A block is handed over under `&`; where it is known to run later, under `&later`. */
function lowerBlock(x: Lowering, { block }: CallParts, method: string): readonly CallArgument[] {
  if (!block) return [];
  const definition = lowerBlockFunction(x, block);
  const name = RUN_LATER.has(method) ? '&later' : '&';
  return [{ value: { kind: 'function', definition, ...at(block) }, name, spread: null, ...at(block) }];
}

/** `yield x` calls the block that the method was given. */
export function lowerYield(x: Lowering, node: Syntax): Expression {
  const list = partOf(node, 'argument_list');
  const args = list ? lowerArguments(x, partsOf(list)) : [];
  const callee: Expression = { kind: 'name', name: '&', start: node.start, end: node.start };
  return { kind: 'call', callee, args, constructs: false, optional: false, ...at(node) };
}
