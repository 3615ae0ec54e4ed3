import { isEager } from '../evaluate/imports.ts';
import type { Program } from '../evaluate/modules.ts';
import { type Part, splitPart } from '../evaluate/touched.ts';
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

/** For each file with a part that was looked at and does not parse: the first such place. */
export function brokenIn(
  program: Program & Positions,
  parts: Iterable<Part>,
): ReadonlyMap<string, { readonly start: number; readonly end: number }> {
  const broken = new Map<string, { readonly start: number; readonly end: number }>();
  for (const part of new Set(parts)) {
    const { path, name } = splitPart(part);
    for (const unit of program.units(path)) {
      if (name === null ? !isEager(unit) : unit.defines !== name) continue;
      const found = brokenOf(program, path, unit);
      if (!found) continue;
      const { start, end } = program.real({ path, start: unit.start + found.start, end: unit.start + found.end });
      if (start < (broken.get(path)?.start ?? Number.POSITIVE_INFINITY)) broken.set(path, { start, end });
    }
  }
  return broken;
}
