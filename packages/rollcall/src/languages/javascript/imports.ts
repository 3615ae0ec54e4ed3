import type { ImportMention } from '../../program/program.ts';
import { type Token, tokenize } from './tokens.ts';

interface Clause {
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  /** Index of the token after the clause. */
  readonly next: number;
}

/**
 * Finds `import`, `export … from`, `import("x")` and `require("x")` with literal modules, by lexer alone.
 * A dynamic import and a `require` take `*`, for what is taken of their result is not seen here.
 */
export function findImports(text: string): ImportMention[] {
  if (!/\b(?:import|require|from)\b/.test(text)) return [];
  const tokens = tokenize(text);
  const found: ImportMention[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'word' || isMember(tokens[i - 1])) continue;
    const mention = mentionAt(text, tokens, i, token);
    if (mention) found.push(mention);
  }
  return found;
}

function mentionAt(text: string, tokens: readonly Token[], i: number, token: Token): ImportMention | null {
  switch (token.text) {
    case 'require':
      return readCall(text, tokens, i);
    case 'import':
      return (
        readCall(text, tokens, i) ??
        readBare(text, tokens, i) ??
        readFrom(text, tokens, i, readImportClause(text, tokens, i + 1))
      );
    case 'export':
      return readFrom(text, tokens, i, readExportClause(text, tokens, i + 1));
    default:
      return null;
  }
}

function readCall(text: string, tokens: readonly Token[], i: number): ImportMention | null {
  const module = moduleOf(text, tokens[i + 2]);
  const close = tokens[i + 3];
  if (tokens[i + 1]?.text !== '(' || module === null || (close?.text !== ')' && close?.text !== ',')) return null;
  return { module, names: ['*'], typeOnly: false, start: tokens[i]?.start ?? 0, end: close.end };
}

function readBare(text: string, tokens: readonly Token[], i: number): ImportMention | null {
  const literal = tokens[i + 1];
  const module = literal?.kind === 'string' ? moduleOf(text, literal) : null;
  if (module === null || !literal) return null;
  return { module, names: [], typeOnly: false, start: tokens[i]?.start ?? 0, end: literal.end };
}

function readFrom(text: string, tokens: readonly Token[], i: number, clause: Clause | null): ImportMention | null {
  if (!clause || tokens[clause.next]?.text !== 'from') return null;
  const literal = tokens[clause.next + 1];
  const module = literal?.kind === 'string' ? moduleOf(text, literal) : null;
  if (module === null || !literal) return null;
  const { names, typeOnly } = clause;
  return { module, names, typeOnly, start: tokens[i]?.start ?? 0, end: literal.end };
}

function readImportClause(text: string, tokens: readonly Token[], from: number): Clause | null {
  const names: string[] = [];
  let i = from;
  const typeOnly = isTypeWord(tokens, i);
  if (typeOnly || isPhase(tokens, i)) i++;
  if (tokens[i]?.kind === 'word' && (tokens[i]?.text !== 'from' || tokens[i + 1]?.text === 'from')) {
    names.push('default');
    i++;
    if (tokens[i]?.text !== ',') return { names, typeOnly, next: i };
    i++;
  }
  const rest = readBindings(text, tokens, i);
  if (!rest) return null;
  return {
    names: [...names, ...rest.names],
    typeOnly: typeOnly || (names.length === 0 && rest.typeOnly),
    next: rest.next,
  };
}

function readExportClause(text: string, tokens: readonly Token[], from: number): Clause | null {
  const typeOnly = tokens[from]?.text === 'type';
  const clause = readBindings(text, tokens, typeOnly ? from + 1 : from);
  return clause && { ...clause, typeOnly: typeOnly || clause.typeOnly };
}

/** `* as x`, `*` or `{ a, type b, c as d }`; type names are left out. */
function readBindings(text: string, tokens: readonly Token[], from: number): Clause | null {
  if (tokens[from]?.text === '*')
    return { names: ['*'], typeOnly: false, next: tokens[from + 1]?.text === 'as' ? from + 3 : from + 1 };
  if (tokens[from]?.text !== '{') return null;
  const names: string[] = [];
  let types = 0;
  let i = from + 1;
  while (tokens[i] && tokens[i]?.text !== '}') {
    const end = specifierEnd(tokens, i);
    const typed = tokens[i]?.text === 'type' && end > i + 1 && (tokens[i + 1]?.text !== 'as' || end === i + 4);
    const name = typed ? null : specifierName(text, tokens[i]);
    if (typed) types++;
    else if (name === null) return null;
    else names.push(name);
    i = tokens[end]?.text === ',' ? end + 1 : end;
  }
  return { names, typeOnly: types > 0 && names.length === 0, next: i + 1 };
}

function specifierEnd(tokens: readonly Token[], from: number): number {
  let i = from + 1;
  while (tokens[i]?.kind === 'word' || tokens[i]?.kind === 'string') i++;
  return i;
}

function specifierName(text: string, token: Token | undefined): string | null {
  if (token?.kind === 'word') return token.text;
  return token?.kind === 'string' ? text.slice(token.start + 1, token.end - 1) : null;
}

/** `type` as a modifier: not the name of the default binding, as in `import type from "x"`. */
function isTypeWord(tokens: readonly Token[], i: number): boolean {
  if (tokens[i]?.text !== 'type') return false;
  const next = tokens[i + 1];
  if (next?.text === '{' || next?.text === '*') return true;
  return next?.kind === 'word' && (next.text !== 'from' || tokens[i + 2]?.text === 'from');
}

function isPhase(tokens: readonly Token[], i: number): boolean {
  const word = tokens[i]?.text;
  const next = tokens[i + 1];
  if (word === 'defer') return next?.text === '*';
  return word === 'source' && next?.kind === 'word' && next.text !== 'from';
}

/** The module that a literal names; a template counts when it holds no expression. */
function moduleOf(text: string, token: Token | undefined): string | null {
  if (!token || (token.kind !== 'string' && token.kind !== 'template')) return null;
  const content = text.slice(token.start + 1, token.end - 1);
  const whole = token.kind === 'string' || (text[token.start] === '`' && text[token.end - 1] === '`');
  return whole && !content.includes('\\') ? content : null;
}

function isMember(token: Token | undefined): boolean {
  return token?.text === '.' || token?.text === '?.';
}
