import { type FlatText, flatten } from '../../model/flat-text.ts';
import type { Text } from '../../model/text.ts';

/** An item of a flag's value that is understood. */
export interface FlagItem {
  readonly whole: Text;
  /** As given: gcloud trims keys only when it applies them. */
  readonly key: Text;
  /** Null in a list of keys. */
  readonly value: Text | null;
}

/** A part that run time fills so that it may be any number of items (`list`), or one item of an unknown name (`name`). */
export interface OpenPart {
  readonly what: 'list' | 'name';
  readonly text: Text;
}

export interface BrokenItem {
  readonly text: Text;
  readonly reason: string;
}

export interface FlagValue {
  readonly items: readonly FlagItem[];
  readonly open: readonly OpenPart[];
  readonly broken: readonly BrokenItem[];
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads the value of a flag that takes a dictionary (`A=b,C=d`) as gcloud does: `^D^` at its head changes the delimiter, one trailing
 * delimiter is ignored, there is no quoting, and the key ends at the first `=`.
 * Source: `gcloud topic escaping`, and `ArgDict` of the SDK's `calliope/arg_parsers.py`.
 */
export function readDictionary(text: Text): FlagValue {
  return readItems(text, readEntry);
}

/** Reads the value of a flag that takes a list of keys (`A,B`). Source: `ArgList`, as above. */
export function readList(text: Text): FlagValue {
  return readItems(text, (flat, part, out) => {
    const whole = flat.cut(part.from, part.to);
    const chars = flat.chars.slice(part.from, part.to);
    if (chars.includes(flat.hole) || isPartlyConditional(whole))
      out.open.push({ what: chars === flat.hole || mayBeMany(whole) ? 'list' : 'name', text: whole });
    else out.items.push({ whole, key: whole, value: null });
  });
}

interface Result {
  readonly items: FlagItem[];
  readonly open: OpenPart[];
  readonly broken: BrokenItem[];
}

type ReadItem = (flat: FlatText, part: Part, out: Result, delimiter: string) => void;

function readItems(text: Text, readItem: ReadItem): FlagValue {
  const out: Result = { items: [], open: [], broken: [] };
  const flat = flatten(text);
  const head = readDelimiter(flat);
  if (head === 'open') out.open.push({ what: 'list', text });
  else if (head === 'empty') out.broken.push({ text, reason: 'Invalid delimeter.' });
  else for (const part of splitParts(flat.chars, head)) readItem(flat, part, out, head.delimiter);
  return out;
}

interface Delimiter {
  readonly delimiter: string;
  /** Where the items begin. */
  readonly from: number;
}

function readDelimiter({ chars, hole }: FlatText): Delimiter | 'open' | 'empty' {
  const end = chars.startsWith('^') ? chars.indexOf('^', 1) : -1;
  if (end < 0) return { delimiter: ',', from: 0 };
  if (end === 1) return 'empty';
  const delimiter = chars.slice(1, end);
  return delimiter.includes(hole) ? 'open' : { delimiter, from: end + 1 };
}

/** Cuts as the SDK does: a delimiter is put at the end where there is none, and what stands after the last one is dropped. */
function splitParts(chars: string, { delimiter, from }: Delimiter): Part[] {
  const rest = chars.slice(from);
  if (rest === '') return [];
  const closed = rest.endsWith(delimiter) ? rest : rest + delimiter;
  let start = from;
  return closed
    .split(delimiter)
    .slice(0, -1)
    .map((item) => {
      const part = { from: start, to: start + item.length };
      start = part.to + delimiter.length;
      return part;
    });
}

function readEntry(flat: FlatText, part: Part, out: Result, delimiter: string): void {
  const chars = flat.chars.slice(part.from, part.to);
  const whole = flat.cut(part.from, part.to);
  const equals = chars.indexOf('=');
  const key = equals < 0 ? chars : chars.slice(0, equals);
  const keyText = flat.cut(part.from, part.from + key.length);
  if (key.includes(flat.hole) || isPartlyConditional(keyText))
    out.open.push({ what: equals < 0 || mayBeMany(keyText) ? 'list' : 'name', text: keyText });
  else if (key === '') out.broken.push({ text: whole, reason: 'Invalid flag value.' });
  else if (equals < 0) out.broken.push({ text: whole, reason: 'Bad syntax for dict arg.' });
  else {
    const head = flat.cut(part.from, part.from + equals + 1);
    const value = flat.cut(part.from + equals + 1, part.to);
    const list = value.findIndex(
      (piece) => piece.kind === 'hole' && (piece.many || mayHoldItems(piece.written, delimiter)),
    );
    if (list >= 0) out.open.push({ what: 'list', text: value.slice(list, list + 1) });
    out.items.push({
      whole: list >= 0 ? [...head, ...value.slice(0, list)] : whole,
      key: keyText,
      // Where nothing stands before what run time fills, the value itself is filled.
      value: list >= 0 ? value.slice(0, Math.max(1, list)) : value,
    });
  }
}

function mayBeMany(text: Text): boolean {
  return text.some((piece) => piece.kind === 'hole' && piece.many);
}

/** A part of it stands on some runs only, so what it is differs from run to run. */
export function isPartlyConditional(text: Text): boolean {
  return text.some((piece) => piece.conditional) && !text.every((piece) => piece.conditional);
}

/** Whether an expression writes the delimiter itself, as `${MORE:+,$MORE}` and `",".join(more)` do; between arguments it says nothing. */
function mayHoldItems(written: string, delimiter: string): boolean {
  return [':+', '+'].some((before) => written.includes(before + delimiter)) || isQuotedIn(written, delimiter);
}

function isQuotedIn(written: string, delimiter: string): boolean {
  let quote = '';
  for (let i = 0; i < written.length; i++) {
    const char = written.charAt(i);
    if (quote !== '' && written.startsWith(delimiter, i)) return true;
    if (char === '\\') i++;
    else if (quote === '' && ['"', "'", '`'].includes(char)) quote = char;
    else if (char === quote) quote = '';
  }
  return false;
}
