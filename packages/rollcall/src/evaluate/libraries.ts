import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { constantOfTree } from './constants.ts';
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
  if (language === 'go') return GLOBALS_GO.has(name) ? { kind: 'builtin', name: goName(name), receiver: null } : null;
  if (language === 'ruby') return rubyConstant(run, name);
  if (language === 'java' || language === 'kotlin' || language === 'application-config') return javaName(run, name);
  return GLOBALS_PYTHON.has(name) ? { kind: 'builtin', name, receiver: null } : null;
}

/** What Go's universe block holds, and what its lowering asks for; https://go.dev/ref/spec#Predeclared_identifiers */
export const GLOBALS_GO: ReadonlySet<string> = new Set(
  'panic append len cap copy delete min max clear close print println recover string bool byte rune error any int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 go.empty go.entry go.values go.keys go.pairs go.grow go.new'.split(
    ' ',
  ),
);

/** Names of their own, so that no other language's functions are meant. */
function goName(name: string): string {
  return name.startsWith('go.') ? name : `go.${name}`;
}

/** `ENV`, a constant of the tree or of a library, or a function that stands for a method. */
function rubyConstant(run: Run, name: string): Value | null {
  if (name === 'ENV') return { kind: 'environment' };
  if (name.startsWith('ruby.') || name === 'rails.environment') return { kind: 'builtin', name, receiver: null };
  return /^[A-Z]/.test(name) ? (constantOfTree(run, name) ?? { kind: 'module', path: null, name }) : null;
}

/** A class of the tree, else of a library, by its simple name; or a function that stands for what a framework does. */
function javaName(run: Run, name: string): Value | null {
  if (/^(ruby|java|spring|microprofile|prisma|nodeconfig)\.[a-zA-Z?]+$/.test(name))
    return { kind: 'builtin', name, receiver: null };
  const simple = name.slice(name.lastIndexOf('.') + 1);
  if (!/^[A-Z]/.test(simple)) return null;
  return constantOfTree(run, name) ?? { kind: 'builtin', name: simple, receiver: null };
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
