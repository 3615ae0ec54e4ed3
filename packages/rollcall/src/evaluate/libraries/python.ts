import type { Builtin, BuiltinCall } from '../builtins.ts';
import { loadsFile } from '../environment-functions.ts';
import { noteDeciding, type Run, raise } from '../run.ts';
import { type BuiltinValue, dict, isOpen, keyOf, NULL, text, union, type Value } from '../value.ts';
import { readAt } from './schema.ts';

/** Reads a name that is required unless it has a default. */
function demandName(call: BuiltinCall, key: Value, otherwise: Value | undefined, idiom: string): Value {
  const value = readAt(call, key, idiom, otherwise);
  if (otherwise) return value;
  const ways = value.kind === 'union' ? value.of : [value];
  const there = ways.filter((one) => one.kind !== 'null');
  if (there.length < ways.length) call.run.risky = true;
  if (there.length > 0) return union(there);
  noteDeciding(call.run, value);
  return raise(call.run, call.at, [...ERRORS, 'Exception']);
}

const ERRORS = [
  'KeyError',
  'EnvError',
  'EnvironError',
  'EnvValidationError',
  'ImproperlyConfigured',
  'UndefinedValueError',
];

/** An environment reader of a library; the receiver is its scheme of defaults. */
function reader(name: string, receiver: Value | null = null): BuiltinValue {
  return { kind: 'builtin', name, receiver };
}

const prefixes = new WeakMap<Run, string[]>();

/** `with env.prefixed("APP_")`: names inside get the prefix. */
export function enterPrefix(run: Run, value: Value): (() => void) | null {
  if (value.kind !== 'builtin' || value.name !== 'environs.prefix' || !value.receiver) return null;
  const stack = prefixes.get(run) ?? [];
  prefixes.set(run, stack);
  stack.push(keyOf(value.receiver) ?? '');
  return () => {
    stack.pop();
  };
}

/** `env("X", default)`, `env.str("X", default)`. https://github.com/sloria/environs */
const environs: Builtin = (call) => {
  const [name, second] = call.args.positional;
  const word = name && keyOf(name);
  if (!name || typeof word !== 'string') return undefined;
  const prefix = (prefixes.get(call.run) ?? []).join('');
  const key = prefix === '' ? name : text(`${prefix}${word}`);
  return demandName(call, key, second ?? call.args.named.get('default'), 'environs');
};

/** Names that django-environ's readers take when they are given none. https://django-environ.readthedocs.io/en/latest/types.html */
const USUAL: Readonly<Record<string, string>> = {
  db: 'DATABASE_URL',
  db_url: 'DATABASE_URL',
  cache: 'CACHE_URL',
  cache_url: 'CACHE_URL',
  email: 'EMAIL_URL',
  email_url: 'EMAIL_URL',
  search_url: 'SEARCH_URL',
  channels: 'CHANNELS_URL',
};

/** django-environ: a default by the call, or by the scheme `Env(X=(bool, False))`. */
function django(kind: string): Builtin {
  return (call) => {
    const usual = Object.hasOwn(USUAL, kind) ? USUAL[kind] : undefined;
    const [first, second, third] = call.args.positional;
    const name = first ?? call.args.named.get('var') ?? (usual === undefined ? undefined : text(usual));
    const word = name && keyOf(name);
    if (!name || typeof word !== 'string') return undefined;
    const positional = kind === 'value' ? third : second;
    const otherwise = call.args.named.get('default') ?? positional ?? schemeDefault(call.receiver, word);
    return demandName(call, name, otherwise, 'django-environ');
  };
}

function schemeDefault(scheme: Value | null, name: string): Value | undefined {
  const entry = scheme?.kind === 'dict' ? scheme.content.value.entries.get(name)?.value : undefined;
  if (entry?.kind !== 'list') return undefined;
  const item = entry.items.value[1];
  return item && !isOpen(item) ? item.value : undefined;
}

const scheme: Builtin = ({ args }) =>
  reader('environ.env', dict([...args.named].map(([name, value]) => [text(name), value] as const)));

const CASTS =
  'str bool int float json list tuple dict url path bytes unicode decimal date datetime timedelta time uuid log_level enum'.split(
    ' ',
  );

/** Readers of environs with its extra for Django. https://github.com/sloria/environs#usage-with-django */
const FOR_DJANGO = ['dj_db_url', 'dj_email_url', 'dj_cache_url', 'timedelta', 'path'];

/** `config("X", cast, default)`. https://www.starlette.io/config/ */
const starlette: Builtin = (call) => {
  const [name, , third] = call.args.positional;
  if (!name || keyOf(name) === null) return undefined;
  const key = call.receiver ? text(`${keyOf(call.receiver) ?? ''}${keyOf(name)}`) : name;
  return demandName(call, key, call.args.named.get('default') ?? third, 'starlette');
};

/** `config("X", default, cast)`. https://github.com/HBNetwork/python-decouple */
const decouple: Builtin = (call) => {
  const [name, second] = call.args.positional;
  if (!name || keyOf(name) === null) return undefined;
  return demandName(call, name, call.args.named.get('default') ?? second, 'decouple');
};

const prefixed: Builtin = ({ args }) => reader('environs.prefix', args.positional[0] ?? NULL);

export const PYTHON_LIBRARIES: readonly (readonly [string, Builtin])[] = [
  ['environs.Env', () => reader('environs.env')],
  ['environs.EnvReader', () => reader('environs.env')],
  ['environs.env', environs],
  ['environs.env.prefixed', prefixed],
  ['environs.env.read_env', loadsFile],
  ['environs.env.seal', () => NULL],
  ...[...CASTS, ...FOR_DJANGO].map((cast) => [`environs.env.${cast}`, environs] as const),
  ['environ.Env', scheme],
  ['environ.FileAwareEnv', scheme],
  ['environ.env', django('value')],
  ['environ.env.get_value', django('value')],
  ...[...CASTS, ...Object.keys(USUAL)].map((cast) => [`environ.env.${cast}`, django(cast)] as const),
  ['environ.env.read_env', loadsFile],
  ['environ.Env.read_env', loadsFile],
  ['starlette.config.Config', ({ args }) => reader('starlette.config()', args.named.get('env_prefix') ?? null)],
  ['starlette.config()', starlette],
  ['decouple.AutoConfig', () => reader('decouple.config')],
  ['decouple.Config', () => reader('decouple.config')],
  ['decouple.config', decouple],
  ...['SecretStr', 'SecretBytes'].map(
    (name) => [`pydantic.${name}`, ({ args }: BuiltinCall) => args.positional[0]] as const,
  ),
];
