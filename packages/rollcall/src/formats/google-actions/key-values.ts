import { type FlatText, flatten } from '../../model/flat-text.ts';
import { concat, type Text } from '../../model/text.ts';

export interface KeyValue {
  readonly key: Text;
  readonly value: Text;
  /** Whether an `=` stands after the key. */
  readonly assigned: boolean;
}

export interface KeyValues {
  readonly pairs: readonly KeyValue[];
  /** Why the action refuses the whole input, in its words. */
  readonly fault: string | null;
}

/**
 * Reads an input of `KEY=VALUE` pairs between commas or line ends. A backslash keeps the character after it; keys and values are trimmed;
 * `{}` alone is an empty list. Quotes are no more than characters.
 * Source: https://github.com/google-github-actions/deploy-cloudrun#inputs and `parseKVString` of `google-github-actions/actions-utils`.
 */
export function readKeyValues(text: Text): KeyValues {
  const flat = flatten(text);
  const from = flat.chars.length - flat.chars.trimStart().length;
  const to = flat.chars.trimEnd().length;
  if (to <= from || flat.chars.slice(from, to) === '{}') return { pairs: [], fault: null };
  const pairs: KeyValue[] = [];
  let key: number[] = [];
  let value: number[] | null = null;
  const finish = () => {
    if (key.length > 0) pairs.push({ key: pick(flat, key), value: pick(flat, value ?? []), assigned: value !== null });
    key = [];
    value = null;
  };
  for (let i = from; i < to; i++) {
    const c = flat.chars.charAt(i);
    if (c === '\\') {
      i++;
      if (i >= to) return { pairs, fault: 'Unterminated escape character' };
      (value ?? key).push(i);
    } else if (c === '=' && key.length === 0)
      return { pairs, fault: 'Invalid start sequence for value (no preceeding key before "=")' };
    else if (c === '=' && value === null) value = [];
    else if (/[\n\r\u2028\u2029,]/.test(c)) finish();
    else (value ?? key).push(i);
  }
  finish();
  return { pairs, fault: null };
}

/** Google's actions have no comments in their inputs: such a line is a name to them. */
export function isComment({ key }: KeyValue): boolean {
  const first = key[0];
  return first?.kind === 'text' && first.text.startsWith('#');
}

/** The characters at some offsets, trimmed, as text. */
function pick(flat: FlatText, offsets: readonly number[]): Text {
  let first = 0;
  let last = offsets.length;
  const blank = (at: number) => flat.chars.charAt(offsets[at] ?? 0).trim() === '';
  while (first < last && blank(first)) first++;
  while (last > first && blank(last - 1)) last--;
  return cutRuns(flat, offsets.slice(first, last));
}

/** Cuts runs of neighbouring offsets as one piece each. */
export function cutRuns(flat: FlatText, offsets: readonly number[]): Text {
  const runs: Text[] = [];
  let start = 0;
  for (let i = 1; i <= offsets.length; i++) {
    if (i < offsets.length && offsets[i] === (offsets[i - 1] ?? 0) + 1) continue;
    runs.push(flat.cut(offsets[start] ?? 0, (offsets[i - 1] ?? 0) + 1));
    start = i;
  }
  return concat(...runs);
}
