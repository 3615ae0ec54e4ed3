import type { Expression } from '../program/program.ts';
import { attributeOf, force, indexOf, putEntry } from './access.ts';
import { assign, lookupCell } from './assign.ts';
import { makeClass, makeFunction } from './callables.ts';
import { evaluateCall } from './calls.ts';
import { assume, compare, decide, truthOf } from './conditions.ts';
import { askedBy, markConditional, wayOf } from './defaults.ts';
import { requireModule } from './imports.ts';
import { iterate } from './iterate.ts';
import { globalValue } from './libraries.ts';
import { combine, itemsOf, joinTexts } from './operators.ts';
import { markFallback, markTested } from './read-defaults.ts';
import { branch, frame, noteDeciding, type Run, rangeAt, step, written } from './run.ts';
import { originOf } from './texts.ts';
import {
  alternatives,
  bool,
  type DictValue,
  dict,
  type Entry,
  type Item,
  isOpen,
  keyOf,
  NULL,
  type TextValue,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** Evaluates an expression. Throws `Raised` where it certainly raises. */
export function evaluate(run: Run, at: Expression): Value {
  step(run);
  switch (at.kind) {
    case 'string':
      return evaluateString(run, at);
    case 'number':
      return { kind: 'number', value: at.value };
    case 'boolean':
      return bool(at.value);
    case 'null':
      return NULL;
    case 'template':
      return joinTexts(
        run,
        at.parts.map((part) => ({ value: evaluate(run, part), at: part })),
      );
    case 'name':
      return evaluateName(run, at);
    case 'attribute':
      return attributeOf(run, evaluate(run, at.object), at.name, at, at.optional);
    case 'index':
      return indexOf(run, evaluate(run, at.object), evaluate(run, at.index), at, at.optional);
    case 'call':
      return evaluateCall(run, at);
    case 'list':
      return evaluateList(run, at);
    case 'dict':
      return evaluateDict(run, at);
    case 'binary':
      return combine(run, at.operator, evaluate(run, at.left), evaluate(run, at.right), at);
    case 'compare': {
      const outcome = compare(run, at.operator, evaluate(run, at.left), evaluate(run, at.right), at.left, at.right);
      return outcome === null ? unknown(written(run, at), rangeAt(run, at)) : bool(outcome);
    }
    case 'logic':
      return evaluateLogic(run, at);
    case 'not': {
      const truth = decide(run, at.value);
      return truth === null ? unknown(written(run, at), rangeAt(run, at)) : bool(!truth);
    }
    case 'conditional':
      return evaluateConditional(run, at);
    case 'function':
      return makeFunction(run, at.definition);
    case 'class':
      return makeClass(run, at.definition);
    case 'comprehension':
      return evaluateComprehension(run, at);
    case 'assignment':
      return evaluateAssignment(run, at);
    case 'import': {
      const name = evaluate(run, at.module);
      const path = keyOf(name);
      return path === null ? unknown(written(run, at), rangeAt(run, at)) : requireModule(run, path);
    }
    case 'wrap': {
      const value = evaluate(run, at.value);
      return at.transparent ? value : unknown(written(run, at), rangeAt(run, at));
    }
    case 'other':
      for (const operand of at.operands) evaluate(run, operand);
      return unknown(written(run, at), rangeAt(run, at));
  }
}

function evaluateString(run: Run, at: Extract<Expression, { kind: 'string' }>): TextValue {
  const { path, base } = frame(run);
  const exact = at.contentStart >= 0;
  const start = base + (exact ? at.contentStart : at.start);
  const end = exact ? start + at.value.length : base + at.end;
  return text(at.value, { path, start, end }, exact);
}

function evaluateName(run: Run, at: Extract<Expression, { kind: 'name' }>): Value {
  const cell = lookupCell(run, at.name);
  const value = cell && force(run, cell);
  if (value) return value;
  if (at.name === 'this' || at.name === 'self') {
    const { receiver } = frame(run);
    if (receiver) return receiver;
  }
  return globalValue(run, at.name) ?? unknown(at.name, rangeAt(run, at));
}

function evaluateList(run: Run, at: Extract<Expression, { kind: 'list' }>): Value {
  const items: Item[] = [];
  for (const { value, spread } of at.items) {
    const made = evaluate(run, value);
    if (spread) items.push(...itemsOf(run, made, value));
    else items.push({ value: made, conditional: false });
  }
  return { kind: 'list', sort: at.sort, items: { value: items } };
}

function evaluateDict(run: Run, at: Extract<Expression, { kind: 'dict' }>): Value {
  const entries = new Map<string, Entry>();
  const made: DictValue = { kind: 'dict', content: { value: { entries, open: false } } };
  for (const { key, value } of at.entries) {
    const name = key && evaluate(run, key);
    const one = evaluate(run, value);
    if (!name) spreadInto(run, made, one);
    else if (made.content.value.entries === entries && keyOf(name) !== null)
      entries.set(keyOf(name) ?? '', { key: name, value: one, conditional: false });
    else putEntry(run, made, name, one);
  }
  noteRecord(run, made, at);
  return made;
}

function spreadInto(run: Run, made: DictValue, value: Value): void {
  for (const one of alternatives(value)) {
    const conditional = value.kind === 'union';
    if (one.kind === 'dict') {
      const { entries, open } = one.content.value;
      for (const entry of entries.values())
        putEntry(run, made, entry.key, entry.value, conditional || entry.conditional);
      if (open) run.journal.write(made.content, { ...made.content.value, open: true });
    } else if (one.kind !== 'null' && one.kind !== 'boolean')
      run.journal.write(made.content, { ...made.content.value, open: true });
  }
}

function noteRecord(run: Run, made: DictValue, at: Expression): void {
  if (!run.records) return;
  const fields: Record<string, string> = Object.create(null);
  for (const [name, { value }] of made.content.value.entries) {
    const whole = keyOf(value);
    if (whole !== null && value.kind === 'text') fields[name] = whole;
  }
  if (Object.keys(fields).length > 0) run.records.push({ fields, range: rangeAt(run, at) });
}

function evaluateLogic(run: Run, at: Extract<Expression, { kind: 'logic' }>): Value {
  const left = evaluate(run, at.left);
  noteDeciding(run, left);
  const { path } = frame(run);
  const stops = (value: Value): boolean | null => {
    if (at.operator === '??') return value.kind === 'null' ? false : value.kind === 'unknown' ? null : true;
    const truth = truthOf(run, value, path);
    return truth === null ? null : truth === (at.operator === 'or');
  };
  // `x or ""` gives a hollow default itself, so what is empty has not been looked at for its own sake.
  if (at.operator === 'and') markTested(left);
  const kept = alternatives(left).filter((one) => stops(one) !== false);
  if (kept.length === alternatives(left).length && kept.every((one) => stops(one) === true)) return left;
  let right: Value = NULL;
  const evaluateRight = (): void => {
    right = evaluate(run, at.right);
  };
  if (kept.length === 0) evaluateRight();
  else
    branch(run, [
      () => {
        assume(run, at.left, at.operator === 'and');
        evaluateRight();
      },
      () => {},
    ]);
  if (at.operator === 'or' && !isEmptyText(right)) markTested(left);
  if (at.operator !== 'and') right = markFallback(run, left, right, isMade(at.right));
  return union([...kept, right]);
}

function isEmptyText(value: Value): boolean {
  return alternatives(value).some((one) => one.kind === 'text' && keyOf(one) === '');
}

/** A call, or a member of what a call gives: a default that is made. */
function isMade(at: Expression): boolean {
  if (at.kind === 'wrap') return isMade(at.value);
  return at.kind === 'call' || at.kind === 'template';
}

function evaluateConditional(run: Run, at: Extract<Expression, { kind: 'conditional' }>): Value {
  const before = run.log.length;
  const truth = decide(run, at.test);
  if (truth === true) return evaluate(run, at.then);
  if (truth === false) return evaluate(run, at.otherwise);
  const asked = askedBy(run, at.test, before);
  const values: Value[] = [];
  const ways: ReturnType<typeof wayOf>[] = [];
  const side = (outcome: boolean, expression: Expression) => (): void => {
    assume(run, at.test, outcome);
    const evaluated = (): Value => {
      const value = evaluate(run, expression);
      values.push(value);
      return value;
    };
    ways.push(wayOf(run, expression, evaluated));
  };
  branch(run, [side(true, at.then), side(false, at.otherwise)]);
  markConditional(run, asked, ways);
  return values.length === 0 ? NULL : union(values);
}

function evaluateAssignment(run: Run, at: Extract<Expression, { kind: 'assignment' }>): Value {
  const value = evaluate(run, at.value);
  if (at.operator === null) {
    assign(run, at.target, value);
    return value;
  }
  if (at.target.kind === 'other' || at.target.kind === 'list' || at.target.kind === 'object') return value;
  const before = evaluate(run, at.target.kind === 'name' ? at.target : { ...at.target, optional: false });
  const made = combine(run, at.operator, before, value, at, true);
  assign(run, at.target, made);
  return made;
}

function evaluateComprehension(run: Run, at: Extract<Expression, { kind: 'comprehension' }>): Value {
  const items: Item[] = [];
  const entries = dict();
  let origin: { readonly of?: string } = {};
  const emit = (conditional: boolean): void => {
    const value = evaluate(run, at.element);
    if (at.sort === 'dict' && at.key) putEntry(run, entries, evaluate(run, at.key), value, conditional);
    else items.push({ value, conditional });
  };
  const clause = (i: number, conditional: boolean): void => {
    const current = at.clauses[i];
    if (!current) return emit(conditional);
    const iterable = evaluate(run, current.iterable);
    for (const one of alternatives(iterable)) if (one.kind === 'list') origin = { ...origin, ...originOf(one) };
    for (const item of iterate(run, iterable, 'values', current.iterable)) {
      step(run);
      if (isOpen(item)) {
        items.push(item);
        assign(run, current.target, unknown(written(run, current.target)));
        if (at.sort === 'dict') run.journal.write(entries.content, { ...entries.content.value, open: true });
        evaluate(run, at.element);
        continue;
      }
      assign(run, current.target, item.value);
      const outcomes = current.tests.map((test) => decide(run, test));
      if (outcomes.includes(false)) continue;
      clause(i + 1, conditional || item.conditional || outcomes.includes(null));
    }
  };
  const scope = { variables: new Map(), parent: frame(run).scope, path: frame(run).path, ofClass: false };
  run.frames.push({ ...frame(run), scope, pending: frame(run).pending });
  try {
    clause(0, false);
  } finally {
    run.frames.pop();
  }
  if (at.sort === 'dict') return entries;
  return { kind: 'list', sort: at.sort === 'set' ? 'set' : 'list', ...origin, items: { value: items } };
}

/** The class of a raised expression and its bases, as far as they are known: `ValueError("…")`, `new AuthError()`. */
export function exceptionNames(run: Run, at: Expression): readonly string[] {
  const callee = at.kind === 'call' ? at.callee : at;
  if (at.kind === 'call') for (const argument of at.args) evaluate(run, argument.value);
  const name = callee.kind === 'name' ? callee.name : callee.kind === 'attribute' ? callee.name : null;
  if (name === null) return [];
  const cell = callee.kind === 'name' ? lookupCell(run, name) : null;
  const value = cell && force(run, cell);
  if (value?.kind === 'class') return classNames(value);
  return [name, ...basesOf(name), 'Exception'];
}

function classNames(of: Extract<Value, { kind: 'class' }>): readonly string[] {
  const own = of.definition.name ?? '';
  return [
    own,
    ...of.bases.flatMap((base) =>
      base.kind === 'class' ? classNames(base) : base.kind === 'builtin' ? [base.name, ...basesOf(base.name)] : [],
    ),
    ...of.definition.bases.flatMap((base) => (base.kind === 'name' ? [base.name] : [])),
    'Exception',
  ];
}

function basesOf(name: string): readonly string[] {
  return Object.hasOwn(STANDARD_BASES, name) ? (STANDARD_BASES[name] ?? []) : [];
}

/** Bases of Python's exceptions that handlers name. https://docs.python.org/3/library/exceptions.html#exception-hierarchy */
const STANDARD_BASES: Readonly<Record<string, readonly string[]>> = {
  KeyError: ['LookupError'],
  IndexError: ['LookupError'],
  ModuleNotFoundError: ['ImportError'],
  FileNotFoundError: ['OSError'],
  PermissionError: ['OSError'],
  ConnectionError: ['OSError'],
  TimeoutError: ['OSError'],
  NotImplementedError: ['RuntimeError'],
  RecursionError: ['RuntimeError'],
  UnicodeError: ['ValueError'],
  ZeroDivisionError: ['ArithmeticError'],
};
