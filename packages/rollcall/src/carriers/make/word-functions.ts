import { known, type Piece, type Text, trim } from '../../model/text.ts';
import { joinTexts, splitAt } from '../shell/texts.ts';

/** Words of a text; a hole may be any part of one. */
export function wordsOf(text: Text): Text[] {
  return splitAt(text, (c) => /\s/.test(c)).filter((word) => word.length > 0);
}

/** Words that are all known; null where one is not. */
export function knownWords(text: Text): string[] | null {
  const out: string[] = [];
  for (const word of wordsOf(text)) {
    const one = known(word);
    if (one === null) return null;
    out.push(one);
  }
  return out;
}

export function plain(text: string): Text {
  return text === '' ? [] : [{ kind: 'text', text, range: null, exact: false }];
}

export function joinWords(words: readonly Text[]): Text {
  return joinTexts(words, ' ');
}

/** What `%` stands for where a word matches a pattern; null: it does not. */
export function stemOf(pattern: string, word: string): string | null {
  const at = pattern.indexOf('%');
  if (at < 0) return pattern === word ? '' : null;
  const [head, tail] = [pattern.slice(0, at), pattern.slice(at + 1)];
  if (word.length < head.length + tail.length || !word.startsWith(head) || !word.endsWith(tail)) return null;
  return word.slice(head.length, word.length - tail.length);
}

/** `$(patsubst a%,b%,words)`. */
export function replacePattern(pattern: string, replacement: string, text: Text): Text | null {
  const whole = pattern.includes('%') ? null : known(text);
  // Without a `%`, make keeps the white space between the words.
  if (whole !== null) return plain(whole.replace(/\S+/g, (word) => (word === pattern ? replacement : word)));
  const out: Text[] = [];
  for (const word of wordsOf(text)) {
    const chars = known(word);
    if (chars === null) {
      if (pattern === '%' && replacement.includes('%')) {
        const [head = '', ...tail] = replacement.split('%');
        out.push([...plain(head), ...word, ...plain(tail.join('%'))]);
        continue;
      }
      return null;
    }
    const stem = stemOf(pattern, chars);
    if (stem === null) out.push(word);
    else out.push(plain(pattern.includes('%') ? replacement.replace('%', () => stem) : replacement));
  }
  return joinWords(out);
}

/** `$(X:a=b)`: at the end of each word, unless there is a `%`. */
export function replaceSuffix(text: Text, left: string, right: string): Text | null {
  if (left.includes('%')) return replacePattern(left, right, text);
  return replacePattern(`%${left}`, `%${right}`, text);
}

/** `$(subst a,b,text)` in known text; what stays keeps its place. */
export function replaceAll(from: string, to: string, text: Text): Text {
  if (from === '') return [...text, ...plain(to)];
  return text.flatMap((piece): readonly Piece[] => {
    if (piece.kind === 'hole' || !piece.text.includes(from)) return [piece];
    return [{ ...piece, text: piece.text.replaceAll(from, () => to), exact: false }];
  });
}

export function isEmpty(text: Text): boolean {
  return trim(text).length === 0;
}

/** Whether a condition's text holds: it has characters; null: only run time knows. */
export function holdsText(text: Text): boolean | null {
  if (text.some((piece) => piece.kind === 'text' && piece.text.trim() !== '')) return true;
  return text.some((piece) => piece.kind === 'hole') ? null : false;
}
