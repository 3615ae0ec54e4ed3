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
  const seen = new Map<string, number>();
  const units = (languageOf(path)?.cut(text, path) ?? []).map((unit) => {
    const own = digest(unit.text);
    const nth = (seen.get(own) ?? 0) + 1;
    seen.set(own, nth);
    const number = numberOf(`${path} ${own} ${nth}`);
    starts.set(number, unit.start);
    const start = number * UNIT_SPACE;
    return { ...unit, start, end: start + unit.text.length };
  });
  return { units, starts };
});

/** The units of a file, at their places. */
export function unitsAt(path: string, file: FileText | null): readonly UnitText[] {
  return layoutOf(path, file)?.units ?? [];
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
