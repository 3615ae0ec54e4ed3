import type { FlatText } from '../../model/flat-text.ts';
import type { Piece, Text } from '../../model/text.ts';

/**
 * One line of a makefile with the lines that continue it: offsets into the text, without the line end.
 * https://www.gnu.org/software/make/manual/html_node/Parsing-Makefiles.html
 */
export interface MakeLine {
  readonly start: number;
  readonly end: number;
  /** It begins with the recipe prefix: a recipe's line where a rule is open. */
  readonly prefixed: boolean;
  /** Where the body of a `define` lies. */
  readonly body?: { readonly start: number; readonly end: number };
}

const DEFINE = /^[ ]*(?:(?:export|override|private)[ \t]+)*define(?:[ \t]|$)/;
const ENDEF = /^[ \t]*endef(?:[ \t#]|$)/;
const PREFIX = /^[ ]*\.RECIPEPREFIX[ \t]*:?:?=[ \t]*(.?)/;

/** The logical lines of a makefile, a `define` with its body as one. */
export function readLines(chars: string): MakeLine[] {
  const out: MakeLine[] = [];
  let prefix = '\t';
  for (let at = 0; at < chars.length; ) {
    const end = logicalEnd(chars, at);
    const prefixed = chars[at] === prefix;
    const text = chars.slice(at, end);
    if (!prefixed && DEFINE.test(text)) {
      const body = defineBody(chars, afterLine(chars, end));
      out.push({ start: at, end, prefixed, body });
      at = afterLine(chars, logicalEnd(chars, body.after));
      continue;
    }
    const changed = prefixed ? null : PREFIX.exec(text);
    if (changed) prefix = changed[1] || '\t';
    out.push({ start: at, end, prefixed });
    at = afterLine(chars, end);
  }
  return out;
}

/** Where a line ends that an odd number of backslashes continues. */
function logicalEnd(chars: string, start: number): number {
  for (let from = start; ; ) {
    const newline = chars.indexOf('\n', from);
    if (newline < 0) return chars.length;
    const end = chars[newline - 1] === '\r' ? newline - 1 : newline;
    if (!isContinued(chars, start, end)) return end;
    from = newline + 1;
  }
}

function isContinued(chars: string, start: number, end: number): boolean {
  let backslashes = 0;
  while (end - 1 - backslashes >= start && chars[end - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function afterLine(chars: string, end: number): number {
  const newline = chars.indexOf('\n', end);
  return newline < 0 ? chars.length : newline + 1;
}

function defineBody(chars: string, start: number): { start: number; end: number; after: number } {
  let depth = 1;
  let at = start;
  while (at < chars.length) {
    const end = logicalEnd(chars, at);
    const text = chars.slice(at, end);
    if (DEFINE.test(text)) depth++;
    else if (ENDEF.test(text) && --depth === 0)
      return { start, end: Math.max(start, chars[at - 2] === '\r' ? at - 2 : at - 1), after: at };
    at = afterLine(chars, end);
  }
  return { start, end: chars.length, after: chars.length };
}

const SPACE: Piece = { kind: 'text', text: ' ', range: null, exact: false };

/** A line as make reads it: each continuation is one space, and a comment is gone. */
export function logicalText(flat: FlatText, line: { readonly start: number; readonly end: number }): Text {
  const out: Piece[] = [];
  const text = flat.chars.slice(line.start, line.end);
  const end = line.start + commentStart(text);
  let at = line.start;
  for (const { 0: whole, index } of text.matchAll(/[ \t]*\\\r?\n[ \t]*|\\#/g)) {
    const from = line.start + index;
    if (from >= end) break;
    if (whole === '\\#') {
      out.push(...flat.cut(at, from));
      at = from + 1;
      continue;
    }
    if (!isContinued(flat.chars, line.start, line.start + index + whole.indexOf('\n') - (whole.includes('\r') ? 1 : 0)))
      continue;
    out.push(...flat.cut(at, from), SPACE);
    at = from + whole.length;
  }
  if (at < end) out.push(...flat.cut(at, end));
  return out;
}

/** Where a comment begins: at a `#` without a backslash that stands in no reference. */
export function commentStart(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '$') i = afterReference(text, i) - 1;
    else if (c === '#') return i;
  }
  return text.length;
}

/** The offset behind the reference that a `$` begins: `$(…)`, `${…}`, `$$`, `$X`. */
export function afterReference(chars: string, dollar: number): number {
  const open = chars[dollar + 1];
  if (open !== '(' && open !== '{') return Math.min(chars.length, dollar + 2);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let i = dollar + 1; i < chars.length; i++) {
    if (chars[i] === open) depth++;
    else if (chars[i] === close && --depth === 0) return i + 1;
  }
  return chars.length;
}

/** A recipe's line for the shell: continuations stay, and the prefix of each line is gone. */
export function recipeText(flat: FlatText, line: { readonly start: number; readonly end: number }): Text {
  const prefix = flat.chars[line.start];
  const out: Piece[] = [];
  let at = line.start + 1;
  for (let newline = flat.chars.indexOf('\n', at); newline >= 0 && newline < line.end; ) {
    const next = newline + 1;
    out.push(...flat.cut(at, next));
    at = flat.chars[next] === prefix ? next + 1 : next;
    newline = flat.chars.indexOf('\n', at);
  }
  if (at < line.end) out.push(...flat.cut(at, line.end));
  return out;
}
