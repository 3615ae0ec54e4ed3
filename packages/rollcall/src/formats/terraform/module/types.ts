import { literal } from '../../../model/text.ts';
import { makeSet } from '../evaluate/collection-functions.ts';
import { assume, type Entry, entryOf, type ObjectValue, objectValue, type Value } from '../evaluate/value.ts';
import type { Expression } from '../hcl/syntax.ts';

/**
 * A value as a variable's type makes it: attributes that are optional are there with their default or as null, a list is a set.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
 */
export function applyType(value: Value, type: Expression, evaluateDefault: (expression: Expression) => Value): Value {
  if (type.kind !== 'call') return value;
  const [inner] = type.args;
  if (!inner) return value;
  const convert = (one: Value): Value => applyType(one, inner, evaluateDefault);
  switch (type.name) {
    case 'optional':
      return convert(value);
    case 'map':
    case 'list':
    case 'set': {
      const members = convertMembers(value, convert);
      return type.name === 'set' ? makeSet(members, { written: '…', range: type.range }) : members;
    }
    case 'object':
      return value.kind === 'object' && inner.kind === 'object' ? completeObject(value, inner, evaluateDefault) : value;
    default:
      return value;
  }
}

function convertMembers(value: Value, convert: (one: Value) => Value): Value {
  if (value.kind === 'list')
    return { ...value, items: value.items.map((one) => ({ ...one, value: convert(one.value) })) };
  if (value.kind !== 'object') return value;
  return { ...value, entries: value.entries.map((one) => ({ ...one, value: convert(one.value) })) };
}

function completeObject(
  value: ObjectValue,
  type: Extract<Expression, { kind: 'object' }>,
  evaluateDefault: (expression: Expression) => Value,
): ObjectValue {
  let entries: Entry[] = [...value.entries];
  for (const { key, value: wanted, range } of type.entries) {
    const name = key.kind === 'literal' && typeof key.value === 'string' ? key.value : null;
    if (name === null) continue;
    const own = entryOf(value, name);
    if (own) {
      const typed = applyType(own.value, wanted, evaluateDefault);
      const made = typed.kind === 'null' ? (defaultOf(wanted, evaluateDefault) ?? typed) : typed;
      entries = entries.map((one) => (one === own ? { ...one, value: made } : one));
    } else if (wanted.kind === 'call' && wanted.name === 'optional' && !value.open) {
      const made: Value = defaultOf(wanted, evaluateDefault) ?? { kind: 'null', assumed: false };
      entries.push({ key: literal(name), value: value.assumed ? assume(made) : made, conditional: false, range });
    }
  }
  return objectValue(entries, value.open, value.assumed);
}

function defaultOf(type: Expression, evaluateDefault: (expression: Expression) => Value): Value | null {
  if (type.kind !== 'call' || type.name !== 'optional') return null;
  const [inner, otherwise] = type.args;
  if (!otherwise || !inner) return null;
  return applyType(evaluateDefault(otherwise), inner, evaluateDefault);
}
