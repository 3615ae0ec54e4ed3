import type { At, Expression, Statement } from '../../program/program.ts';
import type { FlatTree, Grammar } from '../tree-sitter.ts';

/** One lowering of one text: what every part of it reads, and the few things that depend on where it stands. */
export interface Lowering {
  readonly text: string;
  readonly tree: FlatTree;
  readonly rules: Rules;
  depth: number;
  /** Something was nested too deeply and is missing in the result. */
  tooDeep: boolean;
  /** Names of the results of the function around, by which a bare `return` gives them; empty where they have none. */
  results: readonly string[];
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
  'argument_list',
  'array_type',
  'assignment_statement',
  'binary_expression',
  'blank_identifier',
  'block',
  'call_expression',
  'channel_type',
  'const_spec',
  'default_case',
  'dot',
  'expression_case',
  'expression_list',
  'expression_statement',
  'field_declaration',
  'field_declaration_list',
  'field_identifier',
  'for_clause',
  'func_literal',
  'function_type',
  'generic_type',
  'identifier',
  'implicit_length_array_type',
  'import_spec',
  'index_expression',
  'int_literal',
  'interface_type',
  'interpreted_string_literal',
  'keyed_element',
  'label_name',
  'literal_element',
  'literal_value',
  'map_type',
  'negated_type',
  'package_identifier',
  'parameter_declaration',
  'parameter_list',
  'parenthesized_type',
  'pointer_type',
  'qualified_type',
  'range_clause',
  'raw_string_literal',
  'selector_expression',
  'short_var_declaration',
  'slice_type',
  'statement_list',
  'struct_type',
  'type_alias',
  'type_arguments',
  'type_assertion_expression',
  'type_case',
  'type_elem',
  'type_identifier',
  'type_parameter_list',
  'type_spec',
  'unary_expression',
  'var_spec',
  'var_spec_list',
  'variadic_argument',
  'variadic_parameter_declaration',
] as const;

export type NodeType = (typeof nodeTypes)[number];

/** Nested deeper than this, an expression or statement is left out and said to be broken, so that no stack overflows. */
export const deepest = 400;

export function symbolOf(x: Lowering, node: number): number {
  return x.tree.symbol[node] ?? x.rules.grammar.broken;
}

/** The node after this one and all that it holds. */
function after(x: Lowering, node: number): number {
  return x.tree.next[node] ?? x.tree.size;
}

export function at(x: Lowering, node: number): At {
  // The new line behind the text is the lowering's own.
  const last = x.text.length - 1;
  return { start: Math.min(x.tree.start[node] ?? 0, last), end: Math.min(x.tree.end[node] ?? 0, last) };
}

export function textOf(x: Lowering, node: number): string {
  return x.text.slice(x.tree.start[node] ?? 0, x.tree.end[node] ?? 0);
}

/** The named children, without what does not parse. */
export function children(x: Lowering, node: number): number[] {
  return inner(x, node).filter((child) => x.rules.operators[symbolOf(x, child)] === '');
}

/** The children with the operators among them, without what does not parse. */
export function inner(x: Lowering, node: number): number[] {
  const out: number[] = [];
  const end = after(x, node);
  for (let child = node + 1; child < end; child = after(x, child))
    if (symbolOf(x, child) !== x.rules.grammar.broken) out.push(child);
  return out;
}

/** The operator that a node is, as written; empty for a named node. */
export function operatorAt(x: Lowering, node: number): string {
  return x.rules.operators[symbolOf(x, node)] ?? '';
}

/** The first operator among the children, as written. */
export function operatorOf(x: Lowering, node: number): string {
  for (const child of inner(x, node)) if (operatorAt(x, child) !== '') return operatorAt(x, child);
  return '';
}

export function isType(x: Lowering, node: number | undefined, ...types: readonly NodeType[]): node is number {
  return node !== undefined && types.some((type) => symbolOf(x, node) === x.rules.is[type]);
}

export function childOf(x: Lowering, node: number, ...types: readonly NodeType[]): number | undefined {
  return children(x, node).find((child) => isType(x, child, ...types));
}

export function nothing(x: Lowering, node: number): Expression {
  return { kind: 'other', operands: [], ...at(x, node) };
}

export function lowerExpression(x: Lowering, node: number): Expression {
  if (x.depth >= deepest) {
    x.tooDeep = true;
    return nothing(x, node);
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
  return node === undefined ? nothing(x, parent) : lowerExpression(x, node);
}

/** The statements of a block, a statement list, or the root; also of a part that does not parse. */
export function lowerStatements(x: Lowering, parent: number | undefined): Statement[] {
  const out: Statement[] = [];
  if (parent !== undefined) lowerInto(x, parent, out);
  return out;
}

function lowerInto(x: Lowering, parent: number, out: Statement[]): void {
  const end = after(x, parent);
  for (let node = parent + 1; node < end; node = after(x, node)) {
    if (isType(x, node, 'statement_list')) lowerInto(x, node, out);
    else lowerStatement(x, node, out);
  }
}

export function lowerStatement(x: Lowering, node: number, out: Statement[]): void {
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
  for (let child = node + 1; child < end; ) {
    const symbol = symbolOf(x, child);
    if (symbol === grammar.broken) return true;
    child = symbol === is.statement_list ? after(x, child) : child + 1;
  }
  return false;
}

export function nameAt(x: Lowering, node: number): Expression {
  return { kind: 'name', name: textOf(x, node), ...at(x, node) };
}

/** A call of something that the evaluation knows by a name that no program can have. */
export function intrinsic(name: string, args: readonly Expression[], where: At): Expression {
  return {
    kind: 'call',
    callee: { kind: 'name', name, ...where },
    args: args.map((value) => ({ value, name: null, spread: null, start: value.start, end: value.end })),
    constructs: false,
    optional: false,
    ...where,
  };
}
