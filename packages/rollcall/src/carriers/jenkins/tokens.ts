/** A token of Groovy: what is no word, string or mark is left out. */
export interface Token {
  readonly kind: 'word' | 'string' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The quotes of a string. */
  readonly quote?: string;
}

const WORD = /[A-Za-z_$][\w$]*/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|#![^\n]*)+/y;

/** The tokens of a Groovy script. https://groovy-lang.org/syntax.html */
export function tokensOf(chars: string): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < chars.length; ) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(chars)?.[0].length ?? 0;
    if (space > 0) {
      at += space;
      continue;
    }
    const c = chars[at] ?? '';
    WORD.lastIndex = at;
    const word = WORD.exec(chars)?.[0];
    const end = word ? at + word.length : c === '"' || c === "'" ? stringEnd(chars, at) : at + 1;
    const quote = chars.startsWith(c.repeat(3), at) ? c.repeat(3) : c;
    if (word) out.push({ kind: 'word', text: word, start: at, end });
    else if (c === '"' || c === "'") out.push({ kind: 'string', text: chars.slice(at, end), start: at, end, quote });
    else out.push({ kind: 'mark', text: c, start: at, end });
    at = end;
  }
  return out;
}

function stringEnd(chars: string, start: number): number {
  const c = chars[start] ?? '';
  const quote = chars.startsWith(c.repeat(3), start) ? c.repeat(3) : c;
  for (let i = start + quote.length; i < chars.length; i++) {
    if (chars[i] === '\\') i++;
    else if (chars.startsWith(quote, i)) return i + quote.length;
    else if (quote.length === 1 && chars[i] === '\n') return i;
  }
  return chars.length;
}
