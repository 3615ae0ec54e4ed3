import { literal } from '../../model/text.ts';
import { putEntry, setAttribute } from '../access.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { markTested } from '../read-defaults.ts';
import { frame, type Run } from '../run.ts';
import {
  type ClassValue,
  dict,
  isOpen,
  keyOf,
  list,
  NULL,
  type ObjectValue,
  TRUE,
  text,
  union,
  unknown,
  type Value,
} from '../value.ts';
import { unknownHere } from './golang-values.ts';
import { readAt } from './schema.ts';
import { readTag } from './struct-tags.ts';

/** What a program has told viper: https://pkg.go.dev/github.com/spf13/viper#section-readme */
interface State {
  readonly prefix: string;
  readonly automatic: boolean;
  readonly replacements: readonly (readonly [string, string])[];
  /** A file may hold what no variable gives. */
  readonly file: boolean;
  readonly defaults: ReadonlyMap<string, Value>;
  readonly bound: ReadonlyMap<string, readonly Value[]>;
}

const MOST_DEPTH = 6;

/**
 * What viper is told is kept in the module that tells it, under a name that no program can have, so that it is there whenever the module
 * is: mostly an `init` tells it.
 */
const TOLD = 'go.viper';

function tell(run: Run, key: string, value: Value): void {
  let { scope } = frame(run);
  while (scope.parent) scope = scope.parent;
  const cell = scope.variables.get(TOLD) ?? { value: undefined };
  scope.variables.set(TOLD, cell);
  if (cell.value?.kind !== 'dict') run.journal.write(cell, dict());
  if (cell.value?.kind === 'dict') putEntry(run, cell.value, text(key), value);
}

/** What all the modules that a run has looked at have told. */
function stateOf(run: Run): State {
  const entries = new Map<string, Value>();
  for (const path of run.touched.all()) {
    const scope = path.includes('\0') ? undefined : (run.modules.get(path) ?? run.program.shared.get(path))?.scope;
    const told = scope?.variables.get(TOLD)?.value;
    if (told?.kind === 'dict') for (const [key, { value }] of told.content.value.entries) entries.set(key, value);
  }
  const under = (start: string): readonly (readonly [string, Value])[] =>
    [...entries].flatMap(([key, value]) => (key.startsWith(start) ? [[key.slice(start.length), value] as const] : []));
  return {
    prefix: keyOf(entries.get('prefix') ?? NULL) ?? '',
    automatic: entries.has('automatic'),
    file: entries.has('file'),
    replacements: pairsOf(entries.get('replacer')),
    defaults: new Map(under('default ')),
    bound: new Map(under('bound ').map(([key, value]) => [key, itemsIn(value)])),
  };
}

function itemsIn(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [];
}

function stated(call: BuiltinCall, i: number): string | null {
  const value = call.args.positional[i];
  const word = value && keyOf(value);
  return typeof word === 'string' ? word : null;
}

function replaced({ replacements }: State, key: string): string {
  let out = key;
  for (const [from, to] of replacements) if (from !== '') out = out.split(from).join(to);
  return out;
}

/** The variable of a key: the prefix and the key in upper case, then what the replacer makes of it. */
function variableOf(state: State, key: string): string {
  const whole = state.prefix === '' ? key : `${state.prefix}_${key}`;
  return replaced(state, whole.toUpperCase());
}

function named(at: Value, name: string): Value {
  return { kind: 'text', text: literal(name, at.kind === 'text' ? (at.text[0]?.range ?? null) : null) };
}

function setter(set: (call: BuiltinCall) => void): Builtin {
  return (call) => {
    set(call);
    return NULL;
  };
}

const bindEnv = setter((call) => {
  const [key, ...names] = call.args.positional;
  const word = stated(call, 0);
  if (!key || word === null) return;
  const own = names.length > 0 ? names : [named(key, variableOf(stateOf(call.run), word))];
  tell(call.run, `bound ${word.toLowerCase()}`, list(own));
});

/** The value of a key; null where no variable is asked for it. */
function valueOfKey(call: BuiltinCall, key: Value, word: string): Value | null {
  const state = stateOf(call.run);
  const lower = word.toLowerCase();
  const otherwise = state.defaults.get(lower);
  const asked = variableOf(state, word);
  const automatic = state.automatic && /^[A-Za-z_]\w*$/.test(asked) ? [named(key, asked)] : [];
  const names = [...automatic, ...(state.bound.get(lower) ?? [])];
  if (names.length === 0) return otherwise ?? null;
  const values = names.map((name) => readAt(call, name, 'viper', otherwise ?? text('')));
  for (const value of values) markTested(value);
  return state.file ? union([...values, unknown(word)]) : union(values);
}

const get: Builtin = (call) => {
  const [key] = call.args.positional;
  const word = stated(call, 0);
  return key && word !== null ? (valueOfKey(call, key, word) ?? unknownHere(call)) : undefined;
};

const isSet: Builtin = (call) => {
  get(call);
  return unknownHere(call);
};

/** `viper.Unmarshal(&c)`: only keys that viper has been told of are looked for among the variables. */
const unmarshal: Builtin = (call) => {
  const [target] = call.args.positional;
  const { defaults, bound } = stateOf(call.run);
  const values = new Map<string, Value>();
  for (const key of new Set([...defaults.keys(), ...bound.keys()])) {
    const value = valueOfKey(call, bound.get(key)?.[0] ?? text(key), key);
    if (value) values.set(key, value);
  }
  if (target?.kind === 'object' && target.class) spread(call, target, target.class, '', values, 0);
  return unknownHere(call);
};

/** Every field whose key has a value, or may have one: a file's keys are not known here, and a variable takes the place of each. */
function spread(
  call: BuiltinCall,
  object: ObjectValue,
  of: ClassValue,
  path: string,
  values: ReadonlyMap<string, Value>,
  depth: number,
): void {
  const { automatic, file } = stateOf(call.run);
  for (const { name, tag, type, written, start, end } of of.definition.struct ?? []) {
    const stated = tag?.kind === 'string' ? readTag(tag.value).get('mapstructure') : undefined;
    const own = stated?.value.split(',')[0] || name;
    const key = `${path}${own}`;
    const inner = object.attributes.get(name)?.value;
    if (inner?.kind === 'object' && inner.class) {
      if (depth < MOST_DEPTH) spread(call, inner, inner.class, `${key}.`, values, depth + 1);
      continue;
    }
    const at = { path: of.path, start: of.base + start, end: of.base + end };
    const isLeaf = type === null || type.kind === 'name' || written === 'time.Duration';
    const asked = automatic && file && isLeaf ? valueOfKey(call, { kind: 'text', text: literal(key, at) }, key) : null;
    const value = values.get(key.toLowerCase()) ?? asked;
    if (value) setAttribute(call.run, object, name, value);
  }
}

/** `strings.NewReplacer(".", "_", "-", "_")`. */
const newReplacer: Builtin = ({ args }) => list([...args.positional], 'tuple');

function pairsOf(value: Value | undefined): readonly (readonly [string, string])[] {
  if (value?.kind !== 'list') return [];
  const words = value.items.value.map((item) => (isOpen(item) ? '' : (keyOf(item.value) ?? '')));
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ''] as const] : []));
}

const setDefault = setter((call) => {
  const key = stated(call, 0);
  const [, value] = call.args.positional;
  if (key !== null && value) tell(call.run, `default ${key.toLowerCase()}`, value);
});

/** A file or a flag may give what no variable does. */
const fromElsewhere: Builtin = (call) => {
  tell(call.run, 'file', TRUE);
  return unknownHere(call);
};

const GETTERS = [
  'Get',
  'GetString',
  'GetInt',
  'GetInt32',
  'GetInt64',
  'GetUint',
  'GetBool',
  'GetFloat64',
  'GetDuration',
  'GetStringSlice',
  'GetTime',
];
const VIPER = 'github.com/spf13/viper';

export const VIPER_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ['strings.NewReplacer', newReplacer],
  [`${VIPER}.New`, () => ({ kind: 'builtin', name: VIPER, receiver: null })],
  [`${VIPER}.NewWithOptions`, () => ({ kind: 'builtin', name: VIPER, receiver: null })],
  [`${VIPER}.GetViper`, () => ({ kind: 'builtin', name: VIPER, receiver: null })],
  [`${VIPER}.AutomaticEnv`, setter(({ run }) => tell(run, 'automatic', TRUE))],
  [`${VIPER}.SetEnvPrefix`, setter(({ run, args }) => tell(run, 'prefix', args.positional[0] ?? NULL))],
  [`${VIPER}.SetEnvKeyReplacer`, setter(({ run, args }) => tell(run, 'replacer', args.positional[0] ?? NULL))],
  [`${VIPER}.SetDefault`, setDefault],
  [`${VIPER}.BindEnv`, bindEnv],
  [`${VIPER}.MustBindEnv`, bindEnv],
  ...['ReadInConfig', 'MergeInConfig', 'ReadConfig', 'BindPFlag', 'BindPFlags'].map(
    (name) => [`${VIPER}.${name}`, fromElsewhere] as const,
  ),
  ...GETTERS.map((name) => [`${VIPER}.${name}`, get] as const),
  [`${VIPER}.IsSet`, isSet],
  [`${VIPER}.Unmarshal`, unmarshal],
  [`${VIPER}.UnmarshalExact`, unmarshal],
];
