import type { Target } from '../program/program.ts';
import type { Cell } from './journal.ts';
import type { Run } from './run.ts';
import { alternatives, isOpen, union, type Value } from './value.ts';

type Variable = Cell<Value | undefined>;

/** Variables that were assigned the values of one call: which of them go together. */
interface Tie {
  readonly cells: readonly (Variable | null)[];
  readonly held: readonly (Value | undefined)[];
  readonly rows: readonly (readonly Value[])[];
}

const ties = new WeakMap<Variable, Tie>();

/** `v, err := f()` with several outcomes: what a test tells of one of the variables, it tells of the others. */
export function tie(
  target: Extract<Target, { kind: 'list' }>,
  value: Value,
  cellOf: (name: string) => Variable | null,
): void {
  if (value.kind !== 'union') return;
  const rows = value.of.map((one) =>
    one.kind === 'list' ? one.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [],
  );
  if (rows.some((row) => row.length !== target.items.length)) return;
  const cells = target.items.map((item) => (item?.target.kind === 'name' ? cellOf(item.target.name) : null));
  const made = { cells, held: cells.map((cell) => cell?.value), rows };
  for (const cell of cells) if (cell) ties.set(cell, made);
}

/** Leaves out the outcomes that a variable's narrowed value excludes; `before` is what it held. */
export function narrowTied(run: Run, cell: Variable, before: Value): void {
  const tied = ties.get(cell);
  const at = tied?.cells.indexOf(cell) ?? -1;
  if (!tied || tied.held[at] !== before || !cell.value) return;
  const kept = alternatives(cell.value);
  const rows = tied.rows.filter((row) =>
    alternatives(row[at] ?? before).some((one) => kept.some((left) => isAlike(left, one))),
  );
  if (rows.length === 0 || rows.length === tied.rows.length) return;
  for (const [i, other] of tied.cells.entries())
    if (other && other !== cell && other.value === tied.held[i])
      run.journal.write(other, union(rows.flatMap((row) => row[i] ?? [])));
}

function isAlike(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'null') return b.kind === 'null' && a.of === b.of;
  if (a.kind === 'boolean') return b.kind === 'boolean' && a.value === b.value;
  return a.kind === 'unknown' || a.kind === 'text' || a.kind === 'read';
}
