import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { compare } from '../conditions.ts';
import { noteDeciding, raise } from '../run.ts';
import { bool, dict, keyOf, NULL, type SchemaValue, text, union, type Value } from '../value.ts';
import {
  check,
  demand,
  entryOf,
  type Field,
  fieldsOf,
  namesOf,
  PASSES,
  REFUSED,
  type Rule,
  readAt,
  schema,
  withDefault,
} from './schema.ts';

/** Envalid's validators: `str({ default, devDefault })`. https://github.com/af/envalid */
export const envalidMaker: Builtin = (call) => {
  const [options] = call.args.positional;
  const otherwise = entryOf(options, 'default');
  if (otherwise) return schema('envalid', withDefault(REFUSED, otherwise));
  const development = entryOf(options, 'devDefault');
  if (!development) return schema('envalid', REFUSED);
  return schema('envalid', { ...REFUSED, otherwise: development });
};

export const cleanEnvironment: Builtin = (call) => {
  const [input, specs] = call.args.positional;
  if (!input) return undefined;
  const fields = [...fieldsOf(specs)].map(([name, field]): [string, Field] => [
    name,
    { ...field, rule: inDevelopment(call, field.rule) },
  ]);
  return demand(call, check(call, { ...REFUSED, fields: new Map(fields) }, input, 'envalid'), ['SystemExit']);
};

/** A default for development holds where `NODE_ENV` is another word than `production`. */
function inDevelopment(call: BuiltinCall, rule: Rule): Rule {
  if (rule.missing !== 'refused' || !rule.otherwise) return rule;
  const { run, at } = call;
  const name = readAt(call, text('NODE_ENV'), 'envalid');
  const here = { kind: 'name', name: 'NODE_ENV', start: at.start, end: at.end } as const;
  const production = compare(run, '==', name, text('production'), here, here);
  if (production === null) run.risky = true;
  return production === false && name.kind !== 'null' ? withDefault(rule, rule.otherwise) : rule;
}

/** `createEnv({ server, client, shared, runtimeEnv })`. https://env.t3.gg/docs/core */
export const createEnvironment: Builtin = (call) => {
  const [options] = call.args.positional;
  const fields = new Map(['server', 'client', 'shared'].flatMap((name) => [...fieldsOf(entryOf(options, name))]));
  const given = ['runtimeEnv', 'runtimeEnvStrict', 'experimental__runtimeEnv'].map((name) => entryOf(options, name));
  const input = given.find((value) => value !== undefined);
  if (!input) return undefined;
  const environment: Value = { kind: 'environment' };
  const outside = [...fields].filter(([name]) => input.kind === 'dict' && !entryOf(input, name));
  const inside = [...fields].filter(([name]) => !outside.some(([other]) => other === name));
  const first = check(call, { ...REFUSED, fields: new Map(inside) }, input, 't3-env');
  const second = entryOf(options, 'experimental__runtimeEnv')
    ? check(call, { ...REFUSED, fields: new Map(outside) }, environment, 't3-env')
    : { data: dict(), refused: false };
  if (first.refused === true) return demand(call, first, ['Error']);
  return demand(call, { data: first.data, refused: second.refused }, ['Error']);
};

/** `parseEnv(process.env, { X: z.string() })`. https://github.com/lostfictions/znv */
export const parseEnvironment: Builtin = (call) => {
  const [input, specs] = call.args.positional;
  if (!input) return undefined;
  const fields = fieldsOf(specs, (value) =>
    value.kind === 'schema'
      ? value.rule
      : entryOf(value, 'defaults')
        ? PASSES
        : entryOf(value, 'schema')?.kind === 'schema'
          ? (entryOf(value, 'schema') as SchemaValue).rule
          : PASSES,
  );
  return demand(call, check(call, { ...REFUSED, fields }, input, 'znv'), ['Error']);
};

/** A JSON schema with `required` and `properties`. https://github.com/fastify/env-schema */
export const environmentSchema: Builtin = (call) => {
  const whole = entryOf(call.args.positional[0], 'schema');
  const properties = entryOf(whole, 'properties');
  const required = new Set(namesOf(entryOf(whole, 'required')));
  const rules = fieldsOf(properties, (value) => {
    const otherwise = entryOf(value, 'default');
    return otherwise ? withDefault(PASSES, otherwise) : PASSES;
  });
  const fields = [...rules].map(([name, field]): [string, Field] => [
    name,
    required.has(name) && field.rule.missing === 'passes' ? { ...field, rule: REFUSED } : field,
  ]);
  const input = entryOf(call.args.positional[0], 'data') ?? { kind: 'environment' };
  return demand(call, check(call, { ...REFUSED, fields: new Map(fields) }, input, 'env-schema'), ['Error']);
};

/** `convict({ key: { env: "X", default: null } })`: null is refused by `validate`. https://github.com/mozilla/node-convict */
export const convict: Builtin = (call) => {
  const missing: Value[] = [];
  const walk = (value: Value | undefined, depth: number): void => {
    if (value?.kind !== 'dict' || depth > 8) return;
    const name = entryOf(value, 'env');
    if (!name || keyOf(name) === null) {
      for (const { value: inner } of value.content.value.entries.values()) walk(inner, depth + 1);
      return;
    }
    const otherwise = entryOf(value, 'default') ?? NULL;
    const read = readAt(call, name, 'convict', otherwise.kind === 'null' ? undefined : otherwise);
    const format = entryOf(value, 'format');
    const anything = !format || keyOf(format) === '*' || entryOf(value, 'nullable')?.kind === 'boolean';
    if (otherwise.kind === 'null' && !anything) missing.push(read);
  };
  walk(call.args.positional[0], 0);
  const made = schema('convict', PASSES);
  refusals.set(made, missing);
  return made;
};

const refusals = new WeakMap<SchemaValue, readonly Value[]>();

export function convictMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value | undefined {
  if (name !== 'validate') return name.startsWith('load') ? receiver : undefined;
  const { run, at } = call;
  for (const value of refusals.get(receiver) ?? []) {
    if (value.kind !== 'null') run.risky ||= value.kind === 'union';
    else noteDeciding(run, value);
  }
  if ((refusals.get(receiver) ?? []).some((value) => value.kind === 'null')) raise(run, at, ['Error', 'Exception']);
  return receiver;
}

/** `env.get("X").required().asString()`. https://github.com/evanshortiss/env-var */
export const variable: Builtin = (call) => {
  const [name] = call.args.positional;
  if (name?.kind !== 'text' || known(name.text) === null) return undefined;
  return schema('env-var', { ...PASSES, fields: new Map([['', { key: name, rule: PASSES }]]) });
};

export function variableMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value {
  const { rule } = receiver;
  const [first] = call.args.positional;
  if (name === 'required') {
    const off = first?.kind === 'boolean' && !first.value;
    return schema('env-var', { ...rule, missing: off || rule.missing === 'default' ? rule.missing : 'refused' });
  }
  if (name === 'default') return schema('env-var', withDefault(rule, first ?? NULL));
  if (!name.startsWith('as')) return receiver;
  const key = rule.fields?.get('')?.key ?? text('');
  const value = readAt(call, key, 'env-var', rule.missing === 'default' ? rule.otherwise : undefined);
  if (rule.missing !== 'refused') return value;
  const ways = value.kind === 'union' ? value.of : [value];
  const there = ways.filter((one) => one.kind !== 'null');
  if (there.length < ways.length) call.run.risky = true;
  if (there.length > 0) return union(there);
  noteDeciding(call.run, value);
  return raise(call.run, call.at, ['EnvVarError', 'Exception']);
}

/** Nest's `ConfigService`: names that are no variables are keys of a configuration. https://docs.nestjs.com/techniques/configuration */
export function configService(required: boolean): Builtin {
  return (call) => {
    const [name, otherwise] = call.args.positional;
    const word = name && keyOf(name);
    if (!name || typeof word !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(word)) return undefined;
    const value = readAt(call, name, 'ConfigService', otherwise?.kind === 'dict' ? undefined : otherwise);
    if (!required) return value;
    const ways = value.kind === 'union' ? value.of : [value];
    const there = ways.filter((one) => one.kind !== 'null');
    if (there.length < ways.length) call.run.risky = true;
    if (there.length > 0) return union(there);
    noteDeciding(call.run, value);
    return raise(call.run, call.at, ['TypeError', 'Exception']);
  };
}

/** `ConfigModule.forRoot({ validationSchema, validate })`. */
export const configModule: Builtin = (call) => {
  const [options] = call.args.positional;
  const environment: Value = { kind: 'environment' };
  const own = entryOf(options, 'validationSchema');
  if (own?.kind === 'schema') demand(call, check(call, own.rule, environment, 'joi'), ['Error']);
  const validate = entryOf(options, 'validate');
  if (validate) callValue(call.run, validate, { positional: [environment], named: new Map(), open: false }, call.at);
  return bool(true);
};
