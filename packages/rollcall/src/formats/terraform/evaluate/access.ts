import type { Range } from '../../../model/span.ts';
import type { Expression } from '../hcl/syntax.ts';
import { evaluate } from './evaluate.ts';
import { joinValues } from './join.ts';
import { type Scope, withNames } from './scope.ts';
import {
  entryOf,
  type Item,
  isAssumed,
  knownText,
  listValue,
  type ObjectValue,
  type Open,
  unknown,
  type Value,
} from './value.ts';

export function attributeOf(value: Value, name: string, written: string, range: Range): Value {
  switch (value.kind) {
    case 'instance':
      return value.attribute(name, written, range);
    case 'object': {
      const entry = entryOf(value, name);
      if (!entry) return unknown(written, range, value.open === null);
      return entry.conditional ? unknown(written, range) : entry.value;
    }
    case 'list':
      return /^\d+$/.test(name) ? itemAt(value, Number(name), written, range) : unknown(written, range);
    default:
      return unknown(written, range, isMissing(value));
  }
}

/** There is nothing in what is null, and nothing in what is not there. */
function isMissing(value: Value): boolean {
  return value.kind === 'null' || (value.kind === 'unknown' && value.missing);
}

/** `of[index]`. https://developer.hashicorp.com/terraform/language/expressions/references */
export function indexOf(of: Value, index: Value, written: string, range: Range): Value {
  const key = knownText(index);
  if (of.kind === 'object') return entryAt(of, index, { written, range }) ?? unknown(written, range, of.open === null);
  if (key === null) return unknown(written, range);
  if (of.kind === 'list') return /^\d+$/.test(key) ? itemAt(of, Number(key), written, range) : unknown(written, range);
  // A single instance of what may be several: `count = var.on ? 1 : 0`.
  if (of.kind === 'instance' && key === '0') return of;
  return unknown(written, range, isMissing(of));
}

/** More alternatives than these are not joined. */
const MOST_ALTERNATIVES = 30;

/**
 * The entry of a key; null: there is none. Where whoever starts Terraform chooses the key, it is one of the entries: what all of them hold is
 * there, what some hold is there on some runs.
 */
export function entryAt(of: ObjectValue, index: Value, at: Open): Value | null {
  const key = knownText(index);
  const own = key === null ? null : entryOf(of, key);
  const chosen = key === null || (isAssumed(index) && own !== null && isCollection(own.value));
  if (!chosen) return own && (own.conditional ? unknown(at.written, at.range) : own.value);
  const some = of.entries.length > 0 && of.entries.length <= MOST_ALTERNATIVES;
  if (!some || of.open || of.entries.some(({ value }) => value.kind === 'instance'))
    return unknown(at.written, at.range);
  const [first, ...rest] = of.entries.map(({ value }) => value);
  return rest.reduce<Value>((sum, one) => joinValues(sum, one, at), first ?? unknown(at.written, at.range));
}

function isCollection({ kind }: Value): boolean {
  return kind === 'object' || kind === 'list';
}

function itemAt({ items, open }: Extract<Value, { kind: 'list' }>, at: number, written: string, range: Range): Value {
  const item = items.slice(0, at + 1).some(({ conditional }) => conditional) ? undefined : items[at];
  return item ? item.value : unknown(written, range, open === null);
}

/** `of[*].name`: of what is no list, a list of it; of null, none. */
export function splatOf(of: Value, { each, range }: Extract<Expression, { kind: 'splat' }>, scope: Scope): Value {
  if (of.kind === 'null') return listValue([]);
  const items: readonly Item[] =
    of.kind === 'list'
      ? of.items
      : of.kind === 'object' && of.entries.every(({ value }) => value.kind === 'instance')
        ? of.entries
        : [{ value: of, conditional: false, range }];
  if (of.kind === 'unknown') return listValue([], { written: scope.around.written(range), range });
  const made = items.map((item) => ({ ...item, value: evaluate(each, withNames(scope, [['*', item.value]])) }));
  return listValue(made, of.kind === 'list' ? of.open : null);
}
