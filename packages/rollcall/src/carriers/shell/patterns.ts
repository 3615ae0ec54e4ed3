/** One place of a shell pattern. */
type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'many' }
  | { readonly kind: 'class'; readonly has: (c: string) => boolean };

export type Pattern = readonly Token[];

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[\p{L}\p{N}]/u,
  alpha: /\p{L}/u,
  digit: /[0-9]/,
  lower: /\p{Ll}/u,
  upper: /\p{Lu}/u,
  space: /\s/,
  punct: /[!-/:-@[-`{-~]/,
};

/** Escapes text so that {@link parsePattern} takes it literally. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** Reads a shell pattern: `*`, `?`, `[…]`, and a backslash before what is literal. */
export function parsePattern(text: string): Pattern {
  const out: Token[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '\\' && i + 1 < text.length) out.push({ kind: 'character', character: text[++i] ?? '' });
    else if (c === '*') out.push({ kind: 'many' });
    else if (c === '?') out.push({ kind: 'any' });
    else {
      const bracket = c === '[' ? parseClass(text, i) : null;
      out.push(bracket ? { kind: 'class', has: bracket.has } : { kind: 'character', character: c });
      if (bracket) i = bracket.end;
    }
  }
  return out;
}

function parseClass(text: string, start: number): { has: (c: string) => boolean; end: number } | null {
  const negated = text[start + 1] === '!' || text[start + 1] === '^';
  const from = start + (negated ? 2 : 1);
  const tests: ((c: string) => boolean)[] = [];
  for (let i = from; i < text.length; i++) {
    if (text[i] === ']' && i > from) {
      return { end: i, has: (c) => tests.some((test) => test(c)) !== negated };
    }
    const named = /^\[:(\w+):\]/.exec(text.slice(i, i + 12));
    if (named) {
      const set = Object.hasOwn(CLASSES, named[1] ?? '') ? CLASSES[named[1] ?? ''] : undefined;
      tests.push((c) => set?.test(c) ?? false);
      i += named[0].length - 1;
      continue;
    }
    if (text[i] === '\\') i++;
    const low = text[i] ?? '';
    const ranged = text[i + 1] === '-' && text[i + 2] !== ']' && text[i + 2] !== undefined;
    const high = ranged ? (text[i + 2] ?? low) : low;
    if (ranged) i += 2;
    tests.push((c) => c >= low && c <= high);
  }
  return null;
}

/** The word that the pattern is, when it matches only that. */
export function literalOf(pattern: Pattern): string | null {
  let out = '';
  for (const token of pattern) {
    if (token.kind !== 'character') return null;
    out += token.character;
  }
  return out;
}

function fits(token: Token | undefined, c: string): boolean {
  if (!token || token.kind === 'many') return false;
  if (token.kind === 'any') return true;
  return token.kind === 'character' ? token.character === c : token.has(c);
}

/** Whether the pattern matches the whole text; steps grow with the product of the lengths. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let p = 0;
  let star = -1;
  let mark = 0;
  for (let i = 0; i < text.length; ) {
    if (pattern[p]?.kind === 'many') {
      star = p++;
      mark = i;
    } else if (fits(pattern[p], text[i] ?? '')) {
      p++;
      i++;
    } else if (star >= 0) {
      p = star + 1;
      i = ++mark;
    } else return false;
  }
  while (pattern[p]?.kind === 'many') p++;
  return p === pattern.length;
}

/** Whether it matches texts of one length only. */
export function isFixed(pattern: Pattern): boolean {
  return pattern.every(({ kind }) => kind !== 'many');
}

const WORD_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=';

/** Whether it matches none of the characters that names, numbers and paths are made of. */
export function isSeparator(pattern: Pattern): boolean {
  const isWord = (token: Token): boolean => [...WORD_CHARACTERS].some((c) => fits(token, c));
  return pattern.length > 0 && isFixed(pattern) && !pattern.some(isWord);
}

/** How many characters a pattern takes from one end of a text; null when it matches none. */
export function matchEnd(pattern: Pattern, text: string, side: 'start' | 'end', longest: boolean): number | null {
  const size = text.length;
  if (isFixed(pattern)) {
    const length = pattern.length;
    const part = side === 'start' ? text.slice(0, length) : text.slice(Math.max(0, size - length));
    return length <= size && matchesPattern(pattern, part) ? length : null;
  }
  for (let n = 0; n <= size; n++) {
    const length = longest ? size - n : n;
    const part = side === 'start' ? text.slice(0, length) : text.slice(size - length);
    if (matchesPattern(pattern, part)) return length;
  }
  return null;
}

/** The longest match that begins at or after `from`: start and length. */
export function findPattern(pattern: Pattern, text: string, from: number): readonly [number, number] | null {
  for (let start = from; start < text.length; start++) {
    const length = matchEnd(pattern, text.slice(start), 'start', true);
    if (length !== null && length > 0) return [start, length];
  }
  return null;
}
