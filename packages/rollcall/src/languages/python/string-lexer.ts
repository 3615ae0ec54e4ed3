/** Replacement fields inside strings inside replacement fields …: deeper ones are taken for unterminated. */
const deepestNesting = 40;

/**
 * The offset after the string whose first quote is at `at`; for an unterminated one the complement (`~`) of the offset
 * where it was given up: the end of its line or of the text.
 *
 * F-strings follow Python 3.12: a replacement field may hold any expression, quotes of the same kind included.
 * @see https://docs.python.org/3/reference/lexical_analysis.html#formatted-string-literals
 */
export function skipString(text: string, at: number): number {
  return skip(text, at, 0);
}

function skip(text: string, at: number, nesting: number): number {
  const q = text.charCodeAt(at);
  const triple = text.charCodeAt(at + 1) === q && text.charCodeAt(at + 2) === q;
  const prefix = prefixOf(text, at);
  const from = triple ? at + 3 : at + 1;
  if (prefix.formatted) return skipFormatted(text, from, { q, triple, raw: prefix.raw, nesting });
  return triple ? skipTriple(text, from, q) : skipSingle(text, from, q);
}

const letters = 'rRbBuUfFtT';

function prefixOf(text: string, at: number): { formatted: boolean; raw: boolean } {
  let formatted = false;
  let raw = false;
  let i = at - 1;
  for (; i >= 0 && at - i <= 2 && letters.includes(text.charAt(i)); i--) {
    const c = text.charCodeAt(i) | 32;
    if (c === 102 || c === 116) formatted = true;
    if (c === 114) raw = true;
  }
  return i >= 0 && /[\w\u0080-\uffff]/.test(text.charAt(i)) ? { formatted: false, raw: false } : { formatted, raw };
}

function skipSingle(text: string, from: number, q: number): number {
  const length = text.length;
  for (let i = from; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === q) return i + 1;
    if (c === 92) i = escaped(text, i);
    else if (c === 10 || c === 13) return ~i;
  }
  return ~length;
}

/** The offset of the last unit that the backslash at `at` escapes. */
function escaped(text: string, at: number): number {
  return text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? at + 2 : at + 1;
}

function skipTriple(text: string, from: number, q: number): number {
  const closing = q === 34 ? '"""' : "'''";
  let i = from;
  for (;;) {
    const at = text.indexOf(closing, i);
    if (at < 0) return ~text.length;
    let backslashes = 0;
    while (at - backslashes > from && text.charCodeAt(at - backslashes - 1) === 92) backslashes++;
    if (backslashes % 2 === 0) return at + 3;
    i = at + 1;
  }
}

interface Formatted {
  readonly q: number;
  readonly triple: boolean;
  readonly raw: boolean;
  readonly nesting: number;
}

function closesAt(text: string, i: number, { q, triple }: Formatted): boolean {
  if (text.charCodeAt(i) !== q) return false;
  return !triple || (text.charCodeAt(i + 1) === q && text.charCodeAt(i + 2) === q);
}

function skipFormatted(text: string, from: number, string: Formatted): number {
  if (string.nesting > deepestNesting) return ~text.length;
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (closesAt(text, i, string)) return i + (string.triple ? 3 : 1);
    if (c === 92) {
      i = skipEscape(text, i, string.raw);
    } else if (c === 123) {
      if (text.charCodeAt(i + 1) === 123) i += 2;
      else {
        i = skipField(text, i + 1, string);
        if (i < 0) return i;
      }
    } else if (!string.triple && (c === 10 || c === 13)) return ~i;
    else i++;
  }
  return ~text.length;
}

function skipEscape(text: string, at: number, raw: boolean): number {
  const c = text.charCodeAt(at + 1);
  if (c === 123) return at + 1;
  if (!raw && c === 78 && text.charCodeAt(at + 2) === 123) {
    for (let i = at + 3; i < text.length && i < at + 100; i++) if (text.charCodeAt(i) === 125) return i + 1;
  }
  return escaped(text, at) + 1;
}

/** From after `{` to after its `}`. */
function skipField(text: string, from: number, string: Formatted): number {
  let depth = 0;
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 39) {
      i = skip(text, i, string.nesting + 1);
      if (i < 0) return i;
      continue;
    }
    i++;
    if (c === 40 || c === 91 || c === 123) depth++;
    else if (c === 125 && depth === 0) return i;
    else if (c === 41 || c === 93 || c === 125) depth = depth === 0 ? 0 : depth - 1;
    else if (c === 58 && depth === 0) return skipFormat(text, i, string);
    else if (c === 35) while (i < text.length && text.charCodeAt(i) !== 10 && text.charCodeAt(i) !== 13) i++;
  }
  return ~text.length;
}

/** From after the field's colon to after its `}`; quotes are plain text there, except those that end the string. */
function skipFormat(text: string, from: number, string: Formatted): number {
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 125) return i + 1;
    if (closesAt(text, i, string) || (!string.triple && (c === 10 || c === 13))) return ~i;
    if (c === 123) {
      if (string.nesting > deepestNesting) return ~text.length;
      i = skipField(text, i + 1, { ...string, nesting: string.nesting + 1 });
      if (i < 0) return i;
    } else i++;
  }
  return ~text.length;
}
