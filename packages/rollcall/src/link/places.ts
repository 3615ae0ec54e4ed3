import type { Range } from '../model/span.ts';
import type { UnitText } from '../program/program.ts';
import type { FileText } from '../workspace/file-text.ts';
import { digest } from './memory.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';

/**
 * Units are evaluated at places of their own, far apart: `number × UNIT_SPACE`, the number told by path, text and which of several
 * equal ones it is. What is found in a unit is thereby the same wherever in the file it stands, and holds for every tree that has the
 * unit. Files are shorter than this, so a place is told from an offset by its size.
 */
const UNIT_SPACE = 2 ** 23;

/** A file's units at their places, and the offset at which each begins in the file. */
interface Layout {
  readonly units: readonly UnitText[];
  readonly starts: ReadonlyMap<number, number>;
  /** For each number, what it is told by beside the path. */
  readonly ids: ReadonlyMap<number, string>;
}

const numbers = new Map<string, number>();

function numberOf(key: string): number {
  let number = numbers.get(key);
  if (number === undefined) {
    number = numbers.size + 1;
    numbers.set(key, number);
  }
  return number;
}

const layoutOf = perText((path, text): Layout => {
  const starts = new Map<number, number>();
  const ids = new Map<number, string>();
  const seen = new Map<string, number>();
  const units = (languageOf(path)?.cut(text, path) ?? []).map((unit) => {
    const own = digest(unit.text);
    const nth = (seen.get(own) ?? 0) + 1;
    seen.set(own, nth);
    const id = `${own} ${nth}`;
    const number = numberOf(`${path} ${id}`);
    starts.set(number, unit.start);
    ids.set(number, id);
    const start = number * UNIT_SPACE;
    return { ...unit, start, end: start + unit.text.length };
  });
  return { units, starts, ids };
});

/** The units of a file, at their places. */
export function unitsAt(path: string, file: FileText | null): readonly UnitText[] {
  return layoutOf(path, file)?.units ?? [];
}

/** A place as it can be told outside of this process: the unit's id (`` outside of any), and the offset in it. */
export interface StatedPlace {
  readonly unit: string;
  readonly offset: number;
}

/** Null for a place in none of the file's units. */
export function statePlace(path: string, file: FileText | null, place: number): StatedPlace | null {
  if (place < UNIT_SPACE) return { unit: '', offset: place };
  const unit = layoutOf(path, file)?.ids.get(Math.floor(place / UNIT_SPACE));
  return unit === undefined ? null : { unit, offset: place % UNIT_SPACE };
}

/** The place at which the unit of a file begins whose id is the one that is looked for; null where the file has none. */
export function findUnit(path: string, file: FileText | null, isIt: (unit: string) => boolean): number | null {
  for (const [number, id] of layoutOf(path, file)?.ids ?? []) if (isIt(id)) return number * UNIT_SPACE;
  return null;
}

/** A unit's id as {@link statePlace} tells it. */
export function idOfUnit(path: string, file: FileText | null, unit: UnitText): string {
  return layoutOf(path, file)?.ids.get(unit.start / UNIT_SPACE) ?? '';
}

/** The offset in the file that a place stands for; an offset stays as it is. */
export function offsetOf(path: string, file: FileText | null, place: number): number {
  if (place < UNIT_SPACE) return place;
  const start = layoutOf(path, file)?.starts.get(Math.floor(place / UNIT_SPACE)) ?? 0;
  return start + (place % UNIT_SPACE);
}

/** A copy of a plain value in which every range stands where `real` says. */
export function relocate<T>(value: T, real: (range: Range) => Range): T {
  return relocateAny(value, real) as T;
}

function relocateAny(value: unknown, real: (range: Range) => Range): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => relocateAny(item, real));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, relocateAny(item, real)]));
  if (value instanceof Set) return new Set([...value].map((item) => relocateAny(item, real)));
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, relocateAny(item, real)]));
  const { path, start, end } = copy;
  if (typeof path !== 'string' || typeof start !== 'number') return copy;
  return typeof end === 'number'
    ? { ...copy, ...real({ path, start, end }) }
    : { ...copy, start: real({ path, start, end: start }).start };
}
