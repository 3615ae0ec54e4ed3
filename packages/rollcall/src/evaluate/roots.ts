import type { Expression, FunctionDefinition, Statement } from '../program/program.ts';
import type { Program } from './modules.ts';

/** A place where a run begins: a module's top level, a function, or a method of a class, which may lie in others. */
export interface Root {
  readonly path: string;
  readonly names: readonly string[];
  readonly starts: boolean;
}

/** Functions by name that frameworks and their users call when a service starts. */
const START_NAMES = /^(main|lifespan|on_?startup|startup(_event)?|create_app|bootstrap|before_serving)$/;

const START_DECORATORS = /^(on_event|on_startup|before_serving|before_server_start|startup)$/;

/** The functions of a module that can be run on their own, in order. */
export function rootsOf(program: Program, path: string): readonly Root[] {
  const stops = stopsForWantOf(program, path);
  return rootsWhere(program, path, (text) => holdsWords(text) || stops(text), true);
}

/** The functions of a module that name one of these functions. */
export function callersIn(program: Program, path: string, callees: RegExp): readonly Root[] {
  return rootsWhere(program, path, (text) => callees.test(text), false);
}

/** @param started whether those that start something count whatever they hold */
function rootsWhere(program: Program, path: string, isWanted: Wanted, started: boolean): readonly Root[] {
  const found: Root[] = [];
  const language = program.languageOf(path);
  for (const unit of program.units(path)) {
    if (unit.sort === 'function' && unit.defines !== null) {
      if (isWanted(unit.text) || (started && (START_NAMES.test(unit.defines) || unit.text.startsWith('@'))))
        found.push({
          path,
          names: [unit.defines],
          starts: START_NAMES.test(unit.defines) || startsByDecorator(unit.text),
        });
    } else if (unit.sort === 'class' && unit.defines !== null) {
      if (isWanted(unit.text)) found.push(...methodsOf(path, program.statements(path, unit), unit.text, isWanted));
    } else if (language?.id !== 'python')
      found.push(...functionsIn(path, program.statements(path, unit), unit.text, isWanted));
  }
  return found;
}

/** Tells whether a piece of text is to be looked at by itself. */
type Wanted = (text: string) => boolean;

/** Tells a piece of text that stops, and that names something that the module's top level has made of the environment. */
function stopsForWantOf(program: Program, path: string): Wanted {
  let names: readonly string[] | null = null;
  return (text) => {
    if (!STOPS.test(text)) return false;
    names ??= program.units(path).flatMap((unit) => {
      if (unit.sort !== 'statements' || !READS.test(unit.text)) return [];
      return program.statements(path, unit).flatMap(namesMade(unit.text));
    });
    return names.some((name) => text.includes(name));
  };
}

function namesMade(text: string): (statement: Statement) => readonly string[] {
  return (statement) => {
    if (statement.kind !== 'assign' || !READS.test(text.slice(statement.start, statement.end))) return [];
    if (statement.target.kind === 'name') return statement.target.name.length > 2 ? [statement.target.name] : [];
    if (statement.target.kind !== 'object') return [];
    return statement.target.entries.flatMap(({ target }) => (target.kind === 'name' ? [target.name] : []));
  };
}

function startsByDecorator(text: string): boolean {
  if (!text.startsWith('@')) return false;
  const head = text.slice(0, text.search(/^\s*(async\s+)?def\s/m));
  return (
    /\.(on_event\(\s*["']startup|on_startup|before_serving|before_server_start)/.test(head) ||
    START_DECORATORS.test(head)
  );
}

/** Classes and modules inside of one another. */
const MOST_NESTED = 6;

function methodsOf(
  path: string,
  statements: readonly Statement[],
  text: string,
  isWanted: Wanted,
  around: readonly string[] = [],
): readonly Root[] {
  return statements.flatMap((statement) => {
    if (statement.kind !== 'class') return [];
    const { definition } = statement;
    const own = [...around, definition.name ?? ''];
    const starting = new Map<string, boolean>();
    for (const member of definition.body) {
      if (member.kind !== 'function' || member.definition.name === null) continue;
      const part = text.slice(member.start, member.end);
      if (!isStarted(member.definition) && !isWanted(part)) continue;
      const name = member.definition.role === 'constructor' ? '__init__' : member.definition.name;
      starting.set(name, starting.get(name) === true || isStarted(member.definition));
    }
    if (definition.bases.some(isPrismaClient)) starting.set('__init__', starting.get('__init__') === true);
    const inner = own.length < MOST_NESTED ? methodsOf(path, definition.body, text, isWanted, own) : [];
    return [...[...starting].map(([name, starts]) => ({ path, names: [...own, name], starts })), ...inner];
  });
}

/** A class of a framework that is made by it: what its constructor needs, the one that it inherits needs. */
function isPrismaClient(base: Expression): boolean {
  return (base.kind === 'name' || base.kind === 'attribute') && base.name === 'PrismaClient';
}

/** Annotations of methods that a framework calls when it starts. */
const STARTING = /^(Bean|PostConstruct|Produces)$/;

function isStarted({ name, role, decorators }: FunctionDefinition): boolean {
  if (decorators.some((one) => one.kind === 'name' && STARTING.test(one.name))) return true;
  return name === 'main' && role === 'class-method';
}

/** JavaScript's top-level functions, methods, and functions held by a variable or by a literal object. */
function functionsIn(path: string, statements: readonly Statement[], text: string, isWanted: Wanted): readonly Root[] {
  return statements.flatMap((statement): readonly Root[] => {
    const property = isConfigured(statement, text);
    if (property !== null) return [{ path, names: [property], starts: true }];
    if (statement.kind === 'class') return methodsOf(path, [statement], text, isWanted);
    const own = text.slice(statement.start, statement.end);
    if (!isWanted(own)) return [];
    if (statement.kind === 'function') {
      const made = root(path, [statement.definition.name ?? '']);
      return [isMain(path, statement.definition) ? { ...made, starts: true } : made];
    }
    if (statement.kind === 'assign' && statement.target.kind === 'name') {
      if (statement.value?.kind === 'function') return [root(path, [statement.target.name])];
      if (statement.value?.kind === 'dict') {
        const { name } = statement.target;
        return statement.value.entries.flatMap(({ key, value }) =>
          key?.kind === 'string' && value.kind === 'function' ? [root(path, [name, key.value])] : [],
        );
      }
    }
    if (statement.kind === 'export' && statement.value?.kind === 'function') return [root(path, ['default'])];
    return [];
  });
}

/** Kotlin's programs start with a function of the file. https://kotlinlang.org/docs/basic-syntax.html#program-entry-point */
function isMain(path: string, definition: FunctionDefinition): boolean {
  return path.endsWith('.kt') && (definition.name === 'main' || isStarted(definition));
}

/** A property of a configuration file, which is bound at the start; its value holds a placeholder. */
function isConfigured(statement: Statement, text: string): string | null {
  const name = statement.kind === 'function' ? statement.definition.name : null;
  return name?.includes('.') && text.slice(statement.start, statement.end).includes('${') ? name : null;
}

function root(path: string, names: readonly string[]): Root {
  return { path, names, starts: START_NAMES.test(names.at(-1) ?? '') };
}

/** Words without which a piece of text neither reads the environment nor hands a name to something that does. */
const WORDS =
  /environ|getenv|\bENV\b|\bPrismaClient\b|@Value\b|@Config|@Property\b|\benv\b|_env\b|\benv_|[eE]nv[A-Z]?\w*[.([]|process\.|\bviper\.|\bkong\.|\bflags\.(?:Parse|NewParser)\b|\bEnvVars?:|[([,]\s*f?["'`][A-Z][A-Z0-9]*_[A-Z0-9_]*["'`]/;

/** Words of code that tests what a settings object holds, and stops. */
const SETTINGS = /settings|config/i;

/** Words of code that reads the environment itself. */
const READS = /environ|getenv|process\.env|import\.meta\.env|Deno\.env|Bun\.env/;

const STOPS = /\braise\b|\bthrow\b|\bassert\b|exit\s*\(/;

export function holdsWords(text: string): boolean {
  return WORDS.test(text) || (SETTINGS.test(text) && STOPS.test(text));
}
