import type { At, Export, Import, Statement, UnitText } from '../program/program.ts';
import { force } from './access.ts';
import { bindName, writeVariable } from './assign.ts';
import { makeClass, makeFunction } from './callables.ts';
import { constantOfTree } from './constants.ts';
import { evaluate } from './expressions.ts';
import { inOrderOfMaking, isGo, packageCell } from './golang.ts';
import type { Loaded, Seen } from './modules.ts';
import { holdsWords } from './roots.ts';
import { afresh, type Completion, type Frame, frame, Overflow, type Run, rangeAt, written } from './run.ts';
import { isSame, takeOver, watch } from './seen.ts';
import { execute, hoist } from './statements.ts';
import { makeForAll, partOf } from './touched.ts';
import { dict, type ModuleValue, type Scope, text, unknown, type Value } from './value.ts';

/** Module names that stand for the process's environment or give it. */
const ENVIRONMENTS = new Set(['os.environ', 'process.env', 'node:process.env', 'os.environb']);

/** The scope of a module, after its top level has been run. A module that imports itself in a circle is seen as far as it got. */
export function moduleScope(run: Run, path: string): Scope {
  run.program.revive(path);
  const done = run.program.shared.get(path) ?? run.modules.get(path);
  if (done) return lookAt(run, path, done);
  const state = run.program.states.get(path)?.find((one) => isSame(run, one));
  if (!state) return makeScope(run, path);
  run.modules.set(path, state);
  takeOver(run, state);
  return lookAt(run, path, state);
}

function lookAt(run: Run, path: string, { scope, touched }: Loaded): Scope {
  if (run.touched.has(path)) return scope;
  run.touched.add(path);
  run.touched.addAll(touched);
  return scope;
}

const MOST_STATES = 64;

/** How many calls are followed inwards from what is made for all runs. */
const MAKING_DEPTH = 12;
const MODULE_STEPS = 10_000;

function makeScope(run: Run, path: string): Scope {
  const scope: Scope = { variables: new Map(), parent: null, path, ofClass: false };
  run.modules.set(path, { scope, touched: new Set([path]) });
  let seen: Seen | null = null;
  const touched = makeForAll(run, () => {
    run.touched.add(path);
    seen = watch(run, () => run.journal.detached(() => afresh(run, MAKING_DEPTH, () => runWithin(run, path, scope))));
  });
  run.modules.set(path, { scope, touched });
  keepState(run, path, seen, { scope, touched });
  return scope;
}

function keepState({ program }: Run, path: string, seen: Seen | null, loaded: Loaded): void {
  const states = program.states.get(path) ?? [];
  if (!seen) program.shared.set(path, loaded);
  else if (states.length < MOST_STATES) program.states.set(path, [...states, { ...seen, ...loaded }]);
}

/** A module has steps of its own: one that takes more is seen as far as it got. Its own root tells that it was not followed to its end. */
function runWithin(run: Run, path: string, scope: Scope): ReadonlySet<string> {
  run.limit = MODULE_STEPS;
  try {
    return runModule(run, path, scope, true).deciding;
  } catch (error) {
    if (!(error instanceof Overflow)) throw error;
    return new Set();
  }
}

/**
 * Runs a module's top level, each unit in a frame of its own; functions and classes are parsed when they are first used.
 * @param tolerant goes on behind a statement that raises, so that what follows is known all the same
 * @returns whether the end is reached, and what was raised on the way
 */
export function runModule(
  run: Run,
  path: string,
  scope: Scope,
  tolerant = false,
): { normal: boolean; pending: Completion[]; deciding: ReadonlySet<string> } {
  seed(run, path, scope);
  const depth = run.frames.length;
  const pending: Completion[] = [];
  const deciding = new Set<string>();
  let normal = true;
  try {
    for (const unit of unitsOf(run, path)) {
      if (!normal) break;
      run.frames.push({ ...moduleFrame(path, unit.start, scope), deciding });
      if (unit.defines !== null && !isEager(unit)) bindName(run, unit.defines, lazyUnit(path, unit, scope));
      else normal = runStatements(run, run.program.statements(path, unit), tolerant);
      pending.push(...frame(run).pending);
      run.frames.length = depth;
    }
  } finally {
    run.frames.length = depth;
  }
  return { normal, pending, deciding };
}

function unitsOf({ program }: Run, path: string): readonly UnitText[] {
  const units = program.units(path);
  return program.languageOf(path)?.id === 'go' ? inOrderOfMaking(units, (unit) => !isEager(unit)) : units;
}

/** Whether the loading of a module runs a unit; the others are made when they are first used. */
export function isEager(unit: UnitText): boolean {
  if (unit.defines === null) return true;
  if (unit.sort !== 'class') return false;
  let eager = eagerClasses.get(unit);
  if (eager === undefined) {
    eager = holdsWords(unit.text);
    eagerClasses.set(unit, eager);
  }
  return eager;
}

const eagerClasses = new WeakMap<UnitText, boolean>();

function runStatements(run: Run, statements: readonly Statement[], tolerant: boolean): boolean {
  if (!tolerant) return execute(run, statements);
  hoist(run, statements);
  for (const statement of statements) execute(run, [statement]);
  return true;
}

export function moduleFrame(path: string, base: number, scope: Scope): Frame {
  return {
    path,
    base,
    scope,
    receiver: null,
    call: null,
    name: null,
    given: null,
    definition: null,
    owner: null,
    pending: [],
    level: 0,
    loops: [],
    deciding: new Set(),
  };
}

/** Names that every module has. */
function seed(run: Run, path: string, scope: Scope): void {
  const language = run.program.languageOf(path)?.id;
  const main = run.program.main.has(path) && !run.program.imported.has(path);
  const set = (name: string, value: Value): void => {
    if (!scope.variables.has(name)) scope.variables.set(name, { value });
  };
  if (language === 'go') return;
  if (language === 'python') {
    set('__name__', text(main ? '__main__' : moduleName(path)));
    set('__file__', text(path));
  } else {
    const exports_ = dict();
    set('module', dict([[text('exports'), exports_]]));
    set('exports', exports_);
    set('__filename', text(path));
    set('__dirname', text(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'));
  }
}

function moduleName(path: string): string {
  return path.replace(/\.py$/, '').replaceAll('/', '.');
}

/** A function or class unit, as a value that is parsed when first asked for, for the run that asks. */
function lazyUnit(path: string, unit: UnitText, scope: Scope): Value {
  return { kind: 'lazy', force: () => makeUnit(runInProgress(), path, unit, scope) };
}

/** The run that is in progress; lazy values outlive the run that made them, and must not hold it. */
let currentRun: Run | null = null;

function runInProgress(): Run {
  if (!currentRun) throw new Error('a value is asked for outside of a run');
  return currentRun;
}

export function withRun<T>(run: Run, work: () => T): T {
  const before = currentRun;
  currentRun = run;
  try {
    return work();
  } finally {
    currentRun = before;
  }
}

function makeUnit(run: Run, path: string, unit: UnitText, scope: Scope): Value {
  const statements = run.program.statements(path, unit);
  run.touched.add(partOf(path, unit.defines ?? ''));
  const own = moduleFrame(path, unit.start, scope);
  try {
    return afresh(run, MAKING_DEPTH, () => {
      run.frames.push(own);
      for (const statement of statements) {
        if (statement.kind === 'function') return makeFunction(run, statement.definition);
        if (statement.kind === 'class') return makeClass(run, statement.definition);
        if (statement.kind === 'assign' && statement.value) return evaluate(run, statement.value);
      }
      return unknown(unit.defines ?? '');
    });
  } finally {
    run.frames.at(-1)?.pending.push(...own.pending.filter((completion) => completion.kind === 'raise'));
  }
}

/** Binds what an import or a re-export names; nothing of the other module is run until it is used. */
export function executeImport(run: Run, statement: (Import & At) | (Export & At)): void {
  if (statement.kind === 'export') return executeExport(run, statement);
  if (statement.typeOnly) return;
  const { path } = frame(run);
  const module = moduleValue(run, path, statement.module);
  if (statement.namespace !== null)
    bindName(
      run,
      statement.namespace,
      statement.bindsRoot ? moduleValue(run, path, statement.module.split('.')[0] ?? '') : module,
    );
  for (const { name, as } of statement.names) {
    if (name === '*') importStar(run, module);
    else bindName(run, as, { kind: 'lazy', force: () => importName(runInProgress(), module, name, statement) });
  }
}

function executeExport(run: Run, statement: Export & At): void {
  if (statement.value) bindName(run, 'default', evaluate(run, statement.value));
  const { path, scope } = frame(run);
  const module = statement.from === null ? null : moduleValue(run, path, statement.from);
  for (const { name, as } of statement.names) {
    if (module && name === '*') {
      if (as === '*') importStar(run, module);
      else bindName(run, as, module);
    } else if (module)
      bindName(run, as, { kind: 'lazy', force: () => importName(runInProgress(), module, name, statement) });
    else if (name !== as) {
      const cell = scope.variables.get(name);
      if (cell?.value) writeVariable(run, scope, as, cell.value);
    }
  }
}

function importName(run: Run, module: ModuleValue, name: string, at: At): Value {
  if (module.path === null) return moduleMember(run, module, name, at);
  const cell = moduleScope(run, module.path).variables.get(name);
  const value = cell && force(run, cell);
  if (value) return value;
  return moduleMember(run, module, name, at);
}

function importStar(run: Run, module: ModuleValue): void {
  if (module.path === null) return;
  for (const [name, cell] of moduleScope(run, module.path).variables)
    if (!name.startsWith('_') && cell.value && name !== 'default') bindName(run, name, cell.value);
}

/** The module that an import names, in the tree or outside of it. */
function moduleValue(run: Run, from: string, name: string): ModuleValue {
  const path = run.program.resolve(from, name);
  return { kind: 'module', path, name: path === null ? externalName(name, isGo(run, from)) : name };
}

/** Go's major versions are part of a module's path, not of what it is. */
function externalName(name: string, go: boolean): string {
  if (go) return name.replace(/\/v\d+(?=\/|$)/, '').replace(/^gopkg\.in\/(.*)\.v\d+$/, 'gopkg.in/$1');
  return name.startsWith('node:') ? name.slice(5) : name;
}

/** Go's durations, in nanoseconds. https://pkg.go.dev/time#Duration */
const DURATIONS = new Map([
  ['time.Nanosecond', 1],
  ['time.Microsecond', 1e3],
  ['time.Millisecond', 1e6],
  ['time.Second', 1e9],
  ['time.Minute', 6e10],
  ['time.Hour', 3.6e12],
]);

/** `module.name`. */
export function moduleMember(run: Run, module: ModuleValue, name: string, at: At): Value {
  if (module.path !== null && isGo(run, module.path)) {
    const cell = packageCell(run, module.path, name);
    return (cell && force(run, cell)) ?? unknown(written(run, at), rangeAt(run, at));
  }
  if (module.path !== null) {
    const { variables } = moduleScope(run, module.path);
    const cell = variables.get(name);
    const value = cell && force(run, cell);
    if (value) return value;
    const common = commonExports(variables, name);
    if (common) return common;
    const inner = run.program.member(module.path, name);
    if (inner !== null) return { kind: 'module', path: inner, name: `${module.name}.${name}` };
    return unknown(written(run, at), rangeAt(run, at));
  }
  const dotted = `${module.name}.${name}`;
  const duration = DURATIONS.get(dotted);
  if (duration !== undefined) return { kind: 'number', value: duration };
  const own =
    run.program.languageOf(frame(run).path)?.id === 'ruby' ? constantOfTree(run, dotted.replaceAll('.', '::')) : null;
  if (own) return own;
  if (ENVIRONMENTS.has(dotted)) return { kind: 'environment' };
  if (name === 'default' && (module.name === 'process' || module.name === 'os')) return module;
  return { kind: 'builtin', name: name === 'default' ? module.name : dotted, receiver: null };
}

/** What a CommonJS module has put on `module.exports`. */
function commonExports(variables: Scope['variables'], name: string): Value | undefined {
  const exported = commonModule(variables);
  if (!exported) return undefined;
  if (name === 'default') return exported;
  if (exported.kind !== 'dict') return undefined;
  const value = exported.content.value.entries.get(name)?.value;
  return value?.kind === 'lazy' ? value.force() : value;
}

function commonModule(variables: Scope['variables']): Value | undefined {
  const module = variables.get('module')?.value;
  return module?.kind === 'dict' ? module.content.value.entries.get('exports')?.value : undefined;
}

/** What `require` or `import()` of a module of the tree gives. */
export function requireModule(run: Run, name: string): Value {
  const module = moduleValue(run, frame(run).path, name);
  if (module.path === null) return module;
  const { variables } = moduleScope(run, module.path);
  const exported = commonModule(variables);
  const empty = exported?.kind === 'dict' && exported.content.value.entries.size === 0;
  return exported && !empty ? exported : module;
}
