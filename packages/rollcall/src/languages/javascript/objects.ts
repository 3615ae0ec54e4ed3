import type * as estree from 'oxc-parser';
import type { DictEntry, Expression } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { lowerFunction } from './functions.ts';
import { lowerText } from './literals.ts';
import { at, type Lowering } from './lowering.ts';

/** A property's key: plain names, strings and numbers become strings, a computed key is its expression. */
export function lowerKey(lowering: Lowering, key: estree.PropertyKey, computed: boolean): Expression {
  if (computed && key.type !== 'PrivateIdentifier') return lowerExpression(lowering, key);
  const range = at(lowering, key);
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') {
    const name = key.type === 'Identifier' ? key.name : `#${key.name}`;
    return lowerText(lowering, range, range.start, range.end, name);
  }
  const value = lowerExpression(lowering, key);
  return value.kind === 'number' ? lowerText(lowering, range, range.start, range.end, String(value.value)) : value;
}

/** Setters come first, so that a getter of the same key is the entry that counts. */
export function lowerObject(lowering: Lowering, node: estree.ObjectExpression): Expression {
  const setters: DictEntry[] = [];
  const entries: DictEntry[] = [];
  for (const property of node.properties) {
    if (property.type === 'SpreadElement')
      entries.push({ key: null, value: lowerExpression(lowering, property.argument) });
    else (property.kind === 'set' ? setters : entries).push(lowerProperty(lowering, property));
  }
  return { kind: 'dict', entries: [...setters, ...entries], ...at(lowering, node) };
}

function lowerProperty(lowering: Lowering, property: estree.ObjectProperty): DictEntry {
  const key = lowerKey(lowering, property.key, property.computed);
  const { value } = property;
  if (value.type !== 'FunctionExpression' || (!property.method && property.kind === 'init'))
    return { key, value: lowerExpression(lowering, value) };
  const role = property.kind === 'get' ? 'getter' : property.kind === 'set' ? 'setter' : 'method';
  const name = key.kind === 'string' ? key.value : null;
  const definition = lowerFunction(lowering, value, { role, name, range: at(lowering, property) });
  return { key, value: { kind: 'function', definition, ...at(lowering, property) } };
}
