import { isPlaceholder } from '../model/placeholder-text.ts';
import { known, type Text } from '../model/text.ts';
import type { At } from '../program/program.ts';
import { isGo } from './golang.ts';
import { frame, type Run, rangeAt } from './run.ts';
import { alternatives, type ReadEvent, type TextValue, type Value } from './value.ts';

/** In Go an empty default says no more than `os.Getenv` does. */
export function isEmpty(value: Value | undefined): boolean {
  return value?.kind === 'text' && known(value.text) === '';
}

/** What stands for an unset name, though no default was written: tests and replacements of it are told, but it is not hollow. */
export function bareDefault(event: ReadEvent, otherwise: Value | undefined, name: string): Value | undefined {
  return otherwise?.kind === 'text' ? { ...otherwise, hollow: event, of: name } : otherwise;
}

/** Gives an empty default to the event, so that a test of it can be told. */
export function markDefault(event: ReadEvent, otherwise: Value | undefined, name: string): Value | undefined {
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
        for (const next of eventsOf(run, other)) {
          standInFor(next, event);
          if (next.otherwise === 'value' && !empty && !constant) markOtherwise(run, event, 'value');
        }
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
