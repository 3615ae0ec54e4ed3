import { known } from '../model/text.ts';
import type { Expression, Statement, Target } from '../program/program.ts';
import { cellOf } from './access.ts';
import { markDefaulted } from './read-defaults.ts';
import { type Completion, frame, type Run, rangeAt } from './run.ts';
import { alternatives, isOpen, type Value } from './value.ts';

/** Defaults that a test gives and no operator: `raw ? Number(raw) : 5`, `if not raw: return 5`, `except ValueError: port = 8080`. */

/** One of the ways that a test leads to: what comes of it, and the variables of the environment that it uses. */
interface Way {
  readonly value: Value | undefined;
  readonly names: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The variables of which a test asks whether there is something to use; `before`: how much was read before it was decided. */
export function askedBy(run: Run, test: Expression, before: number): ReadonlySet<string> {
  if (run.scenario.mode !== 'discover') return NONE;
  const names = new Set<string>();
  addAsked(run, test, before, names);
  return names;
}

/** That something is a certain word says nothing of what stands in for it. */
function addAsked(run: Run, test: Expression, before: number, names: Set<string>): void {
  if (test.kind === 'logic') for (const side of [test.left, test.right]) addAsked(run, side, before, names);
  else if (test.kind === 'not') addAsked(run, test.value, before, names);
  else if (!isOfWord(test)) for (const name of namesUsed(run, test, before)) names.add(name);
}

function isOfWord(test: Expression): boolean {
  if (test.kind !== 'compare' || !['==', '!=', 'is', 'is not'].includes(test.operator)) return false;
  return ![test.left, test.right].some((side) => side.kind === 'null' || (side.kind === 'string' && side.value === ''));
}

/** The variables that an expression was made of: those in what it names, and those that were read in it since `before`. */
function namesUsed(run: Run, at: Expression, before: number, made?: Value): ReadonlySet<string> {
  const { path, start, end } = rangeAt(run, at);
  const readIn = run.log
    .slice(before)
    .filter((event) => event.path === path && event.range.start >= start && event.range.end <= end);
  const names = new Set(readIn.map(({ name }) => name));
  if (made) addNamesOf(made, names);
  addNamed(run, at, names);
  return names;
}

function addNamed(run: Run, at: Expression, names: Set<string>): void {
  if (at.kind === 'name' || at.kind === 'attribute') {
    const value = cellOf(run, at)?.value;
    if (value) addNamesOf(value, names);
  }
  for (const part of partsOf(at)) addNamed(run, part, names);
}

function partsOf(at: Expression): readonly Expression[] {
  switch (at.kind) {
    case 'attribute':
      return [at.object];
    case 'index':
      return [at.object, at.index];
    case 'call':
      return [at.callee, ...at.args.map(({ value }) => value)];
    case 'list':
      return at.items.map(({ value }) => value);
    case 'binary':
    case 'compare':
    case 'logic':
      return [at.left, at.right];
    case 'not':
    case 'wrap':
    case 'assignment':
      return [at.value];
    case 'conditional':
      return [at.test, at.then, at.otherwise];
    case 'template':
      return at.parts;
    case 'other':
      return at.operands;
    case 'comprehension':
      return at.clauses.map(({ iterable }) => iterable);
    default:
      return [];
  }
}

function addNamesOf(value: Value, names: Set<string>): void {
  for (const one of alternatives(value)) {
    if (one.kind === 'read') names.add(one.name);
    else if ('of' in one && typeof one.of === 'string') names.add(one.of);
    if (one.kind === 'text')
      for (const piece of one.text) if (piece.kind === 'hole' && piece.input !== undefined) names.add(piece.input);
    if (one.kind === 'list')
      for (const item of one.items.value)
        if (!isOpen(item) && item.value.kind !== 'list') addNamesOf(item.value, names);
  }
}

/** Something that a program can do with in place of what is not given; what other variables hold may be among it. */
function standsIn(value: Value | undefined): boolean {
  if (!value) return false;
  const ways = alternatives(value).filter((one) => one.kind !== 'read');
  return ways.length > 0 && ways.every(isSomething);
}

function isSomething(value: Value): boolean {
  if (value.kind === 'number') return true;
  if (value.kind === 'text') return known(value.text) !== '';
  if (value.kind === 'boolean') return value.value;
  if (value.kind !== 'list' || value.sort === 'tuple' || value.items.value.length === 0) return false;
  return value.items.value.every((item) => !isOpen(item) && isSomething(item.value));
}

function markChosen(run: Run, asked: ReadonlySet<string>, ways: readonly [Way, Way]): void {
  for (const [used, instead] of [ways, [ways[1], ways[0]] as const]) {
    if (!standsIn(instead.value)) continue;
    for (const name of asked)
      if (used.names.has(name) && !instead.names.has(name)) markDefaulted(run, name, instead.value);
  }
}

/** Evaluates one way of a conditional expression. */
export function wayOf(run: Run, at: Expression, evaluated: () => Value): Way {
  const before = run.log.length;
  const value = evaluated();
  return { value, names: run.scenario.mode === 'discover' ? namesUsed(run, at, before, value) : NONE };
}

/** Gives the variables that a conditional expression asks for the default that one of its ways is. */
export function markConditional(run: Run, asked: ReadonlySet<string>, [one, other]: readonly Way[]): void {
  if (one && other && asked.size > 0) markChosen(run, asked, [one, other]);
}

/** What the two ways of a statement leave in the places that either of them assigns to. */
export type Left = ReadonlyMap<string, Way>;

/** The places that a statement's ways assign to, seen where one of the ways ends. */
export function leftBy(run: Run, own: readonly Statement[], others: readonly Statement[], before: number): Left {
  const left = new Map<string, Way>();
  const assigned = assignedIn(own);
  for (const { target } of [...assigned, ...assignedIn(others)]) {
    const key = keyOf(target);
    if (key === null || left.has(key) || (target.kind !== 'name' && target.kind !== 'attribute')) continue;
    const value = cellOf(run, target.kind === 'name' ? target : { ...target, optional: false })?.value;
    const names = new Set<string>();
    if (value) addNamesOf(value, names);
    for (const made of assigned)
      if (keyOf(made.target) === key) for (const name of namesUsed(run, made.value, before)) names.add(name);
    left.set(key, { value, names });
  }
  return left;
}

interface Assigned {
  readonly target: Target;
  readonly value: Expression;
}

function assignedIn(statements: readonly Statement[]): readonly Assigned[] {
  return statements.flatMap((statement): readonly Assigned[] => {
    switch (statement.kind) {
      case 'assign':
        return statement.value ? [{ target: statement.target, value: statement.value }] : [];
      case 'expression':
        return statement.value.kind === 'assignment' ? [statement.value] : [];
      case 'if':
        return assignedIn([...statement.then, ...statement.otherwise]);
      case 'block':
        return assignedIn(statement.body);
      default:
        return [];
    }
  });
}

function keyOf(target: Target | Expression): string | null {
  if (target.kind === 'name') return target.name;
  if (target.kind !== 'attribute') return null;
  const object = keyOf(target.object);
  return object === null ? null : `${object}.${target.name}`;
}

/** Gives the variables that a statement asks for the default that one of its ways leaves where the other uses them. */
export function markLeft(run: Run, asked: ReadonlySet<string>, ends: readonly Left[]): void {
  const [one, other] = ends;
  if (!one || !other || asked.size === 0) return;
  for (const [place, way] of one) {
    const opposite = other.get(place);
    if (opposite) markChosen(run, asked, [way, opposite]);
  }
}

/** Keeps what the running function asks for, to compare what it returns when it ends. */
export function noteAskedFor(run: Run, asked: ReadonlySet<string>): void {
  if (asked.size === 0) return;
  const current = frame(run);
  current.asked = new Set([...(current.asked ?? []), ...asked]);
}

/** Keeps of what the value of a `return` was made, where it was just run. */
export function noteReturned(run: Run, at: Expression, before: number): void {
  const last = frame(run).pending.at(-1);
  if (run.scenario.mode === 'discover' && last?.kind === 'return') last.used = namesUsed(run, at, before);
}

/** A function that asks for a variable and returns what it holds, or else something certain, gives it a default. */
export function markReturned(run: Run, asked: ReadonlySet<string>, returns: readonly Completion[]): void {
  const values = returns.map(({ value }) => value ?? undefined);
  if (values.length < 2 || values.some((value) => value === undefined || isNothing(value))) return;
  const ways = values.map((value): Way => {
    const names = new Set<string>();
    if (value) addNamesOf(value, names);
    return { value, names };
  });
  for (const one of ways) for (const other of ways) if (one !== other) markChosen(run, asked, [one, other]);
  for (const name of asked) {
    // What is made of a variable may be any of several things: the others stand in for it where each of them is something.
    const others = returns.filter(({ used }) => !used?.has(name));
    if (others.length === 0 || others.length === returns.length) continue;
    if (others.every(({ value }) => standsIn(value ?? undefined))) markDefaulted(run, name);
  }
}

function isNothing(value: Value): boolean {
  return alternatives(value).some((one) => one.kind === 'null' && one.of === undefined);
}

/** What cannot be made of a variable is replaced where that is noticed: `try { … } catch { port = 8080 }`. */
export function markRescued(
  run: Run,
  body: readonly Statement[],
  handlers: readonly { readonly body: readonly Statement[] }[],
  before: number,
): void {
  if (run.scenario.mode !== 'discover') return;
  const rescues = handlers.flatMap((handler) => handler.body);
  for (const { key, value } of endsIn(body)) {
    const isRescued = endsIn(rescues).some((end) => end.key === key && isLiteral(end.value));
    if (isRescued) for (const name of namesUsed(run, value, before)) markDefaulted(run, name);
  }
}

const RETURNED = '';

function endsIn(statements: readonly Statement[]): readonly { readonly key: string; readonly value: Expression }[] {
  const returned = statements.flatMap((statement) =>
    statement.kind === 'return' && statement.value ? [{ key: RETURNED, value: statement.value }] : [],
  );
  const assigned = assignedIn(statements).flatMap(({ target, value }) => {
    const key = keyOf(target);
    return key === null ? [] : [{ key, value }];
  });
  return [...returned, ...assigned];
}

function isLiteral(at: Expression): boolean {
  return at.kind === 'number' || (at.kind === 'string' && at.value !== '');
}
