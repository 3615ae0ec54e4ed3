import type { Range } from '../model/span.ts';
import type { Text } from '../model/text.ts';
import { known, literal } from '../model/text.ts';
import type { ClassDefinition, FunctionDefinition } from '../program/program.ts';
import type { Cell } from './journal.ts';
import type { Rule } from './libraries/schema.ts';

/** What is known of a value at one point of a run. */
export type Value =
  | TextValue
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | NullValue
  | ReadValue
  | ListValue
  | DictValue
  | ObjectValue
  | ClassValue
  | FunctionValue
  | BuiltinValue
  | ModuleValue
  /** `built`: what a bundler puts in place of it when the code is built. */
  | { readonly kind: 'environment'; readonly built?: true }
  | { readonly kind: 'union'; readonly of: readonly Value[] }
  | SchemaValue
  | LazyValue
  | UnknownValue;

/** `None`, `null`, `undefined`. `of` names the unset variable that it stands for. */
export interface NullValue {
  readonly kind: 'null';
  readonly of?: string;
  /** What an operation that copes made of it (a number that is none, an optional chain): false in a test, and no error when used. */
  readonly soft?: true;
}

export interface TextValue {
  readonly kind: 'text';
  readonly text: Text;
  /** The read whose empty default this is, to tell a hollow default from one that the code tests for. */
  readonly hollow?: ReadEvent;
  /** The variable whose default, or whose word in this scenario, this is. */
  readonly of?: string;
}

/** The value of an environment variable that is set: some text that is not empty. */
export interface ReadValue {
  readonly kind: 'read';
  readonly name: string;
  readonly written: Text;
  /** Case was folded on the way, so words compare without case. */
  readonly folded: boolean;
  /** The value was made into something else (a number, a part); it is only known to be there. */
  readonly derived: boolean;
}

export type Item = KnownItem | OpenItems;

export interface KnownItem {
  readonly value: Value;
  /** There on some ways only. */
  readonly conditional: boolean;
}

/** A place where any number of unknown items may stand. */
export interface OpenItems {
  readonly open: true;
  readonly written: string;
  readonly range: Range | null;
}

/** Mutable, compared by identity. */
export interface ListValue {
  readonly kind: 'list';
  readonly sort: 'list' | 'tuple' | 'set';
  readonly items: Cell<readonly Item[]>;
  /** The variable of whose empty default it was made. */
  readonly of?: string;
}

export interface Entry {
  readonly key: Value;
  readonly value: Value;
  readonly conditional: boolean;
}

export interface DictContent {
  readonly entries: ReadonlyMap<string, Entry>;
  /** It may hold more entries than are known. */
  readonly open: boolean;
}

export interface DictValue {
  readonly kind: 'dict';
  readonly content: Cell<DictContent>;
}

export interface ObjectValue {
  readonly kind: 'object';
  readonly class: ClassValue | null;
  readonly attributes: Map<string, Cell<Value | undefined>>;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly definition: ClassDefinition;
  readonly path: string;
  readonly base: number;
  readonly scope: Scope;
  readonly bases: readonly Value[];
  readonly attributes: Map<string, Cell<Value | undefined>>;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly definition: FunctionDefinition;
  readonly path: string;
  readonly base: number;
  readonly scope: Scope;
  readonly owner: ClassValue | null;
  readonly receiver: Value | null;
}

/** Something of the language or of a library that is modelled: `os.environ.get`, `subprocess.run`, `str.join`. */
export interface BuiltinValue {
  readonly kind: 'builtin';
  readonly name: string;
  readonly receiver: Value | null;
}

export interface ModuleValue {
  readonly kind: 'module';
  /** Path in the tree; null for a module from outside of it, or a package folder without a file. */
  readonly path: string | null;
  readonly name: string;
}

/** What a library checks values with: `z.string()`. */
export interface SchemaValue {
  readonly kind: 'schema';
  readonly library: string;
  readonly rule: Rule;
}

/** Made when first asked for: an import, a function or a class that is not parsed until it is used. */
export interface LazyValue {
  readonly kind: 'lazy';
  readonly force: () => Value;
}

export interface Scope {
  readonly variables: Map<string, Cell<Value | undefined>>;
  readonly parent: Scope | null;
  /** Path of the module that the scope belongs to. */
  readonly path: string;
  /** A class body: its names are not seen from the functions within. */
  readonly ofClass: boolean;
}

/** One reading of a name, seen in a run. */
export interface ReadEvent {
  readonly name: string;
  readonly range: Range;
  readonly idiom: string;
  /** The call sites that lead from the place of the name to the environment. */
  readonly via: readonly Range[];
  readonly path: string;
  /** A default was there: `hollow` when it was the empty text. */
  otherwise: 'none' | 'value' | 'hollow';
  /** The default's text, where it is a known one. */
  fallback?: string;
  /** Where that text stands, where it stands there as it is. */
  fallbackAt?: Range;
  /** The default stands there to be replaced: `change-me`. False: so it does, and the code asks for it by its own word. */
  placeholder?: boolean;
  /** An empty default was tested or compared by the code, so it copes. */
  tested: boolean;
  /** The names that are read instead where this one is not set. */
  instead?: Set<string>;
  /** The reads that this one stands in for, in the run that sees both. */
  inPlaceOf?: Set<ReadEvent>;
}

export const NULL: Value = { kind: 'null' };
export const TRUE: Value = { kind: 'boolean', value: true };
const FALSE: Value = { kind: 'boolean', value: false };

export function bool(value: boolean): Value {
  return value ? TRUE : FALSE;
}

export function text(value: string, range: Range | null = null, exact = false): TextValue {
  return { kind: 'text', text: literal(value, range, exact) };
}

/** Nothing is known of it but where it comes from. */
export class UnknownValue {
  readonly kind = 'unknown';
  /** The expression as written, for messages. */
  readonly written: string;
  readonly range: Range | null;
  /** Whether it is truthy, where a test has told. */
  readonly truth?: boolean;
  /** A count, at least this. */
  readonly least?: number;
  /** Most are never asked for one. */
  private known: UnknownValue['attributes'] | null;

  constructor(written: string, range: Range | null, told: Told = {}, known: UnknownValue['attributes'] | null = null) {
    this.written = written;
    this.range = range;
    if (told.truth !== undefined) this.truth = told.truth;
    if (told.least !== undefined) this.least = told.least;
    this.known = known;
  }

  get attributes(): Map<string, Cell<Value | undefined>> {
    this.known ??= new Map();
    return this.known;
  }
}

interface Told {
  readonly truth?: boolean;
  readonly least?: number;
}

export function unknown(written: string, range: Range | null = null): UnknownValue {
  return new UnknownValue(written, range);
}

/** The same value, of which a test has told whether it is truthy. */
export function withTruth({ written, range, least, attributes }: UnknownValue, truth: boolean): UnknownValue {
  return new UnknownValue(written, range, least === undefined ? { truth } : { truth, least }, attributes);
}

/** How many items a list has: their number, or what is known of it. */
export function countOf({ value: items }: ListValue['items']): Value {
  const least = items.filter((item) => !isOpen(item) && !item.conditional).length;
  if (least === items.length) return { kind: 'number', value: least };
  return least === 0 ? unknown('length') : new UnknownValue('length', null, { truth: true, least });
}

export function list(items: readonly Value[], sort: ListValue['sort'] = 'list'): ListValue {
  return { kind: 'list', sort, items: { value: items.map((value) => ({ value, conditional: false })) } };
}

export function dict(entries: readonly (readonly [Value, Value])[] = [], open = false): DictValue {
  const map = new Map<string, Entry>();
  for (const [key, value] of entries) {
    const name = keyOf(key);
    if (name !== null) map.set(name, { key, value, conditional: false });
  }
  return { kind: 'dict', content: { value: { entries: map, open } } };
}

export function union(values: readonly Value[]): Value {
  const [first, second] = values;
  if (first && values.length === 1) return first;
  if (
    first &&
    second &&
    values.length === 2 &&
    second.kind !== 'union' &&
    first.kind !== 'union' &&
    same(first, second)
  )
    return first;
  const flat: Value[] = [];
  for (const value of values) {
    if (value.kind === 'union') for (const one of value.of) addTo(flat, one);
    else addTo(flat, value);
  }
  const [only] = flat;
  if (flat.length === 1 && only) return only;
  if (flat.length > 16) return unknown('several values');
  return { kind: 'union', of: flat };
}

function addTo(flat: Value[], one: Value): void {
  for (const other of flat) if (same(other, one)) return;
  flat.push(one);
}

/** The alternatives that a value may be. */
export function alternatives(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.of : [value];
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'null':
      return b.kind === 'null' && (a.of === b.of || a.of === undefined || b.of === undefined) && a.soft === b.soft;
    case 'environment':
      return true;
    case 'boolean':
      return b.kind === 'boolean' && a.value === b.value;
    case 'number':
      return b.kind === 'number' && a.value === b.value;
    case 'read':
      return b.kind === 'read' && a.name === b.name && a.derived === b.derived && a.folded === b.folded;
    case 'text': {
      if (b.kind !== 'text' || a.of !== b.of) return false;
      const left = known(a.text);
      return left !== null && left === known(b.text);
    }
    case 'builtin':
      return b.kind === 'builtin' && a.name === b.name && a.receiver === b.receiver;
    case 'module':
      return b.kind === 'module' && a.path === b.path && a.name === b.name;
    case 'function':
      return b.kind === 'function' && a.definition === b.definition && a.scope === b.scope && a.receiver === b.receiver;
    case 'class':
      return b.kind === 'class' && a.definition === b.definition && a.scope === b.scope;
    default:
      return false;
  }
}

/** The text of a dictionary key, or null where it is not known. */
export function keyOf(value: Value): string | null {
  if (value.kind === 'text') return known(value.text);
  if (value.kind === 'number' || value.kind === 'boolean') return String(value.value);
  return null;
}

export function isOpen(item: Item): item is OpenItems {
  return 'open' in item;
}
