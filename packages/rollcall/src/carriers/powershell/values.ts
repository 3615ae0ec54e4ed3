import type { Range } from '../../model/span.ts';
import { hole, known, type Piece, type Text } from '../../model/text.ts';
import { asConditional } from '../shell/texts.ts';
import type { FunctionNode } from './syntax.ts';

/** What is known of a value. Lists and maps may be changed in place, as PowerShell does. */
export type Value =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'list'; items: Value[]; open: boolean }
  | { readonly kind: 'map'; entries: Map<string, readonly [Text, Value]>; open: boolean }
  | { readonly kind: 'truth'; readonly holds: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'block'; readonly fn: FunctionNode }
  | { readonly kind: 'unknown'; readonly written: string; readonly range: Range | null; readonly input?: string };

export const NOTHING: Value = { kind: 'nothing' };

export function textValue(text: Text): Value {
  return { kind: 'text', text };
}

export function plainText(text: string): Text {
  return text === '' ? [] : [{ kind: 'text', text, range: null, exact: false }];
}

export function plainValue(text: string): Value {
  return textValue(plainText(text));
}

export function unknownValue(written: string, range: Range | null, input?: string): Value {
  return input === undefined ? { kind: 'unknown', written, range } : { kind: 'unknown', written, range, input };
}

export function listValue(items: readonly Value[], open = false): Value {
  return { kind: 'list', items: [...items], open };
}

/** A value as a part of a text: items of a list stand beside each other with a space between them. */
export function asText(value: Value): Text {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'truth':
      return plainText(value.holds ? 'True' : 'False');
    case 'nothing':
      return [];
    case 'list':
      return joinItems(value, plainText(' '));
    case 'unknown':
      return hole(value.written, value.range, value.input);
    case 'map':
    case 'block':
      return hole(value.kind, null);
  }
}

/** The items as one text; of what is there on some runs the separator is too. */
export function joinItems(list: Extract<Value, { kind: 'list' }>, separator: Text): Text {
  const out: Piece[] = [];
  let isCertain = false;
  for (const [i, item] of list.items.entries()) {
    const text = asText(item);
    const own = !isOptional(text);
    if (i > 0) out.push(...(own && isCertain ? separator : asConditional(separator)));
    out.push(...text);
    isCertain ||= own;
  }
  if (list.open) out.push({ kind: 'hole', written: '…', range: null, many: true });
  return out;
}

/** Whether a text is there on some runs only. */
export function isOptional(text: Text): boolean {
  return text.length > 0 && text.every((piece) => piece.conditional);
}

/** The items of a list; any other value is one item, and nothing is none. */
export function itemsOf(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  return value.kind === 'nothing' ? [] : [value];
}

export function isOpenList(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'list' && value.open);
}

export function wordOf(value: Value): string | null {
  if (value.kind === 'text') return known(value.text);
  return value.kind === 'truth' ? asTruthWord(value.holds) : null;
}

function asTruthWord(holds: boolean): string {
  return holds ? 'True' : 'False';
}

/** Whether a value counts as true; null: only run time knows. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_booleans */
export function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case 'truth':
      return value.holds;
    case 'nothing':
      return false;
    case 'unknown':
      return null;
    case 'text':
      if (value.text.some((piece) => piece.kind === 'text' && piece.text !== '')) return true;
      return value.text.length === 0 ? false : null;
    case 'list':
      if (value.items.length > 0 && value.items.every((item) => isOptional(asText(item)))) return null;
      if (value.items.length > 1) return true;
      return value.open ? null : value.items[0] ? truthOf(value.items[0]) : false;
    default:
      return true;
  }
}
