import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import type { Language, Parser, ParseState, Tree } from 'web-tree-sitter';

/** What of a grammar's trees is wanted: the rest is not copied out of the parser. */
export interface TreeShape {
  /** Node types whose children are never looked at. */
  readonly leaves: readonly string[];
  /** Node types that are left out together with their children: comments, for example. */
  readonly dropped: readonly string[];
  /** Node types whose unnamed children (operators) are kept. */
  readonly tokensOf: readonly string[];
}

/**
 * A syntax tree as columns, in order of the text: the children of node `i` are `i + 1`, `next[i + 1]`, … below `next[i]`.
 *
 * Offsets are UTF-16 units of the parsed text. The columns are used again by the next parse, so nothing may keep them.
 */
export interface FlatTree {
  readonly symbol: Uint16Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly next: Uint32Array;
  readonly size: number;
  readonly hasError: boolean;
}

/** What is kept of a tree in which only the nodes of some types are looked for. */
export function shapeOfOnly(types: readonly string[]): TreeShape {
  return { leaves: types, dropped: [], tokensOf: [] };
}

/** The places of all nodes of some types, in the order of the text; null where the parser gave up. */
export function findNodes(
  grammar: Grammar,
  text: string,
  types: readonly string[],
): { readonly start: number; readonly end: number }[] | null {
  const tree = grammar.parse(text, 'recover');
  if (!tree) return null;
  const wanted = new Set(types.map((type) => grammar.symbol(type)));
  const found: { start: number; end: number }[] = [];
  for (let at = 0; at < tree.size; at++)
    if (wanted.has(tree.symbol[at] ?? grammar.broken))
      found.push({ start: tree.start[at] ?? 0, end: tree.end[at] ?? 0 });
  return found;
}

export interface Grammar {
  /** The symbol of a node type; throws for a type that the grammar does not have. */
  symbol(type: string): number;
  /** The text of an unnamed node, such as an operator; empty for a named one. */
  token(symbol: number): string;
  /** The type of a node by its symbol. */
  type(symbol: number): string;
  /** One more than the greatest symbol; {@link Grammar.broken} is below it. */
  readonly symbols: number;
  /** The symbol of what does not parse, and of a token that is missing. */
  readonly broken: number;
  /**
   * Null when the parser gave up: at the first error where the text must be `sound`, after too much work else. (A short
   * text is parsed to its end in any case; then the tree says that it has an error.)
   */
  parse(text: string, must: 'be-sound' | 'recover'): FlatTree | null;
}

/**
 * Rounds of the parser per UTF-16 unit after which it is stopped. Sound input needs 0.006, or 0.03 in one long list;
 * input in error may need as many, but each takes up to ten times as long.
 */
const roundsPerUnit = { 'be-sound': 0.1, recover: 0.006 } as const;
const freeRounds = 2_000;
const errorType = 65_535;

/**
 * Where a file of a grammar lies: beside the running module (the bundle), else in node_modules.
 * @param specifier for example `tree-sitter-python/tree-sitter-python.wasm`
 */
function grammarPath(specifier: string): string {
  const file = specifier.slice(specifier.lastIndexOf('/') + 1);
  const beside = fileURLToPath(new URL(`./${file}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(specifier);
}

/**
 * Loads the parser and one grammar.
 *
 * V8's optimising compiler takes many seconds for the lexers of some grammars and delays the end of the process, so
 * only the baseline compiler is used for grammars; the flag must be set before a grammar is compiled, and after the
 * parser is, which parses a quarter faster when it is optimised.
 */
export async function loadGrammar(specifier: string, shape: TreeShape): Promise<Grammar> {
  const { Parser, Language } = await import('web-tree-sitter');
  walker ??= loadWalker(Parser);
  const walk = await walker;
  v8.setFlagsFromString('--liftoff-only');
  const language = await Language.load(grammarPath(specifier));
  const parser = new Parser();
  parser.setLanguage(language);
  return grammarOf(language, parser, walk, shape);
}

/** web-tree-sitter's own functions on a cursor; each takes the tree's address and works on the one shared cursor. */
interface Walker {
  readonly _ts_tree_root_node_wasm: (tree: number) => void;
  readonly _ts_tree_cursor_new_wasm: (tree: number) => void;
  readonly _ts_tree_cursor_delete_wasm: (tree: number) => void;
  readonly _ts_tree_cursor_goto_first_child_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_goto_next_sibling_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_goto_parent_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_current_node_type_id_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_current_node_is_missing_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_start_index_wasm: (tree: number) => number;
  readonly _ts_tree_cursor_end_index_wasm: (tree: number) => number;
}

let walker: Promise<Walker> | undefined;

/**
 * The functions under `TreeCursor`, which the module's options receive. The class copies the cursor's state in and out
 * around every call, and a tree has 130 nodes a kilobyte: with it, a third of the time goes into copying.
 * The release is pinned exactly; another one may name them differently, which this says at once.
 */
async function loadWalker(parser: typeof Parser): Promise<Walker> {
  const module: Record<string, unknown> = {
    locateFile: () => grammarPath('web-tree-sitter/web-tree-sitter.wasm'),
  };
  await parser.init(module);
  if (typeof module._ts_tree_cursor_new_wasm !== 'function')
    throw new Error('web-tree-sitter was loaded before, or its release does not give its functions to the module');
  return module as unknown as Walker;
}

function grammarOf(language: Language, parser: Parser, walk: Walker, shape: TreeShape): Grammar {
  const broken = language.nodeTypeCount;
  const symbol = (type: string): number => {
    const id = language.idForNodeType(type, true);
    if (id === null) throw new Error(`grammar ${language.name ?? ''} has no node type ${type}`);
    return id;
  };
  const flatten = flattener(language, walk, shape, symbol, broken);
  return {
    symbol,
    token: (id) => (language.nodeTypeIsNamed(id) ? '' : (language.nodeTypeForId(id) ?? '')),
    type: (id) => (id === broken ? 'ERROR' : (language.nodeTypeForId(id) ?? '')),
    symbols: broken + 1,
    broken,
    parse: (text, must) => {
      const tree = parseBounded(parser, text, must);
      if (tree === null) return null;
      const flat = flatten(tree);
      tree.delete();
      return flat;
    },
  };
}

/** Bounded by the parser's own rounds, not by time, so that the result is the same on every machine. */
function parseBounded(parser: Parser, text: string, must: 'be-sound' | 'recover'): Tree | null {
  const stopAtError = must === 'be-sound';
  let rounds = freeRounds + text.length * roundsPerUnit[must];
  const progressCallback = ({ hasError }: ParseState): boolean => --rounds < 0 || (stopAtError && hasError);
  let tree: Tree | null = null;
  try {
    tree = parser.parse(text, null, { progressCallback });
  } catch {
    // Ruby's scanner asks for a function of C that the runtime does not have, at some broken texts: that is a text that does not parse.
  }
  if (tree === null) parser.reset();
  return tree;
}

const enclosed = 0;
const leaf = 1;
const dropped = 2;
const unnamed = 3;

function flattener(
  language: Language,
  walk: Walker,
  shape: TreeShape,
  symbol: (type: string) => number,
  broken: number,
): (tree: Tree) => FlatTree {
  const treatment = new Uint8Array(broken + 1).fill(unnamed);
  for (let id = 0; id < broken; id++) if (language.nodeTypeIsNamed(id)) treatment[id] = enclosed;
  for (const type of shape.leaves) treatment[symbol(type)] = leaf;
  for (const type of shape.dropped) treatment[symbol(type)] = dropped;
  treatment[broken] = enclosed;
  const keepsTokens = new Uint8Array(broken + 1);
  for (const type of shape.tokensOf) keepsTokens[symbol(type)] = 1;
  const columns = new Columns();
  return (tree) => {
    const hasError = tree.rootNode.hasError;
    const address = (tree as unknown as { readonly 0: number })[0];
    columns.size = 0;
    walk._ts_tree_root_node_wasm(address);
    walk._ts_tree_cursor_new_wasm(address);
    copyNodes(walk, address, columns, { treatment, keepsTokens, broken, hasError });
    walk._ts_tree_cursor_delete_wasm(address);
    return { ...columns.view(), hasError };
  };
}

interface Copying {
  readonly treatment: Uint8Array;
  readonly keepsTokens: Uint8Array;
  readonly broken: number;
  readonly hasError: boolean;
}

/** Visits every node once; each call crosses into wasm, so none is made that the shape does not ask for. */
function copyNodes(walk: Walker, tree: number, columns: Columns, copying: Copying): void {
  const { treatment, keepsTokens, broken, hasError } = copying;
  const parents: number[] = [];
  let parentKeepsTokens = false;
  for (;;) {
    const type = walk._ts_tree_cursor_current_node_type_id_wasm(tree);
    let symbol = type === errorType ? broken : type;
    if (hasError && walk._ts_tree_cursor_current_node_is_missing_wasm(tree) === 1) symbol = broken;
    const how = treatment[symbol] ?? dropped;
    const trimmed = how === dropped;
    if (how < dropped || (how === unnamed && parentKeepsTokens)) {
      const start = walk._ts_tree_cursor_start_index_wasm(tree);
      const at = columns.push(symbol, start, walk._ts_tree_cursor_end_index_wasm(tree));
      if (how === enclosed && walk._ts_tree_cursor_goto_first_child_wasm(tree) === 1) {
        parents.push(at);
        parentKeepsTokens = keepsTokens[symbol] === 1;
        continue;
      }
    }
    while (walk._ts_tree_cursor_goto_next_sibling_wasm(tree) !== 1) {
      const parent = parents.pop();
      if (parent === undefined) return;
      columns.close(parent);
      if (trimmed) columns.trim(parent);
      walk._ts_tree_cursor_goto_parent_wasm(tree);
      const above = parents.at(-1);
      parentKeepsTokens = above !== undefined && keepsTokens[columns.symbol[above] ?? 0] === 1;
    }
  }
}

class Columns {
  size = 0;
  symbol = new Uint16Array(1 << 14);
  start = new Uint32Array(1 << 14);
  end = new Uint32Array(1 << 14);
  next = new Uint32Array(1 << 14);

  push(symbol: number, start: number, end: number): number {
    const at = this.size++;
    if (at === this.symbol.length) this.grow();
    this.symbol[at] = symbol;
    this.start[at] = start;
    this.end[at] = end;
    this.next[at] = at + 1;
    return at;
  }

  close(at: number): void {
    this.next[at] = this.size;
  }

  /** Ends a node where its last child ends: what was dropped behind it (a comment) is not part of it. */
  trim(at: number): void {
    let last = at;
    for (let child = at + 1; child < this.size; child = this.next[child] ?? this.size) last = child;
    if (last !== at) this.end[at] = this.end[last] ?? 0;
  }

  view(): Omit<FlatTree, 'hasError'> {
    return { symbol: this.symbol, start: this.start, end: this.end, next: this.next, size: this.size };
  }

  private grow(): void {
    this.symbol = enlarge(this.symbol, new Uint16Array(this.symbol.length * 2));
    this.start = enlarge(this.start, new Uint32Array(this.start.length * 2));
    this.end = enlarge(this.end, new Uint32Array(this.end.length * 2));
    this.next = enlarge(this.next, new Uint32Array(this.next.length * 2));
  }
}

function enlarge<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
