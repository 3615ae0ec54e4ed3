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

const namesOf = new WeakMap<Grammar, readonly NodeType[]>();

/** The grammar's node types by symbol. */
function typeNames(grammar: Grammar): readonly NodeType[] {
  let names = namesOf.get(grammar);
  if (!names) {
    const made: NodeType[] = Array.from({ length: grammar.symbols }, () => 'other');
    for (const type of TYPES) made[grammar.symbol(type)] = type;
    made[grammar.broken] = 'broken';
    names = made;
    namesOf.set(grammar, names);
  }
  return names;
}

interface Source {
  readonly tree: FlatTree;
  readonly path: string;
  readonly text: string;
  readonly grammar: Grammar;
  readonly names: readonly NodeType[];
}

/** One node of a flat tree, of which every node is looked at once. */
export class Cursor {
  readonly type: NodeType;
  private readonly source: Source;
  private readonly at: number;
  private known: readonly Cursor[] | null = null;

  constructor(source: Source, at: number) {
    this.source = source;
    this.at = at;
    this.type = source.names[source.tree.symbol[at] ?? 0] ?? 'other';
  }

  /** The operator or bracket that an unnamed node is. */
  get token(): string {
    return this.source.grammar.token(this.source.tree.symbol[this.at] ?? 0);
  }

  get range(): Range {
    const { tree, path } = this.source;
    return { path, start: tree.start[this.at] ?? 0, end: tree.end[this.at] ?? 0 };
  }

  get text(): string {
    const { tree, text } = this.source;
    return text.slice(tree.start[this.at], tree.end[this.at]);
  }

  /** What does not parse, at any depth. */
  get broken(): readonly Range[] {
    const { tree, grammar, path } = this.source;
    if (!tree.hasError) return [];
    const out: Range[] = [];
    const end = tree.next[this.at] ?? 0;
    for (let at = this.at; at < end; at++)
      if (tree.symbol[at] === grammar.broken) out.push({ path, start: tree.start[at] ?? 0, end: tree.end[at] ?? 0 });
    return out;
  }

  get children(): readonly Cursor[] {
    if (this.known) return this.known;
    const { tree } = this.source;
    const out: Cursor[] = [];
    const end = tree.next[this.at] ?? 0;
    for (let child = this.at + 1; child < end; child = tree.next[child] ?? end)
      out.push(new Cursor(this.source, child));
    this.known = out;
    return out;
  }

  find(type: NodeType): Cursor | null {
    return this.children.find((child) => child.type === type) ?? null;
  }
}

/** The root of a parsed text. */
export function rootOf(
  tree: FlatTree,
  file: { readonly path: string; readonly text: string },
  grammar: Grammar,
): Cursor {
  return new Cursor({ tree, ...file, grammar, names: typeNames(grammar) }, 0);
}
