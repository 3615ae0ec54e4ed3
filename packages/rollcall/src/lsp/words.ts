/** A word of a text: half-open offsets. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Most characters to each side that one word is looked for. */
const REACH = 200;

/** Characters of words, from wide to narrow: a configuration's key may have dots, a rule's id has hyphens. */
const KINDS = [/[\w.-]/, /[\w-]/, /\w/];

/** The words around an offset, the longest first. */
export function wordsAt(text: string, offset: number): Word[] {
  const words = KINDS.map((kind) => wordOf(text, offset, kind));
  return words.filter(({ start, end }) => start < end);
}

function wordOf(text: string, offset: number, kind: RegExp): Word {
  let start = offset;
  let end = offset;
  while (start > 0 && offset - start < REACH && kind.test(text.charAt(start - 1))) start--;
  while (end < text.length && end - offset < REACH && kind.test(text.charAt(end))) end++;
  return { text: text.slice(start, end), start, end };
}
