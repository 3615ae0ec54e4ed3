import type { Range } from '../model/span.ts';
import { known, literal, type Text } from '../model/text.ts';
import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { isGo } from './golang.ts';
import type { Cell } from './journal.ts';
import { isPlaceholder } from './placeholder-defaults.ts';
import { type Frame, frame, noteDeciding, OTHER, type Run, raise, rangeAt } from './run.ts';
import {
  alternatives,
  type ReadEvent,
  type ReadValue,
  type TextValue,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** How a read is written: its idiom, and what an unset name leads to. */
export interface ReadForm {
  readonly idiom: string;
  readonly missing: 'null' | 'raise';
  /** The default, evaluated; undefined when there is none. */
  readonly otherwise?: Value | undefined;
  /** That default is what the language gives for an unset name; nobody wrote it. */
  readonly bare?: true;
}

/** A name by which programs are told their environment: `ENVIRONMENT`, `NODE_ENV`, `APP_ENV`, `DEPLOY_STAGE` … */
const ENVIRONMENT_NAME = /(^|_)(ENV|ENVIRONMENT|STAGE)$|^SPRING_PROFILES_ACTIVE$|^(ENV|ENVIRONMENT|STAGE)_(NAME|TYPE)$/;

export function isEnvironmentName(run: Run, name: string): boolean {
  return ENVIRONMENT_NAME.test(name) || run.program.environmentNames.has(name);
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

/** In Go an empty default says no more than `os.Getenv` does. */
function isEmpty(value: Value | undefined): boolean {
  return value?.kind === 'text' && known(value.text) === '';
}

/** What stands for an unset name, though no default was written: tests and replacements of it are told, but it is not hollow. */
function bareDefault(event: ReadEvent, otherwise: Value | undefined, name: string): Value | undefined {
  return otherwise?.kind === 'text' ? { ...otherwise, hollow: event, of: name } : otherwise;
}

/** Gives an empty default to the event, so that a test of it can be told. */
function markDefault(event: ReadEvent, otherwise: Value | undefined, name: string): Value | undefined {
  if (!otherwise) return undefined;
  if (otherwise.kind === 'null') return { kind: 'null', of: name };
  if (otherwise.kind === 'union' && otherwise.of.some((one) => one.kind === 'null')) return otherwise;
  if (otherwise.kind === 'text' && known(otherwise.text) === '') {
    if (event.otherwise === 'none') event.otherwise = 'hollow';
    return { ...otherwise, hollow: event, of: name };
  }
  event.otherwise = 'value';
  if (otherwise.kind === 'text') noteFallback(event, otherwise);
  return otherwise.kind === 'text' ? { ...otherwise, of: name } : otherwise;
}

function noteFallback(event: ReadEvent, { text: pieces }: TextValue): void {
  const fallback = known(pieces);
  if (fallback === null || event.fallback !== undefined) return;
  notePlaceholder(event, pieces);
  event.fallback = fallback;
  const [piece] = pieces;
  if (pieces.length === 1 && piece?.kind === 'text' && piece.exact && piece.range) event.fallbackAt = piece.range;
}

/** Keeps whether a default stands there to be replaced. */
function notePlaceholder(event: ReadEvent, pieces: Text): void {
  const fallback = known(pieces);
  if (fallback !== null && isPlaceholder(event.name, fallback)) event.placeholder ??= true;
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

/**
 * A fallback (`x or "d"`) for what may be an unset name counts as its default. `made`: it is the result of a call.
 * @returns the fallback; an empty one keeps the read that it stands in for, so that a test of it can be told
 */
export function markFallback(run: Run, left: Value, right: Value, made: boolean): Value {
  const empty = right.kind === 'text' && known(right.text) === '';
  const constant = alternatives(right).every((one) => CONSTANTS.has(one.kind)) || (made && right.kind === 'unknown');
  const others = alternatives(right).flatMap((one) =>
    one.kind === 'read' ? [one.name] : one.kind === 'null' && one.of !== undefined ? [one.of] : [],
  );
  let marked = right;
  for (const one of alternatives(left)) {
    const name = one.kind === 'null' || one.kind === 'text' ? one.of : undefined;
    if (name === undefined) continue;
    for (const event of eventsOf(run, name)) {
      for (const other of others) {
        event.instead ??= new Set();
        event.instead.add(other);
        for (const next of eventsOf(run, other)) standInFor(next, event);
      }
      if (!empty && !constant) continue;
      markOtherwise(run, event, empty ? 'hollow' : 'value', right);
      if (empty && right.kind === 'text') marked = { ...right, hollow: event, of: name };
    }
  }
  return marked;
}

function standInFor(next: ReadEvent, event: ReadEvent): void {
  if (next === event) return;
  next.inPlaceOf ??= new Set();
  next.inPlaceOf.add(event);
}

const CONSTANTS: ReadonlySet<Value['kind']> = new Set([
  'text',
  'number',
  'boolean',
  'list',
  'dict',
  'object',
  'function',
]);

/** The reads of a variable in the running function; where it has none, those of the file. */
function eventsOf(run: Run, name: string): readonly ReadEvent[] {
  const { path, definition } = frame(run);
  const inFile = [...run.reads.values()].filter((event) => event.name === name && event.path === path);
  if (!definition || inFile.length < 2) return inFile;
  const { start, end } = rangeAt(run, definition);
  const own = inFile.filter(({ range }) => range.start >= start && range.end <= end);
  return own.length > 0 ? own : inFile;
}

/** Gives a default to the reads of a variable here, and to those that they stand in for. */
export function markDefaulted(run: Run, name: string, otherwise?: Value): void {
  for (const event of eventsOf(run, name)) markOtherwise(run, event, 'value', otherwise);
}

/** Gives a default to a read, and to the reads that it stands in for. */
function markOtherwise(run: Run, event: ReadEvent, how: 'value' | 'hollow', otherwise?: Value): void {
  if (event.otherwise === how || event.otherwise === 'value') return;
  event.otherwise = how;
  if (otherwise?.kind === 'text') notePlaceholder(event, otherwise.text);
  for (const before of run.reads.values())
    if (before.instead?.has(event.name) && before.path === event.path) markOtherwise(run, before, how, otherwise);
}

/** A helper that gives a constant where its name is not set, whatever way it goes, gives it a default. */
export function markHelper(run: Run, name: Value | undefined, at: At, result: Value): void {
  const word = name?.kind === 'text' ? known(name.text) : null;
  if (word === null || run.scenario.mode !== 'discover') return;
  const { path, start } = rangeAt(run, at);
  const event = run.reads.get(`${path}:${start}:${word}`);
  const ways = alternatives(result);
  if (!event || ways.some((one) => one.kind === 'null')) return;
  if (event.otherwise !== 'none' && !(event.otherwise === 'hollow' && event.tested && isGo(run))) return;
  const constants = ways.filter((one) => CONSTANTS.has(one.kind) && !(one.kind === 'text' && one.hollow === event));
  if (constants.length === 0) return;
  const hollow = constants.every(isEmpty);
  if (hollow && isGo(run)) return;
  event.otherwise = hollow ? 'hollow' : 'value';
  const [only] = constants;
  if (constants.length === 1 && only?.kind === 'text') notePlaceholder(event, only.text);
}

/**
 * In Go a variable that holds an empty value is given its default by an assignment, and one that holds a default is given what was
 * read: `if port == "" { port = "8080" }`, `if v := os.Getenv("PORT"); v != "" { port = v }`.
 */
export function markReplaced(run: Run, before: Value | undefined, value: Value): void {
  if (run.scenario.mode !== 'discover' || !before) return;
  const names = namesRead(value);
  if (names.length > 0) {
    if (!isConstant(before)) return;
    for (const name of names) for (const event of eventsOf(run, name)) if (event.tested) event.otherwise = 'value';
  } else if (isConstant(value) || value.kind === 'unknown') {
    for (const one of alternatives(before))
      if (one.kind === 'text' && one.hollow?.tested && known(one.text) === '') {
        one.hollow.otherwise = 'value';
        if (value.kind === 'text') noteFallback(one.hollow, value);
      }
  }
}

/** The variables whose values a value is, or is made of. */
function namesRead(value: Value): readonly string[] {
  if (value.kind === 'read') return [value.name];
  if (value.kind !== 'text') return [];
  return value.text.flatMap((piece) => (piece.kind === 'hole' && piece.input !== undefined ? [piece.input] : []));
}

function isConstant(value: Value): boolean {
  if (value.kind === 'number') return value.value !== 0;
  if (value.kind === 'text') return value.of === undefined && known(value.text) !== '';
  return value.kind === 'boolean' && value.value;
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

const assignments = new WeakMap<Run, Map<string, Cell<Value | undefined>>>();

/** `os.environ["X"] = …`: what is read later is there. */
export function assignEnvironment(run: Run, name: Value, value: Value, at: At): void {
  const word = name.kind === 'text' ? known(name.text) : null;
  if (word === null) return;
  const python = run.program.languageOf(frame(run).path)?.id === 'python';
  if (value.kind === 'union' && value.of.some((one) => one.kind === 'null')) run.risky = true;
  if (value.kind === 'null' && python) {
    noteDeciding(run, value);
    if (value.of !== undefined) raise(run, at, ['TypeError', 'Exception']);
  }
  const cells = assignments.get(run) ?? new Map<string, Cell<Value | undefined>>();
  assignments.set(run, cells);
  let cell = cells.get(word);
  if (!cell) {
    cell = { value: undefined };
    cells.set(word, cell);
  }
  run.journal.write(cell, value);
  const { path, definition } = frame(run);
  if (definition) return;
  const { assigned } = run.program;
  assigned.set(path, (assigned.get(path) ?? new Set()).add(word));
}

/** Stands for every name in {@link assignments}. */
const ANY_NAME = '*';

/** From here on any name may be set: its values come from somewhere that is not known here, a secret that holds a whole file for example. */
export function openEnvironment(run: Run): void {
  const cells = assignments.get(run) ?? new Map<string, Cell<Value | undefined>>();
  assignments.set(run, cells);
  let cell = cells.get(ANY_NAME);
  if (!cell) {
    cell = { value: undefined };
    cells.set(ANY_NAME, cell);
  }
  run.journal.write(cell, unknown('a file of variables'));
  const { path, definition } = frame(run);
  if (definition) return;
  const { assigned } = run.program;
  assigned.set(path, (assigned.get(path) ?? new Set()).add(ANY_NAME));
}

/** Whether any name may be set. */
function isOpened(run: Run): boolean {
  const { path, definition } = frame(run);
  return (
    assignments.get(run)?.get(ANY_NAME)?.value !== undefined ||
    (definition !== null && run.program.assigned.get(path)?.has(ANY_NAME) === true)
  );
}

function assignedTo(run: Run, name: string): Value | undefined {
  const { path, definition } = frame(run);
  const onImport = definition && run.program.assigned.get(path)?.has(name);
  return assignments.get(run)?.get(name)?.value ?? (onImport ? text('set on import') : undefined);
}

/** Marks an empty default as tested: the code looks whether there is something. */
export function markTested(value: Value): void {
  for (const one of alternatives(value)) if (one.kind === 'text' && one.hollow) markTestedRead(one.hollow);
}

/** A placeholder that is asked for by its own word: the code knows it, and copes. */
export function markKnownPlaceholder(run: Run, name: string): void {
  for (const event of run.reads.values()) if (event.name === name && event.placeholder) event.placeholder = false;
}

/** Work that may look whether an empty default is there, and does not cope with it by that. */
export function untested<T>(run: Run, work: () => T): T {
  const before = [...run.reads.values()].filter(({ tested }) => !tested);
  const result = work();
  for (const event of before) if (event.otherwise === 'hollow') event.tested = false;
  return result;
}

function markTestedRead(event: ReadEvent, seen: Set<ReadEvent> = new Set()): void {
  if (seen.has(event)) return;
  seen.add(event);
  event.tested = true;
  for (const before of event.inPlaceOf ?? []) markTestedRead(before, seen);
}

/** Environment words that a comparison with `value` tells; `by` is the variable, or empty for a name of the program. */
export function environmentSubject(run: Run, value: Value): { by: string } | null {
  for (const one of alternatives(value)) {
    if (one.kind === 'read' && isEnvironmentName(run, one.name)) return { by: one.name };
    if (one.kind === 'text' && one.of !== undefined && isEnvironmentName(run, one.of)) return { by: one.of };
    if (one.kind === 'unknown' && isEnvironmentWord(one.written)) return { by: '' };
  }
  return null;
}

/** An expression that holds the environment's name by what it is called: `environment`, `self.env`, `args.stage`. */
function isEnvironmentWord(written: string): boolean {
  const last = written.split('.').at(-1) ?? '';
  return /^_*(current_?|target_?|deploy_?|app_?|node_?)?(env|environment|stage)(_?name|_?type)?(\(\)|\.value)?$/i.test(
    last,
  );
}

/** A word of a mode is plain; that of a secret is none. */
const MODE_WORD = /^[a-z0-9][a-z0-9_-]{0,19}$/i;
const SECRET_WORDS = /SECRET|TOKEN|PASS|KEY|CREDENTIAL/i;

/** Notes with which word a variable that is set was compared. */
export function noteMode(run: Run, { name, derived }: ReadValue, [piece, ...others]: Text): void {
  if (run.scenario.mode !== 'discover' || derived || SECRET_WORDS.test(name)) return;
  if (piece?.kind !== 'text' || !piece.exact || !piece.range || others.length > 0 || !MODE_WORD.test(piece.text))
    return;
  const words = run.modes.get(name) ?? new Map<string, Range>();
  if (!words.has(piece.text)) words.set(piece.text, piece.range);
  run.modes.set(name, words);
}

export function noteWord(run: Run, by: string, word: string): void {
  run.wordCount++;
  let words = run.words.get(by);
  if (!words) {
    words = new Set();
    run.words.set(by, words);
  }
  if (word !== '' && word !== OTHER) words.add(word);
}
