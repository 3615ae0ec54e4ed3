import type { Builtin, BuiltinCall } from '../builtins.ts';
import { raise } from '../run.ts';
import { type Item, isOpen, NULL, type SchemaValue, type Value } from '../value.ts';
import {
  check,
  demand,
  type Field,
  fieldsOf,
  namesOf,
  PASSES,
  REFUSED,
  type Rule,
  report,
  schema,
  schemaRule,
  withDefault,
} from './schema.ts';

/** Makers of schemas that let pass what is not there. */
const LENIENT = /^(any|unknown|undefined|void|custom|lazy|record|null|coerce\.(string|boolean)|never)$/;

/** Zod's makers of schemas by their name behind `z.`. https://zod.dev/api */
export function zodMaker(name: string): Builtin {
  return (call) => schema('zod', ruleOfMaker(name, call));
}

function ruleOfMaker(name: string, { args }: BuiltinCall): Rule {
  const [first, second] = args.positional;
  if (name === 'object' || name === 'strictObject' || name === 'looseObject')
    return { ...REFUSED, fields: fieldsOf(first) };
  if (name === 'optional' || name === 'nullish' || name === 'partial') return { ...PASSES };
  if (name === 'nullable' && first) return schemaRule(first);
  if (name === 'preprocess') return PASSES;
  if (name === '_default' || name === 'prefault' || name === 'catch') return withDefault(REFUSED, second ?? NULL);
  if (name === 'pipe' && first) return schemaRule(first);
  if (name === 'union') return anyOf(itemsOf(first));
  return LENIENT.test(name) ? PASSES : REFUSED;
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items.value.flatMap((item: Item) => (isOpen(item) ? [] : [item.value])) : [];
}

function anyOf(values: readonly Value[]): Rule {
  const rules = values.map(schemaRule);
  return rules.find((rule) => rule.missing !== 'refused') ?? (rules.length > 0 ? REFUSED : PASSES);
}

type Change = (rule: Rule, call: BuiltinCall) => Rule;

/** Methods that make another schema; any other leaves it what it is. */
const CHANGES = new Map<string, Change>([
  ['optional', (rule) => ({ ...rule, missing: 'passes' })],
  ['nullish', (rule) => ({ ...rule, missing: 'passes' })],
  ['exactOptional', (rule) => ({ ...rule, missing: 'passes' })],
  ['default', (rule, call) => withDefault(rule, call.args.positional[0] ?? NULL)],
  ['prefault', (rule, call) => withDefault(rule, call.args.positional[0] ?? NULL)],
  ['catch', (rule, call) => withDefault(rule, call.args.positional[0] ?? NULL)],
  ['nonoptional', (rule) => ({ ...rule, missing: 'refused' })],
  ['or', (rule, call) => anyOf([{ kind: 'schema', library: 'zod', rule }, ...call.args.positional])],
  ['extend', (rule, call) => withFields(rule, fieldsOf(call.args.positional[0]))],
  ['safeExtend', (rule, call) => withFields(rule, fieldsOf(call.args.positional[0]))],
  ['augment', (rule, call) => withFields(rule, fieldsOf(call.args.positional[0]))],
  ['merge', (rule, call) => withFields(rule, fieldsOf(call.args.positional[0]))],
  ['and', (rule, call) => withFields(rule, fieldsOf(call.args.positional[0]))],
  ['partial', (rule, call) => eachField(rule, call, 'passes')],
  ['required', (rule, call) => eachField(rule, call, 'refused')],
  ['pick', (rule, call) => selected(rule, call, true)],
  ['omit', (rule, call) => selected(rule, call, false)],
  ['refine', (rule, call) => checked(rule, call, false)],
  ['superRefine', (rule, call) => checked(rule, call, true)],
]);

function withFields(rule: Rule, fields: ReadonlyMap<string, Field>): Rule {
  return rule.fields ? { ...rule, fields: new Map([...rule.fields, ...fields]) } : rule;
}

function eachField(rule: Rule, call: BuiltinCall, missing: 'passes' | 'refused'): Rule {
  const [mask] = call.args.positional;
  const names = mask ? new Set(namesOf(mask)) : null;
  const fields = [...(rule.fields ?? [])].map(([name, field]): [string, Field] => {
    const applies = (names === null || names.has(name)) && (missing === 'refused' || field.rule.missing === 'refused');
    return [name, applies ? { ...field, rule: { ...field.rule, missing } } : field];
  });
  return rule.fields ? { ...rule, fields: new Map(fields) } : rule;
}

function selected(rule: Rule, call: BuiltinCall, wanted: boolean): Rule {
  const names = new Set(namesOf(call.args.positional[0]));
  if (!rule.fields) return rule;
  return { ...rule, fields: new Map([...rule.fields].filter(([name]) => names.has(name) === wanted)) };
}

function checked(rule: Rule, call: BuiltinCall, reports: boolean): Rule {
  const [callback] = call.args.positional;
  if (!rule.fields || callback?.kind !== 'function') return rule;
  return { ...rule, checks: [...rule.checks, { callback, reports }] };
}

const ERRORS = ['ZodError'];

/** A method of a zod schema. */
export function zodMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value {
  const [input] = call.args.positional;
  const { rule } = receiver;
  if (/^(parse|parseAsync|safeParse|safeParseAsync|spa)$/.test(name)) {
    if (!input || !rule.fields) return call.args.positional[0] ?? NULL;
    if (!name.startsWith('safe') && name !== 'spa') return demand(call, check(call, rule, input, 'zod'), ERRORS);
    return report(check(call, rule, input, 'zod'), { ok: 'success', data: 'data', error: 'error' });
  }
  return schema('zod', CHANGES.get(name)?.(rule, call) ?? rule);
}

/** `ctx.addIssue(…)` in a refinement: the input is refused. */
export const reportIssue: Builtin = ({ run, at }) => raise(run, at, [...ERRORS, 'Exception']);
