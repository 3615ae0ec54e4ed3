import type { At, Expression, FunctionDefinition, Statement } from '../../program/program.ts';
import { partsOf, type Syntax } from '../syntax.ts';
import { expressionRules } from './expressions.ts';

/** One lowering of one text. */
export interface Lowering {
  readonly text: string;
  depth: number;
  /** Local variables, innermost function last; a block sees those around it. */
  locals: readonly Set<string>[];
  /** A method's body: a bare name that is no local variable is a method of `self`. */
  inMethod: boolean;
  /** Methods are the class's own: `class << self`, `extend self`. */
  ofClass: boolean;
}

export type LowerExpression = (x: Lowering, node: Syntax) => Expression;

/** Nested deeper than this, an expression is left out, so that no stack overflows. */
export const deepest = 300;

export function startLowering(text: string): Lowering {
  return { text, depth: 0, locals: [new Set()], inMethod: false, ofClass: false };
}

export function at(node: At): At {
  return { start: node.start, end: node.end };
}

export function textOf(x: Lowering, node: At): string {
  return x.text.slice(node.start, node.end);
}

export function isLocal(x: Lowering, name: string): boolean {
  return x.locals.some((scope) => scope.has(name));
}

export function declare(x: Lowering, name: string): void {
  x.locals.at(-1)?.add(name);
}

/** Lowers what stands in a scope of its own: a block sees the local variables around it, a method does not. */
export function inScope<T>(x: Lowering, names: readonly string[], sees: boolean, lower: () => T): T {
  const { locals } = x;
  x.locals = [...(sees ? locals : []), new Set(names)];
  try {
    return lower();
  } finally {
    x.locals = locals;
  }
}

export function lowerExpression(x: Lowering, node: Syntax): Expression {
  if (x.depth >= deepest) return nothing(node);
  x.depth++;
  try {
    const lower = Object.hasOwn(expressionRules, node.type) ? expressionRules[node.type] : undefined;
    return lower ? lower(x, node) : { kind: 'other', operands: lowerAll(x, partsOf(node)), ...at(node) };
  } finally {
    x.depth--;
  }
}

export function lowerAll(x: Lowering, nodes: readonly Syntax[]): Expression[] {
  return nodes.map((node) => lowerExpression(x, node));
}

export function lowerOptional(x: Lowering, node: Syntax | undefined, parent: At): Expression {
  return node === undefined ? nothing(parent) : lowerExpression(x, node);
}

function nothing(place: At): Expression {
  return { kind: 'other', operands: [], ...at(place) };
}

export function nil(place: At): Expression {
  return { kind: 'null', ...at(place) };
}

/** A call of a function of the language that stands for a method: its receiver is the first argument. */
export function callOf(name: string, args: readonly Expression[], place: At): Expression {
  return {
    kind: 'call',
    callee: { kind: 'name', name, start: place.start, end: place.start },
    args: args.map((value) => ({ value, name: null, spread: null, start: value.start, end: value.end })),
    constructs: false,
    optional: false,
    ...at(place),
  };
}

/** Statements as a value: that of the last one. */
export function lastValue(body: readonly Statement[], place: At): Expression {
  const [only, ...others] = body;
  if (only === undefined) return nil(place);
  if (others.length === 0 && only.kind === 'return' && only.value) return only.value;
  const definition = functionOf(null, [], body, place);
  return {
    kind: 'call',
    callee: { kind: 'function', definition, ...at(place) },
    args: [],
    constructs: false,
    optional: false,
    ...at(place),
  };
}

export function functionOf(
  name: string | null,
  parameters: FunctionDefinition['parameters'],
  body: readonly Statement[],
  place: At,
): FunctionDefinition {
  return {
    name,
    parameters,
    receiver: null,
    role: 'function',
    decorators: [],
    async: false,
    generator: false,
    body,
    ...at(place),
  };
}
