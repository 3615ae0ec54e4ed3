import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { makeSettings } from './libraries/pydantic.ts';
import { frame, type Run } from './run.ts';
import { type ClassValue, type FunctionValue, NULL, unknown, type Value } from './value.ts';

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
  return makeSettings(run, of, args, at);
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
