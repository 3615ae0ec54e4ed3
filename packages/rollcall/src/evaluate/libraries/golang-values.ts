import { type Builtin, type BuiltinCall, callBuiltin } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { noteKeys, truthOf } from '../conditions.ts';
import { iterate } from '../iterate.ts';
import { joinTexts } from '../operators.ts';
import { markFallback, markTested } from '../read-defaults.ts';
import { frame, noteDeciding, rangeAt, written } from '../run.ts';
import {
  alternatives,
  bool,
  type Item,
  isOpen,
  keyOf,
  list,
  NULL,
  text,
  union,
  unknown,
  type Value,
} from '../value.ts';

/** Values of Go's own functions: https://go.dev/ref/spec#Built-in_functions, https://pkg.go.dev/strings, https://pkg.go.dev/fmt. */

export function failure(): Value {
  return { kind: 'object', class: null, attributes: new Map() };
}

export function pair(value: Value, error: Value): Value {
  return list([value, error], 'tuple');
}

export function unknownHere({ run, at }: BuiltinCall): Value {
  return unknown(written(run, at), rangeAt(run, at));
}

/** Whether there is nothing in a text, list or map; null where it is not known. */
function isEmpty(value: Value): boolean | null {
  switch (value.kind) {
    case 'null':
      return true;
    case 'text': {
      if (value.text.some((piece) => piece.kind === 'text' && piece.text !== '')) return false;
      return value.text.length === 0 || keyOf(value) === '' ? true : null;
    }
    case 'read':
      return value.derived ? null : false;
    case 'list': {
      const items = value.items.value;
      if (items.some((item) => !isOpen(item) && !item.conditional)) return false;
      return items.length === 0 ? true : null;
    }
    case 'dict': {
      const { entries, open } = value.content.value;
      if ([...entries.values()].some((entry) => !entry.conditional)) return false;
      return entries.size === 0 && !open ? true : null;
    }
    default:
      return null;
  }
}

const empty: Builtin = (call) => {
  const value = call.args.positional[0] ?? NULL;
  markTested(value);
  noteDeciding(call.run, value);
  const told = new Set(alternatives(value).map(isEmpty));
  const [only] = told;
  return told.size === 1 && typeof only === 'boolean' ? bool(only) : unknownHere(call);
};

const length: Builtin = ({ args }) => {
  const value = args.positional[0] ?? NULL;
  markTested(value);
  if (value.kind === 'list' && value.items.value.every((item) => !isOpen(item) && !item.conditional))
    return { kind: 'number', value: value.items.value.length };
  const word = value.kind === 'text' ? keyOf(value) : null;
  return word === null ? undefined : { kind: 'number', value: word.length };
};

function itemsOf(value: Value | undefined): readonly Item[] | null {
  if (value?.kind === 'list') return value.items.value;
  return value === undefined || value.kind === 'null' ? [] : null;
}

function added(call: BuiltinCall): readonly Item[] {
  const items: Item[] = call.args.positional.slice(1).map((value) => ({ value, conditional: false }));
  return call.args.open
    ? [...items, { open: true, written: written(call.run, call.at), range: rangeAt(call.run, call.at) }]
    : items;
}

const append: Builtin = (call) => {
  const items = itemsOf(call.args.positional[0]);
  return items === null ? undefined : { kind: 'list', sort: 'list', items: { value: [...items, ...added(call)] } };
};

/** `xs = append(xs, x)`: the list that there is grows. */
const grow: Builtin = (call) => {
  const [first] = call.args.positional;
  if (first?.kind !== 'list') return append(call);
  call.run.journal.write(first.items, [...first.items.value, ...added(call)]);
  return first;
};

/** `new(T)` of a named type, or a pointer to a value. */
const makeNew: Builtin = ({ run, args, at }) => {
  const [given] = args.positional;
  return given?.kind === 'class' ? callValue(run, given, { positional: [], named: new Map(), open: false }, at) : given;
};

/** `v, ok := m[k]`. */
const entry: Builtin = (call) => {
  const [map, key] = call.args.positional;
  const name = key && keyOf(key);
  if (map?.kind !== 'dict' || !key) return pair(unknownHere(call), unknownHere(call));
  const { entries, open } = map.content.value;
  noteKeys(call.run, key, map.content.value);
  if (typeof name !== 'string') return pair(unknownHere(call), unknownHere(call));
  const found = entries.get(name);
  if (found) return pair(found.value, found.conditional ? unknownHere(call) : bool(true));
  return open ? pair(unknownHere(call), unknownHere(call)) : pair(NULL, bool(false));
};

type Picked = (key: Value, value: Value) => Value;

/** What `range` yields of a list, a map or a number. */
function ranging(pick: Picked): Builtin {
  return (call) => {
    const [over] = call.args.positional;
    if (over?.kind === 'dict') {
      const { entries, open } = over.content.value;
      const items: Item[] = [...entries.values()].map(({ key, value, conditional }) => ({
        value: pick(key, value),
        conditional,
      }));
      return { kind: 'list', sort: 'list', items: { value: open ? [...items, openItem(call)] : items } };
    }
    if (over?.kind === 'null') return list([]);
    if (over?.kind !== 'list' && over?.kind !== 'union')
      return { kind: 'list', sort: 'list', items: { value: [openItem(call)] } };
    const items = iterate(call.run, over, 'values', call.at).map((item, i): Item => {
      if (isOpen(item)) return item;
      return { value: pick({ kind: 'number', value: i }, item.value), conditional: item.conditional };
    });
    return { kind: 'list', sort: 'list', items: { value: items } };
  };
}

function openItem({ run, at }: BuiltinCall): Item {
  return { open: true, written: written(run, at), range: rangeAt(run, at) };
}

/** A function on a text: the same as a method that is modelled for other languages. */
function asMethod(name: string): Builtin {
  return ({ run, args, at }) => {
    const [subject, ...rest] = args.positional;
    if (!subject) return undefined;
    return union(
      alternatives(subject).map((one) => {
        if (one.kind !== 'text' && one.kind !== 'read') return unknown(written(run, at), rangeAt(run, at));
        const receiver = { kind: 'builtin', name: `${one.kind}.${name}`, receiver: one } as const;
        return callBuiltin(run, receiver, { positional: rest, named: new Map(), open: args.open }, at);
      }),
    );
  };
}

/** A question of a text that an empty one has an answer to. */
function asks(question: (whole: string, part: string) => boolean): Builtin {
  return (call) => {
    const [subject, part] = call.args.positional;
    if (subject) markTested(subject);
    const whole = subject?.kind === 'text' ? keyOf(subject) : null;
    const wanted = part && keyOf(part);
    return whole === null || typeof wanted !== 'string' ? unknownHere(call) : bool(question(whole, wanted));
  };
}

/** `strings.Join(items, ",")`. */
const join: Builtin = ({ run, args, at }) => {
  const [items, separator] = args.positional;
  if (!items || !separator) return undefined;
  return callBuiltin(
    run,
    { kind: 'builtin', name: 'text.join', receiver: separator },
    { positional: [items], named: new Map(), open: false },
    at,
  );
};

const VERB = /%(%|[-+# 0]*[\d*]*(?:\.[\d*]+)?[a-zA-Z])/g;

/** `fmt.Sprintf("%s_HOST", prefix)`. https://pkg.go.dev/fmt#hdr-Printing */
const sprintf: Builtin = ({ run, args, at }) => {
  const [format, ...values] = args.positional;
  const whole = format?.kind === 'text' ? keyOf(format) : null;
  if (whole === null) return undefined;
  const parts: { value: Value; at: BuiltinCall['at'] }[] = [];
  let from = 0;
  let next = 0;
  for (const match of whole.matchAll(VERB)) {
    parts.push({ value: text(whole.slice(from, match.index)), at });
    from = match.index + match[0].length;
    const plain = /^%[svd]$/.test(match[0]);
    const value = match[0] === '%%' ? text('%') : values[next++];
    parts.push({ value: (plain || match[0] === '%%' ? value : undefined) ?? unknown(match[0]), at });
  }
  parts.push({ value: text(whole.slice(from)), at });
  return joinTexts(
    run,
    parts.filter(({ value }) => value.kind !== 'text' || value.text.length > 0),
  );
};

const concat: Builtin = ({ run, args, at }) =>
  joinTexts(
    run,
    args.positional.map((value) => ({ value, at })),
  );

const itself: Builtin = ({ args }) => args.positional[0];

/** `cmp.Or(a, b, "default")`: the first that is not empty. https://pkg.go.dev/cmp#Or */
const firstOf: Builtin = ({ run, args }) => {
  const { path } = frame(run);
  const found: Value[] = [];
  let before: Value | null = null;
  for (const given of args.positional) {
    const value: Value = before ? markFallback(run, before, given, false) : given;
    noteDeciding(run, value);
    const kept = alternatives(value).filter((one) => truthOf(run, one, path) !== false);
    found.push(...kept);
    if (kept.length === alternatives(value).length && kept.every((one) => truthOf(run, one, path) === true))
      return union(found);
    before = value;
  }
  return union([...found, text('')]);
};

/** `errors.New("…")`, `fmt.Errorf("…")`: something that is not nil. */
const makesError: Builtin = () => failure();

/** `errors.Wrap(err, "…")`: nil stays nil. https://pkg.go.dev/github.com/pkg/errors#Wrap */
const wraps: Builtin = ({ args }) =>
  union(
    alternatives(args.positional[0] ?? NULL).map((one) =>
      one.kind === 'null' ? one : one.kind === 'unknown' ? one : failure(),
    ),
  );

/** `errors.Join(errs...)`: nil where all of them are. https://pkg.go.dev/errors#Join */
const joinErrors: Builtin = (call) => {
  const ways = call.args.positional.map((one) => alternatives(one));
  if (ways.some((way) => way.every((one) => one.kind === 'object'))) return failure();
  if (!call.args.open && ways.every((way) => way.every((one) => one.kind === 'null'))) return NULL;
  return unknownHere(call);
};

/** `sync.OnceValue(f)` is called like f; `once.Do(f)` calls it. */
const runsFirst: Builtin = ({ run, args, at }) => {
  const [callback] = args.positional;
  return callback?.kind === 'function'
    ? callValue(run, callback, { positional: [], named: new Map(), open: false }, at)
    : undefined;
};

const METHODS: readonly (readonly [string, string])[] = [
  ['ToLower', 'lower'],
  ['ToUpper', 'upper'],
  ['TrimSpace', 'strip'],
  ['Trim', 'strip'],
  ['TrimLeft', 'lstrip'],
  ['TrimRight', 'rstrip'],
  ['ReplaceAll', 'replace'],
  ['Replace', 'replace'],
  ['Split', 'split'],
  ['Fields', 'split'],
];

/** What keeps a text that is there a text that is there. */
const KEEPING = ['TrimPrefix', 'TrimSuffix', 'Title', 'ToTitle'];

const CONVERSIONS =
  'string bool byte rune error any int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64';

export const VALUE_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ['go.empty', empty],
  ['go.len', length],
  ['go.append', append],
  ['go.grow', grow],
  ['go.new', makeNew],
  ['go.entry', entry],
  ['go.values', ranging((_key, value) => value)],
  ['go.keys', ranging((key) => key)],
  ['go.pairs', ranging((key, value) => list([key, value], 'tuple'))],
  ...CONVERSIONS.split(' ').map((name) => [`go.${name}`, itself] as const),
  ...METHODS.map(([name, method]) => [`strings.${name}`, asMethod(method)] as const),
  ...KEEPING.map((name) => [`strings.${name}`, itself] as const),
  ['strings.Join', join],
  ['strings.HasPrefix', asks((whole, part) => whole.startsWith(part))],
  ['strings.HasSuffix', asks((whole, part) => whole.endsWith(part))],
  ['strings.Contains', asks((whole, part) => whole.includes(part))],
  ['fmt.Sprintf', sprintf],
  ['fmt.Sprint', concat],
  [
    'net.JoinHostPort',
    ({ run, args, at }) =>
      joinTexts(
        run,
        [args.positional[0] ?? NULL, text(':'), args.positional[1] ?? NULL].map((value) => ({ value, at })),
      ),
  ],
  ['cmp.Or', firstOf],
  ['fmt.Errorf', makesError],
  ['errors.New', makesError],
  ['errors.Join', joinErrors],
  ['github.com/pkg/errors.New', makesError],
  ['github.com/pkg/errors.Errorf', makesError],
  ['github.com/pkg/errors.Wrap', wraps],
  ['github.com/pkg/errors.Wrapf', wraps],
  ['github.com/pkg/errors.WithStack', wraps],
  ['golang.org/x/xerrors.Errorf', makesError],
  ['golang.org/x/xerrors.New', makesError],
  ['google.golang.org/grpc/status.Error', makesError],
  ['google.golang.org/grpc/status.Errorf', makesError],
  ['sync.OnceValue', itself],
  ['sync.OnceValues', itself],
  ['sync.OnceFunc', itself],
  ['sync.Once.Do', runsFirst],
];
