import { isEager } from '../evaluate/imports.ts';
import type { Program } from '../evaluate/modules.ts';
import { type Part, splitPart } from '../evaluate/touched.ts';
import type { Range } from '../model/span.ts';
import type { At, UnitText } from '../program/program.ts';
import type { Positions } from './program.ts';

const known = new WeakMap<UnitText, { readonly at: At | null }>();

function brokenOf(program: Program, path: string, unit: UnitText): At | null {
  let found = known.get(unit);
  if (!found) {
    found = { at: program.statements(path, unit).find((statement) => statement.kind === 'broken') ?? null };
    known.set(unit, found);
  }
  return found.at;
}

/** Whether one of a part's units does not parse. */
export function hasBroken(program: Program, part: Part): boolean {
  return unitsOf(program, part).some(({ path, unit }) => brokenOf(program, path, unit) !== null);
}

/** Takes it as known that all units of a part parse. */
export function markSound(program: Program, part: Part): void {
  for (const { unit } of unitsOf(program, part)) known.set(unit, { at: null });
}

function unitsOf(program: Program, part: Part): readonly { readonly path: string; readonly unit: UnitText }[] {
  const { path, name } = splitPart(part);
  const units = program.units(path).filter((unit) => (name === null ? isEager(unit) : unit.defines === name));
  return units.map((unit) => ({ path, unit }));
}

/** Units that were looked at and do not parse, by the parts that were looked at: mostly none. */
const inParts = new WeakMap<ReadonlySet<Part>, readonly Range[]>();

function brokenAmong(program: Program, parts: ReadonlySet<Part>): readonly Range[] {
  let found = inParts.get(parts);
  if (!found) {
    found = [...parts].flatMap((part) =>
      unitsOf(program, part).flatMap(({ path, unit }) => {
        const at = brokenOf(program, path, unit);
        return at ? [{ path, start: unit.start + at.start, end: unit.start + at.end }] : [];
      }),
    );
    inParts.set(parts, found);
  }
  return found;
}

/** For each file with a part that was looked at and does not parse: the first such place. */
export function brokenIn(
  program: Program & Positions,
  looked: Iterable<ReadonlySet<Part>>,
): ReadonlyMap<string, { readonly start: number; readonly end: number }> {
  const broken = new Map<string, { readonly start: number; readonly end: number }>();
  for (const parts of looked)
    for (const range of brokenAmong(program, parts)) {
      const { path, start, end } = program.real(range);
      if (start < (broken.get(path)?.start ?? Number.POSITIVE_INFINITY)) broken.set(path, { start, end });
    }
  return broken;
}
