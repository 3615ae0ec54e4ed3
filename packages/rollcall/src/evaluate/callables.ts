import type { At, ClassDefinition, Expression, FunctionDefinition, Parameter } from '../program/program.ts';
import { findMember, setAttribute } from './access.ts';
import { assign, writeVariable } from './assign.ts';
import { callValue } from './calls.ts';
import { markReturned } from './defaults.ts';
import { noteGuards } from './environment.ts';
import { evaluate } from './expressions.ts';
import { within } from './frames.ts';
import { callGetter } from './getters.ts';
import { isGo, isTooFar, makeStruct } from './golang.ts';
import { getterFor } from './helper-calls.ts';
import { withOptions } from './libraries/commands.ts';
import { TYPE } from './libraries/golang-composites.ts';
import { decorate, isModelled, makeModelled } from './libraries.ts';
import { markHelper } from './read-defaults.ts';
import { attempt, type Completion, frame, joinEnds, Raised, type Run, rangeAt, step, written } from './run.ts';
import { execute } from './statements.ts';
import {
  type ClassValue,
  dict,
  type FunctionValue,
  list,
  NULL,
  type ObjectValue,
  type Scope,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** Arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** More may be passed than is known (`*args` of an unknown list). */
  readonly open: boolean;
}

export const NO_ARGUMENTS: Arguments = { positional: [], named: new Map(), open: false };

const MOST_RECURSION = 2;

export function makeFunction(run: Run, definition: FunctionDefinition, owner: ClassValue | null = null): Value {
  const { path, base, scope, receiver } = frame(run);
  const made: FunctionValue = {
    kind: 'function',
    definition,
    path,
    base,
    scope,
    owner,
    // An arrow function has the receiver of the function around it.
    receiver: definition.receiver === null ? receiver : null,
  };
  run.made.set(definition, made);
  return decorate(run, made);
}

/** A class with its attributes evaluated; methods are bound when they are asked for. */
export function makeClass(run: Run, definition: ClassDefinition): ClassValue {
  const current = frame(run);
  const scope: Scope = { variables: new Map(), parent: current.scope, path: current.path, ofClass: true };
  const made: ClassValue = {
    kind: 'class',
    definition,
    path: current.path,
    base: current.base,
    scope,
    bases: definition.bases.map((base) => evaluate(run, base)),
    attributes: scope.variables,
  };
  run.frames.push({ ...current, scope, pending: [], name: definition.name });
  const body = frame(run);
  let normal = true;
  try {
    for (const statement of definition.body) {
      if (statement.kind === 'function')
        writeVariable(run, scope, memberName(statement.definition), makeFunction(run, statement.definition, made));
      else normal &&= execute(run, [statement]);
    }
  } finally {
    run.frames.pop();
  }
  if (run.program.languageOf(current.path)?.id === 'javascript')
    for (const decorator of definition.decorators) evaluate(run, decorator);
  current.pending.push(...body.pending.filter((completion) => completion.kind === 'raise'));
  if (!normal) throw new Raised();
  return made;
}

/** A setter shares its name with the getter, which is what a read of the attribute calls. */
function memberName(definition: FunctionDefinition): string {
  const name = definition.name ?? '';
  return definition.role === 'setter' ? `${name}=` : definition.role === 'constructor' ? '__init__' : name;
}

/** A class's member as seen from an instance or from the class. */
export function bindMember(run: Run, member: Value, from: ObjectValue | ClassValue, at: At): Value {
  if (member.kind !== 'function') return member;
  const { role } = member.definition;
  if (role === 'static-method') return member;
  if (role === 'class-method') return { ...member, receiver: from.kind === 'object' ? (from.class ?? from) : from };
  if (from.kind === 'class') return member;
  const bound: FunctionValue = { ...member, receiver: from };
  return role === 'getter' ? invoke(run, bound, [], at) : bound;
}

/** Calls a function with positional arguments. */
export function invoke(run: Run, callee: FunctionValue, args: readonly Value[], at: At): Value {
  return call(run, callee, { positional: args, named: new Map(), open: false }, at);
}

/** What a function of the tree does is the same for every type that it is given. */
function withoutType(args: Arguments): Arguments {
  if (!args.named.has(TYPE)) return args;
  return { ...args, named: new Map([...args.named].filter(([name]) => name !== TYPE)) };
}

/** Calls a function of the tree: its body is run with its parameters bound. What it raises goes on in the caller. */
export function call(run: Run, callee: FunctionValue, given: Arguments, at: At): Value {
  step(run);
  const args = withoutType(given);
  const getter = getterFor(run, callee, args);
  if (getter) return callGetter(run, getter, callee, args, at);
  if (run.frames.length >= run.depth || recursionOf(run, callee.definition) >= MOST_RECURSION)
    return unknown(written(run, at), rangeAt(run, at));
  if (isGo(run, callee.path) && isTooFar(run, callee.path)) return unknown(written(run, at), rangeAt(run, at));
  const caller = frame(run);
  const range = rangeAt(run, at);
  const scope: Scope = { variables: new Map(), parent: callee.scope, path: callee.path, ofClass: false };
  const { definition } = callee;
  run.frames.push({
    path: callee.path,
    base: callee.base,
    scope,
    receiver: callee.receiver,
    call: range,
    name: definition.name,
    given: args,
    definition,
    owner: callee.owner,
    pending: [],
    level: run.journal.depth,
    loops: [],
    deciding: new Set(),
  });
  const current = frame(run);
  const place = `${callee.path}:${callee.base + definition.start}`;
  noteGuards(run, place);
  if (isCallOfRoot(run)) run.calls.add(place);
  if (!run.called.has(definition)) {
    run.called.add(definition);
    run.entered.push(place);
  }
  let normal = false;
  let returns: readonly Completion[] = [];
  try {
    const ends = joinEnds(
      run,
      () => {
        bindReceiver(run, callee, args, scope);
        bindParameters(run, definition, withOptions(run, callee, args), scope);
        return execute(run, definition.body);
      },
      (completion) => completion.kind === 'return',
    );
    normal = ends.normal;
    returns = ends.taken;
  } finally {
    run.frames.pop();
  }
  caller.pending.push(...current.pending.filter((completion) => completion.kind === 'raise'));
  if (!normal && returns.length === 0) throw new Raised();
  if (definition.generator) return unknown(written(run, at), range);
  if (current.asked && !normal) markReturned(run, current.asked, returns);
  const values = returns.map((completion) => completion.value ?? NULL);
  if (normal) values.push(NULL);
  const value = union(values);
  // Go's helpers are often handed a context first.
  const [first, second] = args.positional;
  markHelper(run, first?.kind !== 'text' && isGo(run, callee.path) ? second : first, at, value);
  if (tells(value)) for (const name of current.deciding) caller.deciding.add(name);
  return value;
}

/** Whether it is the root that calls, or a function without a name that is made inside of it. */
function isCallOfRoot({ own, frames }: Run): boolean {
  const calling = frames.slice(0, -1).filter(({ definition }) => definition !== null);
  const [first, ...inner] = own === '' ? [null, ...calling] : calling;
  if (own === null || first === undefined) return false;
  if (first && `${first.path}:${first.base + (first.definition?.start ?? 0)}` !== own) return false;
  return inner.every((one) => one?.definition?.name === null);
}

function recursionOf({ frames }: Run, definition: FunctionDefinition): number {
  let count = 0;
  for (const one of frames) if (one.definition === definition) count++;
  return count;
}

/** Whether a returned value may tell the caller which way the callee took. */
function tells(value: Value): boolean {
  return (
    value.kind !== 'unknown' &&
    value.kind !== 'read' &&
    !(value.kind === 'union' && value.of.every((one) => one.kind === 'unknown' || one.kind === 'read'))
  );
}

function bindReceiver(run: Run, callee: FunctionValue, args: Arguments, scope: Scope): void {
  const { definition, receiver } = callee;
  if (definition.receiver === null) return;
  const value =
    receiver ??
    (callee.owner && definition.role === 'method' ? args.positional[0] : null) ??
    unknown(definition.receiver);
  writeVariable(run, scope, definition.receiver, value);
}

function bindParameters(run: Run, definition: FunctionDefinition, args: Arguments, scope: Scope): void {
  const python = run.program.languageOf(scope.path)?.id === 'python';
  let next = 0;
  const taken = new Set<string>();
  for (const parameter of definition.parameters) {
    const name = parameter.target.kind === 'name' ? parameter.target.name : null;
    if (parameter.sort === 'rest-list') {
      const rest = list(args.positional.slice(next));
      if (args.open)
        run.journal.write(rest.items, [...rest.items.value, { open: true, written: `*${name ?? ''}`, range: null }]);
      next = args.positional.length;
      bindTo(run, parameter, rest, scope);
    } else if (parameter.sort === 'rest-dict') {
      const rest = [...args.named]
        .filter(([key]) => !taken.has(key))
        .map(([key, value]) => [text(key), value] as const);
      bindTo(run, parameter, dict(rest, args.open), scope);
    } else {
      if (name !== null) taken.add(name);
      const given =
        (name === null ? undefined : args.named.get(name)) ??
        (parameter.sort === 'positional' ? args.positional[next++] : undefined);
      bindTo(run, parameter, given ?? missing(run, parameter, name, args, python), scope);
    }
  }
}

/** `env = process.env`, `environ=os.environ`: what is handed in its place is one too. */
function isEnvironment(at: Expression): boolean {
  return at.kind === 'attribute' && /^env(iron)?$/.test(at.name);
}

function missing(run: Run, parameter: Parameter, name: string | null, args: Arguments, python: boolean): Value {
  if (parameter.otherwise && (!args.open || isEnvironment(parameter.otherwise)))
    return evaluate(run, parameter.otherwise);
  if (!python && !args.open) return NULL;
  return unknown(name ?? written(run, parameter.target), rangeAt(run, parameter.target));
}

function bindTo(run: Run, parameter: Parameter, value: Value, scope: Scope): void {
  if (parameter.target.kind === 'name') writeVariable(run, scope, parameter.target.name, value);
  else assign(run, parameter.target, value);
  if (
    value.kind === 'null' &&
    parameter.otherwise &&
    parameter.target.kind === 'name' &&
    run.program.languageOf(scope.path)?.id === 'javascript'
  )
    writeVariable(run, scope, parameter.target.name, evaluate(run, parameter.otherwise));
}

/** Makes an instance of a class: its fields, then its constructor. */
export function instantiate(run: Run, of: ClassValue, args: Arguments, at: At): Value {
  if (of.definition.struct) return makeStruct(run, of, args, at);
  const modelled = isModelled(run, of);
  if (modelled) return makeModelled(run, modelled, of, args, at);
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  initialiseFields(run, of, made);
  const initialiser = findMember(run, of, '__init__');
  if (initialiser?.kind === 'function') call(run, { ...initialiser, receiver: made }, args, at);
  else fillFields(run, of, made, args, at);
  noteRecord(run, made, at);
  return made;
}

/** An instance made with arguments that nothing is known of. `whole` is false where its constructor certainly raises. */
export function instanceOf(run: Run, of: ClassValue, at: At): { value: Value; whole: boolean } {
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  const open: Arguments = { positional: [], named: new Map(), open: true };
  const modelled = isModelled(run, of);
  let value: Value = made;
  const whole = attempt(() => {
    if (of.definition.struct) value = makeStruct(run, of, NO_ARGUMENTS, at);
    else if (modelled) value = makeModelled(run, modelled, of, open, at);
    else {
      initialiseFields(run, of, made);
      const initialiser = findMember(run, of, '__init__');
      if (initialiser?.kind === 'function') call(run, { ...initialiser, receiver: made }, open, at);
      else fillFields(run, of, made, open, at);
    }
  });
  return { value, whole };
}

function initialiseFields(run: Run, of: ClassValue, made: ObjectValue): void {
  for (const base of of.bases) if (base.kind === 'class') initialiseFields(run, base, made);
  if (of.definition.fields.length === 0) return;
  const scope: Scope = {
    variables: new Map([['this', { value: made }]]),
    parent: of.scope,
    path: of.path,
    ofClass: false,
  };
  within(run, { path: of.path, base: of.base, scope, receiver: made, name: of.definition.name }, () => {
    for (const field of of.definition.fields)
      setAttribute(run, made, field.name, field.value ? evaluate(run, field.value) : NULL);
  });
}

/** Without a constructor of its own a class takes its annotated fields in order: a dataclass, a named tuple, a model. */
function fillFields(run: Run, of: ClassValue, made: ObjectValue, args: Arguments, at: At): void {
  const names = fieldNames(of);
  for (const [i, name] of names.entries()) {
    const value = args.named.get(name) ?? args.positional[i];
    if (value) setAttribute(run, made, name, value);
    else if (!args.open) {
      const otherwise = fieldDefault(run, of, name);
      if (otherwise) setAttribute(run, made, name, otherwise);
    }
  }
  for (const [name, value] of args.named) if (!names.includes(name)) setAttribute(run, made, name, value);
  const after = findMember(run, of, '__post_init__') ?? findMember(run, of, '__attrs_post_init__');
  if (after?.kind === 'function') call(run, { ...after, receiver: made }, NO_ARGUMENTS, at);
}

export function fieldNames(of: ClassValue): readonly string[] {
  const inherited = of.bases.flatMap((base) => (base.kind === 'class' ? fieldNames(base) : []));
  const own = of.definition.body.flatMap((statement) =>
    statement.kind === 'assign' && statement.annotation && statement.target.kind === 'name'
      ? [statement.target.name]
      : [],
  );
  return [...inherited.filter((name) => !own.includes(name)), ...own];
}

/** A field's default; `field(default_factory=list)` makes a new one for each instance. */
function fieldDefault(run: Run, of: ClassValue, name: string): Value | undefined {
  for (const statement of of.definition.body) {
    if (
      statement.kind !== 'assign' ||
      statement.target.kind !== 'name' ||
      statement.target.name !== name ||
      !statement.value
    )
      continue;
    const { value } = statement;
    return within(run, { path: of.path, base: of.base, scope: of.scope }, () => {
      const factory = factoryOf(value);
      return factory ? callValue(run, evaluate(run, factory), NO_ARGUMENTS, factory) : evaluate(run, value);
    });
  }
  return undefined;
}

/** `field(default_factory=f)`: what makes the default of each instance. */
function factoryOf(value: Expression): Expression | null {
  if (value.kind !== 'call') return null;
  return (
    value.args.find((argument) => argument.name === 'default_factory' || argument.name === 'factory')?.value ?? null
  );
}

/** Keeps the literal fields of a record, by which a deployed name can be told from its neighbours. */
function noteRecord(run: Run, made: ObjectValue, at: At): void {
  if (!run.records) return;
  const fields: Record<string, string> = Object.create(null);
  for (const [name, cell] of made.attributes) {
    const value = cell.value;
    if (value?.kind === 'text' && value.text.every((piece) => piece.kind === 'text'))
      fields[name] = value.text.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
  }
  if (Object.keys(fields).length > 0) run.records.push({ fields, range: rangeAt(run, at) });
}
