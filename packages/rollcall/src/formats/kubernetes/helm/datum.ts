import { entry, type Value } from '../../../manifests/value.ts';
import type { Piece } from '../../../model/text.ts';
import { type Fragment, knownText, plain } from './fragment.ts';

/** What an expression of a template comes to. */
export type Datum =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'text'; readonly fragment: Fragment }
  | { readonly kind: 'dict'; readonly fields: ReadonlyMap<string, Datum> }
  | { readonly kind: 'list'; readonly items: readonly Datum[] }
  | { readonly kind: 'nil' }
  | { readonly kind: 'unknown'; readonly written: string };

export const NIL: Datum = { kind: 'nil' };

export function unknown(written: string): Datum {
  return { kind: 'unknown', written };
}

export function textDatum(text: string): Datum {
  return { kind: 'text', fragment: [plain(text)] };
}

export function fromValue(value: Value | null | undefined): Datum {
  if (!value || (value.kind === 'scalar' && value.isNull)) return NIL;
  return value.kind === 'scalar' ? { kind: 'text', fragment: value.text } : { kind: 'value', value };
}

/** A field of a map or a dictionary; of what is unknown it is unknown. */
export function fieldOf(datum: Datum, name: string): Datum {
  if (datum.kind === 'dict') return datum.fields.get(name) ?? NIL;
  if (datum.kind === 'value') return fromValue(entry(datum.value, name)?.value);
  if (datum.kind === 'unknown') return unknown(`${datum.written}.${name}`);
  return NIL;
}

/** Whether a template takes it for true; null: that is not known. https://pkg.go.dev/text/template#hdr-Actions */
export function truthOf(datum: Datum): boolean | null {
  switch (datum.kind) {
    case 'nil':
      return false;
    case 'unknown':
      return null;
    case 'dict':
      return datum.fields.size > 0;
    case 'list':
      return datum.items.length > 0;
    case 'value':
      return datum.value.kind === 'map'
        ? datum.value.entries.length > 0
        : datum.value.kind === 'list' && datum.value.items.length > 0;
    case 'text': {
      const text = knownText(datum.fragment);
      if (text !== null) return text !== '' && text !== 'false' && text !== '0';
      return datum.fragment.some((one) => one.kind === 'text' && one.text !== '') ? true : null;
    }
  }
}

/** The datum as one line of text; a hole where it is not known. */
export function fragmentOf(datum: Datum, written: string): Fragment {
  if (datum.kind === 'text') return datum.fragment;
  if (datum.kind === 'nil') return [];
  const printed = datum.kind === 'value' ? printedList(datum.value) : null;
  if (printed) return printed;
  const piece: Piece = { kind: 'hole', written: datum.kind === 'unknown' ? datum.written : written, range: null };
  return [piece];
}

/** A list as a template prints it, which YAML reads as a list of one text. Null: it is none, or YAML may read it otherwise. */
function printedList(value: Value): Fragment | null {
  if (value.kind !== 'list' || value.items.length === 0) return null;
  const texts = value.items.map((item) => (item.kind === 'scalar' && !item.isNull ? item.text : null));
  const words = texts.map((text) => (text === null ? null : knownText(text)));
  if (!words.every((word) => word !== null && /^[\w./][\w./:=+|& -]*$/.test(word) && !/: |:$/.test(word))) return null;
  return [plain('['), ...texts.flatMap((text, i) => [...(i === 0 ? [] : [plain(' ')]), ...(text ?? [])]), plain(']')];
}

/** The text of a datum where all of it is known. */
export function stringOf(datum: Datum | undefined): string | null {
  if (!datum) return null;
  if (datum.kind === 'nil') return '';
  return datum.kind === 'text' ? knownText(datum.fragment) : null;
}
