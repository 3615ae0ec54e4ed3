import type { UnitText } from '../../program/program.ts';
import { newToken, readToken, type Token } from './lexer.ts';

/** The words that begin a top-level declaration. https://go.dev/ref/spec#Declarations_and_scope */
const KEYWORDS: ReadonlySet<string> = new Set(['package', 'import', 'func', 'type', 'var', 'const']);

/** A top-level declaration: its keyword, and the words at its own level and one below, with what stands before them. */
interface Declaration {
  readonly keyword: string;
  readonly start: number;
  end: number;
}

/**
 * Cuts a file into its top-level declarations; the package clause and the imports are one unit. A file with conflict markers, an
 * unterminated string or an unbalanced bracket is one unit.
 */
export function cutGo(text: string): UnitText[] {
  const declarations = declarationsOf(text);
  if (declarations === null) return [{ start: 0, end: text.length, text, sort: 'statements', defines: null }];
  const units: UnitText[] = [];
  let head: Declaration | null = null;
  for (const one of declarations) {
    if (one.keyword === 'package' || one.keyword === 'import') {
      if (head) head.end = one.end;
      else head = { ...one };
      continue;
    }
    if (head) units.push(headUnit(text, head));
    head = null;
    units.push(unitOf(text, one));
  }
  if (head) units.push(headUnit(text, head));
  return units;
}

function headUnit(text: string, { start, end }: Declaration): UnitText {
  return { start, end, text: text.slice(start, end), sort: 'statements', defines: null };
}

/** Null where the text leaves doubt about what stands at the top level. */
function declarationsOf(text: string): Declaration[] | null {
  const found: Declaration[] = [];
  const token = newToken();
  let depth = 0;
  let open: Declaration | null = null;
  /** A new line or semicolon here ends a declaration: the last token can be an end. */
  let ended = true;
  let fresh = true;
  for (let i = 0; i < text.length; i = token.end) {
    readToken(text, i, token);
    if (!token.sound) return null;
    if (token.kind === 'space' || token.kind === 'comment') continue;
    if (token.kind === 'newline' || (token.kind === 'other' && text[i] === ';')) {
      if (depth === 0 && ended) fresh = true;
      continue;
    }
    if (depth === 0 && fresh) {
      const keyword = token.kind === 'word' ? text.slice(i, token.end) : '';
      if (!KEYWORDS.has(keyword)) return null;
      open = { keyword, start: i, end: token.end };
      found.push(open);
      fresh = false;
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close' && --depth < 0) return null;
    ended = token.kind !== 'open' && token.kind !== 'other';
    if (open) open.end = token.end;
  }
  return depth === 0 ? found : null;
}

/** The significant tokens of a declaration that stand at most one bracket deep. */
interface Word {
  readonly text: string;
  readonly depth: number;
  /** It is the first of its line, or of what follows a semicolon. */
  readonly first: boolean;
}

function wordsOf(text: string, from: number, to: number, most: number): Word[] {
  const out: Word[] = [];
  const token: Token = newToken();
  let depth = 0;
  let first = false;
  for (let i = from; i < to && out.length < most; i = token.end) {
    readToken(text, i, token);
    if (token.kind === 'space' || token.kind === 'comment') continue;
    const one = text.slice(i, token.end);
    if (token.kind === 'newline' || one === ';') {
      first = true;
      continue;
    }
    if (token.kind === 'close') depth--;
    if (depth <= 1) out.push({ text: one, depth, first });
    if (token.kind === 'open') depth++;
    first = false;
  }
  return out;
}

function unitOf(text: string, { keyword, start, end }: Declaration): UnitText {
  const own = { start, end, text: text.slice(start, end) };
  if (keyword === 'func') {
    const defines = functionName(wordsOf(text, start, end, 24));
    return { ...own, sort: defines === null || defines === 'init' ? 'statements' : 'function', ...namesOf(defines) };
  }
  if (keyword === 'type') {
    const [, second, third] = wordsOf(text, start, end, 3);
    if (second && second.text !== '(')
      return { ...own, sort: third?.text === 'struct' ? 'class' : 'function', defines: second.text };
  }
  return {
    ...own,
    sort: 'statements',
    defines: null,
    binds: boundNames(wordsOf(text, start, end, Number.MAX_SAFE_INTEGER)),
  };
}

/** Several functions of one file may be called `init`; each runs when the package is loaded. */
function namesOf(defines: string | null): { readonly defines: string | null } {
  return { defines: defines === 'init' ? null : defines };
}

/** `f` for a function, `T.f` for a method of T; null where it is neither. */
function functionName(words: readonly Word[]): string | null {
  const [, second] = words;
  if (!second) return null;
  if (second.text !== '(') return second.text;
  const close = words.findIndex((word, i) => i > 1 && word.text === ')' && word.depth === 0);
  const receiver = words.slice(2, close).filter((word) => /^[\p{L}_]/u.test(word.text));
  const type = receiver[1] ?? receiver[0];
  const name = words[close + 1]?.text;
  return close > 0 && type && name !== undefined ? `${type.text}.${name}` : null;
}

/** The names that `var`, `const` and grouped `type` declarations bind. */
function boundNames(words: readonly Word[]): readonly string[] {
  const grouped = words[1]?.text === '(';
  const names: string[] = [];
  let listing = !grouped;
  for (const [i, word] of words.entries()) {
    if (i === 0 || (grouped && i === 1)) continue;
    if (word.depth !== (grouped ? 1 : 0)) listing = false;
    else if (grouped && (word.first || i === 2)) listing = true;
    if (!listing) continue;
    if (/^[\p{L}_]/u.test(word.text)) names.push(word.text);
    const next = words[i + 1];
    if (word.text !== ',' && next?.text !== ',') listing = false;
  }
  return names.filter((name) => name !== '_');
}
