import type { ClassDefinition, Expression, StructField } from '../../program/program.ts';
import { lowerString } from './literals.ts';
import { at, children, deepest, isType, type Lowering, nameAt, nothing, textOf } from './lowering.ts';

const NUMBERS = /^(u?int(8|16|32|64|ptr)?|float(32|64)|complex(64|128)|byte|rune)$/;

/** The value that a variable of the type has before anything is assigned to it. https://go.dev/ref/spec#The_zero_value */
export function zeroOf(x: Lowering, type: number, known?: Expression | null): Expression {
  const range = at(x, type);
  if (isType(x, type, 'type_identifier')) {
    const name = textOf(x, type);
    if (name === 'string') return { kind: 'string', value: '', contentStart: -1, ...range };
    if (name === 'bool') return { kind: 'boolean', value: false, ...range };
    if (NUMBERS.test(name)) return { kind: 'number', value: 0, ...range };
    if (name === 'error' || name === 'any') return { kind: 'null', ...range };
    return compose(nameAt(x, type), [], range);
  }
  if (isType(x, type, 'slice_type', 'array_type', 'implicit_length_array_type'))
    return { kind: 'list', sort: 'list', items: [], ...range };
  if (isType(x, type, 'map_type')) return { kind: 'dict', entries: [], ...range };
  if (isType(x, type, 'pointer_type', 'function_type', 'interface_type', 'channel_type'))
    return { kind: 'null', ...range };
  if (isType(x, type, 'qualified_type') && textOf(x, type) === 'time.Duration')
    return { kind: 'number', value: 0, ...range };
  const named = known === undefined ? typeName(x, type) : known;
  return named ? compose(named, [], range) : nothing(x, type);
}

/** `T{…}`: a call that constructs. */
export function compose(
  callee: Expression,
  args: Extract<Expression, { kind: 'call' }>['args'],
  range: { readonly start: number; readonly end: number },
): Expression {
  return { kind: 'call', callee, args, constructs: true, optional: false, ...range };
}

/** The type as an expression, where it has a name or is a struct, pointers left out; null for any other. */
export function typeName(x: Lowering, type: number | undefined): Expression | null {
  if (isType(x, type, 'type_identifier')) return nameAt(x, type);
  if (isType(x, type, 'qualified_type')) {
    const [module, name] = children(x, type);
    if (module === undefined || name === undefined) return null;
    const object: Expression = nameAt(x, module);
    return { kind: 'attribute', object, name: textOf(x, name), optional: false, ...at(x, type) };
  }
  if (isType(x, type, 'struct_type')) {
    if (x.depth >= deepest) return null;
    return { kind: 'class', definition: lowerStruct(x, null, type), ...at(x, type) };
  }
  if (isType(x, type, 'pointer_type', 'generic_type', 'parenthesized_type', 'negated_type', 'type_elem')) {
    x.depth++;
    const found = x.depth < deepest ? typeName(x, children(x, type)[0]) : null;
    x.depth--;
    return found;
  }
  return null;
}

/** The type of what a list or map holds. */
export function elementType(x: Lowering, type: number): number | undefined {
  return children(x, type).at(-1);
}

/** A struct is a class without methods of its own; they stand beside it. https://go.dev/ref/spec#Struct_types */
export function lowerStruct(x: Lowering, name: string | null, type: number): ClassDefinition {
  const [list] = children(x, type);
  const declared = list === undefined ? [] : children(x, list);
  x.depth++;
  const struct = declared.flatMap((field) => lowerField(x, field));
  x.depth--;
  return {
    name,
    bases: struct.flatMap(({ embedded, type: of }) => (embedded && of ? [of] : [])),
    keywords: [],
    decorators: [],
    body: [],
    fields: [],
    struct,
    ...at(x, type),
  };
}

function lowerField(x: Lowering, node: number): readonly StructField[] {
  if (!isType(x, node, 'field_declaration')) return [];
  const parts = children(x, node);
  const names = parts.filter((part) => isType(x, part, 'field_identifier'));
  const tags = parts.filter((part) => isType(x, part, 'raw_string_literal', 'interpreted_string_literal'));
  const type = parts.find((part) => !names.includes(part) && !tags.includes(part));
  if (type === undefined) return [];
  const tag = tags[0] === undefined ? null : lowerString(x, tags[0]);
  // A struct without a name stands in one place only: what is nested in it would be lowered again and again.
  const named = typeName(x, type);
  const own = {
    tag,
    type: named?.kind === 'class' ? null : named,
    written: textOf(x, type),
    zero: zeroOf(x, type, named),
    ...at(x, node),
  };
  if (names.length === 0) {
    const last = own.written.replace(/\[.*$/s, '').split(/[.*]/).at(-1) ?? '';
    return [{ name: last, embedded: true, ...own }];
  }
  return names.map((name) => ({ name: textOf(x, name), embedded: false, ...own }));
}
