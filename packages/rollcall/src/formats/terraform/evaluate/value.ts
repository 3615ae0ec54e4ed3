import type { Range } from '../../../model/span.ts';
import { hole, known, literal, type Text } from '../../../model/text.ts';

/** Why a list or map may hold more than was read. */
export interface Open {
  readonly written: string;
  readonly range: Range;
}

export interface Item {
  readonly value: Value;
  /** It is there on some runs only. */
  readonly conditional: boolean;
  readonly range: Range;
}

export interface Entry extends Item {
  readonly key: Text;
}

/**
 * What is known of a value. `filled`: it is neither empty nor null, whatever run time puts into it. `assumed`: it is the default of a variable that whoever runs Terraform may set, so that nothing is decided
 * by it.
 */
export type Value =
  | { readonly kind: 'text'; readonly text: Text; readonly assumed: boolean; readonly filled?: true }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly assumed: boolean }
  | { readonly kind: 'null'; readonly assumed: boolean }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly open: Open | null; readonly assumed: boolean }
  | {
      readonly kind: 'object';
      readonly entries: readonly Entry[];
      readonly open: Open | null;
      readonly assumed: boolean;
    }
  /** One resource or module, whose attributes are looked up as they are asked for. */
  | { readonly kind: 'instance'; readonly attribute: (name: string, written: string, range: Range) => Value }
  /** `missing`: an attribute or item that is not there, for which Terraform stops or `try` goes on. */
  | {
      readonly kind: 'unknown';
      readonly written: string;
      readonly range: Range;
      readonly missing: boolean;
      readonly filled?: true;
    };

export type ListValue = Extract<Value, { kind: 'list' }>;
export type ObjectValue = Extract<Value, { kind: 'object' }>;

/** Longer texts and lists than these are not followed: a few lines can make any number of them. */
const MOST_PIECES = 400;
const MOST_ITEMS = 4_000;

export function unknown(written: string, range: Range, missing = false): Value {
  return { kind: 'unknown', written, range, missing };
}

/** What a resource tells of itself once it is made. */
export function computed(written: string, range: Range): Value {
  return { kind: 'unknown', written, range, missing: false, filled: true };
}

/** Whether a value is surely neither empty nor null. */
export function isFilled(value: Value): boolean {
  return value.kind === 'instance' || ((value.kind === 'text' || value.kind === 'unknown') && value.filled === true);
}

export function textValue(text: Text, at: Range, assumed = false): Value {
  if (text.length > MOST_PIECES) return unknown('…', at);
  let length = 0;
  for (const piece of text) if (piece.kind === 'text') length += piece.text.length;
  return length > 100_000 ? unknown('…', at) : { kind: 'text', text, assumed };
}

export function plainText(text: string, range: Range | null = null): Value {
  return { kind: 'text', text: literal(text, range), assumed: false };
}

export function listValue(items: readonly Item[], open: Open | null = null, assumed = false): ListValue {
  if (items.length <= MOST_ITEMS) return { kind: 'list', items, open, assumed };
  const [first] = items;
  const more = first ? { written: '…', range: first.range } : null;
  return { kind: 'list', items: items.slice(0, MOST_ITEMS), open: open ?? more, assumed };
}

export function objectValue(entries: readonly Entry[], open: Open | null = null, assumed = false): ObjectValue {
  if (entries.length <= MOST_ITEMS) return { kind: 'object', entries, open, assumed };
  const [first] = entries;
  const more = first ? { written: '…', range: first.range } : null;
  return { kind: 'object', entries: entries.slice(0, MOST_ITEMS), open: open ?? more, assumed };
}

/** What of a value may be put into a text. */
export function asText(value: Value): Text {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'boolean':
      return literal(String(value.value));
    case 'null':
      return [];
    case 'unknown':
      return hole(value.written, value.range);
    default:
      return [{ kind: 'hole', written: '…', range: null }];
  }
}

/** The text that a value is known to be; null where it is none, or only in part. */
export function knownText(value: Value): string | null {
  if (value.kind === 'boolean') return String(value.value);
  return value.kind === 'text' ? known(value.text) : null;
}

export function isAssumed(value: Value): boolean {
  return value.kind !== 'unknown' && value.kind !== 'instance' && value.assumed;
}

/** A value that stands until whoever runs Terraform sets another one. */
export function assume(value: Value): Value {
  switch (value.kind) {
    case 'unknown':
    case 'instance':
      return value;
    case 'list':
      return { ...value, items: value.items.map((item) => ({ ...item, value: assume(item.value) })), assumed: true };
    case 'object':
      return { ...value, entries: value.entries.map((one) => ({ ...one, value: assume(one.value) })), assumed: true };
    default:
      return { ...value, assumed: true };
  }
}

/** The attribute of an object; the last one of a name counts. Null: it has none of that name. */
export function entryOf(object: ObjectValue, name: string): Entry | null {
  for (let i = object.entries.length - 1; i >= 0; i--) {
    const entry = object.entries[i];
    if (entry && known(entry.key) === name) return entry;
  }
  return null;
}
