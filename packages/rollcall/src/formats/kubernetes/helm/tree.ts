import { type Token, tokensOf } from './tokens.ts';

/** A template as a tree of its control structures. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  | { readonly kind: 'action'; readonly token: Token }
  | ControlNode;

/** `if`, `range` or `with`, up to its `end`. */
export interface ControlNode {
  readonly kind: 'if' | 'range' | 'with';
  readonly head: Token;
  /** What stands behind the keyword. */
  readonly operand: string;
  readonly branches: readonly Branch[];
  readonly end: number;
}

/** `then`, each `else if`, and `else`, whose condition is null. */
export interface Branch {
  readonly condition: string | null;
  readonly conditionAt: number;
  readonly body: readonly TemplateNode[];
}

export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly defines: ReadonlyMap<string, readonly TemplateNode[]>;
}

const DEEPEST = 60;

/** Parses a Go template's control structures; null where they do not close. https://pkg.go.dev/text/template#hdr-Actions */
export function parseTemplate(source: string): ParsedTemplate | null {
  const tokens = tokensOf(source);
  if (!tokens) return null;
  const defines = new Map<string, readonly TemplateNode[]>();
  const reader = { tokens, at: 0, defines };
  const nodes = readNodes(reader, 0);
  return nodes && reader.at >= tokens.length ? { nodes, defines } : null;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  readonly defines: Map<string, readonly TemplateNode[]>;
}

/** Nodes up to an `else` or `end`, which stay to be read. */
function readNodes(reader: Reader, depth: number): readonly TemplateNode[] | null {
  const out: TemplateNode[] = [];
  if (depth > DEEPEST) return null;
  for (;;) {
    const token = reader.tokens[reader.at];
    if (!token) return depth === 0 ? out : null;
    if (token.kind === 'text') {
      out.push({ kind: 'text', start: token.start, end: token.end });
      reader.at++;
      continue;
    }
    const word = /^\w*/.exec(token.inner)?.[0] ?? '';
    if (word === 'else' || word === 'end') return depth === 0 ? null : out;
    reader.at++;
    if (token.inner.startsWith('/*')) continue;
    if (word === 'define' || word === 'block') {
      const body = readNodes(reader, depth + 1);
      const name = /"([^"]*)"/.exec(token.inner)?.[1];
      if (!body || !reader.tokens[reader.at]?.inner.startsWith('end')) return null;
      reader.at++;
      if (name !== undefined) reader.defines.set(name, body);
      if (word === 'block') out.push(...body);
      continue;
    }
    if (word !== 'if' && word !== 'range' && word !== 'with') {
      out.push({ kind: 'action', token });
      continue;
    }
    const made = readBranches(reader, token, word, depth);
    if (!made) return null;
    out.push(made);
  }
}

function readBranches(reader: Reader, head: Token, kind: 'if' | 'range' | 'with', depth: number): TemplateNode | null {
  const branches: Branch[] = [];
  const own = head.inner.slice(kind.length).trim();
  let condition: string | null = own;
  let conditionAt = head.start;
  for (;;) {
    const body = readNodes(reader, depth + 1);
    const next = reader.tokens[reader.at];
    if (!body || !next) return null;
    reader.at++;
    branches.push({ condition, conditionAt, body });
    if (/^end\b/.test(next.inner)) return { kind, head, operand: own, branches, end: next.end };
    condition = /^else\s+(?:if|with)\s+([\s\S]*)$/.exec(next.inner)?.[1]?.trim() ?? null;
    conditionAt = next.start;
  }
}
