/** A piece of a Go template: text, or an action between `{{` and `}}`. */
export interface Token {
  readonly kind: 'text' | 'action';
  readonly start: number;
  readonly end: number;
  /** Of an action: what stands between its braces, without the marks that trim. */
  readonly inner: string;
}

/**
 * Cuts a template at its actions; `{{-` and `-}}` take the white space of the text beside them away.
 * Source: https://pkg.go.dev/text/template#hdr-Text_and_spaces
 * @returns null where an action is not closed
 */
export function tokensOf(source: string): readonly Token[] | null {
  const out: Token[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const trimsBefore = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    pushText(out, source, at, end, trimNext, trimsBefore);
    if (open < 0) return out;
    const close = closeOf(source, open + 2);
    if (close < 0) return null;
    const inner = source.slice(open + 2, close);
    trimNext = /\s-$/.test(inner);
    out.push({
      kind: 'action',
      start: open,
      end: close + 2,
      inner: inner.replace(/^-\s/, '').replace(/\s-$/, '').trim(),
    });
    at = close + 2;
  }
}

function pushText(out: Token[], source: string, from: number, to: number, trimLeft: boolean, trimRight: boolean): void {
  let start = from;
  let end = to;
  while (trimLeft && start < end && /\s/.test(source.charAt(start))) start++;
  while (trimRight && end > start && /\s/.test(source.charAt(end - 1))) end--;
  if (end > start) out.push({ kind: 'text', start, end, inner: '' });
}

/** The offset of the `}}` that closes an action; quotes and comments may hold one. */
function closeOf(source: string, from: number): number {
  const comment = /^-?\s*\/\*/.exec(source.slice(from, from + 40));
  if (comment) {
    const end = source.indexOf('*/', from);
    return end < 0 ? -1 : source.indexOf('}}', end);
  }
  for (let i = from; i < source.length; i++) {
    const c = source[i];
    if (c === '"' || c === '`') {
      i = endOfQuote(source, i);
      if (i < 0) return -1;
    } else if (c === '}' && source[i + 1] === '}') return i;
  }
  return -1;
}

function endOfQuote(source: string, open: number): number {
  const quote = source[open];
  for (let i = open + 1; i < source.length; i++) {
    if (quote === '"' && source[i] === '\\') i++;
    else if (source[i] === quote) return i;
  }
  return -1;
}
