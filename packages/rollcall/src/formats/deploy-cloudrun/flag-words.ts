import type { Argument } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, rangeOf, type Text } from '../../model/text.ts';
import { takesValue } from '../gcloud/index.ts';
import { cutRuns } from '../google-actions/index.ts';

export interface FlagWords {
  readonly words: readonly Argument[];
  readonly fault: string | null;
}

/**
 * Splits the `flags` input into words. White space and the first `=` of a flag end a word; quotes keep both, and fall away where they
 * stand around the whole word. A word that only run time knows may be several, unless a flag before it waits for its value.
 * Source: `parseFlags` of `google-github-actions/actions-utils`.
 */
export function readFlagWords(text: Text): FlagWords {
  const flat = flatten(text);
  const words: Argument[] = [];
  let current: number[] = [];
  let waits = false;
  const finish = () => {
    if (current.length > 0) words.push(makeWord(cutRuns(flat, withoutQuotes(flat.chars, current)), words.at(-1)));
    current = [];
  };
  for (let i = 0; i < flat.chars.length; i++) {
    const c = flat.chars.charAt(i);
    if (c === "'" || c === '"') {
      const end = findQuote(flat.chars, i + 1, c);
      if (end < 0) return { words, fault: `Unterminated ${c === '"' ? 'double' : 'single'} quote` };
      for (; i < end; i++) current.push(i);
      current.push(end);
    } else if (/[\r\n ]/.test(c)) {
      waits = false;
      finish();
    } else if (c === '=' && !waits && flat.chars[current[0] ?? -1] === '-') {
      finish();
      waits = true;
    } else current.push(i);
  }
  finish();
  return { words, fault: null };
}

function findQuote(chars: string, from: number, quote: string): number {
  for (let i = chars.indexOf(quote, from); i >= 0; i = chars.indexOf(quote, i + 1))
    if (i === from || chars[i - 1] !== '\\') return i;
  return -1;
}

function withoutQuotes(chars: string, offsets: readonly number[]): readonly number[] {
  let inner = offsets;
  for (;;) {
    const first = chars[inner[0] ?? -1];
    if (inner.length < 2 || (first !== "'" && first !== '"') || chars[inner.at(-1) ?? -1] !== first) return inner;
    inner = inner.slice(1, -1);
  }
}

function makeWord(text: Text, before: Argument | undefined): Argument {
  const alone = text.length > 0 && text.every((piece) => piece.kind === 'hole');
  return alone && !awaitsValue(before) ? { open: true, written: asWritten(text), range: rangeOf(text) } : { text };
}

function awaitsValue(before: Argument | undefined): boolean {
  if (!before || 'open' in before) return false;
  const flag = asWritten(before.text);
  return flag.startsWith('--') && !flag.includes('=') && takesValue(flag.slice(2)) === true;
}
