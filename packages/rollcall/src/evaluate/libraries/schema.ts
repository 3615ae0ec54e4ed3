import type { Range } from '../../model/span.ts';
import { known } from '../../model/text.ts';
import type { BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { truthOf } from '../conditions.ts';
import { readEnvironment } from '../environment.ts';
import { within } from '../frames.ts';
import { markFallback } from '../read-defaults.ts';
import { frame, noteDeciding, raise } from '../run.ts';
import { dict, isOpen, NULL, type SchemaValue, text, union, unknown, type Value } from '../value.ts';

/** What a schema says of a value that may not be there. */
export interface Rule {
  /** What is not there is refused, passes as it is, or is given `otherwise`. */
  readonly missing: 'refused' | 'passes' | 'default';
  readonly otherwise?: Value | undefined;
  /** What is checked in place of the field of that name. */
  readonly input?: Value;
  /** The fields of an object, by name; null for anything else. */
  readonly fields: ReadonlyMap<string, Field> | null;
  /** Functions that look at an object as a whole. */
  readonly checks: readonly { readonly callback: Value; readonly reports: boolean }[];
}

export interface Field {
  /** The name as a text with its place. */
  readonly key: Value;
  readonly rule: Rule;
}

export const REFUSED: Rule = { missing: 'refused', fields: null, checks: [] };
export const PASSES: Rule = { missing: 'passes', fields: null, checks: [] };

export function withDefault(rule: Rule, otherwise: Value): Rule {
  return otherwise.kind === 'null' ? { ...rule, missing: 'passes' } : { ...rule, missing: 'default', otherwise };
}

export function schema(library: string, rule: Rule): SchemaValue {
  return { kind: 'schema', library, rule };
}

/** The fields of an object literal; what is no schema passes. `ruleOf` reads one field's value. */
export function fieldsOf(
  value: Value | undefined,
  ruleOf: (value: Value) => Rule = schemaRule,
): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  if (value?.kind === 'schema') return value.rule.fields ?? fields;
  if (value?.kind !== 'dict') return fields;
  for (const [name, entry] of value.content.value.entries)
    fields.set(name, { key: entry.key, rule: entry.conditional ? PASSES : ruleOf(entry.value) });
  return fields;
}

export function schemaRule(value: Value): Rule {
  return value.kind === 'schema' ? value.rule : PASSES;
}

/** What became of checking an input. `refused` is null where it is not known. */
export interface Outcome {
  readonly data: Value;
  readonly refused: boolean | null;
}

/** Checks the environment, or an object made of it, against the fields of a rule; every field is looked at before anything is told. */
export function check(call: BuiltinCall, rule: Rule, input: Value, idiom: string): Outcome {
  const { run } = call;
  const entries: [Value, Value][] = [];
  let refused: boolean | null = false;
  for (const [name, { key, rule: own }] of rule.fields ?? []) {
    const value = own.input ?? fieldValue(call, input, name, key, own, idiom);
    const ways = value.kind === 'union' ? value.of : [value];
    const there = ways.filter((one) => one.kind !== 'null');
    if (own.missing === 'refused' && there.length < ways.length) {
      run.risky = true;
      noteDeciding(run, value);
      if (there.length === 0) refused = true;
      else refused ??= null;
      if (there.length > 0 && refused === false) refused = null;
    }
    entries.push([key, own.missing === 'refused' && there.length > 0 ? union(there) : value]);
  }
  const data = dict(entries, true);
  if (refused !== true) for (const one of rule.checks) refused = worse(refused, checkWhole(call, one, data));
  return { data, refused };
}

function worse(a: boolean | null, b: boolean | null): boolean | null {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

/** A function that looks at the whole: `refine` gives false, `superRefine` reports an issue. */
function checkWhole(call: BuiltinCall, one: Rule['checks'][number], data: Value): boolean | null {
  const { run, at } = call;
  const context = dict([[text('addIssue'), { kind: 'builtin', name: 'schema.issue', receiver: null }]]);
  const result = callValue(run, one.callback, { positional: [data, context], named: new Map(), open: false }, at);
  if (one.reports) return false;
  noteDeciding(run, result);
  const truth = truthOf(run, result, frame(run).path);
  if (truth === null) run.risky = true;
  return truth === null ? null : !truth;
}

function fieldValue(call: BuiltinCall, input: Value, name: string, key: Value, rule: Rule, idiom: string): Value {
  const { run } = call;
  const otherwise = rule.missing === 'default' ? rule.otherwise : undefined;
  if (input.kind === 'environment') return readAt(call, key, idiom, otherwise);
  if (input.kind !== 'dict') return unknown(name);
  const entry = input.content.value.entries.get(name);
  if (!entry) return unknown(name);
  if (!otherwise || !mayBeMissing(entry.value)) return entry.value;
  const marked = markFallback(run, entry.value, otherwise, true);
  const there = (entry.value.kind === 'union' ? entry.value.of : [entry.value]).filter((one) => one.kind !== 'null');
  return union([...there, marked]);
}

function mayBeMissing(value: Value): boolean {
  return value.kind === 'null' || (value.kind === 'union' && value.of.some((one) => one.kind === 'null'));
}

/** Reads a name at the place where it is written. */
export function readAt(call: BuiltinCall, key: Value, idiom: string, otherwise?: Value): Value {
  const { run } = call;
  const range = placeOf(key);
  const form = { idiom, missing: 'null', otherwise } as const;
  if (!range) return readEnvironment(run, key, call.at, form);
  const parts = { path: range.path, base: 0, call: null, given: null };
  return within(run, parts, () => readEnvironment(run, key, range, form));
}

function placeOf(key: Value): Range | null {
  return key.kind === 'text' && known(key.text) !== null ? (key.text[0]?.range ?? null) : null;
}

/** Raises what a library raises for an input that it refuses; where that is not known, it may. */
export function demand(call: BuiltinCall, { data, refused }: Outcome, exceptions: readonly string[]): Value {
  if (refused === true) raise(call.run, call.at, [...exceptions, 'Exception']);
  return data;
}

/** `{ success, data, error }`, under the names that a library gives them. */
export function report({ data, refused }: Outcome, names: { ok?: string; data: string; error: string }): Value {
  const told: Value = { kind: 'object', class: null, attributes: new Map() };
  const ok: Value = refused === null ? unknown('success') : { kind: 'boolean', value: !refused };
  if (names.ok !== undefined) told.attributes.set(names.ok, { value: ok });
  told.attributes.set(names.data, { value: data });
  const failed: Value = { kind: 'object', class: null, attributes: new Map() };
  told.attributes.set(names.error, { value: refused === null ? union([NULL, failed]) : refused ? failed : NULL });
  return told;
}

/** The texts of a list: `pick(["A"])`, `required: ["A"]`. */
export function namesOf(value: Value | undefined): readonly string[] {
  if (value?.kind === 'dict') return [...value.content.value.entries.keys()];
  if (value?.kind !== 'list') return [];
  return value.items.value.flatMap((item) => {
    const name = isOpen(item) || item.value.kind !== 'text' ? null : known(item.value.text);
    return name === null ? [] : [name];
  });
}

export function entryOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'dict' ? value.content.value.entries.get(name)?.value : undefined;
}
