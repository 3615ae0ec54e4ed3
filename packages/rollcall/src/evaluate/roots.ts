import type { ContextRecord } from '../model/command.ts';
import type { Expression, FunctionDefinition, Statement } from '../program/program.ts';
import { findMember, force } from './access.ts';
import { call, instanceOf } from './callables.ts';
import { opaqueReceiver } from './golang.ts';
import { moduleFrame, moduleScope, runModule, withRun } from './imports.ts';
import type { Cell, Snapshot } from './journal.ts';
import type { Program, Seen } from './modules.ts';
import {
  afresh,
  attempt,
  type Completion,
  frame,
  Overflow,
  type Run,
  type Scenario,
  snapshotOf,
  startRun,
} from './run.ts';
import { isSame, takeOver, watch } from './seen.ts';
import { makeForAll, type Part } from './touched.ts';
import { runUncalled } from './uncalled.ts';
import { alternatives, type ClassValue, type FunctionValue, type Scope, unknown, type Value } from './value.ts';

/** A place where a run begins: a module's top level, a function, or a method of a class, which may lie in others. */
export interface Root {
  readonly path: string;
  readonly names: readonly string[];
  readonly starts: boolean;
}

/** A run that has ended. */
export interface Ended {
  readonly run: Run;
  /** The root's file. */
  readonly path: string;
  /** Each way on which the end was reached, with what had been read. */
  readonly normal: readonly Snapshot[];
  readonly raised: readonly Completion[];
  /** It used up its steps; what it saw until then is all there is. */
  readonly overflow: boolean;
}

/** Whether a way through a run has read a name. */
export function hasRead(run: Run, snapshot: Snapshot, name: string): boolean {
  const cell: Cell<'no' | 'yes' | 'maybe'> | undefined = run.performed.get(name);
  if (!cell) return false;
  const value = snapshot.has(cell) ? snapshot.get(cell) : cell.value;
  return value !== 'no' && value !== undefined;
}

const ALL_SET: Scenario = { mode: 'decide', unset: () => false, word: null };

/**
 * How many calls are followed inwards. A function that reads is a root of its own, so from another function only what its callers
 * make of the value needs to be seen; what happens at the start is followed further.
 */
const DEEP = 24;
const SHALLOW = 5;

/**
 * Runs a root under a scenario, with parameters that nothing is known of.
 * @param records takes the literal records that are made
 */
export function runRoot(
  program: Program,
  root: Root,
  scenario: Scenario,
  limit: number,
  records: ContextRecord[] | null = null,
): Ended {
  const run = startRun(program, scenario, limit, root.names.length === 0 || root.starts ? DEEP : SHALLOW, records);
  const normal: Snapshot[] = [];
  let raised: readonly Completion[] = [];
  let overflow = false;
  run.journal.open();
  withRun(run, () => {
    try {
      raised = root.names.length === 0 ? runTop(run, root, normal) : runFunction(run, root, normal);
    } catch (error) {
      if (!(error instanceof Overflow) && !(error instanceof RangeError)) {
        run.journal.undo();
        throw error;
      }
      overflow = true;
    }
  });
  const clean = raised.filter((completion) => completion.exception.includes('clean'));
  normal.push(...clean.map((completion) => snapshotOf(run, completion)));
  const ended: Ended = {
    run,
    path: root.path,
    normal,
    raised: raised.filter((completion) => !clean.includes(completion)),
    overflow,
  };
  run.journal.undo();
  return ended;
}

/**
 * Calls one function on its own, to learn what it does with its arguments; null where it takes too many steps. A method is called on a new
 * instance, so that what others did to theirs does not show.
 */
export function runCall(
  asking: Run,
  callee: FunctionValue,
  args: readonly Value[],
  scenario: Scenario,
): { readonly values: readonly Value[]; readonly raised: readonly Completion[]; readonly asksName: boolean } | null {
  const run = startRun(asking.program, scenario, 4_000, 8);
  const values: Value[] = [];
  run.journal.open();
  try {
    return withRun(run, () => {
      run.frames.push(moduleFrame(callee.path, callee.base, callee.scope));
      const at = { start: callee.definition.start, end: callee.definition.end };
      attempt(() => {
        values.push(
          ...alternatives(
            call(run, onNewInstance(run, callee, at), { positional: args, named: new Map(), open: false }, at),
          ),
        );
      });
      const raised = frame(run).pending.filter((completion) => completion.kind === 'raise');
      return { values, raised, asksName: run.asksName };
    });
  } catch (error) {
    if (error instanceof Overflow || error instanceof RangeError) return null;
    throw error;
  } finally {
    run.journal.undo();
    asking.touched.addAll(run.touched.all());
  }
}

function onNewInstance(run: Run, callee: FunctionValue, at: { start: number; end: number }): FunctionValue {
  if (!callee.owner || callee.definition.role !== 'method' || callee.receiver?.kind !== 'object') return callee;
  return { ...callee, receiver: instanceOf(run, callee.owner, at).value };
}

function runTop(run: Run, root: Root, normal: Snapshot[]): readonly Completion[] {
  const scope: Scope = { variables: new Map(), parent: null, path: root.path, ofClass: false };
  run.modules.set(root.path, { scope, touched: new Set([root.path]) });
  run.touched.add(root.path);
  run.own = '';
  const { normal: reached, pending } = runModule(run, root.path, scope);
  const raised = pending.filter((completion) => completion.kind === 'raise');
  if (!reached) return raised;
  raised.push(...runUncalled(run, root.path, scope));
  normal.push(run.journal.snapshot(0));
  return raised;
}

function runFunction(run: Run, root: Root, normal: Snapshot[]): readonly Completion[] {
  const scope = moduleScope(run, root.path);
  run.frames.push(moduleFrame(root.path, 0, scope));
  const callee = functionOf(run, scope, root.names);
  if (!callee) return [];
  // Loading the module, or making the receiver, has called others before.
  run.own = `${callee.path}:${callee.base + callee.definition.start}`;
  run.entered.unshift(run.own);
  const at = { start: callee.base + callee.definition.start, end: callee.base + callee.definition.end };
  const reached = attempt(() => {
    call(run, callee, { positional: [], named: new Map(), open: true }, at);
  });
  const raised = frame(run).pending.filter((completion) => completion.kind === 'raise');
  if (!reached) return raised;
  raised.push(...runUncalled(run, root.path, null));
  normal.push(run.journal.snapshot(0));
  return raised;
}

function functionOf(run: Run, scope: Scope, names: readonly string[]): FunctionValue | null {
  const [first, ...rest] = names;
  const cell = first === undefined ? undefined : scope.variables.get(first);
  let value = cell && force(run, cell);
  for (const inner of rest.slice(0, -1)) value = value?.kind === 'class' ? findMember(run, value, inner) : undefined;
  const second = rest.at(-1);
  if (second === undefined) {
    if (value?.kind !== 'function') return null;
    if (value.definition.role !== 'method') return value;
    return { ...value, receiver: opaqueReceiver(run, value.path, value.definition.name ?? '') };
  }
  if (value?.kind === 'dict') {
    const entry = value.content.value.entries.get(second)?.value;
    return entry?.kind === 'function' ? entry : null;
  }
  const member = value?.kind === 'class' ? findMember(run, value, second) : undefined;
  if (value?.kind !== 'class' || member?.kind !== 'function') return null;
  const { role } = member.definition;
  if (role === 'static-method') return member;
  if (role === 'class-method') return { ...member, receiver: value };
  return { ...member, receiver: receiverOf(run, value) };
}

/** An instance that was made once for all runs that look alike. */
export interface MadeInstance {
  readonly seen: Seen | null;
  readonly touched: ReadonlySet<Part>;
  readonly value: Value;
}

const MOST_INSTANCES = 32;

/**
 * An instance as the scenario makes it; where its constructor raises, as it is made when every name is set. It is made once for all
 * runs that are the same as far as its constructor looks; what a run writes to it is taken back with the run.
 */
function receiverOf(run: Run, of: ClassValue): Value {
  const { instances } = run.program;
  const made = instances.get(of) ?? [];
  const known = made.find(({ seen }) => seen === null || isSame(run, seen));
  if (known) {
    if (known.seen) takeOver(run, known.seen);
    run.touched.addAll(known.touched);
    return known.value;
  }
  let value: Value = unknown(of.definition.name ?? '');
  let seen: Seen | null = null;
  const touched = makeForAll(run, () => {
    seen = watch(run, () =>
      run.journal.detached(() =>
        afresh(run, DEEP, () => {
          const receiver = makeReceiver(run, of);
          value = receiver.value;
          return receiver.deciding;
        }),
      ),
    );
  });
  if (made.length < MOST_INSTANCES) instances.set(of, [...made, { seen, touched, value }]);
  return value;
}

function makeReceiver(run: Run, of: ClassValue): { readonly value: Value; readonly deciding: ReadonlySet<string> } {
  run.frames.push(moduleFrame(of.path, of.base, of.scope));
  const at = { start: of.definition.start, end: of.definition.start };
  const { deciding } = frame(run);
  const made = instanceOf(run, of, at);
  if (made.whole) return { value: made.value, deciding };
  const { scenario } = run;
  run.scenario = ALL_SET;
  const again = instanceOf(run, of, at);
  run.scenario = scenario;
  return { value: again.value, deciding };
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
    if (statement.kind === 'function') return [root(path, [statement.definition.name ?? ''])];
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
