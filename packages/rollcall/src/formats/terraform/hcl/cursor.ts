import type { FlatTree, Grammar } from '../../../languages/tree-sitter.ts';
import type { Range } from '../../../model/span.ts';

/** Names of the grammar's node types by symbol. */
const TYPES = [
  'config_file',
  'body',
  'attribute',
  'block',
  'identifier',
  'string_lit',
  'expression',
  'literal_value',
  'numeric_lit',
  'bool_lit',
  'null_lit',
  'template_expr',
  'quoted_template',
  'heredoc_template',
  'heredoc_start',
  'heredoc_identifier',
  'template_literal',
  'template_interpolation',
  'template_directive',
  'collection_value',
  'tuple',
  'object',
  'object_elem',
  'variable_expr',
  'get_attr',
  'index',
  'new_index',
  'legacy_index',
  'splat',
  'attr_splat',
  'full_splat',
  'for_expr',
  'for_tuple_expr',
  'for_object_expr',
  'for_intro',
  'for_cond',
  'function_call',
  'function_arguments',
  'ellipsis',
  'conditional',
  'operation',
  'unary_operation',
  'binary_operation',
] as const;

export type NodeType = (typeof TYPES)[number] | 'broken' | 'other';

const namesOf = new WeakMap<Grammar, ReadonlyMap<number, NodeType>>();

function typeNames(grammar: Grammar): ReadonlyMap<number, NodeType> {
  let names = namesOf.get(grammar);
  if (!names) {
    names = new Map<number, NodeType>([
      ...TYPES.map((type) => [grammar.symbol(type), type] as const),
      [grammar.broken, 'broken'],
    ]);
    namesOf.set(grammar, names);
  }
  return names;
}

/** One node of a flat tree. */
export class Cursor {
  readonly tree: FlatTree;
  readonly at: number;
  readonly file: { readonly path: string; readonly text: string };
  private readonly grammar: Grammar;

  constructor(tree: FlatTree, at: number, file: { readonly path: string; readonly text: string }, grammar: Grammar) {
    this.tree = tree;
    this.at = at;
    this.file = file;
    this.grammar = grammar;
  }

  get type(): NodeType {
    return typeNames(this.grammar).get(this.tree.symbol[this.at] ?? 0) ?? 'other';
  }

  /** The operator or bracket that an unnamed node is. */
  get token(): string {
    return this.grammar.token(this.tree.symbol[this.at] ?? 0);
  }

  get range(): Range {
    return { path: this.file.path, start: this.tree.start[this.at] ?? 0, end: this.tree.end[this.at] ?? 0 };
  }

  get text(): string {
    return this.file.text.slice(this.tree.start[this.at], this.tree.end[this.at]);
  }

  /** What does not parse, at any depth. */
  get broken(): readonly Range[] {
    const out: Range[] = [];
    const { symbol, start, end, next } = this.tree;
    const { path } = this.file;
    for (let at = this.at; at < (next[this.at] ?? 0); at++)
      if (symbol[at] === this.grammar.broken) out.push({ path, start: start[at] ?? 0, end: end[at] ?? 0 });
    return out;
  }

  get children(): readonly Cursor[] {
    const out: Cursor[] = [];
    const end = this.tree.next[this.at] ?? 0;
    for (let child = this.at + 1; child < end; child = this.tree.next[child] ?? end)
      out.push(new Cursor(this.tree, child, this.file, this.grammar));
    return out;
  }

  find(type: NodeType): Cursor | null {
    return this.children.find((child) => child.type === type) ?? null;
  }
}
