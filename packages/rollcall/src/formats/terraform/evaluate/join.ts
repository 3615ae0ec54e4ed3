import { asWritten } from '../../../model/text.ts';
import {
  type Entry,
  entryOf,
  type Item,
  knownText,
  type ListValue,
  listValue,
  type ObjectValue,
  type Open,
  objectValue,
  unknown,
  type Value,
} from './value.ts';

/** One of two values, of which only run time knows which: what both hold is there, what one holds is there on some runs. */
export function joinValues(a: Value, b: Value, at: Open): Value {
  if (a === b) return a;
  if (a.kind === 'object' || b.kind === 'object') return joinObjects(toObject(a, at), toObject(b, at), at);
  if (a.kind === 'list' || b.kind === 'list') return joinLists(toList(a, at), toList(b, at));
  const [left, right] = [knownText(a), knownText(b)];
  if (left !== null && left === right) return a;
  if (a.kind === 'null' && b.kind === 'null') return a;
  return unknown(at.written, at.range);
}

function toObject(value: Value, at: Open): ObjectValue {
  if (value.kind === 'object') return value;
  return objectValue([], value.kind === 'null' || isEmpty(value) ? null : at);
}

function toList(value: Value, at: Open): ListValue {
  if (value.kind === 'list') return value;
  return listValue([], value.kind === 'null' ? null : at);
}

function isEmpty(value: Value): boolean {
  return value.kind === 'list' && value.items.length === 0 && value.open === null;
}

function joinObjects(a: ObjectValue, b: ObjectValue, at: Open): ObjectValue {
  const entries: Entry[] = a.entries.map((one) => {
    const name = knownKey(one);
    const other = name === null ? null : entryOf(b, name);
    if (!other) return { ...one, conditional: true };
    return {
      ...one,
      // The whole expression says more than this part: other values stand in it.
      value: joinValues(one.value, other.value, { ...at, written: '…' }),
      conditional: one.conditional || other.conditional,
    };
  });
  for (const one of b.entries) {
    const name = knownKey(one);
    if (name === null || !entryOf(a, name)) entries.push({ ...one, conditional: true });
  }
  return objectValue(entries, a.open ?? b.open, a.assumed || b.assumed);
}

function knownKey({ key }: Entry): string | null {
  return key.every(({ kind }) => kind === 'text') ? asWritten(key) : null;
}

function joinLists(a: ListValue, b: ListValue): ListValue {
  const inB = new Set(b.items.flatMap((item) => nameOf(item) ?? []));
  const inA = new Set(a.items.flatMap((item) => nameOf(item) ?? []));
  const items = a.items.map((item): Item => {
    const name = nameOf(item);
    return name !== null && inB.has(name) ? item : { ...item, conditional: true };
  });
  for (const item of b.items) {
    const name = nameOf(item);
    if (name === null || !inA.has(name)) items.push({ ...item, conditional: true });
  }
  return listValue(items, a.open ?? b.open, a.assumed || b.assumed);
}

/** What tells one item of a list from another: its text, or its name. */
function nameOf({ value }: Item): string | null {
  if (value.kind !== 'object') return knownText(value);
  for (const name of ['name', 'key', 'env_var']) {
    const entry = entryOf(value, name);
    if (entry) return knownText(entry.value);
  }
  return null;
}
