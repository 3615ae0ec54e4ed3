import type { At, Expression, Statement } from '../../program/program.ts';
import type { FlatTree, Grammar } from '../tree-sitter.ts';

/** One lowering of one text: what every part of it reads, and the few things that depend on where it stands. */
export interface Lowering {
  readonly text: string;
  readonly tree: FlatTree;
  /** Added to every offset: the text may be a piece of the unit. */
  readonly base: number;
  readonly rules: Rules;
  depth: number;
  /** Something was nested too deeply and is missing in the result. */
  tooDeep: boolean;
  inClass: boolean;
  typeOnly: boolean;
}

export type LowerExpression = (x: Lowering, node: number) => Expression;
/** Appends the statements that the node stands for. */
export type LowerStatement = (x: Lowering, node: number, out: Statement[]) => void;

/** The grammar's symbols and what is done with each. */
export interface Rules {
  readonly is: Readonly<Record<NodeType, number>>;
  readonly grammar: Grammar;
  readonly expressions: readonly (LowerExpression | undefined)[];
  readonly statements: readonly (LowerStatement | undefined)[];
  /** Operators by symbol, as written; empty for a symbol that is no operator. */
  readonly operators: readonly string[];
}

/** Node types that are asked for by name. */
export const nodeTypes = [
  'aliased_import',
  'argument_list',
  'as_pattern',
  'as_pattern_target',
  'assignment',
  'attribute',
  'augmented_assignment',
  'block',
  'case_clause',
  'case_pattern',
  'chevron',
  'class_definition',
  'concatenated_string',
  'decorator',
  'default_parameter',
  'dictionary_splat',
  'dictionary_splat_pattern',
  'dotted_name',
  'elif_clause',
  'else_clause',
  'except_clause',
  'expression_list',
  'finally_clause',
  'float',
  'for_in_clause',
  'format_specifier',
  'function_definition',
  'identifier',
  'if_clause',
  'integer',
  'interpolation',
  'keyword_argument',
  'keyword_separator',
  'lambda',
  'lambda_parameters',
  'list',
  'list_pattern',
  'list_splat',
  'list_splat_pattern',
  'pair',
  'parameters',
  'parenthesized_expression',
  'pattern_list',
  'positional_separator',
  'string',
  'string_end',
  'string_start',
  'subscript',
  'tuple',
  'tuple_pattern',
  'type',
  'type_conversion',
  'typed_default_parameter',
  'typed_parameter',
  'union_pattern',
  'wildcard_import',
  'with_clause',
  'yield',
] as const;

export type NodeType = (typeof nodeTypes)[number];

/** Nested deeper than this, an expression or statement is left out and said to be broken, so that no stack overflows. */
export const deepest = 400;

export function symbolOf(x: Lowering, node: number): number {
  return x.tree.symbol[node] ?? x.rules.grammar.broken;
}

export function startOf(x: Lowering, node: number): number {
  return x.tree.start[node] ?? 0;
}

export function endOf(x: Lowering, node: number): number {
  return x.tree.end[node] ?? 0;
}

/** The node after this one and all that it holds. */
export function after(x: Lowering, node: number): number {
  return x.tree.next[node] ?? x.tree.size;
}

export function at(x: Lowering, node: number): At {
  return { start: startOf(x, node) + x.base, end: endOf(x, node) + x.base };
}

export function textOf(x: Lowering, node: number): string {
  return x.text.slice(startOf(x, node), endOf(x, node));
}

/** The named children, without what does not parse. */
export function children(x: Lowering, node: number): number[] {
  const { symbol, next } = x.tree;
  const { operators, grammar } = x.rules;
  const out: number[] = [];
  const end = after(x, node);
  for (let child = node + 1; child < end; child = next[child] ?? end) {
    const kind = symbol[child] ?? grammar.broken;
    if (kind !== grammar.broken && operators[kind] === '') out.push(child);
  }
  return out;
}

/** The first operator among the children, as written. */
export function operatorOf(x: Lowering, node: number): string {
  const end = after(x, node);
  for (let child = node + 1; child < end; child = after(x, child)) {
    const operator = x.rules.operators[symbolOf(x, child)];
    if (operator !== undefined && operator !== '') return operator;
  }
  return '';
}

export function childOf(x: Lowering, node: number, type: NodeType): number | undefined {
  const wanted = x.rules.is[type];
  const end = after(x, node);
  for (let child = node + 1; child < end; child = after(x, child)) if (symbolOf(x, child) === wanted) return child;
  return undefined;
}

export function isType(x: Lowering, node: number, type: NodeType): boolean {
  return symbolOf(x, node) === x.rules.is[type];
}

export function lowerExpression(x: Lowering, node: number): Expression {
  if (x.depth >= deepest) {
    x.tooDeep = true;
    return { kind: 'other', operands: [], ...at(x, node) };
  }
  x.depth++;
  const lower = x.rules.expressions[symbolOf(x, node)] ?? lowerOther;
  const expression = lower(x, node);
  x.depth--;
  return expression;
}

/** What has no kind of its own: its children are kept, because they may read something. */
function lowerOther(x: Lowering, node: number): Expression {
  return { kind: 'other', operands: lowerAll(x, children(x, node)), ...at(x, node) };
}

export function lowerAll(x: Lowering, nodes: readonly number[]): Expression[] {
  return nodes.map((node) => lowerExpression(x, node));
}

/** The expression, or what stands for one that the source lacks. */
export function lowerOptional(x: Lowering, node: number | undefined, parent: number): Expression {
  return node === undefined ? { kind: 'other', operands: [], ...at(x, parent) } : lowerExpression(x, node);
}

/** The statements of a block; also of the root, and of a part that does not parse. */
export function lowerStatements(x: Lowering, parent: number): Statement[] {
  const out: Statement[] = [];
  lowerInto(x, parent, out);
  return out;
}

function lowerInto(x: Lowering, parent: number, out: Statement[]): void {
  const end = after(x, parent);
  for (let node = parent + 1; node < end; node = after(x, node)) lowerStatement(x, node, out);
}

export function lowerBlock(x: Lowering, node: number | undefined): Statement[] {
  return node === undefined ? [] : lowerStatements(x, node);
}

function lowerStatement(x: Lowering, node: number, out: Statement[]): void {
  const symbol = symbolOf(x, node);
  const { grammar, statements, expressions } = x.rules;
  if (symbol === grammar.broken) {
    out.push({ kind: 'broken', ...at(x, node) });
    if (x.depth < deepest) nested(x, () => lowerInto(x, node, out));
    return;
  }
  const lower = statements[symbol];
  const deepBefore = x.tooDeep;
  x.tooDeep = x.depth >= deepest;
  const start = out.length;
  if (!x.tooDeep) {
    x.depth++;
    if (lower) lower(x, node, out);
    else if (expressions[symbol]) out.push({ kind: 'expression', value: lowerExpression(x, node), ...at(x, node) });
    x.depth--;
  }
  if (x.tooDeep || (x.tree.hasError && holdsError(x, node))) out.splice(start, 0, { kind: 'broken', ...at(x, node) });
  x.tooDeep = deepBefore;
}

function nested(x: Lowering, run: () => void): void {
  x.depth++;
  run();
  x.depth--;
}

/** Whether something of the node itself does not parse; what stands in its blocks is asked there. */
function holdsError(x: Lowering, node: number): boolean {
  const { grammar, is } = x.rules;
  const end = after(x, node);
  for (let inner = node + 1; inner < end; ) {
    const symbol = symbolOf(x, inner);
    if (symbol === grammar.broken) return true;
    inner = symbol === is.block ? after(x, inner) : inner + 1;
  }
  return false;
}
