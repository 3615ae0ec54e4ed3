import type { At } from '../program/program.ts';
import { findMember, setAttribute } from './access.ts';
import { type Arguments, fieldNames } from './callables.ts';
import { readEnvironment } from './environment.ts';
import { evaluate } from './expressions.ts';
import { frame, type Run } from './run.ts';
import {
  type ClassValue,
  type FunctionValue,
  keyOf,
  NULL,
  type ObjectValue,
  text,
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
  for (const name of fieldNames(of)) {
    const given = args.named.get(name);
    setAttribute(run, made, name, given ?? readField(run, of, name, at));
  }
  return made;
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
function readField(run: Run, of: ClassValue, name: string, _at: At): Value {
  const field = findField(run, of, name, prefixOf(run, of));
  if (!field) return unknown(name);
  run.frames.push({ ...frame(run), path: field.path, base: field.base, pending: frame(run).pending, call: null });
  try {
    const [first, ...others] = field.names;
    const missing = field.otherwise === undefined && others.length === 0 ? 'raise' : 'null';
    const value = readEnvironment(run, text(first ?? name), field.at, {
      idiom: 'pydantic-settings',
      missing,
      otherwise: field.otherwise,
    });
    for (const other of others)
      readEnvironment(run, text(other), field.at, {
        idiom: 'pydantic-settings',
        missing: 'null',
        otherwise: field.otherwise ?? NULL,
      });
    return value;
  } finally {
    run.frames.pop();
  }
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
    const optional = /Optional|None/.test(annotationText(statement.annotation));
    const { aliases, otherwise } = fieldOptions(run, of, statement.value);
    const names = aliases.length > 0 ? aliases : [`${prefix}${name}`.toUpperCase()];
    const fallback = otherwise ?? (optional && statement.value !== null ? NULL : undefined);
    return { names, otherwise: fallback, at: statement, base: of.base, path: of.path };
  }
  for (const base of of.bases) {
    const found = base.kind === 'class' ? findField(run, base, name, prefix) : null;
    if (found) return found;
  }
  return null;
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
  const inClass = <T>(work: () => T): T => {
    run.frames.push({ ...frame(run), path: of.path, base: of.base, scope: of.scope, pending: [] });
    try {
      return work();
    } finally {
      run.frames.pop();
    }
  };
  const isField = value.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'Field';
  if (!isField) return { aliases: [], otherwise: inClass(() => evaluate(run, value)) };
  const aliases: string[] = [];
  let otherwise: Value | undefined;
  for (const argument of value.args) {
    if (argument.name === 'default' || argument.name === null) {
      if (argument.value.kind !== 'other' && !(argument.value.kind === 'name' && argument.value.name === 'Ellipsis'))
        otherwise = inClass(() => evaluate(run, argument.value));
    } else if (argument.name === 'default_factory') otherwise = unknown('default_factory()');
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
  'require Object Array String Number Boolean JSON parseInt parseFloat Promise Map Set console Math Date Error URL Symbol structuredClone Buffer globalThis global isNaN setTimeout setInterval setImmediate queueMicrotask Bun Deno'.split(
    ' ',
  ),
);
