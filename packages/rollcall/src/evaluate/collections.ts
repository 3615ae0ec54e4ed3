import { putEntry } from './access.ts';
import type { Builtin, BuiltinCall } from './builtins.ts';
import { callValue } from './calls.ts';
import { contains, noteKeys, truthOf } from './conditions.ts';
import { itemsOf } from './operators.ts';
import { markTested } from './read-defaults.ts';
import { branch, frame, noteDeciding, rangeAt, written } from './run.ts';
import { joinItems, originOf } from './texts.ts';
import {
  bool,
  type DictValue,
  dict,
  type Item,
  isOpen,
  keyOf,
  type ListValue,
  list,
  NULL,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

type ListCall = BuiltinCall & { readonly receiver: ListValue };
type DictCall = BuiltinCall & { readonly receiver: DictValue };

function onList(method: (call: ListCall) => Value | undefined): Builtin {
  return (call) => (call.receiver?.kind === 'list' ? method({ ...call, receiver: call.receiver }) : undefined);
}

function onDict(method: (call: DictCall) => Value | undefined): Builtin {
  return (call) => (call.receiver?.kind === 'dict' ? method({ ...call, receiver: call.receiver }) : undefined);
}

function write(call: ListCall, items: readonly Item[]): Value {
  call.run.journal.write(call.receiver.items, items);
  return NULL;
}

const append = onList((call) => {
  const more: Item[] = call.args.positional.map((value) => ({ value, conditional: false }));
  if (call.args.open) more.push({ open: true, written: written(call.run, call.at), range: rangeAt(call.run, call.at) });
  return write(call, [...call.receiver.items.value, ...more]);
});

const extend = onList((call) => {
  const [values] = call.args.positional;
  return values ? write(call, [...call.receiver.items.value, ...itemsOf(call.run, values, call.at)]) : undefined;
});

const insert = onList((call) => {
  const [index, value] = call.args.positional;
  if (!value) return undefined;
  const items = [...call.receiver.items.value];
  items.splice(index?.kind === 'number' ? index.value : items.length, 0, { value, conditional: false });
  return write(call, items);
});

const remove = onList((call) => {
  const name = call.args.positional[0] && keyOf(call.args.positional[0]);
  if (typeof name !== 'string') return undefined;
  return write(
    call,
    call.receiver.items.value.filter((item) => isOpen(item) || keyOf(item.value) !== name),
  );
});

const concat = onList((call) => {
  const items = call.args.positional.flatMap((value) =>
    value.kind === 'list' ? value.items.value : [{ value, conditional: false }],
  );
  return { kind: 'list', sort: 'list', items: { value: [...call.receiver.items.value, ...items] } };
});

const copy = onList(({ receiver }) => ({ kind: 'list', sort: receiver.sort, items: { value: receiver.items.value } }));

const slice = onList((call) => {
  const [from, to] = call.args.positional;
  const start = from?.kind === 'number' ? from.value : 0;
  const end = to?.kind === 'number' ? to.value : undefined;
  return { kind: 'list', sort: 'list', items: { value: call.receiver.items.value.slice(start, end) } };
});

/** Calls a function for each item. What an item that may be missing gives may be missing too. */
function eachOf(call: ListCall, keep: (value: Value, result: Value, item: Item) => readonly Item[]): readonly Item[] {
  const [callback] = call.args.positional;
  return call.receiver.items.value.flatMap((item, i): readonly Item[] => {
    const value = isOpen(item) ? unknown(item.written, item.range) : item.value;
    if (!callback) return [item];
    let result: Value = unknown(written(call.run, call.at));
    const work = (): void => {
      result = callValue(
        call.run,
        callback,
        { positional: [value, { kind: 'number', value: i }], named: new Map(), open: false },
        call.at,
      );
    };
    if (isOpen(item) || item.conditional) branch(call.run, [work, () => {}]);
    else work();
    if (isOpen(item)) return [item];
    return keep(value, result, item);
  });
}

const map = onList((call) => ({
  kind: 'list',
  sort: 'list',
  ...originOf(call.receiver),
  items: {
    value: eachOf(call, (_, result, item) => [{ value: result, conditional: !isOpen(item) && item.conditional }]),
  },
}));

const flatMap = onList((call) => ({
  kind: 'list',
  sort: 'list',
  items: { value: eachOf(call, (_, result) => itemsOf(call.run, result, call.at)) },
}));

const forEach = onList((call) => {
  eachOf(call, () => []);
  return NULL;
});

/** Items for which the callback gives true; one that may is kept as one that may be there. */
function selected(call: ListCall): readonly Item[] {
  const { path } = frame(call.run);
  return eachOf(call, (value, result, item) => {
    markTested(result);
    noteDeciding(call.run, result);
    const truth = truthOf(call.run, result, path);
    return truth === false ? [] : [{ value, conditional: truth === null || (!isOpen(item) && item.conditional) }];
  });
}

const filter = onList((call) => ({
  kind: 'list',
  sort: 'list',
  ...originOf(call.receiver),
  items: { value: selected(call) },
}));

function some(all: boolean): Builtin {
  return onList((call) => {
    const { path } = frame(call.run);
    const truths: (boolean | null)[] = [];
    eachOf(call, (_, result, item) => {
      markTested(result);
      noteDeciding(call.run, result);
      const truth = truthOf(call.run, result, path);
      truths.push(!isOpen(item) && item.conditional && truth !== all ? null : truth);
      return [];
    });
    const open = call.receiver.items.value.some(isOpen);
    if (truths.includes(!all)) return bool(!all);
    return truths.includes(null) || open ? undefined : bool(all);
  });
}

const find = onList((call) => {
  const items = selected(call);
  const [first] = items;
  if (!first || isOpen(first)) return items.length === 0 ? NULL : undefined;
  return first.conditional
    ? union([...items.flatMap((item) => (isOpen(item) ? [] : [item.value])), NULL])
    : first.value;
});

const includes = onList((call) => {
  const [wanted] = call.args.positional;
  const outcome = wanted ? contains(call.run, wanted, call.receiver, call.at) : null;
  return outcome === null ? undefined : bool(outcome);
});

/** `items.reduce(f, start)`, while every item is known. */
const reduce = onList((call) => {
  const [callback, start] = call.args.positional;
  const items = call.receiver.items.value.flatMap((item) => (isOpen(item) || item.conditional ? [] : [item.value]));
  if (!callback || !start || items.length < call.receiver.items.value.length) return undefined;
  return items.reduce(
    (made: Value, item, i) =>
      callValue(
        call.run,
        callback,
        { positional: [made, item, { kind: 'number', value: i }], named: new Map(), open: false },
        call.at,
      ),
    start,
  );
});

/** `a.difference(b)`, `a - b`: items are left out that are certainly in the other. */
export function without(
  call: { run: BuiltinCall['run']; at: BuiltinCall['at'] },
  left: ListValue,
  right: Value,
): ListValue {
  const items = left.items.value.flatMap((item): readonly Item[] => {
    if (isOpen(item)) return [item];
    const outcome = contains(call.run, item.value, right, call.at);
    return outcome === true ? [] : [{ value: item.value, conditional: item.conditional || outcome === null }];
  });
  return { kind: 'list', sort: left.sort, items: { value: items } };
}

const isSubset = onList((call) => {
  const rest = call.args.positional[0] && without(call, call.receiver, call.args.positional[0]).items.value;
  if (!rest || rest.some((item) => isOpen(item) || item.conditional)) return undefined;
  return bool(rest.length === 0);
});

/** A small table that is asked for what is not known gives any of its values. */
const MOST_ENTRIES = 8;

const get = onDict((call) => {
  const [key, otherwise] = call.args.positional;
  const { entries, open } = call.receiver.content.value;
  const name = key && keyOf(key);
  if (key) noteKeys(call.run, key, call.receiver.content.value);
  const fallback = otherwise ?? call.args.named.get('default') ?? NULL;
  if (typeof name !== 'string')
    return key && !open && entries.size <= MOST_ENTRIES
      ? union([...[...entries.values()].map(({ value }) => value), fallback])
      : undefined;
  const entry = entries.get(name);
  if (entry) return entry.conditional ? union([entry.value, fallback]) : entry.value;
  return open ? unknown(written(call.run, call.at), rangeAt(call.run, call.at)) : fallback;
});

type Pick = (entry: { key: Value; value: Value }) => Value;

function entriesOf(pick: Pick, call: BuiltinCall, receiver: DictValue): Value {
  const { entries, open } = receiver.content.value;
  const items: Item[] = [...entries.values()].map((entry) => ({ value: pick(entry), conditional: entry.conditional }));
  if (open) items.push({ open: true, written: written(call.run, call.at), range: rangeAt(call.run, call.at) });
  return { kind: 'list', sort: 'list', items: { value: items } };
}

const PAIR: Pick = ({ key, value }) => list([key, value], 'tuple');
const KEY: Pick = ({ key }) => key;
const VALUE: Pick = ({ value }) => value;

function picking(pick: Pick): Builtin {
  return onDict((call) => entriesOf(pick, call, call.receiver));
}

/** `Object.entries(x)`. */
function picksFrom(pick: Pick): Builtin {
  return (call) => {
    const [of] = call.args.positional;
    return of?.kind === 'dict' ? entriesOf(pick, call, of) : undefined;
  };
}

function mergeInto(call: BuiltinCall, target: DictValue, from: Value | undefined): void {
  if (from?.kind === 'dict') {
    const { entries, open } = from.content.value;
    for (const entry of entries.values()) putEntry(call.run, target, entry.key, entry.value, entry.conditional);
    if (!open) return;
  } else if (!from || from.kind === 'null') return;
  call.run.journal.write(target.content, { ...target.content.value, open: true });
}

const update = onDict((call) => {
  for (const from of call.args.positional) mergeInto(call, call.receiver, from);
  for (const [name, value] of call.args.named) putEntry(call.run, call.receiver, text(name), value);
  return NULL;
});

const setDefault = onDict((call) => {
  const [key, value] = call.args.positional;
  const name = key && keyOf(key);
  if (!key || typeof name !== 'string') return undefined;
  const entry = call.receiver.content.value.entries.get(name);
  if (!entry) putEntry(call.run, call.receiver, key, value ?? NULL);
  return entry?.value ?? value ?? NULL;
});

const popEntry = onDict((call) => {
  const name = call.args.positional[0] && keyOf(call.args.positional[0]);
  if (typeof name !== 'string') return undefined;
  const { entries, open } = call.receiver.content.value;
  const rest = new Map(entries);
  rest.delete(name);
  call.run.journal.write(call.receiver.content, { entries: rest, open });
  return entries.get(name)?.value ?? call.args.positional[1] ?? unknown(name);
});

const copyDict = onDict(({ receiver }) => ({ kind: 'dict', content: { value: receiver.content.value } }));

const assignObjects: Builtin = (call) => {
  const [target, ...others] = call.args.positional;
  if (target?.kind !== 'dict') return undefined;
  for (const from of others) mergeInto(call, target, from);
  return target;
};

/** `Object.fromEntries(pairs)` and `dict(pairs)`. */
export function fromPairs(call: BuiltinCall, pairs: Value | undefined): Value | undefined {
  if (pairs?.kind !== 'list') return undefined;
  const made = dict();
  for (const item of pairs.items.value) {
    const pair = isOpen(item) ? null : item.value;
    const [key, value] = pair?.kind === 'list' ? pair.items.value : [];
    if (!key || !value || isOpen(key) || isOpen(value))
      call.run.journal.write(made.content, { ...made.content.value, open: true });
    else putEntry(call.run, made, key.value, value.value, !isOpen(item) && item.conditional);
  }
  return made;
}

export const COLLECTION_METHODS: readonly (readonly [string, Builtin])[] = [
  ['list.append', append],
  ['list.push', append],
  ['list.add', append],
  ['list.extend', extend],
  ['list.update', extend],
  ['list.insert', insert],
  [
    'list.unshift',
    onList((call) =>
      write(call, [
        ...call.args.positional.map((value) => ({ value, conditional: false })),
        ...call.receiver.items.value,
      ]),
    ),
  ],
  ['list.remove', remove],
  ['list.discard', remove],
  ['list.clear', onList((call) => write(call, []))],
  ['list.copy', copy],
  ['list.concat', concat],
  ['list.slice', slice],
  ['list.sort', onList(({ receiver }) => receiver)],
  ['list.reverse', onList(({ receiver }) => receiver)],
  ['list.join', onList((call) => joinItems(call, call.args.positional[0] ?? text(','), call.receiver.items.value))],
  ['list.map', map],
  ['list.flatMap', flatMap],
  ['list.forEach', forEach],
  ['list.filter', filter],
  ['list.some', some(false)],
  ['list.every', some(true)],
  ['list.find', find],
  ['list.includes', includes],
  ['list.has', includes],
  ['list.reduce', reduce],
  [
    'list.difference',
    onList((call) => call.args.positional[0] && without(call, call.receiver, call.args.positional[0])),
  ],
  ['list.issubset', isSubset],
  [
    'list.flat',
    onList((call) => ({
      kind: 'list',
      sort: 'list',
      items: {
        value: call.receiver.items.value.flatMap((item) =>
          isOpen(item) ? [item] : item.value.kind === 'list' ? item.value.items.value : [item],
        ),
      },
    })),
  ],
  ['dict.get', get],
  ['dict.items', picking(PAIR)],
  ['dict.keys', picking(KEY)],
  ['dict.values', picking(VALUE)],
  ['dict.update', update],
  ['dict.setdefault', setDefault],
  ['dict.pop', popEntry],
  ['dict.copy', copyDict],
  ['Object.entries', picksFrom(PAIR)],
  ['Object.keys', picksFrom(KEY)],
  ['Object.values', picksFrom(VALUE)],
  ['Object.assign', assignObjects],
  ['Object.freeze', ({ args }) => args.positional[0]],
  ['Object.fromEntries', (call) => fromPairs(call, call.args.positional[0])],
];
