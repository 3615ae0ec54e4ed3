import type { Range } from '../model/span.ts';
import { known, literal } from '../model/text.ts';
import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { isEnvironmentName } from './environment-words.ts';
import { assignedTo, isOpened } from './environment-writes.ts';
import { isGo } from './golang.ts';
import { bareDefault, isEmpty, markDefault } from './read-defaults.ts';
import { type Frame, frame, noteDeciding, type Run, raise, rangeAt } from './run.ts';
import { alternatives, type ReadEvent, type ReadValue, text, union, unknown, type Value } from './value.ts';

/** How a read is written: its idiom, and what an unset name leads to. */
export interface ReadForm {
  readonly idiom: string;
  readonly missing: 'null' | 'raise';
  /** The default, evaluated; undefined when there is none. */
  readonly otherwise?: Value | undefined;
  /** That default is what the language gives for an unset name; nobody wrote it. */
  readonly bare?: true;
}

/** Reads a name from the environment. Throws where the form raises and the scenario leaves the name unset. */
export function readEnvironment(run: Run, name: Value, at: At, form: ReadForm): Value {
  const values = alternatives(name).map((one) => {
    const word = one.kind === 'text' ? known(one.text) : null;
    if (one.kind !== 'text' || word === null || word === '') {
      if (one.kind !== 'null' && !isParameter(run, one)) run.dynamicReads.push(rangeAt(run, at));
      return form.otherwise ? union([form.otherwise, unknown('')]) : unknown('');
    }
    return readOne(run, word, one, at, form);
  });
  return union(values);
}

/** A name that a function takes from its callers is known where they call it. */
function isParameter(run: Run, value: Value): boolean {
  const { definition, given } = frame(run);
  if (isAmong(given, value)) return true;
  if (value.kind !== 'unknown' || !definition) return false;
  return definition.parameters.some(({ target }) => target.kind === 'name' && target.name === value.written);
}

function isAmong(given: Arguments | null, value: Value): boolean {
  if (given === null) return false;
  if (given.positional.includes(value)) return true;
  for (const one of given.named.values()) if (one === value) return true;
  return false;
}

function readOne(run: Run, name: string, value: Value, at: At, form: ReadForm): Value {
  const event = record(run, name, value, at, form);
  markPerformed(run, name);
  const set = setValue(run, name);
  const assigned = assignedTo(run, name);
  if (assigned) {
    markDefault(event, assigned, name);
    return run.scenario.mode === 'discover' || !isUnset(run, name) ? union([assigned, set]) : assigned;
  }
  if (form.otherwise && isUnset(run, name)) noteDeciding(run, form.otherwise);
  const isBare = form.bare || (isGo(run) && isEmpty(form.otherwise));
  const otherwise = isBare ? bareDefault(event, form.otherwise, name) : markDefault(event, form.otherwise, name);
  if (run.scenario.mode === 'decide' && isOpened(run)) return set;
  if (run.scenario.mode === 'discover') {
    const told = run.assumed.get(name)?.value;
    if (told !== undefined) event.tested = true;
    if (told === true) return set;
    if (form.missing === 'raise') {
      run.risky = true;
      return set;
    }
    return union([otherwise ?? { kind: 'null', of: name }, set]);
  }
  if (!isUnset(run, name)) return set;
  if (otherwise) return otherwise;
  if (form.missing === 'raise') {
    frame(run).deciding.add(name);
    raise(run, at, ['KeyError', 'LookupError', 'Exception']);
  }
  return { kind: 'null', of: name };
}

/** Where the environment's name is assumed, the variable that tells it is set. */
function isUnset(run: Run, name: string): boolean {
  if (run.scenario.told?.name === name) return false;
  return run.scenario.unset(name) && !(run.scenario.word !== null && isEnvironmentName(run, name));
}

function setValue(run: Run, name: string): Value {
  const { word, told } = run.scenario;
  if (told?.name === name) return text(told.word);
  if (word !== null && isEnvironmentName(run, name)) return { ...text(word), of: name };
  return setRead(name);
}

function setRead(name: string): ReadValue {
  return { kind: 'read', name, written: literal(name), folded: false, derived: false };
}

function markPerformed(run: Run, name: string): void {
  let cell = run.performed.get(name);
  if (!cell) {
    cell = { value: 'no' };
    run.performed.set(name, cell);
  }
  run.journal.write(cell, 'yes');
}

/** Takes over what a module read when its state was made. */
export function replay(run: Run, reads: readonly ReadEvent[]): void {
  for (const event of reads) {
    const key = `${event.path}:${event.range.start}:${event.name}`;
    if (!run.reads.has(key)) run.reads.set(key, event);
    run.log.push(event);
    markPerformed(run, event.name);
  }
}

/** `"X" in os.environ`: true, false, or null where the scenario leaves it open. */
export function isSet(run: Run, name: Value, at: At): boolean | null {
  const word = name.kind === 'text' ? known(name.text) : null;
  if (word === null) return null;
  const event = record(run, word, name, at, { idiom: 'membership', missing: 'null' });
  event.tested = true;
  markPerformed(run, word);
  if (assignedTo(run, word)) return true;
  if (run.scenario.mode === 'discover') return null;
  if (isUnset(run, word)) frame(run).deciding.add(word);
  return !isUnset(run, word);
}

function record(run: Run, name: string, value: Value, at: At, form: ReadForm): ReadEvent {
  const { place, via } = placeOf(run, value, rangeAt(run, at));
  const key = `${place.path}:${place.start}:${name}`;
  const known_ = run.reads.get(key);
  if (known_) {
    run.log.push(known_);
    return known_;
  }
  const event: ReadEvent = {
    name,
    range: place,
    path: place.path,
    idiom: via.length > 0 ? `helper:${form.idiom}` : form.idiom,
    via,
    otherwise: 'none',
    tested: false,
  };
  run.reads.set(key, event);
  run.log.push(event);
  return event;
}

/**
 * A helper that passes its parameter on is not the place that reads the name: the call that gives it the name is. The
 * parameter is followed outwards by the identity of its value.
 */
function placeOf(run: Run, name: Value, range: Range): { place: Range; via: readonly Range[] } {
  let place = range;
  const via: Range[] = [];
  for (let i = run.frames.length - 1; i >= 0; i--) {
    const current: Frame | undefined = run.frames[i];
    if (!current?.call || !isAmong(current.given, name)) break;
    via.push(place);
    place = current.call;
  }
  return { place, via };
}

/** What a test of a read itself tells of its name, for what reads it again: `if os.Getenv("X") != "" { use(os.Getenv("X")) }`. */
export function assumeSet(run: Run, name: string, isThere: boolean): void {
  const cell = run.assumed.get(name) ?? { value: undefined };
  run.assumed.set(name, cell);
  run.journal.write(cell, isThere);
}

/** What a test of an expression that is a read itself tells of its name: `if (process.env.X) …`. One that has a default tells nothing. */
export function assumeReadAt(run: Run, at: At, isThere: boolean, name?: string): void {
  if (run.scenario.mode !== 'discover') return;
  const { path, start, end } = rangeAt(run, at);
  for (const event of run.reads.values())
    if (event.path === path && event.range.start === start && event.range.end === end && event.otherwise !== 'value')
      if (name === undefined || event.name === name) assumeSet(run, event.name, isThere);
}

/** Notes with which variables known to be set a function is called. */
export function noteGuards(run: Run, entered: string): void {
  if (run.scenario.mode !== 'discover' || run.own === null) return;
  const before = run.guarded.get(entered);
  if (before?.size === 0) return;
  const set = [...run.assumed].flatMap(([name, { value }]) => (value === true ? [name] : []));
  run.guarded.set(entered, new Set(before ? set.filter((name) => before.has(name)) : set));
}
