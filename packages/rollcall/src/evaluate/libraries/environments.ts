import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { noteDeciding, raise } from '../run.ts';
import { keyOf, NULL, type SchemaValue, text, union, type Value } from '../value.ts';
import { defaultByWord } from './envalid.ts';
import { check, demand, entryOf, fieldsOf, PASSES, REFUSED, type Rule, readAt, schema, withDefault } from './schema.ts';

/** `parseEnv(process.env, { X: z.string() })`. https://github.com/lostfictions/znv */
export const parseEnvironment: Builtin = (call) => {
  const [input, specs] = call.args.positional;
  if (!input) return undefined;
  const fields = fieldsOf(specs, (value) => specRule(call, value));
  return demand(call, check(call, { ...REFUSED, fields }, input, 'znv'), ['Error']);
};

/** A schema, or one with `defaults` by the environment's name. */
function specRule(call: BuiltinCall, value: Value): Rule {
  if (value.kind === 'schema') return value.rule;
  const own = entryOf(value, 'schema');
  const rule = own?.kind === 'schema' ? own.rule : PASSES;
  const defaults = entryOf(value, 'defaults');
  return defaults ? defaultByWord(call, rule, defaults) : rule;
}

/** `convict({ key: { env: "X", default: null } })`: null is refused by `validate` unless a file gives it. https://github.com/mozilla/node-convict */
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
  if (name.startsWith('load')) {
    // What a file holds may be what is missing.
    refusals.delete(receiver);
    return receiver;
  }
  if (name !== 'validate') return undefined;
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
