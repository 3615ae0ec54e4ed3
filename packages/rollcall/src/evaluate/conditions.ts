import type { Condition } from '../model/command.ts';
import { known, type Text } from '../model/text.ts';
import type { At, Expression } from '../program/program.ts';
import { cellOf } from './access.ts';
import { assumeReadAt, assumeSet, isSet } from './environment.ts';
import { environmentSubject, noteMode, noteWord } from './environment-words.ts';
import { evaluate } from './expressions.ts';
import { isGo } from './golang.ts';
import { narrowTied } from './golang-ties.ts';
import type { Cell } from './journal.ts';
import { isArktypeError } from './libraries/arktype-errors.ts';
import { noteAsked } from './probe-names.ts';
import { markKnownPlaceholder, markTested } from './read-defaults.ts';
import { branch, frame, noteDeciding, type Run, written } from './run.ts';
import { alternatives, type DictContent, isOpen, text, union, type Value, withTruth } from './value.ts';

type Compare = Extract<Expression, { kind: 'compare' }>;

/** Whether a value counts as true; null where it is not known. */
export function truthOf(run: Run, value: Value, path: string): boolean | null {
  const python = run.program.languageOf(path)?.id === 'python';
  switch (value.kind) {
    case 'null':
      return false;
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0 || isRuby(run, path);
    case 'read':
      return value.derived ? null : true;
    case 'text':
      if (isRuby(run, path)) return true;
      if (value.text.some((piece) => piece.kind === 'text' && piece.text !== '')) return true;
      return value.text.length === 0 || known(value.text) === '' ? false : null;
    case 'list': {
      if (!python) return true;
      const items = value.items.value;
      if (items.length === 0) return false;
      return items.some((item) => !isOpen(item) && !item.conditional) ? true : null;
    }
    case 'dict':
      return python ? truthOfContent(value.content.value) : true;
    case 'unknown':
      return value.truth ?? null;
    case 'union': {
      const truths = new Set(value.of.map((one) => truthOf(run, one, path)));
      const [only] = truths;
      return truths.size === 1 && only !== undefined ? only : null;
    }
    default:
      return true;
  }
}

/** In Ruby only `nil` and `false` are false. */
function isRuby(run: Run, path: string): boolean {
  return run.program.languageOf(path)?.id === 'ruby';
}

function truthOfContent(content: DictContent): boolean | null {
  if ([...content.entries.values()].some((entry) => !entry.conditional)) return true;
  return content.entries.size === 0 && !content.open ? false : null;
}

/** Evaluates a test. Returns null where its outcome is not known. */
export function decide(run: Run, test: Expression): boolean | null {
  switch (test.kind) {
    case 'not': {
      const truth = decide(run, test.value);
      return truth === null ? null : !truth;
    }
    case 'logic':
      if (test.operator !== '??') return decideLogic(run, test.operator, test.left, test.right);
      break;
    case 'compare':
      return compare(run, test.operator, evaluate(run, test.left), evaluate(run, test.right), test.left, test.right);
    default:
  }
  const value = evaluate(run, test);
  markTested(value);
  noteDeciding(run, value);
  return truthOf(run, value, pathOf(run));
}

function pathOf(run: Run): string {
  return run.frames[run.frames.length - 1]?.path ?? '';
}

function decideLogic(run: Run, operator: 'and' | 'or', left: Expression, right: Expression): boolean | null {
  const first = decide(run, left);
  const ends = operator === 'or';
  if (first === ends) return ends;
  if (first !== null) return decide(run, right);
  let second: boolean | null = null;
  branch(run, [
    () => {
      assume(run, left, !ends);
      second = decide(run, right);
    },
    () => assume(run, left, ends),
  ]);
  return second === ends ? ends : null;
}

/** The outcome of a comparison, or null. Notes the words with which the environment's name is compared. */
export function compare(
  run: Run,
  operator: Compare['operator'],
  left: Value,
  right: Value,
  leftAt: Expression,
  rightAt: Expression = leftAt,
): boolean | null {
  // That something is not a certain word says nothing of whether it is there.
  if (isNothing(right)) noteDeciding(run, left);
  if (isNothing(left)) noteDeciding(run, right);
  switch (operator) {
    case '==':
    case 'is':
      return equalAll(run, left, right);
    case '!=':
    case 'is not':
      return negate(equalAll(run, left, right));
    case 'in':
      return contains(run, left, right, rightAt);
    case 'not in':
      return negate(contains(run, left, right, rightAt));
    case 'instanceof':
      return isArktypeError(left, right);
    default:
      markTested(left);
      markTested(right);
      return order(operator, left, right);
  }
}

function isNothing(value: Value): boolean {
  return (
    (value.kind === 'null' && value.of === undefined) ||
    (value.kind === 'text' && value.of === undefined && known(value.text) === '')
  );
}

function order(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean | null {
  if (left.kind === 'unknown' && left.least !== undefined && right.kind === 'number') {
    if (operator === '>' || operator === '>=')
      return order(operator, { kind: 'number', value: left.least }, right) || null;
    return order(operator, { kind: 'number', value: left.least }, right) === false ? false : null;
  }
  if (left.kind !== 'number' || right.kind !== 'number') return null;
  if (operator === '<') return left.value < right.value;
  if (operator === '<=') return left.value <= right.value;
  return operator === '>' ? left.value > right.value : left.value >= right.value;
}

function negate(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function equalAll(run: Run, left: Value, right: Value): boolean | null {
  markTested(left);
  markTested(right);
  const outcomes = new Set<boolean | null>();
  for (const a of alternatives(left)) for (const b of alternatives(right)) outcomes.add(equal(run, a, b));
  const [only] = outcomes;
  return outcomes.size === 1 && only !== undefined ? only : null;
}

function equal(run: Run, left: Value, right: Value): boolean | null {
  if (left.kind === 'text' && right.kind === 'text') {
    noteAsked(run, left);
    noteAsked(run, right);
  }
  const word = right.kind === 'text' ? known(right.text) : null;
  if (word !== null && left.kind !== 'text') {
    const told = compareWord(run, left, word, right.kind === 'text' ? right.text : []);
    if (told !== undefined) return told;
  }
  const other = left.kind === 'text' ? known(left.text) : null;
  if (other !== null) {
    const told = compareWord(run, right, other, left.kind === 'text' ? left.text : []);
    if (told !== undefined) return told;
  }
  if (word !== null && left.kind === 'text') {
    const subject = environmentSubject(run, left);
    if (subject) noteWord(run, subject.by, word);
    // A default that is asked for by its own word (`== "change-me"`) is known to be no answer.
    if (other === word && left.of !== undefined && !subject) {
      frame(run).deciding.add(left.of);
      if (word !== '') markKnownPlaceholder(run, left.of);
    }
    if (other !== null) return other === word;
    return null;
  }
  if (left.kind === 'null' || right.kind === 'null') return equalNull(left.kind === 'null' ? right : left);
  if (left.kind === 'unknown' && right.kind === 'number' && (left.least ?? 0) > right.value) return false;
  if (left.kind === 'boolean' && right.kind === 'boolean') return left.value === right.value;
  if (left.kind === 'number' && right.kind === 'number') return left.value === right.value;
  return left === right && left.kind !== 'unknown' ? true : null;
}

/** A table that is asked for the environment's name: its keys are words of it. */
export function noteKeys(run: Run, key: Value, { entries, open }: DictContent): void {
  if (entries.size > 0 && !open) noteAsked(run, key);
  const subject = environmentSubject(run, key);
  if (subject) for (const word of entries.keys()) noteWord(run, subject.by, word);
}

function equalNull(value: Value): boolean | null {
  if (value.kind === 'null') return !value.soft;
  return value.kind === 'unknown' ? (value.truth === true ? false : null) : false;
}

/** Compares a value with a known word where the value may tell the environment; undefined where it does not. */
function compareWord(run: Run, value: Value, word: string, written: Text): boolean | null | undefined {
  const subject = environmentSubject(run, value);
  if (subject) {
    noteWord(run, subject.by, word);
    if (value.kind === 'text') return known(value.text) === word;
    if (value.kind === 'unknown' && run.scenario.word !== null) return run.scenario.word === word;
    return null;
  }
  if (value.kind !== 'read') return undefined;
  if (word === '') return false;
  noteMode(run, value, written);
  return null;
}

/** Something of which all is known: not what run time fills, a cache for example. */
function isTable(container: Value): boolean {
  if (container.kind === 'dict') return container.content.value.entries.size > 0 && !container.content.value.open;
  return container.kind === 'list' && container.items.value.length > 0 && !container.items.value.some(isOpen);
}

/** `item in container`; null where it is not known. */
export function contains(run: Run, item: Value, container: Value, at: At): boolean | null {
  markTested(item);
  if (isTable(container)) noteAsked(run, item);
  switch (container.kind) {
    case 'environment':
      return isSet(run, item, at);
    case 'dict': {
      const key = item.kind === 'text' ? known(item.text) : null;
      noteKeys(run, item, container.content.value);
      if (key === null) return null;
      const { entries, open } = container.content.value;
      const entry = entries.get(key);
      return entry ? (entry.conditional ? null : true) : open ? null : false;
    }
    case 'list': {
      let outcome: boolean | null = false;
      for (const one of container.items.value) {
        const told = isOpen(one) ? null : equalAll(run, item, one.value);
        if (told === true && !isOpen(one) && !one.conditional) outcome = outcome === null ? null : true;
        if (told === true && outcome !== null) return true;
        if (told === null) outcome = null;
      }
      return outcome;
    }
    case 'text': {
      const whole = known(container.text);
      const part = item.kind === 'text' ? known(item.text) : null;
      return whole === null || part === null ? null : whole.includes(part);
    }
    default:
      return null;
  }
}

/** Writes into the state what a test's outcome tells of the names and attributes in it. */
export function assume(run: Run, test: Expression, truth: boolean): void {
  switch (test.kind) {
    case 'not':
      return assume(run, test.value, !truth);
    case 'logic':
      if ((test.operator === 'and') === truth && test.operator !== '??') {
        assume(run, test.left, truth);
        assume(run, test.right, truth);
      }
      return;
    case 'compare':
      return assumeComparison(run, test, truth);
    case 'assignment':
      if (test.target.kind === 'name') narrow(run, test.target, truth);
      return;
    case 'wrap':
      if (test.transparent) assume(run, test.value, truth);
      return;
    case 'name':
      return narrow(run, test, truth);
    case 'attribute':
      narrow(run, test, truth);
      return assumeReadAt(run, test, truth);
    case 'index':
    case 'call':
      return assumeReadAt(run, test, truth);
    default:
  }
}

function narrow(
  run: Run,
  at: Expression | { kind: 'name'; name: string; start: number; end: number },
  truth: boolean,
): void {
  const cell = cellOf(run, at as Expression);
  if (!cell?.value) return;
  const { value } = cell;
  if (value.kind === 'union') {
    const kept = value.of.filter((one) => truthOf(run, one, pathOf(run)) !== !truth);
    if (kept.length > 0 && kept.length < value.of.length) {
      run.journal.write(cell, union(kept));
      assumeKept(run, value.of, kept);
      narrowTied(run, cell, value);
    }
  } else if (value.kind === 'unknown' && value.truth === undefined) run.journal.write(cell, withTruth(value, truth));
}

/** Where nothing is left but what a variable holds, it is set. */
function assumeKept(run: Run, before: readonly Value[], kept: readonly Value[]): void {
  const [first] = kept;
  if (run.scenario.mode !== 'discover' || first?.kind !== 'read') return;
  const { name } = first;
  const isGone = before.some((one) => (one.kind === 'null' || one.kind === 'text') && one.of === name);
  if (isGone && kept.every((one) => one.kind === 'read' && one.name === name)) assumeSet(run, name, true);
}

function assumeComparison(run: Run, test: Compare, truth: boolean): void {
  if (test.operator === 'in' || test.operator === 'not in') {
    if (test.left.kind === 'string') assumeReadAt(run, test.right, (test.operator === 'in') === truth, test.left.value);
    return;
  }
  const positive = (test.operator === '==' || test.operator === 'is') === truth;
  if (test.operator !== '==' && test.operator !== 'is' && test.operator !== '!=' && test.operator !== 'is not') return;
  const [subject, other] =
    test.left.kind === 'string' || test.left.kind === 'null' ? [test.right, test.left] : [test.left, test.right];
  const cell = cellOf(run, subject);
  if (!cell && isGo(run, pathOf(run))) return assumeRead(run, subject, other, positive);
  if (!cell && (other.kind === 'null' || (other.kind === 'string' && other.value === '')))
    return assumeReadAt(run, subject, !positive);
  if (!cell?.value) return;
  const { value } = cell;
  if (isGo(run, pathOf(run))) return assumeInGo(run, cell, value, other, positive);
  if (other.kind === 'null' && value.kind === 'union') {
    const kept = value.of.filter((one) => (one.kind === 'null') === positive);
    if (kept.length > 0) run.journal.write(cell, union(kept));
    assumeKept(run, value.of, kept);
  }
  if (other.kind === 'string' && positive && value.kind === 'unknown') run.journal.write(cell, text(other.value));
}

/** `os.Getenv("X") != ""`, tested where it is read. */
function assumeRead(run: Run, subject: Expression, other: Expression, positive: boolean): void {
  if (subject.kind !== 'call' || subject.callee.kind !== 'attribute' || subject.callee.name !== 'Getenv') return;
  const [name] = subject.args;
  if (other.kind !== 'string' || other.value !== '' || name?.value.kind !== 'string') return;
  assumeSet(run, name.value.value, !positive);
}

/** In Go nothing but a comparison tells whether there is something, so it says so of an error and of a text. */
function assumeInGo(run: Run, cell: Cell<Value | undefined>, value: Value, other: Expression, positive: boolean): void {
  if (other.kind !== 'null' && other.kind !== 'string') return;
  if (value.kind === 'unknown') {
    if (other.kind === 'null') run.journal.write(cell, positive ? { kind: 'null' } : withTruth(value, true));
    else if (positive) run.journal.write(cell, text(other.value));
    return;
  }
  const right = evaluate(run, other);
  const ways = alternatives(value).flatMap((one): Value[] => {
    const same = equal(run, one, right);
    if (same === !positive) return [];
    return [
      one.kind === 'unknown' && other.kind === 'null' ? (positive ? { kind: 'null' } : withTruth(one, true)) : one,
    ];
  });
  if (ways.length === 0) return;
  run.journal.write(cell, union(ways));
  narrowTied(run, cell, value);
}

/** What a true test tells of a subject: `service.name == "auth"`. */
export function conditionOf(run: Run, test: Expression): Condition | null {
  if (test.kind === 'logic' && test.operator === 'and')
    return conditionOf(run, test.left) ?? conditionOf(run, test.right);
  if (test.kind !== 'compare' || test.operator !== '==') return null;
  const [subject, other] = test.left.kind === 'string' ? [test.right, test.left] : [test.left, test.right];
  return other.kind === 'string' ? { subject: written(run, subject), equals: other.value } : null;
}

const MOST_PARTITIONS = 48;

/** Whether what follows a test is looked at apart for its outcomes: an unknown name or attribute is compared with a word. */
export function isPartition(run: Run, test: Expression): boolean {
  if (run.partitions >= MOST_PARTITIONS || test.kind !== 'compare' || test.operator !== '==') return false;
  const [subject, other] = test.left.kind === 'string' ? [test.right, test.left] : [test.left, test.right];
  if (other.kind !== 'string') return false;
  const value = cellOf(run, subject)?.value;
  if (value?.kind !== 'unknown') return false;
  return environmentSubject(run, value) === null || run.scenario.word === null;
}
