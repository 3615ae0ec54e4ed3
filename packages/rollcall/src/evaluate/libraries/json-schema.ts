import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { type SchemaValue, union, unknown, type Value } from '../value.ts';
import { ARKTYPE_ERRORS as errors } from './arktype-errors.ts';
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
  schema,
  schemaRule,
  withDefault,
} from './schema.ts';

/** A JSON schema with `required` and `properties`, or one that TypeBox made. https://github.com/fastify/env-schema */
export const environmentSchema: Builtin = (call) => {
  const [options] = call.args.positional;
  const input = entryOf(options, 'data') ?? { kind: 'environment' };
  const rule = ruleOfSchema(entryOf(options, 'schema'));
  return demand(call, check(call, rule, dataOf(input), 'env-schema'), ['Error']);
};

/** `data` may be the environment or more beside it, which is merged with it. */
function dataOf(input: Value): Value {
  return input.kind === 'environment' || input.kind === 'dict' ? input : { kind: 'environment' };
}

/** The options of fastify's plugin are the same. https://github.com/fastify/fastify-env */
export function pluginOf(name: string): Builtin | null {
  return /^(?:@fastify\/env|fastify-env)(?:\.(?:default|fastifyEnv))?$/.test(name) ? environmentSchema : null;
}

function ruleOfSchema(whole: Value | undefined): Rule {
  if (whole?.kind === 'schema') return whole.rule;
  const required = new Set(namesOf(entryOf(whole, 'required')));
  const rules = fieldsOf(entryOf(whole, 'properties'), (value) => {
    const otherwise = entryOf(value, 'default');
    return otherwise
      ? withDefault(PASSES, otherwise)
      : value.kind === 'schema'
        ? { ...value.rule, missing: 'passes' }
        : PASSES;
  });
  const fields = [...rules].map(([name, field]): [string, Field] => [
    name,
    required.has(name) && field.rule.missing === 'passes' ? { ...field, rule: REFUSED } : field,
  ]);
  return { ...REFUSED, fields: new Map(fields) };
}

/**
 * TypeBox's makers. A default counts for `Value.Default`, `Value.Parse` and Ajv's `useDefaults`, which env-schema sets.
 * https://github.com/sinclairzx81/typebox#types
 */
export function typeboxMaker(name: string): Builtin {
  return (call) => {
    const { positional } = call.args;
    const [first] = positional;
    if (name === 'Object') return schema('typebox', { ...REFUSED, fields: fieldsOf(first) });
    if (name === 'Optional' && first) return schema('typebox', { ...schemaRule(first), missing: 'passes' });
    if (name === 'Partial' && first) return schema('typebox', eachField(schemaRule(first), 'passes'));
    if (name === 'Required' && first) return schema('typebox', eachField(schemaRule(first), 'refused'));
    if (/^(Composite|Intersect)$/.test(name)) return schema('typebox', merged(first));
    if (/^(Readonly|Transform|Evaluate)$/.test(name) && first) return schema('typebox', schemaRule(first));
    if (/^(Any|Unknown|Undefined|Void)$/.test(name)) return schema('typebox', PASSES);
    const otherwise = entryOf(positional.at(-1), 'default');
    return schema('typebox', otherwise ? withDefault(REFUSED, otherwise) : REFUSED);
  };
}

function eachField(rule: Rule, missing: 'passes' | 'refused'): Rule {
  const fields = [...(rule.fields ?? [])].map(([name, field]): [string, Field] => [
    name,
    field.rule.missing === 'default' ? field : { ...field, rule: { ...field.rule, missing } },
  ]);
  return rule.fields ? { ...rule, fields: new Map(fields) } : rule;
}

function merged(parts: Value | undefined): Rule {
  const rules =
    parts?.kind === 'list' ? parts.items.value.flatMap((item) => ('open' in item ? [] : [schemaRule(item.value)])) : [];
  return { ...REFUSED, fields: new Map(rules.flatMap(({ fields }) => [...(fields ?? [])])) };
}

/** `Value.Check(schema, input)`, `Value.Parse(…)`. https://github.com/sinclairzx81/typebox#values */
export function typeboxValue(name: string): Builtin {
  return (call) => {
    const [form, input] = call.args.positional;
    if (form?.kind !== 'schema' || !input) return undefined;
    return applyTypebox(call, form, input, name);
  };
}

/** `TypeCompiler.Compile(schema)` has the same functions. */
export function typeboxMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value | undefined {
  const [input] = call.args.positional;
  return input ? applyTypebox(call, receiver, input, name) : receiver;
}

function applyTypebox(call: BuiltinCall, form: SchemaValue, input: Value, name: string): Value | undefined {
  if (!form.rule.fields) return undefined;
  const fills = /^(Default|Parse|Decode)$/.test(name);
  const rule = fills ? form.rule : withoutDefaults(form.rule);
  if (name === 'Default') return check(call, allPassing(rule), input, 'typebox').data;
  if (!/^(Check|Parse|Decode|Assert)$/.test(name)) return undefined;
  const outcome = check(call, rule, input, 'typebox');
  if (name !== 'Check') return demand(call, outcome, ['Error']);
  return outcome.refused === null ? unknown('checked') : { kind: 'boolean', value: !outcome.refused };
}

function withoutDefaults(rule: Rule): Rule {
  const fields = [...(rule.fields ?? [])].map(([name, field]): [string, Field] => [
    name,
    field.rule.missing === 'default' ? { ...field, rule: REFUSED } : field,
  ]);
  return { ...rule, fields: new Map(fields) };
}

function allPassing(rule: Rule): Rule {
  const fields = [...(rule.fields ?? [])].map(([name, field]): [string, Field] => [
    name,
    field.rule.missing === 'refused' ? { ...field, rule: PASSES } : field,
  ]);
  return { ...rule, fields: new Map(fields) };
}

/** What ArkType's definitions say of a value that is not there: `"string"`, `"string = 'x'"`, `"number | undefined"`. */
function arktypeRule(value: Value): Rule {
  if (value.kind === 'schema') return value.rule;
  const written = value.kind === 'text' ? known(value.text) : null;
  if (written === null)
    return value.kind === 'builtin' && !/\.(unknown|any|undefined)$/.test(value.name) ? REFUSED : PASSES;
  if (/(^|\|)\s*(undefined|unknown|any)\s*($|\|)/.test(written)) return PASSES;
  const otherwise = /(?<![<>!=])=(?![=>])\s*(?:'([^']*)'|"([^"]*)"|(\S+))\s*$/.exec(written);
  if (!otherwise) return REFUSED;
  const empty = (otherwise[1] ?? otherwise[2] ?? otherwise[3]) === '';
  return withDefault(REFUSED, empty ? { kind: 'text', text: [] } : unknown('default'));
}

/** `type({ API_KEY: "string", "DSN?": "string" })`. https://arktype.io/docs/objects */
export const arktype: Builtin = (call) => {
  const [definition] = call.args.positional;
  if (definition?.kind !== 'dict') return undefined;
  const fields = new Map<string, Field>();
  for (const [name, field] of fieldsOf(definition, arktypeRule)) {
    const optional = name.endsWith('?');
    const key = optional ? shortened(field.key) : field.key;
    if (name !== '+') fields.set(optional ? name.slice(0, -1) : name, optional ? { key, rule: PASSES } : field);
  }
  return schema('arktype', { ...REFUSED, fields });
};

/** A name without the mark that it is optional. */
function shortened(key: Value): Value {
  if (key.kind !== 'text') return key;
  return {
    ...key,
    text: key.text.map((piece) => (piece.kind === 'text' ? { ...piece, text: piece.text.replace(/\?$/, '') } : piece)),
  };
}

/** `schema(input)` gives the data or the errors; `schema.assert(input)` throws. */
export function arktypeMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value | undefined {
  const [input] = call.args.positional;
  if (!input || !/^(\(\)|assert|from|allows)$/.test(name)) return receiver;
  const outcome = check(call, receiver.rule, input, 'arktype');
  if (name !== '()' && name !== 'allows') return demand(call, outcome, ['TraversalError', 'Error']);
  if (name === 'allows')
    return outcome.refused === null ? unknown('allowed') : { kind: 'boolean', value: !outcome.refused };
  return outcome.refused === null ? union([outcome.data, errors]) : outcome.refused ? errors : outcome.data;
}

/** `arkenv({ API_KEY: "string" })`. https://arkenv.js.org */
export const arkenv: Builtin = (call) => {
  const made = arktype(call);
  if (made?.kind !== 'schema') return undefined;
  const input = call.args.positional[1];
  return demand(
    call,
    check(
      call,
      made.rule,
      input?.kind === 'dict' ? (entryOf(input, 'env') ?? { kind: 'environment' }) : { kind: 'environment' },
      'arkenv',
    ),
    ['Error'],
  );
};
