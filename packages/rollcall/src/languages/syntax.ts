import type { FlatTree, Grammar } from './tree-sitter.ts';

/** A node of a syntax tree with its children: named ones, and the tokens that the grammar's shape keeps. */
export interface Syntax {
  readonly type: string;
  /** A token, such as an operator, is not named; its type is its text. */
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

/** The type of what does not parse. */
const BROKEN = 'ERROR';

/**
 * Parses a text: as sound where it is, else with what can be made of it.
 * @returns null where the parser gave up
 */
export function parseSyntax(grammar: Grammar, text: string): { readonly root: Syntax; readonly sound: boolean } | null {
  const tree = grammar.parse(text, 'be-sound') ?? grammar.parse(text, 'recover');
  return tree && { root: copyOf(grammar, tree), sound: !tree.hasError };
}

type Growing = Syntax & { readonly children: Syntax[] };

/** Copies the columns, which the next parse uses again. */
function copyOf(grammar: Grammar, tree: FlatTree): Syntax {
  const open: { readonly node: Growing; readonly next: number }[] = [];
  let root: Syntax | null = null;
  for (let at = 0; at < tree.size; at++) {
    const node = nodeAt(grammar, tree, at);
    while (open.length > 0 && (open.at(-1)?.next ?? 0) <= at) open.pop();
    open.at(-1)?.node.children.push(node);
    root ??= node;
    open.push({ node, next: tree.next[at] ?? at + 1 });
  }
  return root ?? { type: BROKEN, named: true, start: 0, end: 0, children: [] };
}

function nodeAt(grammar: Grammar, tree: FlatTree, at: number): Growing {
  const symbol = tree.symbol[at] ?? grammar.broken;
  return {
    type: grammar.type(symbol),
    named: grammar.token(symbol) === '',
    start: tree.start[at] ?? 0,
    end: tree.end[at] ?? 0,
    children: [],
  };
}

/** The named children, without what does not parse. */
export function partsOf(node: Syntax): readonly Syntax[] {
  return node.children.filter((child) => child.named && child.type !== BROKEN);
}

export function partOf(node: Syntax, ...types: readonly string[]): Syntax | undefined {
  return node.children.find((child) => types.includes(child.type));
}

/** The tokens among the children, in order. */
export function tokensOf(node: Syntax): readonly string[] {
  return node.children.filter((child) => !child.named).map((child) => child.type);
}

/** The part behind a token: what follows `=` or `:`. */
export function partBehind(node: Syntax, token: string): Syntax | undefined {
  const at = node.children.findIndex((child) => !child.named && child.type === token);
  return at < 0 ? undefined : node.children.slice(at + 1).find((child) => child.named && child.type !== BROKEN);
}

/** The first place that does not parse; null where all does. */
export function brokenIn(root: Syntax): Syntax | null {
  const left: Syntax[] = [root];
  let first: Syntax | null = null;
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.type === BROKEN && (first === null || node.start < first.start)) first = node;
    left.push(...node.children);
  }
  return first;
}
