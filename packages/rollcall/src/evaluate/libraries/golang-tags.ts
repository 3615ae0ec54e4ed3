import { known, literal } from '../../model/text.ts';
import type { StructField } from '../../program/program.ts';
import { force, setAttribute } from '../access.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { evaluate } from '../expressions.ts';
import { within } from '../frames.ts';
import { makeStruct } from '../golang.ts';
import { markTested } from '../read-defaults.ts';
import { noteDeciding, raise } from '../run.ts';
import {
  alternatives,
  type ClassValue,
  isOpen,
  keyOf,
  NULL,
  type ObjectValue,
  text,
  union,
  unknown,
  type Value,
} from '../value.ts';
import { TYPE } from './golang-composites.ts';
import {
  caarlos0,
  cleanenv,
  commandLine,
  type FieldRule,
  kelseyhightower,
  optionsInTag,
  sethvargo,
  type TagOptions,
  type TagRule,
} from './golang-tag-rules.ts';
import { failure, pair, unknownHere } from './golang-values.ts';
import { readAt } from './schema.ts';

/** Libraries that fill a struct by what its tags say. */

const NO_OPTIONS: TagOptions = { requiredIfNoDefault: false, useFieldName: false, fromFile: false };
const MOST_DEPTH = 8;

interface Filling {
  readonly call: BuiltinCall;
  readonly idiom: string;
  readonly rule: TagRule;
  readonly options: TagOptions;
  /** Whether something required is missing; null where it is not known. */
  refused: boolean | null;
}

function structIn(value: Value | undefined): ObjectValue | null {
  if (value?.kind === 'object') return value.class?.definition.struct ? value : null;
  if (value?.kind !== 'union') return null;
  return value.of.map(structIn).find((one) => one !== null) ?? null;
}

/** Fills a struct; undefined where it is none that is known. Gives the error, or nil. */
function fill(filling: Filling, target: Value | undefined, prefix: string): Value | undefined {
  const object = structIn(target);
  if (!object?.class) return undefined;
  fillFields(filling, object, object.class, prefix, 0);
  const { refused } = filling;
  if (refused === null) filling.call.run.risky = true;
  return refused === true ? failure() : refused === false ? NULL : union([failure(), NULL]);
}

function fillFields(filling: Filling, object: ObjectValue, of: ClassValue, prefix: string, depth: number): void {
  if (depth > MOST_DEPTH) return;
  for (const field of of.definition.struct ?? []) {
    if (!/^\p{Lu}/u.test(field.name)) continue;
    const rule = filling.rule(field, prefix, filling.options);
    if (!rule) continue;
    const inner = innerStruct(filling, object, of, field);
    if (inner?.class) {
      if (!field.embedded) setAttribute(filling.call.run, object, field.name, inner);
      fillFields(filling, field.embedded ? object : inner, inner.class, rule.inner, depth + 1);
    } else if (rule.names.length > 0) fillField(filling, object, of, field, rule);
  }
}

/** The struct that a field holds, made where it is a pointer to one; null where it holds none of the tree. */
function innerStruct(
  { call: { run, at } }: Filling,
  object: ObjectValue,
  of: ClassValue,
  field: StructField,
): ObjectValue | null {
  const { type, written } = field;
  if (/^(\[|map\b|chan\b|func\b)/.test(written)) return null;
  const cell = object.attributes.get(field.name);
  const held = structIn(cell && force(run, cell));
  if (held || !type) return held;
  if (type.kind === 'name' && /^[a-z]/.test(type.name) && !of.scope.variables.has(type.name) && isPlain(type.name))
    return null;
  const named = within(run, { path: of.path, base: of.base, scope: of.scope }, () => evaluate(run, type));
  if (named.kind !== 'class' || !named.definition.struct) return null;
  return structIn(makeStruct(run, named, { positional: [], named: new Map(), open: false }, at));
}

const isPlain = (name: string): boolean => /^(string|bool|u?int\d*|float\d+|byte|rune|error|any)$/.test(name);

function fillField(filling: Filling, object: ObjectValue, of: ClassValue, field: StructField, rule: FieldRule): void {
  const { call, idiom } = filling;
  const cell = object.attributes.get(field.name);
  const before = (cell && force(call.run, cell)) ?? NULL;
  const otherwise =
    rule.otherwise !== null ? text(rule.otherwise) : !rule.required && isSomething(before) ? before : text('');
  const values = rule.names.map(({ name, at }) => {
    const value = readAt(call, keyOfField(of, field, name, at), idiom, otherwise);
    markTested(value);
    return value;
  });
  const ways = values.map(alternatives);
  const missing = ways.map((way) => way.filter(isMissing));
  if (rule.required) {
    const certain = missing.every((gone, i) => gone.length === (ways[i]?.length ?? 0));
    const possible = missing.every((gone) => gone.length > 0);
    if (possible) {
      call.run.risky = true;
      for (const value of values) noteDeciding(call.run, value);
    }
    if (certain) filling.refused = true;
    else if (possible && filling.refused === false) filling.refused = null;
  }
  const plain = /^\*?string$/.test(field.written);
  const there = ways.flat().filter((one) => !isMissing(one));
  const held = there.map((one): Value => (one.kind === 'read' && !plain ? { ...one, derived: true } : one));
  const gone = missing.flat();
  const empty = plain ? gone : gone.length > 0 ? [before] : [];
  setAttribute(call.run, object, field.name, union(held.length > 0 && ways.length > 1 ? held : [...held, ...empty]));
}

function isMissing(value: Value): boolean {
  return value.kind === 'text' && value.hollow !== undefined && known(value.text) === '';
}

function isSomething(value: Value): boolean {
  if (value.kind === 'text') return known(value.text) !== '';
  return (value.kind === 'number' && value.value !== 0) || (value.kind === 'boolean' && value.value);
}

/** The name of a variable, where the tag says it, or at the field. */
function keyOfField(of: ClassValue, field: StructField, name: string, at: number | null): Value {
  const { tag } = field;
  const start =
    of.base + (tag?.kind === 'string' && tag.contentStart >= 0 && at !== null ? tag.contentStart + at : field.start);
  const written =
    tag?.kind === 'string' && at !== null && tag.contentStart >= 0 ? writtenAt(tag.value, at, name) : null;
  const end = written === null ? of.base + field.end : start + written;
  const from = written === null ? of.base + field.start : start;
  return { kind: 'text', text: literal(name, { path: of.path, start: from, end }, written === name.length) };
}

/** How long the name is in the tag, a prefix from elsewhere left out. */
function writtenAt(tag: string, at: number, name: string): number {
  for (let length = name.length; length > 0; length--)
    if (tag.slice(at, at + length).toUpperCase() === name.slice(-length).toUpperCase()) return length;
  return 0;
}

type Target = (call: BuiltinCall) => {
  readonly target: Value | undefined;
  readonly prefix: string;
  readonly options?: Partial<TagOptions>;
};

function filler(idiom: string, rule: TagRule, targetOf: Target, must = false): Builtin {
  return (call) => {
    const { target, prefix, options } = targetOf(call);
    const filling: Filling = { call, idiom, rule, options: { ...NO_OPTIONS, ...options }, refused: false };
    const error = fill(filling, target, prefix);
    if (!error || !must) return error ?? (must ? NULL : unknownHere(call));
    return refuse(call, error, NULL);
  };
}

/** What panics for an error gives a value where there is none. */
function refuse({ run, at }: BuiltinCall, error: Value, value: Value): Value {
  if (alternatives(error).every((one) => one.kind === 'object')) return raise(run, at, ['panic', 'Exception']);
  run.risky ||= error.kind === 'union';
  return value;
}

const first: Target = ({ args }) => ({ target: args.positional[0], prefix: '' });
const second: Target = ({ args }) => ({ target: args.positional[1], prefix: '' });
const prefixed: Target = ({ args }) => ({
  target: args.positional[1],
  prefix: (args.positional[0] && keyOf(args.positional[0])) || '',
});
const fromFile: Target = ({ args }) => ({ target: args.positional[1], prefix: '', options: { fromFile: true } });

/** `envconfig.ProcessWith(ctx, &envconfig.Config{Target: &c, Lookuper: envconfig.PrefixLookuper("APP_", …)})`. */
const configured: Target = ({ args }) => {
  const given = args.positional[1];
  if (given?.kind !== 'object') return { target: undefined, prefix: '' };
  const lookuper = given.attributes.get('Lookuper')?.value ?? args.positional[2];
  const prefix =
    lookuper?.kind === 'list' && lookuper.items.value[0] && !isOpen(lookuper.items.value[0])
      ? keyOf(lookuper.items.value[0].value)
      : '';
  return { target: given.attributes.get('Target')?.value ?? given, prefix: prefix ?? '' };
};

/** `env.ParseWithOptions(&c, env.Options{Prefix: "P_", RequiredIfNoDef: true})`. */
const withOptions: Target = ({ args }) => ({ target: args.positional[0], ...optionsOf(args.positional[1]) });

function optionsOf(given: Value | undefined): { prefix: string; options: Partial<TagOptions> } {
  const option = (name: string): Value | undefined =>
    given?.kind === 'object' ? given.attributes.get(name)?.value : undefined;
  const isSet = (name: string): boolean => {
    const value = option(name);
    return value?.kind === 'boolean' && value.value;
  };
  const prefix = option('Prefix');
  return {
    prefix: (prefix && keyOf(prefix)) || '',
    options: { requiredIfNoDefault: isSet('RequiredIfNoDef'), useFieldName: isSet('UseFieldNameByDefault') },
  };
}

/** `env.ParseAs[T]()`: makes what it fills. */
const parseAs: Builtin = (call) => {
  const type = call.args.named.get(TYPE);
  if (type?.kind !== 'class' || !type.definition.struct) return undefined;
  const made = makeStruct(call.run, type, { positional: [], named: new Map(), open: false }, call.at);
  const { prefix, options } = optionsOf(call.args.positional[0]);
  const filling: Filling = {
    call,
    idiom: 'caarlos0/env',
    rule: caarlos0,
    options: { ...NO_OPTIONS, ...options },
    refused: false,
  };
  const error = fill(filling, made, prefix);
  return pair(made, error ?? unknown('err'));
};

/** `env.Must(env.ParseAs[T]())`. */
const must: Builtin = (call) => {
  const [value, error] = call.args.positional;
  const items = value?.kind === 'list' ? value.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [];
  const [made, failed] = error === undefined ? items : [value, error];
  return made && refuse(call, failed ?? NULL, made);
};

const KELSEYHIGHTOWER = 'github.com/kelseyhightower/envconfig';
const SETHVARGO = 'github.com/sethvargo/go-envconfig';
const CAARLOS0 = 'github.com/caarlos0/env';
const CLEANENV = 'github.com/ilyakaznacheev/cleanenv';
const ENVDECODE = 'github.com/joeshaw/envdecode';

/** Fills the struct, and gives what nothing is known of. */
function fillAnd(idiom: string): Builtin {
  const fillsFirst = filler(idiom, commandLine, first);
  return (call) => {
    fillsFirst(call);
    return unknownHere(call);
  };
}

const COMMAND_LINES = [
  'jessevdk/go-flags.Parse',
  'jessevdk/go-flags.NewParser',
  'umputun/go-flags.Parse',
  'umputun/go-flags.NewParser',
  'alecthomas/kong.Parse',
  'alecthomas/kong.New',
];

export const TAG_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ...COMMAND_LINES.map((name) => [`github.com/${name}`, fillAnd(name.split('.')[0] ?? '')] as const),
  [`${KELSEYHIGHTOWER}.Process`, filler('envconfig', kelseyhightower, prefixed)],
  [`${KELSEYHIGHTOWER}.MustProcess`, filler('envconfig', kelseyhightower, prefixed, true)],
  [`${SETHVARGO}.Process`, filler('go-envconfig', sethvargo, second)],
  [`${SETHVARGO}.MustProcess`, filler('go-envconfig', sethvargo, second, true)],
  [`${SETHVARGO}.ProcessWith`, filler('go-envconfig', sethvargo, configured)],
  [
    `${SETHVARGO}.PrefixLookuper`,
    ({ args }) => ({
      kind: 'list',
      sort: 'tuple',
      items: { value: args.positional.slice(0, 1).map((value) => ({ value, conditional: false })) },
    }),
  ],
  [`${CAARLOS0}.Parse`, filler('caarlos0/env', caarlos0, first)],
  [`${CAARLOS0}.ParseWithOptions`, filler('caarlos0/env', caarlos0, withOptions)],
  [`${CAARLOS0}.ParseAs`, parseAs],
  [`${CAARLOS0}.ParseAsWithOptions`, parseAs],
  [`${CAARLOS0}.Must`, must],
  [`${CLEANENV}.ReadEnv`, filler('cleanenv', cleanenv, first)],
  [`${CLEANENV}.ReadConfig`, filler('cleanenv', cleanenv, fromFile)],
  [`${CLEANENV}.UpdateEnv`, () => NULL],
  [`${ENVDECODE}.Decode`, filler('envdecode', optionsInTag, first)],
  [`${ENVDECODE}.StrictDecode`, filler('envdecode', optionsInTag, first)],
  [`${ENVDECODE}.MustDecode`, filler('envdecode', optionsInTag, first, true)],
  [
    'github.com/Netflix/go-env.UnmarshalFromEnviron',
    (call) => pair(unknown('set'), filler('go-env', optionsInTag, first)(call) ?? unknown('err')),
  ],
];
