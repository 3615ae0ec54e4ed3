import type { Field as ClassField, Expression } from '../../program/program.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { truthOf } from '../conditions.ts';
import { evaluate } from '../expressions.ts';
import { within } from '../frames.ts';
import { frame, noteDeciding } from '../run.ts';
import { type ClassValue, type ObjectValue, text, type Value } from '../value.ts';
import { check, type Field, PASSES, REFUSED, type Rule, withDefault } from './schema.ts';

/** What an object made by class-transformer was made from. */
const inputs = new WeakMap<Value, Value>();

/** `plainToInstance(Class, input)`. https://github.com/typestack/class-transformer#plaintoinstance */
const plainToInstance: Builtin = ({ args }) => {
  const [of, input] = args.positional;
  if (of?.kind !== 'class' || !input || (input.kind !== 'environment' && input.kind !== 'dict')) return undefined;
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  inputs.set(made, input);
  return made;
};

/**
 * `validateSync(instance)` gives a list of errors: a decorated field is required unless it has a default or is optional; decorators that
 * allow for nothing ask the whole only. https://github.com/typestack/class-validator#usage
 */
const validateSync: Builtin = (call) => {
  const [instance] = call.args.positional;
  const input = instance && inputs.get(instance);
  if (instance?.kind !== 'object' || !instance.class || !input) return undefined;
  const rule: Rule = { ...REFUSED, fields: fieldsIn(call, instance.class, input) };
  const { data, refused } = check(call, rule, input, 'class-validator');
  if (data.kind === 'dict')
    for (const [name, { value }] of data.content.value.entries) instance.attributes.set(name, { value });
  const error = { value: text('error'), conditional: refused === null };
  return { kind: 'list', sort: 'list', items: { value: refused === false ? [] : [error] } };
};

export const CLASS_VALIDATOR: readonly (readonly [string, Builtin])[] = [
  ['class-transformer.plainToInstance', plainToInstance],
  ['class-transformer.plainToClass', plainToInstance],
  ['class-validator.validateSync', validateSync],
  ['class-validator.validate', validateSync],
];

function fieldsIn(call: BuiltinCall, of: ClassValue, input: Value): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const base of of.bases)
    if (base.kind === 'class') for (const one of fieldsIn(call, base, input)) fields.set(...one);
  const inClass = <T>(work: () => T): T => within(call.run, { path: of.path, base: of.base, scope: of.scope }, work);
  for (const field of of.definition.fields) {
    const range = { path: of.path, start: of.base + field.start, end: of.base + field.end };
    const { value } = field;
    const otherwise = value && inClass(() => evaluate(call.run, value));
    const condition = conditionOf(field);
    const applies = condition === null || inClass(() => holds(call, condition, input));
    fields.set(field.name, { key: text(field.name, range), rule: applies ? ruleOf(field, otherwise) : PASSES });
  }
  return fields;
}

/** `@ValidateIf((o) => !o.DATABASE_URL)`: nothing is asked of the field where it is false. */
function conditionOf({ decorators }: ClassField): Expression | null {
  const found = decorators.find((one) => nameOf(one) === 'ValidateIf');
  return found?.kind === 'call' ? (found.args[0]?.value ?? null) : null;
}

/** Whether a condition certainly holds for what is to be validated. */
function holds(call: BuiltinCall, condition: Expression, input: Value): boolean {
  const { run, at } = call;
  const given = callValue(run, evaluate(run, condition), { positional: [input], named: new Map(), open: false }, at);
  noteDeciding(run, given);
  const truth = truthOf(run, given, frame(run).path);
  if (truth === null) run.risky = true;
  return truth === true || (truth === null && run.scenario.mode === 'discover');
}

function ruleOf({ decorators }: ClassField, otherwise: Value | null): Rule {
  const names = decorators.map(nameOf);
  if (otherwise) return withDefault(REFUSED, otherwise);
  if (names.some((name) => /^(IsOptional|Allow|Exclude|Transform)$/.test(name))) return PASSES;
  return names.some((name) => /^(Is|Min|Max|Length|Matches|Contains|Equals|ArrayNot)/.test(name)) ? REFUSED : PASSES;
}

function nameOf(decorator: Expression): string {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator;
  return callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
}
