import { attributeOf, setAttribute } from './access.ts';
import type { Builtin, BuiltinCall } from './builtins.ts';
import { callValue } from './calls.ts';
import { fromPairs } from './collections.ts';
import { contains, truthOf } from './conditions.ts';
import { iterate } from './iterate.ts';
import { joinTexts } from './operators.ts';
import { markTested } from './read-defaults.ts';
import { frame, noteDeciding, raise, rangeAt, written } from './run.ts';
import {
  alternatives,
  bool,
  countOf,
  dict,
  type Item,
  isOpen,
  keyOf,
  list,
  NULL,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** `int(x)`, `Number(x)`: Python's refuses what is unset or empty, and it says so by raising. */
const toNumber: Builtin = ({ run, args, at }) => {
  const [value] = args.positional;
  run.risky ||= alternatives(value ?? NULL).length > 1;
  noteDeciding(run, value ?? NULL);
  const python = run.program.languageOf(frame(run).path)?.id === 'python';
  const made = alternatives(value ?? NULL).flatMap((one): Value[] => {
    if (one.kind === 'read') return [{ ...one, derived: true }];
    if (one.kind === 'number') return [one];
    const word = one.kind === 'text' ? keyOf(one) : null;
    if (word !== null && /^\s*-?\d+(\.\d+)?\s*$/.test(word)) return [{ kind: 'number', value: Number(word) }];
    if (python && alternatives(value ?? NULL).length === 1) {
      if (one.kind === 'null' && one.of !== undefined) raise(run, at, ['TypeError', 'Exception']);
      if (one.kind === 'text' && word === '' && one.of !== undefined) raise(run, at, ['ValueError', 'Exception']);
    }
    const isUnset = one.kind === 'null' || (one.kind === 'text' && word === '');
    if (!python && isUnset && one.of !== undefined) return [{ kind: 'null', of: one.of, soft: true }];
    return [unknown(written(run, at), rangeAt(run, at))];
  });
  return union(made);
};

const toText: Builtin = ({ run, args, at }) => {
  const [value] = args.positional;
  if (!value) return text('');
  if (alternatives(value).every((one) => one.kind === 'text' || one.kind === 'read' || one.kind === 'number')) {
    return union(
      alternatives(value).map((one) => (one.kind === 'number' ? text(String(one.value), rangeAt(run, at)) : one)),
    );
  }
  return joinTexts(run, [{ value, at }]);
};

const toBoolean: Builtin = ({ run, args }) => {
  markTested(args.positional[0] ?? NULL);
  noteDeciding(run, args.positional[0] ?? NULL);
  const truth = args.positional[0] ? truthOf(run, args.positional[0], frame(run).path) : false;
  return truth === null ? undefined : bool(truth);
};

const length: Builtin = ({ run, args, at }) => {
  const [value] = args.positional;
  markTested(value ?? NULL);
  run.risky ||= value?.kind === 'union';
  noteDeciding(run, value ?? NULL);
  if (value?.kind === 'null' && value.of !== undefined) raise(run, at, ['TypeError', 'Exception']);
  if (value?.kind === 'list') return countOf(value.items);
  if (value?.kind === 'text' && keyOf(value) !== null) return { kind: 'number', value: keyOf(value)?.length ?? 0 };
  return undefined;
};

/** The items of what is made into a list, or of a range of numbers. */
function items(call: BuiltinCall, value: Value | undefined): readonly Item[] {
  return value ? iterate(call.run, value, 'values', call.at) : [];
}

function listOf(sort: 'list' | 'tuple' | 'set'): Builtin {
  return (call) =>
    call.args.positional[0]?.kind === 'environment'
      ? call.args.positional[0]
      : { kind: 'list', sort, items: { value: items(call, call.args.positional[0]) } };
}

const dictOf: Builtin = (call) => {
  const [from] = call.args.positional;
  if (from?.kind === 'environment') return from;
  const made = from ? (from.kind === 'dict' ? dict() : fromPairs(call, from)) : dict();
  if (made?.kind !== 'dict') return dict([], true);
  const merged = from?.kind === 'dict' ? { ...from.content.value } : made.content.value;
  const entries = new Map(merged.entries);
  for (const [name, value] of call.args.named) entries.set(name, { key: text(name), value, conditional: false });
  return { kind: 'dict', content: { value: { entries, open: merged.open || call.args.open } } };
};

const enumerate: Builtin = (call) => ({
  kind: 'list',
  sort: 'list',
  items: {
    value: items(call, call.args.positional[0]).map((item, i) =>
      isOpen(item)
        ? item
        : { value: list([{ kind: 'number', value: i }, item.value], 'tuple'), conditional: item.conditional },
    ),
  },
});

const zip: Builtin = (call) => {
  const columns = call.args.positional.map((value) => items(call, value));
  const rows = Math.min(...columns.map((column) => column.length));
  if (columns.some((column) => column.some((item) => isOpen(item) || item.conditional)) || !Number.isFinite(rows))
    return undefined;
  return list(
    Array.from({ length: rows }, (_, i) =>
      list(
        columns.flatMap((column) => {
          const item = column[i];
          return item && !isOpen(item) ? [item.value] : [];
        }),
        'tuple',
      ),
    ),
  );
};

const range: Builtin = ({ args }) => {
  const numbers = args.positional.flatMap((value) => (value.kind === 'number' ? [value.value] : []));
  const [from, to] = numbers.length > 1 ? numbers : [0, numbers[0]];
  if (from === undefined || to === undefined || to - from > 200) return undefined;
  return list(Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ kind: 'number', value: from + i })));
};

const mapOf: Builtin = (call) => {
  const [callback, values] = call.args.positional;
  if (!callback) return undefined;
  return {
    kind: 'list',
    sort: 'list',
    items: {
      value: items(call, values).map((item) =>
        isOpen(item)
          ? item
          : {
              value: callValue(
                call.run,
                callback,
                { positional: [item.value], named: new Map(), open: false },
                call.at,
              ),
              conditional: item.conditional,
            },
      ),
    },
  };
};

/** `filter(f, items)`; with `None` for a function what is true is kept. */
const filter: Builtin = (call) => {
  const [callback, values] = call.args.positional;
  const { path } = frame(call.run);
  const kept = items(call, values).flatMap((item): readonly Item[] => {
    if (isOpen(item)) return [item];
    const args = { positional: [item.value], named: new Map(), open: false };
    const result = callback && callback.kind !== 'null' ? callValue(call.run, callback, args, call.at) : item.value;
    markTested(result);
    noteDeciding(call.run, result);
    const truth = truthOf(call.run, result, path);
    return truth === false ? [] : [{ value: item.value, conditional: item.conditional || truth === null }];
  });
  return { kind: 'list', sort: 'list', items: { value: kept } };
};

/** `functools.partial(f, a)`: a function with arguments that it already has. */
const bindPartial: Builtin = ({ args }) => ({
  kind: 'builtin',
  name: 'partial',
  receiver: list([...args.positional], 'tuple'),
});

/** `asyncio.to_thread(f, a)`: a call that is waited for. */
const inThread: Builtin = ({ run, args, at }) => {
  const [callee, ...rest] = args.positional;
  return callee && callValue(run, callee, { ...args, positional: rest }, at);
};

const callPartial: Builtin = ({ run, receiver, args, at }) => {
  if (receiver?.kind !== 'list') return undefined;
  const [callee, ...first] = receiver.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value]));
  return callee && callValue(run, callee, { ...args, positional: [...first, ...args.positional] }, at);
};

/** `isNaN(x)`: what an unset name makes is no number. */
const isNoNumber: Builtin = ({ run, args }) => {
  const [value] = args.positional;
  noteDeciding(run, value ?? NULL);
  const truths = new Set(
    alternatives(value ?? NULL).map((one) =>
      one.kind === 'null' ? true : one.kind === 'number' || one.kind === 'read' ? false : null,
    ),
  );
  const [only] = truths;
  if (truths.size > 1) run.risky = true;
  return truths.size === 1 && typeof only === 'boolean' ? bool(only) : undefined;
};

/** `Object.hasOwn(process.env, "X")`, `env.hasOwnProperty("X")`. */
const hasOwn: Builtin = (call) => {
  const [object, name] = call.args.positional;
  if (!object || !name) return undefined;
  const outcome = contains(call.run, name, object, call.at);
  return outcome === null ? undefined : bool(outcome);
};

/** `next(items, otherwise)`: the first item that is certainly there ends the choice. */
const nextOf: Builtin = (call) => {
  const [values, otherwise] = call.args.positional;
  if (values?.kind !== 'list') return undefined;
  const found: Value[] = [];
  for (const item of values.items.value) {
    if (isOpen(item)) return undefined;
    found.push(item.value);
    if (!item.conditional) return union(found);
  }
  return otherwise ? union([...found, otherwise]) : undefined;
};

function quantified(all: boolean): Builtin {
  return (call) => {
    const { path } = frame(call.run);
    const truths = items(call, call.args.positional[0]).map((item) => {
      if (isOpen(item)) return null;
      noteDeciding(call.run, item.value);
      return truthOf(call.run, item.value, path);
    });
    if (truths.includes(!all)) return bool(!all);
    return truths.includes(null) ? undefined : bool(all);
  };
}

const getAttribute: Builtin = ({ run, args, at }) => {
  const [object, name, otherwise] = args.positional;
  const word = name && keyOf(name);
  if (!object || typeof word !== 'string') return undefined;
  const value = attributeOf(run, object, word, at, true);
  return otherwise && value.kind === 'unknown' ? union([value, otherwise]) : value;
};

const putAttribute: Builtin = ({ run, args }) => {
  const [object, name, value] = args.positional;
  const word = name && keyOf(name);
  if (object && value && typeof word === 'string') setAttribute(run, object, word, value);
  return NULL;
};

/** `Path(a, b)`, `os.path.join(a, b)`, `path.join(a, b)`: a path is its text. */
const joinPath: Builtin = ({ run, args, at }) =>
  joinTexts(
    run,
    args.positional.flatMap((value, i) =>
      i === 0
        ? [{ value, at }]
        : [
            { value: text('/'), at },
            { value, at },
          ],
    ),
  );

const folder: Builtin = ({ args }) => {
  const path = args.positional[0] && keyOf(args.positional[0]);
  return typeof path === 'string' ? text(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '') : undefined;
};

const itself: Builtin = ({ args }) => args.positional[0];

export const LANGUAGE_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ['int', toNumber],
  ['float', toNumber],
  ['Number', toNumber],
  ['parseInt', toNumber],
  ['parseFloat', toNumber],
  ['Number.parseInt', toNumber],
  ['str', toText],
  ['String', toText],
  ['bool', toBoolean],
  ['Boolean', toBoolean],
  ['len', length],
  ['list', listOf('list')],
  ['tuple', listOf('tuple')],
  ['set', listOf('set')],
  ['frozenset', listOf('set')],
  ['sorted', listOf('list')],
  ['reversed', listOf('list')],
  ['Array.from', listOf('list')],
  ['Set', listOf('set')],
  ['filter', filter],
  ['map', mapOf],
  ['next', nextOf],
  ['dataclasses.field', ({ args }) => args.named.get('default') ?? unknown('field()')],
  ['functools.partial', bindPartial],
  ['partial', callPartial],
  ['isNaN', isNoNumber],
  ['Number.isNaN', isNoNumber],
  ['Object.hasOwn', hasOwn],
  ['Object.prototype.hasOwnProperty.call', hasOwn],
  [
    'environment.hasOwnProperty',
    (call) =>
      hasOwn({ ...call, args: { ...call.args, positional: [{ kind: 'environment' }, ...call.args.positional] } }),
  ],
  ['dict', dictOf],
  ['pydantic_settings.SettingsConfigDict', dictOf],
  ['pydantic.ConfigDict', dictOf],
  ['enumerate', enumerate],
  ['zip', zip],
  ['range', range],
  ['any', quantified(false)],
  ['all', quantified(true)],
  ['getattr', getAttribute],
  ['setattr', putAttribute],
  ['iter', itself],
  ['structuredClone', itself],
  ['copy.copy', itself],
  ['copy.deepcopy', itself],
  ['functools.lru_cache', itself],
  ['asyncio.run', itself],
  ['asyncio.to_thread', inThread],
  ['anyio.run', itself],
  ['typing.cast', ({ args }) => args.positional[1]],
  ['pathlib.Path', joinPath],
  ['pathlib.PurePath', joinPath],
  ['os.path.join', joinPath],
  ['path.join', joinPath],
  ['path.resolve', joinPath],
  ['os.path.dirname', folder],
  ['path.dirname', folder],
  ['os.path.abspath', itself],
  ['os.path.realpath', itself],
  [
    'shlex.join',
    (call) =>
      joinTexts(
        call.run,
        items(call, call.args.positional[0]).flatMap((item, i) => {
          const value = isOpen(item) ? unknown(item.written) : item.value;
          return i === 0
            ? [{ value, at: call.at }]
            : [
                { value: text(' '), at: call.at },
                { value, at: call.at },
              ];
        }),
      ),
  ],
];
