import type { At, Expression } from '../../program/program.ts';
import { setAttribute } from '../access.ts';
import { type Arguments, fieldNames, NO_ARGUMENTS } from '../callables.ts';
import { callValue } from '../calls.ts';
import { readEnvironment } from '../environment.ts';
import { evaluate } from '../expressions.ts';
import { within } from '../frames.ts';
import { noteDeciding, type Run, raise } from '../run.ts';
import { alternatives, type ClassValue, NULL, type ObjectValue, text, union, unknown, type Value } from '../value.ts';
import { type FieldOptions, findField, inClass, type Options, optionsOf } from './pydantic-options.ts';
import { isRefusedDefault, mayBeNothing } from './pydantic-types.ts';
import { checkField, checkWhole } from './pydantic-validators.ts';

/** Makes an instance of a settings class: what it is not handed it reads. What it lacks it tells once it has looked at all. */
export function makeSettings(run: Run, of: ClassValue, args: Arguments, at: At): Value {
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  const options = optionsOf(run, of);
  let whole = true;
  for (const name of fieldNames(of)) {
    const value = args.named.get(name) ?? readField(run, of, name, options, made);
    if (value) setAttribute(run, made, name, value);
    else if (!options.otherSources) whole = false;
  }
  if (!whole) raise(run, at, ERRORS);
  checkWhole(run, of, made);
  return made;
}

const ERRORS = ['ValidationError', 'ValueError', 'Exception'];

/**
 * One field: its names are its aliases, or the prefix and its own name; without a default it is required. Defaults are looked at by
 * validators as values are, unless `validate_default` says else.
 * @returns null where it is missing
 */
function readField(run: Run, of: ClassValue, name: string, options: Options, made: ObjectValue): Value | null {
  const field = findField(run, of, name, options);
  if (!field) return unknown(name);
  const { annotation } = field.statement;
  if (annotation && mentions(annotation, 'ClassVar'))
    return field.otherwise ? evaluateIn(run, field, field.otherwise) : unknown(name);
  const otherwise = defaultOf(run, field, options);
  const { path, base } = field.owner;
  return within(run, { path, base, call: null }, () => {
    const nested = options.delimiter === null ? null : nestedClass(run, field, annotation);
    const value = nested
      ? readNested(run, field, nested, { ...options, prefix: '' }, otherwise)
      : readNames(run, field.names, field.statement, otherwise);
    const validates = field.validatesDefault ?? options.validatesDefaults;
    return value && validates && otherwise !== undefined ? checkField(run, of, name, value, made) : value;
  });
}

function evaluateIn(run: Run, field: FieldOptions, at: Expression): Value {
  return inClass(run, field.owner, () => evaluate(run, at));
}

/** The default; undefined where there is none, or one that its own type refuses. */
function defaultOf(run: Run, field: FieldOptions, options: Options): Value | undefined {
  const { statement, otherwise, factory, owner } = field;
  if (factory) return inClass(run, owner, () => callValue(run, evaluate(run, factory), NO_ARGUMENTS, factory));
  if (!otherwise) return options.version === 1 && mayBeNothing(statement.annotation) ? NULL : undefined;
  const value = evaluateIn(run, field, otherwise);
  const validates = field.validatesDefault ?? options.validatesDefaults;
  return options.version === 2 && validates && isRefusedDefault(statement.annotation, value) ? undefined : value;
}

/** The first of the names that is set; null where none is and there is no default. */
function readNames(run: Run, names: readonly string[], at: At, otherwise: Value | undefined): Value | null {
  const form = { idiom: 'pydantic-settings', missing: 'null', otherwise } as const;
  const values = names.map((one) => readEnvironment(run, text(one), at, form));
  const ways = values.flatMap(alternatives);
  const there = ways.filter((one) => one.kind !== 'null');
  if (otherwise !== undefined) return union(run.scenario.mode === 'discover' || there.length === 0 ? ways : there);
  if (there.length < ways.length) run.risky = true;
  for (const value of values) noteDeciding(run, value);
  return there.length === 0 ? null : union(there);
}

/** The class of models that a field's type names, if any. */
function nestedClass(run: Run, field: FieldOptions, annotation: Expression | null): ClassValue | null {
  if (annotation?.kind !== 'name' && annotation?.kind !== 'attribute') return null;
  const value = evaluateIn(run, field, annotation);
  return value.kind === 'class' && fieldNames(value).length > 0 && !isEnum(value) ? value : null;
}

function isEnum(of: ClassValue): boolean {
  return of.bases.some((base) => base.kind === 'builtin' && /Enum$/.test(base.name));
}

/** A model by one name that holds all of it as JSON, or by a name for each of its fields: `DATABASE__HOST`. */
function readNested(
  run: Run,
  field: FieldOptions,
  of: ClassValue,
  options: Options,
  otherwise: Value | undefined,
  depth = 0,
): Value | null {
  const at = field.statement;
  const read = (name: string, given: Value | undefined): Value =>
    readEnvironment(run, text(name), at, { idiom: 'pydantic-settings', missing: 'null', otherwise: given });
  const whole = union(field.names.map((name) => read(name, otherwise)));
  if (!alternatives(whole).some((one) => one.kind === 'null') && otherwise === undefined)
    return unknown(of.definition.name ?? '');
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  const missing: Value[] = [];
  for (const name of fieldNames(of)) {
    const inner = findField(run, of, name, options);
    if (!inner) continue;
    const names = field.names.flatMap((outer) => inner.names.map((one) => `${outer}${options.delimiter}${one}`));
    const given = otherwise === undefined ? defaultOf(run, inner, options) : unknown(name);
    const own = { ...inner, names };
    const deeper = depth < 3 ? nestedClass(run, inner, inner.statement.annotation) : null;
    const value = deeper
      ? readNested(run, own, deeper, options, given, depth + 1)
      : union(names.map((one) => read(one, given)));
    if (value) setAttribute(run, made, name, value);
    if (given === undefined && (!value || alternatives(value).some((one) => one.kind === 'null')))
      missing.push(value ?? NULL);
  }
  if (otherwise !== undefined) return union([otherwise, made]);
  if (missing.length === 0) return made;
  run.risky = true;
  noteDeciding(run, whole);
  for (const value of missing) noteDeciding(run, value);
  const certain = [whole, ...missing].every((value) => alternatives(value).every((one) => one.kind === 'null'));
  return certain || (missing.some((value) => value.kind === 'null') && whole.kind === 'null') ? null : made;
}

function mentions(at: Expression, name: string): boolean {
  return JSON.stringify(at).includes(`"${name}"`);
}
