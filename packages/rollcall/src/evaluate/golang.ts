import type { At, UnitText } from '../program/program.ts';
import { force, setAttribute } from './access.ts';
import type { Arguments } from './callables.ts';
import { evaluate } from './expressions.ts';
import { within } from './frames.ts';
import { moduleScope } from './imports.ts';
import type { Cell } from './journal.ts';
import { TYPE } from './libraries/golang-composites.ts';
import { libraryFunction } from './libraries/table.ts';
import { holdsWords } from './roots.ts';
import { frame, type Run, rangeAt, written } from './run.ts';
import { alternatives, type ClassValue, keyOf, type ObjectValue, unknown, type Value } from './value.ts';

/** What Go does in a way of its own: packages of several files, structs, methods beside their types. */

export function isGo(run: Run, path: string = frame(run).path): boolean {
  return run.program.languageOf(path)?.id === 'go';
}

const declared = new WeakMap<readonly UnitText[], ReadonlySet<string>>();

/** The names that a file declares for its package. */
function namesIn(units: readonly UnitText[]): ReadonlySet<string> {
  let names = declared.get(units);
  if (!names) {
    names = new Set(units.flatMap(({ defines, binds }) => [...(defines === null ? [] : [defines]), ...(binds ?? [])]));
    declared.set(units, names);
  }
  return names;
}

/** The cell of a package's name, whichever of its files declares it. `path` is a file of the package, or the package. */
export function packageCell(run: Run, path: string, name: string): Cell<Value | undefined> | null {
  const files = run.program.siblings(path);
  for (const file of files) {
    if (!namesIn(run.program.units(file)).has(name)) continue;
    const cell = moduleScope(run, file).variables.get(name);
    if (cell?.value !== undefined) return cell;
  }
  // That no file declares it is something that the result rests on.
  for (const file of files) run.touched.add(file);
  return null;
}

const reading = new WeakMap<readonly UnitText[], boolean>();

/**
 * A program's start leads through all of it. When most of a run's steps are used up, only files that have to do with the environment are
 * followed further.
 */
export function isTooFar(run: Run, path: string): boolean {
  if (run.steps < run.limit / 2) return false;
  const units = run.program.units(path);
  let reads = reading.get(units);
  if (reads === undefined) {
    reads = holdsWords(run.program.source(path) ?? '');
    reading.set(units, reads);
  }
  return !reads;
}

/** A method `T.name` of a struct, which may stand in any file of its package. */
export function methodOf(run: Run, of: ClassValue, name: string): Value | undefined {
  const full = `${of.definition.name ?? ''}.${name}`;
  const cell = of.scope.variables.get(full) ?? packageCell(run, of.path, full);
  return (cell && force(run, cell)) ?? undefined;
}

/** A method that is modelled of a struct of a library. */
export function libraryMethod(object: ObjectValue, name: string): Value | null {
  if (object.class !== null) return null;
  const type = object.attributes.get(TYPE)?.value;
  const full = type && `${keyOf(type) ?? ''}.${name}`;
  return full && libraryFunction(full) ? { kind: 'builtin', name: full, receiver: object } : null;
}

/** Deeper than this a struct that holds structs is not made. */
const MOST_FRAMES = 60;

/** `T{…}`: a struct with its fields as given, the others empty. A pointer to it is the same thing. */
export function makeStruct(run: Run, of: ClassValue, args: Arguments, at: At): Value {
  const made: ObjectValue = { kind: 'object', class: of, attributes: new Map() };
  if (run.frames.length > MOST_FRAMES) return unknown(written(run, at), rangeAt(run, at));
  setZeros(run, of, made, new Set());
  const struct = of.definition.struct ?? [];
  for (const [i, value] of args.positional.entries()) setField(run, of, made, struct[i]?.name ?? '', value);
  for (const [name, value] of args.named) setField(run, of, made, name, value);
  return made;
}

function setZeros(run: Run, of: ClassValue, made: ObjectValue, seen: Set<ClassValue>): void {
  if (seen.has(of)) return;
  seen.add(of);
  for (const base of of.bases) {
    const known = base.kind === 'lazy' ? base.force() : base;
    if (known.kind === 'class') setZeros(run, known, made, seen);
  }
  within(run, { path: of.path, base: of.base, scope: of.scope, name: of.definition.name }, () => {
    for (const { name, zero, embedded } of of.definition.struct ?? [])
      if (!embedded) setAttribute(run, made, name, evaluate(run, zero));
  });
}

/** What is embedded lies flat in the struct, so giving it gives its fields. */
function setField(run: Run, of: ClassValue, made: ObjectValue, name: string, value: Value): void {
  if (name === '') return;
  if (!embeds(of, name)) return setAttribute(run, made, name, value);
  for (const one of alternatives(value))
    if (one.kind === 'object')
      for (const [inner, cell] of one.attributes) if (cell.value) setAttribute(run, made, inner, cell.value);
}

/** Whether a struct, or one that it embeds, embeds a type of that name. */
export function embeds(of: ClassValue, name: string, depth = 0): boolean {
  if (of.definition.struct?.some((field) => field.embedded && field.name === name)) return true;
  return depth < 8 && of.bases.some((base) => base.kind === 'class' && embeds(base, name, depth + 1));
}

/** The receiver of a method that is looked at by itself: an instance of its type, its fields unknown. */
export function opaqueReceiver(run: Run, path: string, method: string): Value | null {
  const type = method.slice(0, method.indexOf('.'));
  const cell = packageCell(run, path, type);
  const of = cell && force(run, cell);
  return of?.kind === 'class' ? { kind: 'object', class: of, attributes: new Map() } : null;
}

/** Go's units in the order in which they come to be: functions and types, constants, variables, `init`. */
export function inOrderOfMaking(units: readonly UnitText[], isLazy: (unit: UnitText) => boolean): readonly UnitText[] {
  const rank = (unit: UnitText): number => {
    if (isLazy(unit)) return 0;
    if (unit.defines !== null) return 2;
    const word = /^\w+/.exec(unit.text)?.[0] ?? '';
    return word === 'package' || word === 'import' ? 1 : word === 'var' ? 4 : word === 'func' ? 5 : 3;
  };
  return [...units].sort((a, b) => rank(a) - rank(b));
}
