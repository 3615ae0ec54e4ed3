import { known, literal, type Text } from '../../../model/text.ts';
import { entryAt } from './access.ts';
import type { Arguments, TerraformFunction } from './functions.ts';
import { joinValues } from './join.ts';
import {
  asText,
  type Entry,
  type Item,
  isAssumed,
  knownText,
  listValue,
  type ObjectValue,
  type Open,
  objectValue,
  plainText,
  type Value,
} from './value.ts';

/** What a list, a set or a map's values hold. */
interface Members {
  readonly items: readonly Item[];
  readonly open: Open | null;
}

function membersOf(value: Value | undefined, at: Open): Members {
  switch (value?.kind) {
    case 'list':
      return value;
    case 'object':
      return { items: value.entries, open: value.open };
    case 'null':
      return { items: [], open: null };
    default:
      return { items: [], open: at };
  }
}

function merge({ args, at }: Arguments): Value {
  let entries: Entry[] = [];
  let open: Open | null = null;
  for (const value of args) {
    if (value.kind === 'null') continue;
    if (value.kind === 'list' && value.items.length === 0 && !value.open) continue;
    if (value.kind !== 'object') {
      open ??= value.kind === 'unknown' ? value : at;
      continue;
    }
    open ??= value.open;
    const certain = new Set(value.entries.flatMap((one) => (one.conditional ? [] : (known(one.key) ?? []))));
    entries = [...entries.filter((one) => !certain.has(known(one.key) ?? '\0')), ...value.entries];
  }
  return objectValue(entries, open);
}

function concat({ args, at }: Arguments): Value {
  const parts = args.map((value) => membersOf(value, at));
  return listValue(
    parts.flatMap(({ items }) => items),
    parts.find(({ open }) => open)?.open ?? null,
  );
}

function toset({ args, at, none }: Arguments): Value {
  const [value] = args;
  return value ? makeSet(value, at) : none;
}

/** A set is a map from each member to itself: so it is gone through, and so its members are told apart. */
export function makeSet(value: Value, at: Open): Value {
  if (value.kind === 'unknown' || value.kind === 'object') return value;
  const { items, open } = membersOf(value, at);
  if (items.some((item) => item.value.kind !== 'text')) return listValue(items, open);
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const name = knownText(item.value);
    if (name !== null && seen.has(name) && !item.conditional) continue;
    if (name !== null) seen.add(name);
    entries.push({ ...item, key: asText(item.value) });
  }
  return objectValue(entries, open, isAssumed(value));
}

function tolist({ args, none }: Arguments): Value {
  const [value] = args;
  if (value?.kind !== 'object') return value ?? none;
  return listValue(
    value.entries.map((one): Item => one),
    value.open,
  );
}

function keys({ args, none }: Arguments): Value {
  const [value] = args;
  if (value?.kind !== 'object') return none;
  return listValue(
    value.entries.map((one): Item => ({ ...one, value: { kind: 'text', text: one.key, assumed: false } })),
    value.open,
  );
}

function values({ args, none }: Arguments): Value {
  const [value] = args;
  return value?.kind === 'object'
    ? listValue(
        value.entries.map((one): Item => one),
        value.open,
      )
    : none;
}

function flatten({ args, at, none }: Arguments): Value {
  const [value] = args;
  if (value?.kind === 'unknown') return none;
  const { items, open } = membersOf(value, at);
  const out: Item[] = [];
  let more: Open | null = open;
  const visit = (item: Item, depth: number): void => {
    if (item.value.kind !== 'list' || depth > 8) {
      if (item.value.kind === 'unknown') more ??= item.value;
      else out.push(item);
      return;
    }
    more ??= item.value.open;
    for (const inner of item.value.items) {
      if (out.length > 5_000) return;
      visit({ ...inner, conditional: inner.conditional || item.conditional }, depth + 1);
    }
  };
  for (const item of items) visit(item, 0);
  return listValue(out, more);
}

function lookup({ args, at, none }: Arguments): Value {
  const [map, key, otherwise] = args;
  if (map?.kind !== 'object' || !key) return none;
  const found = entryAt(map, key, at);
  if (!found) return map.open ? none : (otherwise ?? none);
  return knownText(key) === null && otherwise ? joinValues(found, otherwise, at) : found;
}

function element({ args, none }: Arguments): Value {
  const [list, index] = args;
  const at = index ? knownText(index) : null;
  if (list?.kind !== 'list' || list.open || at === null || !/^\d+$/.test(at) || list.items.length === 0) return none;
  if (list.items.some(({ conditional }) => conditional)) return none;
  return list.items[Number(at) % list.items.length]?.value ?? none;
}

function one({ args, none }: Arguments): Value {
  const [list] = args;
  if (list?.kind !== 'list' || list.open) return none;
  const [only, ...more] = list.items;
  if (!only) return { kind: 'null', assumed: list.assumed };
  return more.length > 0 ? none : only.value;
}

function length({ args, none }: Arguments): Value {
  const [value] = args;
  if (!value || value.kind === 'unknown') return none;
  const text = knownText(value);
  if (text !== null) return withAssumed(plainText(String([...text].length)), isAssumed(value));
  const members = value.kind === 'list' ? value.items : value.kind === 'object' ? value.entries : null;
  const open = value.kind === 'list' || value.kind === 'object' ? value.open : null;
  if (!members || open || members.some(({ conditional }) => conditional)) return none;
  return withAssumed(plainText(String(members.length)), isAssumed(value));
}

function withAssumed(value: Value, assumed: boolean): Value {
  return value.kind === 'text' ? { ...value, assumed } : value;
}

function contains({ args, none }: Arguments): Value {
  const [list, wanted] = args;
  const name = wanted ? knownText(wanted) : null;
  if (!list || (list.kind !== 'list' && list.kind !== 'object') || name === null) return none;
  const { items, open } = membersOf(list, { written: '', range: { path: '', start: 0, end: 0 } });
  const assumed = isAssumed(list) || (wanted ? isAssumed(wanted) : false);
  const found = items.find(({ value }) => knownText(value) === name);
  if (found) return found.conditional ? none : { kind: 'boolean', value: true, assumed };
  if (open || items.some(({ value }) => knownText(value) === null)) return none;
  return { kind: 'boolean', value: false, assumed };
}

function zipmap({ args, none }: Arguments): Value {
  const [names, of] = args;
  if (names?.kind !== 'list' || of?.kind !== 'list') return none;
  const entries = names.items.map(
    (item, i): Entry => ({ ...item, key: asText(item.value), value: of.items[i]?.value ?? none }),
  );
  return objectValue(entries, names.open ?? of.open);
}

/** Without the empty and the null; what only run time knows may be either. */
function compact({ args, at }: Arguments): Value {
  const { items, open } = membersOf(args[0], at);
  const kept = items.filter(({ value }) => value.kind !== 'null' && knownText(value) !== '');
  return listValue(
    kept.map((item) => (knownText(item.value) === null ? { ...item, conditional: true } : item)),
    open,
  );
}

function same({ args, at }: Arguments): Value {
  const [value] = args;
  if (value?.kind === 'object') return value;
  const { items, open } = membersOf(value, at);
  return listValue(items, open);
}

function setsubtract({ args, at, none }: Arguments): Value {
  const [from, less] = args;
  if (less?.kind !== 'object' && less?.kind !== 'list') return none;
  const { items, open } = membersOf(from, at);
  const gone = membersOf(less, at);
  const names = new Map(gone.items.map((item) => [knownText(item.value), item.conditional]));
  const kept = items.flatMap((item): Item[] => {
    const taken = names.get(knownText(item.value));
    if (taken === undefined) return [gone.open ? { ...item, conditional: true } : item];
    return taken ? [{ ...item, conditional: true }] : [];
  });
  return makeSet(listValue(kept, open), at);
}

function setunion(call: Arguments): Value {
  return makeSet(concat(call), call.at);
}

/** `map("a", 1)`: an older form of an object. */
function map({ args, range }: Arguments): ObjectValue {
  const entries: Entry[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [key, value] = [args[i], args[i + 1]];
    if (key && value) entries.push({ key: textOf(key), value, conditional: false, range });
  }
  return objectValue(entries);
}

function textOf(value: Value): Text {
  const text = knownText(value);
  return text === null ? asText(value) : literal(text);
}

export const collectionFunctions: readonly (readonly [string, TerraformFunction])[] = [
  ['merge', merge],
  ['concat', concat],
  ['toset', toset],
  ['tolist', tolist],
  ['tomap', ({ args, none }) => args[0] ?? none],
  ['list', ({ args, range }) => listValue(args.map((value) => ({ value, conditional: false, range })))],
  ['map', map],
  ['keys', keys],
  ['values', values],
  ['flatten', flatten],
  ['lookup', lookup],
  ['element', element],
  ['one', one],
  ['length', length],
  ['contains', contains],
  ['zipmap', zipmap],
  ['compact', compact],
  ['distinct', same],
  ['sort', same],
  ['reverse', same],
  ['setunion', setunion],
  ['setsubtract', setsubtract],
];
