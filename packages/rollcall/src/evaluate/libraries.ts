import type { At } from '../program/program.ts';
import { findMember, setAttribute } from './access.ts';
import { type Arguments, call, fieldNames, NO_ARGUMENTS } from './callables.ts';
import { callValue } from './calls.ts';
import { readEnvironment } from './environment.ts';
import { evaluate } from './expressions.ts';
import { within } from './frames.ts';
import { frame, noteDeciding, type Run, raise } from './run.ts';
import {
  alternatives,
  type ClassValue,
  type FunctionValue,
  keyOf,
  NULL,
  type ObjectValue,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** Classes of libraries that give their subclasses a meaning of their own. */
type Modelled = 'enum' | 'settings';

const ENUMS = /^(enum\.)?(Enum|StrEnum|IntEnum)$/;
const SETTINGS = /^(pydantic_settings|pydantic|pydantic\.v1|pydantic\.env_settings)\.BaseSettings$/;

export function isModelled(run: Run, of: ClassValue, depth = 0): Modelled | null {
  for (const base of of.bases) {
    if (base.kind === 'builtin' && ENUMS.test(base.name)) return 'enum';
    if (base.kind === 'builtin' && SETTINGS.test(base.name)) return 'settings';
    const inherited = base.kind === 'class' && depth < 8 ? isModelled(run, base, depth + 1) : null;
    if (inherited) return inherited;
  }
  return null;
}

/** An instance of a modelled class: an enum's member is its value; a settings object reads its fields. */
export function makeModelled(run: Run, modelled: Modelled, of: ClassValue, args: Arguments, at: At): Value {
  if (modelled === 'enum') return args.positional[0] ?? unknown(of.definition.name ?? '');
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  let whole = true;
  for (const name of fieldNames(of)) {
    const given = args.named.get(name);
    const value = given ?? readField(run, of, name);
    if (value) setAttribute(run, made, name, value);
    else whole = false;
  }
  if (!whole) raise(run, at, ['ValidationError', 'ValueError', 'Exception']);
  for (const check of wholeChecks(of)) {
    const method = findMember(run, of, check);
    if (method?.kind === 'function') call(run, { ...method, receiver: made }, NO_ARGUMENTS, at);
  }
  return made;
}

/** Methods that look at the settings when they are made: `@model_validator(mode="after")`, `model_post_init`. */
function wholeChecks(of: ClassValue): readonly string[] {
  const inherited = of.bases.flatMap((base) => (base.kind === 'class' ? wholeChecks(base) : []));
  const own = of.definition.body.flatMap((statement) => {
    if (statement.kind !== 'function' || statement.definition.name === null) return [];
    const { name, decorators } = statement.definition;
    const checks = decorators.some(
      (decorator) =>
        decorator.kind === 'call' &&
        decorator.callee.kind === 'name' &&
        decorator.callee.name === 'model_validator' &&
        decorator.args.some(({ value }) => value.kind === 'string' && value.value === 'after'),
    );
    return checks || name === 'model_post_init' ? [name] : [];
  });
  return [...new Set([...inherited, ...own])];
}

interface Field {
  readonly names: readonly string[];
  readonly otherwise: Value | undefined;
  readonly at: At;
  readonly base: number;
  readonly path: string;
}

/**
 * One field of a settings class: its names are its alias, or the prefix and its own name in upper case; without a default it is
 * required. https://docs.pydantic.dev/latest/concepts/pydantic_settings/
 */
function readField(run: Run, of: ClassValue, name: string): Value | null {
  const field = findField(run, of, name, prefixOf(run, of));
  if (!field) return unknown(name);
  if (field.names.length === 0) return field.otherwise ?? NULL;
  return within(run, { path: field.path, base: field.base, call: null }, () => {
    const form = { idiom: 'pydantic-settings', missing: 'null', otherwise: field.otherwise } as const;
    const values = field.names.map((one) => readEnvironment(run, text(one), field.at, form));
    const ways = values.flatMap(alternatives);
    const there = ways.filter((one) => one.kind !== 'null');
    if (field.otherwise !== undefined)
      return union(run.scenario.mode === 'discover' || there.length === 0 ? ways : there);
    if (there.length < ways.length) run.risky = true;
    for (const value of values) noteDeciding(run, value);
    return there.length === 0 ? null : union(there);
  });
}

function findField(run: Run, of: ClassValue, name: string, prefix: string): Field | null {
  for (const statement of of.definition.body) {
    if (
      statement.kind !== 'assign' ||
      !statement.annotation ||
      statement.target.kind !== 'name' ||
      statement.target.name !== name
    )
      continue;
    const annotation = annotationText(statement.annotation);
    if (/"ClassVar"/.test(annotation))
      return { names: [], otherwise: unknown(name), at: statement, base: of.base, path: of.path };
    const optional = /Optional|None|"null"/.test(annotation);
    const { aliases, otherwise } = fieldOptions(run, of, statement.value);
    const names = aliases.length > 0 ? aliases : [`${prefix}${name}`.toUpperCase()];
    const fallback = otherwise ?? (optional && (statement.value !== null || isFirstVersion(of)) ? NULL : undefined);
    return { names, otherwise: fallback, at: statement, base: of.base, path: of.path };
  }
  for (const base of of.bases) {
    const found = base.kind === 'class' ? findField(run, base, name, prefix) : null;
    if (found) return found;
  }
  return null;
}

/** Version 1 gives an optional field without a default None. */
function isFirstVersion(of: ClassValue): boolean {
  return of.bases.some((base) =>
    base.kind === 'class' ? isFirstVersion(base) : base.kind === 'builtin' && /^pydantic\.(v1\.)?Base/.test(base.name),
  );
}

function annotationText(at: { kind: string }): string {
  return JSON.stringify(at);
}

function fieldOptions(
  run: Run,
  of: ClassValue,
  value: Parameters<typeof evaluate>[1] | null,
): { aliases: string[]; otherwise: Value | undefined } {
  if (!value) return { aliases: [], otherwise: undefined };
  const inClass = <T>(work: () => T): T => within(run, { path: of.path, base: of.base, scope: of.scope }, work);
  const isField = value.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'Field';
  if (!isField) return { aliases: [], otherwise: inClass(() => evaluate(run, value)) };
  const aliases: string[] = [];
  let otherwise: Value | undefined;
  for (const argument of value.args) {
    if (argument.name === 'default' || argument.name === null) {
      if (argument.value.kind !== 'other' && !(argument.value.kind === 'name' && argument.value.name === 'Ellipsis'))
        otherwise = inClass(() => evaluate(run, argument.value));
    } else if (argument.name === 'default_factory')
      otherwise = inClass(() => callValue(run, evaluate(run, argument.value), NO_ARGUMENTS, argument));
    else if (argument.name === 'alias' || argument.name === 'validation_alias' || argument.name === 'env') {
      const alias = argument.value;
      const texts =
        alias.kind === 'call'
          ? alias.args.map((one) => one.value)
          : alias.kind === 'list'
            ? alias.items.map((one) => one.value)
            : [alias];
      for (const one of texts) {
        const name = keyOf(inClass(() => evaluate(run, one)));
        if (name !== null) aliases.push(name);
      }
    }
  }
  return { aliases, otherwise };
}

/** `env_prefix` in `model_config` or in the inner class `Config`. */
function prefixOf(run: Run, of: ClassValue): string {
  const config = findMember(run, of, 'model_config') ?? findMember(run, of, 'Config');
  if (config?.kind === 'dict') return keyOf(config.content.value.entries.get('env_prefix')?.value ?? NULL) ?? '';
  if (config?.kind === 'class') return keyOf(findMember(run, config, 'env_prefix') ?? NULL) ?? '';
  return '';
}

/** Decorators leave a function what it is. */
export function decorate(_run: Run, made: FunctionValue): Value {
  return made;
}

/** Names that a language has without an import. */
export function globalValue(run: Run, name: string): Value | null {
  const language = run.program.languageOf(frame(run).path)?.id;
  if (language === 'javascript') {
    if (name === 'process') return { kind: 'module', path: null, name: 'process' };
    if (name === 'undefined') return NULL;
    return GLOBALS_JAVASCRIPT.has(name) ? { kind: 'builtin', name, receiver: null } : null;
  }
  return GLOBALS_PYTHON.has(name) ? { kind: 'builtin', name, receiver: null } : null;
}

const GLOBALS_PYTHON = new Set(
  'str int float bool len list dict set tuple frozenset sorted reversed enumerate zip map filter any all range isinstance getattr hasattr setattr print iter next min max sum format repr type open exit quit ValueError KeyError Exception RuntimeError'.split(
    ' ',
  ),
);
const GLOBALS_JAVASCRIPT = new Set(
  'import require Object Array String Number Boolean JSON parseInt parseFloat Promise Map Set console Math Date Error URL Symbol structuredClone Buffer globalThis global isNaN setTimeout setInterval setImmediate queueMicrotask Bun Deno'.split(
    ' ',
  ),
);
