import type { At, Expression, FunctionDefinition, Statement } from '../../program/program.ts';
import { partsOf, type Syntax } from '../syntax.ts';
import { expressionRules } from './expressions.ts';

/** A class or object whose body is being lowered. */
export interface Around {
  readonly name: string;
  readonly methods: ReadonlySet<string>;
  /** Properties and their types as written. */
  readonly fields: ReadonlyMap<string, string>;
}

/** One lowering of one text. */
export interface Lowering {
  readonly text: string;
  depth: number;
  /** Names of variables and parameters, and their types as written. */
  locals: readonly Map<string, string>[];
  /** Classes around, innermost last. */
  classes: readonly Around[];
  /** Simple names of imported classes and functions, with their full names. */
  readonly imports: ReadonlyMap<string, string>;
  /** Properties of the file that are made when they are asked for: `by lazy`, and those with a getter. */
  readonly made: ReadonlySet<string>;
}

export type LowerExpression = (x: Lowering, node: Syntax) => Expression;

/** Nested deeper than this, an expression is left out, so that no stack overflows. */
export const deepest = 300;

export function at(node: At): At {
  return { start: node.start, end: node.end };
}

/** A place without length, where a node begins. */
export function before({ start }: At): At {
  return { start, end: start };
}

export function textOf(x: Lowering, node: At): string {
  return x.text.slice(node.start, node.end);
}

/** The type of a variable as written; undefined where the name is none. */
export function typeOf(x: Lowering, name: string): string | undefined {
  for (let i = x.locals.length - 1; i >= 0; i--) {
    const type = x.locals[i]?.get(name);
    if (type !== undefined) return type;
  }
  return undefined;
}

export function declare(x: Lowering, name: string, type: string): void {
  x.locals.at(-1)?.set(name, type);
}

export function inScope<T>(x: Lowering, names: ReadonlyMap<string, string>, lower: () => T): T {
  const { locals } = x;
  x.locals = [...locals, new Map(names)];
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

function lowerAll(x: Lowering, nodes: readonly Syntax[]): Expression[] {
  return nodes.map((node) => lowerExpression(x, node));
}

export function lowerOptional(x: Lowering, node: Syntax | undefined, parent: At): Expression {
  return node === undefined ? nothing(parent) : lowerExpression(x, node);
}

export function nothing(place: At): Expression {
  return { kind: 'other', operands: [], ...at(place) };
}

export function nullAt(place: At): Expression {
  return { kind: 'null', ...before(place) };
}

export function nameAt(name: string, place: At): Expression {
  return { kind: 'name', name, ...at(place) };
}

export function memberOf(object: Expression, name: string, place: At, optional = false): Expression {
  return { kind: 'attribute', object, name, optional, ...at(place) };
}

export function callOn(callee: Expression, values: readonly Expression[], place: At, optional = false): Expression {
  const args = values.map((value) => ({ value, name: null, spread: null, ...at(value) }));
  return { kind: 'call', callee, args, constructs: false, optional, ...at(place) };
}

export function assign(name: string, value: Expression | null, place: At, exported = false): Statement {
  const target = { kind: 'name', name, ...at(place) } as const;
  return { kind: 'assign', target, operator: null, value, annotation: null, exported, ...at(place) };
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

/** Statements that give a value, as an expression: a function that is called at once. */
export function givenBy(body: readonly Statement[], place: At): Expression {
  const definition = functionOf(null, [], body, place);
  return callOn({ kind: 'function', definition, ...at(place) }, [], place);
}
