import type { BuiltinCall } from '../builtins.ts';
import { keyOf, NULL, type SchemaValue, type Value } from '../value.ts';
import {
  check,
  demand,
  entryOf,
  type Field,
  fieldsOf,
  PASSES,
  type Rule,
  report,
  schema,
  schemaRule,
  withDefault,
} from './schema.ts';

/** Joi's and yup's makers: what is not there passes unless `required()` says else. https://joi.dev/api/ https://github.com/jquense/yup */
export function joiMaker(library: 'joi' | 'yup', name: string, call: BuiltinCall): Value | undefined {
  const [first, second] = call.args.positional;
  if ((name === 'attempt' || name === 'assert') && first && second?.kind === 'schema')
    return demand(call, check(call, second.rule, first, library), ['ValidationError']);
  if (name === 'object' || name === 'compile')
    return schema(library, { ...PASSES, fields: fieldsOf(first, schemaRule) });
  return schema(library, PASSES);
}

/** A method of a joi or yup schema. */
export function joiMethod(receiver: SchemaValue, name: string, call: BuiltinCall): Value {
  const { library, rule } = receiver;
  const [first, second] = call.args.positional;
  const input = first;
  if (/^(validate|validateSync|validateAsync|cast|attempt)$/.test(name) && input) {
    const presence = keyOf(entryOf(second, 'presence') ?? NULL);
    const strict = presence === 'required' ? allRequired(rule) : rule;
    const outcome = check(call, strict, input, library);
    if (name === 'validate' && library === 'joi') return report(outcome, { data: 'value', error: 'error' });
    return demand(call, outcome, ['ValidationError']);
  }
  return schema(library, changed(rule, name, call));
}

function allRequired(rule: Rule): Rule {
  const fields = [...(rule.fields ?? [])].map(([key, field]): [string, Field] => [
    key,
    field.rule.missing === 'passes' ? { ...field, rule: { ...field.rule, missing: 'refused' } } : field,
  ]);
  return { ...rule, fields: new Map(fields) };
}

function changed(rule: Rule, name: string, call: BuiltinCall): Rule {
  const [first] = call.args.positional;
  switch (name) {
    case 'required':
    case 'exist':
    case 'defined':
      return { ...rule, missing: rule.missing === 'default' ? 'default' : 'refused' };
    case 'optional':
    case 'notRequired':
      return { ...rule, missing: 'passes' };
    case 'default':
      return withDefault(rule, first ?? NULL);
    case 'keys':
    case 'append':
    case 'shape':
    case 'concat':
      return { ...rule, fields: new Map([...(rule.fields ?? []), ...fieldsOf(first)]) };
    // What it depends on is not followed.
    case 'when':
      return PASSES;
    default:
      return rule;
  }
}
