import type { At, CallArgument, Expression } from '../program/program.ts';
import { attributeOf, findMember, force } from './access.ts';
import { lookupCell } from './assign.ts';
import { callBuiltin } from './builtins.ts';
import { type Arguments, call, instantiate } from './callables.ts';
import { evaluate } from './expressions.ts';
import { isGo } from './golang.ts';
import { endProcess, endsProcess } from './golang-ends.ts';
import { checkedElsewhere } from './libraries/foreign-validator.ts';
import { compositeOf, TYPE } from './libraries/golang-composites.ts';
import { pluginOf } from './libraries/json-schema.ts';
import { itemsOf } from './operators.ts';
import { isProcessCall, noteProcess } from './processes.ts';
import { untested } from './read-defaults.ts';
import { isResourceCall, noteResource } from './resources.ts';
import { holdsWords } from './roots.ts';
import { branch, frame, joinEnds, noteDeciding, Raised, type Run, raise, rangeAt, written } from './run.ts';
import {
  alternatives,
  type BuiltinValue,
  type FunctionValue,
  isOpen,
  NULL,
  union,
  unknown,
  type Value,
} from './value.ts';

type Call = Extract<Expression, { kind: 'call' }>;

export function evaluateCall(run: Run, at: Call): Value {
  if (isSuper(at.callee)) return callSuper(run, at);
  if (at.callee.kind === 'attribute' && at.callee.name === 'catch' && at.callee.object.kind === 'call')
    return callCatch(run, at, at.callee.object);
  const generic = isGo(run) ? instantiated(run, at.callee) : null;
  const callee = generic?.callee ?? evaluate(run, at.callee);
  const given = isReport(at.callee)
    ? untested(run, () => evaluateArguments(run, at.args))
    : evaluateArguments(run, at.args);
  const args = generic ? { ...given, named: new Map([...given.named, [TYPE, generic.type]]) } : given;
  const ways = alternatives(callee);
  if (ways.length > 1 && ways.some((one) => one.kind === 'null')) run.risky = true;
  const values: Value[] = [];
  const one = (value: Value) => (): void => {
    const made = at.constructs && isGo(run) ? compositeOf(run, value, args, at) : undefined;
    const isValue = !CALLABLE.has(value.kind) || (value.kind === 'null' && at.optional);
    const own = at.bare && isValue ? value : undefined;
    values.push(made ?? own ?? callValue(run, value, args, at, at.optional));
  };
  if (ways.length === 1 && ways[0]) one(ways[0])();
  else if (!branch(run, ways.map(one))) throw new Raised();
  return values.length === 0 ? NULL : union(values);
}

const REPORTERS = /^_?(console|log(ger|ging)?|slog)$/i;

/** `console.log(…)`, `print(…)`: whether there is something is told, and nothing done about it. */
function isReport(callee: Expression): boolean {
  if (callee.kind === 'name') return callee.name === 'print' || callee.name === 'println';
  if (callee.kind !== 'attribute') return false;
  const { object } = callee;
  return (object.kind === 'name' || object.kind === 'attribute') && REPORTERS.test(object.name);
}

/** `f[T](…)` of Go: a function with a type argument, which looks like an element of a list. */
function instantiated(run: Run, at: Expression): { readonly callee: Value; readonly type: Value } | null {
  if (at.kind !== 'index') return null;
  const callee = evaluate(run, at.object);
  if (callee.kind !== 'function' && callee.kind !== 'builtin') return null;
  return { callee, type: evaluate(run, at.index) };
}

/** `work().catch(handler)`: the handler is called with what the work raises; where it does not raise on, all goes on. */
function callCatch(run: Run, at: Call, work: Expression): Value {
  let value: Value = NULL;
  run.tries.push(run.journal.depth);
  let ends: ReturnType<typeof joinEnds>;
  try {
    ends = joinEnds(
      run,
      () => {
        value = evaluate(run, work);
      },
      (completion) => completion.kind === 'raise' && !completion.exception.includes('SystemExit'),
    );
  } finally {
    run.tries.pop();
  }
  for (const { deciding } of ends.taken) for (const name of deciding) frame(run).deciding.add(name);
  const args = evaluateArguments(run, at.args);
  const [handler] = args.positional;
  const handle = (): void => {
    if (handler) callValue(run, handler, { positional: [unknown('error')], named: new Map(), open: false }, at);
  };
  if (ends.taken.length === 0)
    return alternatives(value).some((one) => one.kind === 'schema')
      ? callValue(run, attributeOf(run, value, 'catch', at.callee, false), args, at)
      : value;
  if (!ends.normal) handle();
  else if (!branch(run, [handle, () => {}])) throw new Raised();
  return ends.normal ? value : unknown(written(run, at), rangeAt(run, at));
}

function evaluateArguments(run: Run, args: readonly CallArgument[]): Arguments {
  const positional: Value[] = [];
  let named: Map<string, Value> | null = null;
  const name = (key: string, value: Value): void => {
    named ??= new Map();
    named.set(key, value);
  };
  let open = false;
  for (const argument of args) {
    const value = evaluate(run, argument.value);
    if (argument.name !== null) name(argument.name, value);
    else if (argument.spread === 'list') {
      for (const item of itemsOf(run, value, argument)) {
        if (isOpen(item)) open = true;
        else if (!open) positional.push(item.value);
      }
    } else if (argument.spread === 'dict') {
      if (value.kind !== 'dict' || value.content.value.open) open = true;
      if (value.kind === 'dict') for (const [key, entry] of value.content.value.entries) name(key, entry.value);
    } else positional.push(value);
  }
  return { positional, named: named ?? NO_NAMES, open };
}

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

export function callValue(run: Run, callee: Value, args: Arguments, at: At, optional = false): Value {
  switch (callee.kind) {
    case 'function':
      return call(run, callee, args, at);
    case 'class':
      return instantiate(run, callee, args, at);
    case 'builtin':
      return callBuiltin(run, callee, args, at);
    case 'module':
      return callBuiltin(run, { kind: 'builtin', name: callee.name, receiver: null }, args, at);
    case 'object': {
      const method = callee.class ? findMember(run, callee.class, '__call__') : undefined;
      return method?.kind === 'function'
        ? call(run, { ...method, receiver: callee }, args, at)
        : callUnknown(run, callee, args, at);
    }
    case 'null':
      if (callee.soft) return callee;
      noteDeciding(run, callee);
      if (callee.of !== undefined && !optional) raise(run, at, ['TypeError', 'Exception']);
      return optional ? NULL : unknown(written(run, at), rangeAt(run, at));
    case 'lazy':
      return callValue(run, callee.force(), args, at, optional);
    case 'schema':
      return callBuiltin(run, { kind: 'builtin', name: 'schema.()', receiver: callee }, args, at);
    default:
      return callUnknown(run, callee, args, at);
  }
}

/** A call of something outside of the tree: functions that it is handed may be called, and a command line that it is handed may be run. */
export function callUnknown(run: Run, callee: Value, args: Arguments, at: At): Value {
  if (isProcessCall(run, callee, args)) return noteProcess(run, args, at);
  if (callee.kind === 'builtin' && isResourceCall(run, callee)) return noteResource(run, callee.name, args, at);
  if (isGo(run) && endsProcess(run, callee)) return endProcess(run, args, at);
  const service =
    callee.kind === 'unknown' ? injectedService(run, callee.written, lookupCell(run, 'ConfigService')) : null;
  if (service) return callBuiltin(run, service, args, at);
  plugIn(run, args, at);
  for (const value of args.positional) runCallback(run, value, at);
  for (const [name, value] of args.named) runCallback(run, value, at, STARTS.test(name));
  const name = callee.kind === 'unknown' ? callee.written : callee.kind === 'builtin' ? callee.name : '';
  const checked = checkedElsewhere({ run, receiver: null, args, at }, name);
  if (checked) return checked;
  return unknown(name === '' ? written(run, at) : `${name}()`, rangeAt(run, at));
}

/** `app.register(plugin, options)`: a plugin that checks the environment does so with its options. */
function plugIn(run: Run, { positional: [plugin, options] }: Arguments, at: At): void {
  if (plugin?.kind !== 'module' && plugin?.kind !== 'builtin') return;
  if (options?.kind === 'dict')
    pluginOf(plugin.name)?.({
      run,
      receiver: null,
      args: { positional: [options], named: new Map(), open: false },
      at,
    });
}

/** A method of Nest's `ConfigService`, which its framework injects: the module imports the class and calls what it names a configuration. */
function injectedService(run: Run, written: string, cell: ReturnType<typeof lookupCell>): BuiltinValue | null {
  const method = /(?:^|\.)\w*(?:config|env)\w*\.(get|getOrThrow)$/i.exec(written)?.[1];
  if (method === undefined || !cell) return null;
  const known = force(run, cell);
  if (known?.kind !== 'builtin' || known.name !== '@nestjs/config.ConfigService') return null;
  return { kind: 'builtin', name: `${known.name}.${method}`, receiver: null };
}

/** What a name that is written without arguments calls; everything else is its own value. */
const CALLABLE: ReadonlySet<Value['kind']> = new Set(['function', 'builtin', 'lazy', 'null']);

const MOST_CALLBACK_DEPTH = 6;

/** Keyword arguments under which frameworks take what they call when they start; `&` is a block that is run at once. */
const STARTS = /^(lifespan|on_startup|startup|before_serving|&)$/;

/** A function of Go that is made for requests to come and neither reads nor hands a name on: there are many, and they lead far. */
function isHandler(run: Run, { definition, path, base }: FunctionValue): boolean {
  if (definition.parameters.length === 0 || !isGo(run, path)) return false;
  return !holdsWords(run.program.written({ path, start: base + definition.start, end: base + definition.end }));
}

function runCallback(run: Run, value: Value, at: At, starts = false): void {
  if (value.kind !== 'function' || isHandler(run, value)) return;
  // A function of a module that is not called by the start is looked at by itself, and where it may be called says nothing more.
  if (!starts && value.receiver === null && value.definition.name !== null && value.scope.parent === null) return;
  mayCall(run, value, at, starts);
}

/** Runs a function that was handed on, as something that may or may not happen, later unless the start calls it. */
export function mayCall(run: Run, value: FunctionValue, at: At, starts = false): void {
  if (run.frames.length > MOST_CALLBACK_DEPTH || run.deferred > 2) return;
  if (!starts) run.deferred++;
  try {
    branch(run, [
      () => {
        call(run, value, { positional: [], named: new Map(), open: true }, at);
      },
      () => {},
    ]);
  } finally {
    if (!starts) run.deferred--;
  }
}

function isSuper(callee: Expression): boolean {
  if (callee.kind === 'name') return callee.name === 'super';
  if (callee.kind !== 'attribute') return false;
  const { object } = callee;
  return (
    (object.kind === 'call' && object.callee.kind === 'name' && object.callee.name === 'super') ||
    (object.kind === 'name' && object.name === 'super')
  );
}

/** `super().method(…)`, `super.method(…)` and JavaScript's `super(…)`. */
function callSuper(run: Run, at: Call): Value {
  const args = evaluateArguments(run, at.args);
  const owner = ownerOf(run);
  const receiver = receiverOf(run);
  if (at.callee.kind === 'name' && run.program.languageOf(frame(run).path)?.id === 'python')
    return receiver ?? unknown('super()');
  const name = at.callee.kind === 'attribute' ? at.callee.name : '__init__';
  for (const base of owner?.bases ?? []) {
    const member = base.kind === 'class' ? findMember(run, base, name) : undefined;
    if (member?.kind === 'function') return call(run, { ...member, receiver }, args, at);
  }
  return unknown(written(run, at), rangeAt(run, at));
}

function ownerOf(run: Run): FunctionValue['owner'] {
  for (let i = run.frames.length - 1; i >= 0; i--) {
    const owner = run.frames[i]?.owner;
    if (owner) return owner;
  }
  return null;
}

function receiverOf(run: Run): Value | null {
  for (let i = run.frames.length - 1; i >= 0; i--) {
    const current = run.frames[i];
    if (current?.receiver) return current.receiver;
  }
  return null;
}
