import { known } from '../../model/text.ts';
import type { Expression, Statement } from '../../program/program.ts';
import { findMember, force } from '../access.ts';
import { evaluate } from '../expressions.ts';
import { within } from '../frames.ts';
import type { Run } from '../run.ts';
import { type ClassValue, isOpen, keyOf, type Value } from '../value.ts';

type Call = Extract<Expression, { kind: 'call' }>;
type FieldStatement = Extract<Statement, { kind: 'assign' }>;

/** How a settings class looks for its fields. https://docs.pydantic.dev/latest/concepts/pydantic_settings/ */
export interface Options {
  readonly version: 1 | 2;
  readonly prefix: string;
  readonly caseSensitive: boolean;
  /** Between the name of a field and those of the fields within it. */
  readonly delimiter: string | null;
  /** A field with an alias goes by its own name too. */
  readonly byName: boolean;
  readonly validatesDefaults: boolean;
  /** Other sources than the environment may give anything. */
  readonly otherSources: boolean;
}

export function optionsOf(run: Run, of: ClassValue): Options {
  const text = (key: string): string | null => {
    const value = optionOf(run, of, key);
    return value ? keyOf(value) : null;
  };
  const flag = (key: string): boolean | null => {
    const value = optionOf(run, of, key);
    return value?.kind === 'boolean' ? value.value : null;
  };
  return {
    version: isFirstVersion(of) ? 1 : 2,
    prefix: text('env_prefix') ?? '',
    caseSensitive: flag('case_sensitive') ?? false,
    delimiter: text('env_nested_delimiter') || null,
    byName: (flag('populate_by_name') ?? false) || (flag('validate_by_name') ?? false),
    validatesDefaults: flag('validate_default') ?? flag('validate_all') ?? true,
    otherSources: hasOtherSources(run, of),
  };
}

/** `model_config`, the inner class `Config` or a keyword of the class, its own or the nearest base's. */
function optionOf(run: Run, of: ClassValue, key: string, depth = 0): Value | undefined {
  const keyword = of.definition.keywords.find(({ name }) => name === key);
  if (keyword) return inClass(run, of, () => evaluate(run, keyword.value));
  for (const name of ['model_config', 'Config']) {
    const cell = of.attributes.get(name);
    const config = cell && force(run, cell);
    if (config?.kind === 'dict') {
      const entry = config.content.value.entries.get(key);
      if (entry) return entry.value;
    }
    const member = config?.kind === 'class' ? findMember(run, config, key) : undefined;
    if (member) return member;
  }
  for (const base of of.bases) {
    const found = base.kind === 'class' && depth < 8 ? optionOf(run, base, key, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

function isFirstVersion(of: ClassValue): boolean {
  return of.bases.some((base) =>
    base.kind === 'class'
      ? isFirstVersion(base)
      : base.kind === 'builtin' && /^pydantic\.(v1\.|env_settings\.)?Base/.test(base.name),
  );
}

/** `settings_customise_sources` that makes a source, or takes one that it is not handed. */
function hasOtherSources(run: Run, of: ClassValue): boolean {
  for (const name of ['settings_customise_sources', 'customise_sources']) {
    const config = of.attributes.get('Config');
    const holder = config && force(run, config);
    const method = findMember(run, of, name) ?? (holder?.kind === 'class' ? findMember(run, holder, name) : undefined);
    if (method?.kind !== 'function') continue;
    return JSON.stringify(method.definition.body).includes('"kind":"call"');
  }
  return false;
}

/** What one field says of itself. */
export interface FieldOptions {
  readonly statement: FieldStatement;
  readonly owner: ClassValue;
  readonly names: readonly string[];
  readonly otherwise: Expression | null;
  readonly factory: Expression | null;
  readonly validatesDefault: boolean | null;
}

/** An annotated field of the class or of one of its bases. */
export function findField(run: Run, of: ClassValue, name: string, options: Options): FieldOptions | null {
  for (const statement of of.definition.body) {
    const isIt = statement.kind === 'assign' && statement.target.kind === 'name' && statement.target.name === name;
    if (isIt && statement.annotation) return readOptions(run, of, statement, name, options);
  }
  for (const base of of.bases) {
    const found = base.kind === 'class' ? findField(run, base, name, options) : null;
    if (found) return found;
  }
  return null;
}

function readOptions(
  run: Run,
  of: ClassValue,
  statement: FieldStatement,
  name: string,
  options: Options,
): FieldOptions {
  const { value, annotation } = statement;
  const assigned = value && isField(value) ? value : null;
  const calls = [assigned, annotated(annotation)].filter((one) => one !== null);
  const given = (key: string): Expression | null =>
    calls.flatMap(({ args }) => args.filter((one) => one.name === key))[0]?.value ?? null;
  const aliases =
    options.version === 2
      ? aliasNames(run, of, given('validation_alias') ?? given('alias'))
      : [...aliasNames(run, of, given('env')), ...configuredNames(run, of, name)];
  const own = spell(`${options.prefix}${name}`, options);
  const names = aliases.map((alias) => spell(alias, options));
  const positional = assigned?.args.find((one) => one.name === null && one.spread === null)?.value ?? null;
  const otherwise = assigned ? (given('default') ?? positional) : (value ?? given('default'));
  const validates = given('validate_default');
  return {
    statement,
    owner: of,
    names: names.length === 0 ? [own] : options.byName ? [...new Set([...names, own])] : [...new Set(names)],
    otherwise: otherwise && isNoDefault(otherwise) ? null : otherwise,
    factory: given('default_factory'),
    validatesDefault: validates?.kind === 'boolean' ? validates.value : null,
  };
}

function spell(name: string, { caseSensitive }: Options): string {
  return caseSensitive ? name : name.toUpperCase();
}

function isField(at: Expression): at is Call {
  if (at.kind !== 'call') return false;
  const { callee } = at;
  return (callee.kind === 'name' || callee.kind === 'attribute') && callee.name === 'Field';
}

/** `Annotated[str, Field(…)]`. */
function annotated(annotation: Expression | null): Call | null {
  if (annotation?.kind !== 'index') return null;
  const { object, index } = annotation;
  const isIt = (object.kind === 'name' || object.kind === 'attribute') && object.name === 'Annotated';
  if (!isIt || index.kind !== 'list') return null;
  return index.items.map(({ value }) => value).find(isField) ?? null;
}

/** `...`, which says that there is no default. */
function isNoDefault(at: Expression): boolean {
  return at.kind === 'other' || (at.kind === 'name' && /^(Ellipsis|PydanticUndefined|Undefined)$/.test(at.name));
}

/** A text, a list of texts, `AliasChoices("A", AliasPath("B", 0))`. */
function aliasNames(run: Run, of: ClassValue, alias: Expression | null, depth = 0): readonly string[] {
  if (!alias || depth > 3) return [];
  if (alias.kind === 'call') {
    const isPath = alias.callee.kind === 'name' && alias.callee.name === 'AliasPath';
    const parts = isPath ? alias.args.slice(0, 1) : alias.args;
    return parts.flatMap(({ value }) => aliasNames(run, of, value, depth + 1));
  }
  if (alias.kind === 'list') return alias.items.flatMap(({ value }) => aliasNames(run, of, value, depth + 1));
  const value = inClass(run, of, () => evaluate(run, alias));
  const name = value.kind === 'text' ? known(value.text) : null;
  return name ? [name] : [];
}

/** `fields = {"x": {"env": "Y"}}` in the first version's `Config`. */
function configuredNames(run: Run, of: ClassValue, name: string): readonly string[] {
  const fields = optionOf(run, of, 'fields');
  const field = fields?.kind === 'dict' ? fields.content.value.entries.get(name)?.value : undefined;
  const env = field?.kind === 'dict' ? field.content.value.entries.get('env')?.value : field;
  const texts =
    env?.kind === 'list' ? env.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : env ? [env] : [];
  return texts.flatMap((one) => keyOf(one) ?? []);
}

/** Evaluates something that a class's body says. */
export function inClass<T>(run: Run, { path, base, scope }: ClassValue, work: () => T): T {
  return within(run, { path, base, scope }, work);
}
