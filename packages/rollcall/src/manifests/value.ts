import type { Range } from '../model/span.ts';
import { asWritten, known, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';

/** A manifest's text as a tree that can be merged and patched; every part keeps the place at which it is written. */
export type Value = MapValue | ListValue | ScalarValue;

interface Placed {
  readonly range: Range;
  /** A block of a template that may leave it out stands between it and what holds it. */
  readonly conditional?: true;
}

export interface Entry {
  readonly name: string;
  readonly key: Text;
  readonly keyRange: Range;
  readonly value: Value;
  readonly conditional?: true;
}

export interface MapValue extends Placed {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  /** Lines that a template puts somewhere into it. */
  readonly open?: readonly Gap[];
}

export interface ListValue extends Placed {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface ScalarValue extends Placed {
  readonly kind: 'scalar';
  readonly text: Text;
  readonly isNull: boolean;
}

/** The value of a map's key; null where there is none, or it is written as null. */
export function get(value: Value | null | undefined, key: string): Value | null {
  const found = entry(value, key)?.value;
  return found && !(found.kind === 'scalar' && found.isNull) ? found : null;
}

export function entry(value: Value | null | undefined, key: string): Entry | null {
  return value?.kind === 'map' ? (value.entries.find(({ name }) => name === key) ?? null) : null;
}

export function at(value: Value | null | undefined, ...keys: readonly string[]): Value | null {
  return keys.reduce<Value | null>((inner, key) => get(inner, key), value ?? null);
}

export function items(value: Value | null | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

export function entries(value: Value | null | undefined): readonly Entry[] {
  return value?.kind === 'map' ? value.entries : [];
}

/** A scalar's text; null for what is none. */
export function text(value: Value | null | undefined): Text | null {
  return value?.kind === 'scalar' && !value.isNull ? value.text : null;
}

/** A scalar's text where all of it is known. */
export function string(value: Value | null | undefined): string | null {
  const found = text(value);
  return found && known(found);
}

/** A scalar's text with its holes as they are written. */
export function written(value: Value | null | undefined): string | null {
  const found = text(value);
  return found && asWritten(found);
}

export function isTrue(value: Value | null | undefined): boolean {
  return /^(true|yes|on)$/i.test(string(value) ?? '');
}

/** The strings of a list of scalars, or of one scalar. */
export function strings(value: Value | null | undefined): readonly string[] {
  const one = string(value);
  return one !== null ? [one] : items(value).flatMap((item) => string(item) ?? []);
}

/** From the first range to the end of the last, as far as they lie in one file. */
export function around(ranges: readonly (Range | null | undefined)[]): Range | null {
  const placed = ranges.filter((range) => range !== null && range !== undefined);
  const [first] = placed;
  if (!first) return null;
  const same = placed.filter(({ path }) => path === first.path);
  return {
    path: first.path,
    start: Math.min(...same.map(({ start }) => start)),
    end: Math.max(...same.map(({ end }) => end)),
  };
}

/** Where the scalars below a value stand: what may be a value of a secret or of a variable. */
export function scalarRanges(value: Value | null, budget = { left: 5_000 }): readonly Range[] {
  if (!value || budget.left-- <= 0) return [];
  if (value.kind === 'scalar') return value.isNull ? [] : [value.range];
  const inner = value.kind === 'list' ? value.items : value.entries.map((one) => one.value);
  return inner.flatMap((one) => scalarRanges(one, budget));
}
