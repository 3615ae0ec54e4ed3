import type { Range } from '../model/span.ts';

/** Where one value of the file stands. */
export interface Place {
  /** The key of a mapping's entry; null for an item of a list and for the whole. */
  readonly key: Range | null;
  readonly value: Range;
  /** A number or a boolean as the file spells it: `1.10` is no longer told from `1.1` otherwise. */
  readonly spelling: string | null;
  readonly children: ReadonlyMap<string, Place>;
}

export type Pointer = readonly (string | number)[];

/** A value of the contract with the places of all that is in it; `place` is null where places are not known (a program's result). */
export interface PlacedValue {
  /** Built of objects without prototype, lists, text, numbers, booleans and null. */
  readonly value: unknown;
  readonly place: Place | null;
}

export function placeAt(root: Place | null, pointer: Pointer): Place | null {
  let place = root;
  for (const step of pointer) {
    if (!place) return null;
    place = place.children.get(String(step)) ?? null;
  }
  return place;
}

/** The key of an entry, the whole of an item; null where places are not known. */
export function rangeAt(root: Place | null, pointer: Pointer): Range | null {
  const place = placeAt(root, pointer);
  return place && (place.key ?? place.value);
}

/** A pointer as people write it: `services.auth.needs.add[0]`. */
export function showPointer(pointer: Pointer): string {
  let shown = '';
  for (const step of pointer) {
    if (typeof step === 'number') shown += `[${step}]`;
    else if (/^[\w$-]+$/.test(step)) shown += shown === '' ? step : `.${step}`;
    else shown += `[${showName(step)}]`;
  }
  return shown;
}

/** A name or key in quotes. What follows a `=` was meant as a value, so it is not shown; nor is more than a name's length. */
export function showName(name: string): string {
  const end = name.indexOf('=');
  const cut = (end < 0 ? name : name.slice(0, end + 1)).slice(0, 100);
  return JSON.stringify(cut === name ? name : `${cut}…`);
}
