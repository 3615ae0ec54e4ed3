import type { CallArgument, DictEntry, Expression, ListItem } from '../../program/program.ts';
import { at, children, deepest, isType, type Lowering, lowerExpression, nothing, textOf } from './lowering.ts';
import { compose, elementType, typeName } from './types.ts';

/** `T{…}`, `[]T{…}`, `map[K]V{…}`. https://go.dev/ref/spec#Composite_literals */
export function lowerComposite(x: Lowering, node: number): Expression {
  const [type, body] = children(x, node);
  if (type === undefined || body === undefined) return nothing(x, node);
  return lowerValue(x, type, body, node);
}

/** A literal value of a type; `node` is where it stands. */
function lowerValue(x: Lowering, type: number, body: number, node: number): Expression {
  if (x.depth >= deepest) {
    x.tooDeep = true;
    return nothing(x, node);
  }
  x.depth++;
  const made = lowerTyped(x, type, body, node);
  x.depth--;
  return made;
}

function lowerTyped(x: Lowering, type: number, body: number, node: number): Expression {
  const range = at(x, node);
  if (isType(x, type, 'slice_type', 'array_type', 'implicit_length_array_type')) {
    const items = children(x, body).map((item): ListItem => ({ value: lowerItem(x, type, item), spread: false }));
    return { kind: 'list', sort: 'list', items, ...range };
  }
  if (isType(x, type, 'map_type')) {
    const entries = children(x, body).flatMap((item) => lowerEntry(x, type, item));
    return { kind: 'dict', entries, ...range };
  }
  const callee = typeName(x, type);
  if (!callee) return { kind: 'other', operands: children(x, body).map((item) => lowerItem(x, type, item)), ...range };
  return compose(
    callee,
    children(x, body).map((item) => lowerArgument(x, type, item)),
    range,
  );
}

/** `Name: value`, or a value at its position. */
function lowerArgument(x: Lowering, type: number, item: number): CallArgument {
  const [key, value] = isType(x, item, 'keyed_element') ? children(x, item) : [undefined, item];
  const name = key === undefined ? null : textOf(x, key);
  return { value: lowerElement(x, type, value ?? item), name, spread: null, ...at(x, item) };
}

/** An item of a list; one with an index stands where it is written. */
function lowerItem(x: Lowering, type: number, item: number): Expression {
  const value = isType(x, item, 'keyed_element') ? children(x, item)[1] : item;
  return lowerElement(x, type, value ?? item);
}

function lowerEntry(x: Lowering, type: number, item: number): readonly DictEntry[] {
  const [key, value] = children(x, item);
  if (!isType(x, item, 'keyed_element') || key === undefined || value === undefined) return [];
  return [{ key: lowerElement(x, type, key), value: lowerElement(x, type, value) }];
}

/** An element whose type may be left out, because the list or map says it. */
function lowerElement(x: Lowering, type: number, item: number): Expression {
  const own = isType(x, item, 'literal_element') ? children(x, item)[0] : item;
  if (own === undefined) return nothing(x, item);
  if (!isType(x, own, 'literal_value')) return lowerExpression(x, own);
  const inner = elementType(x, type);
  return inner === undefined ? nothing(x, item) : lowerValue(x, pointed(x, inner), own, own);
}

function pointed(x: Lowering, type: number): number {
  return isType(x, type, 'pointer_type') ? (children(x, type)[0] ?? type) : type;
}
