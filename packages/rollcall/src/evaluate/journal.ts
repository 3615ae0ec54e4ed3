/** A place that a run writes to; every write goes through the {@link Journal}, so that it can be undone and joined. */
export interface Cell<T> {
  value: T;
  /** Parts of modules that its value was made from when it was first asked for. */
  touched?: ReadonlySet<string>;
}

type AnyCell = Cell<unknown>;

/** The values of all cells written since the run began, at one point of it. */
export type Snapshot = ReadonlyMap<AnyCell, unknown>;

/** What a cell holds at a point; one that was not written before it holds what it does now. */
function valueAt(point: Snapshot, cell: AnyCell): unknown {
  const value = point.get(cell);
  return value === undefined && !point.has(cell) ? cell.value : value;
}

export type Join = (a: unknown, b: unknown) => unknown;

/**
 * The writes of a run, level by level. A branch whose condition is not known is run, taken back, and joined with its
 * counterpart; only the cells that either wrote are looked at.
 */
export class Journal {
  private levels: Map<AnyCell, unknown>[] = [];

  write<T>(cell: Cell<T>, value: T): void {
    const top = this.levels[this.levels.length - 1];
    if (top && !top.has(cell)) top.set(cell, cell.value);
    cell.value = value;
  }

  /** How many levels are open. */
  get depth(): number {
    return this.levels.length;
  }

  /** The current values of every cell written since the level `from` was opened (0 is the outermost). */
  snapshot(from: number): Map<AnyCell, unknown> {
    const out = new Map<AnyCell, unknown>();
    for (let i = from; i < this.levels.length; i++)
      for (const cell of this.levels[i]?.keys() ?? []) out.set(cell, cell.value);
    return out;
  }

  open(): void {
    this.levels.push(new Map());
  }

  /** Ends a level and keeps what it wrote. */
  keep(): void {
    const level = this.levels.pop();
    const parent = this.levels[this.levels.length - 1];
    if (!level || !parent) return;
    for (const [cell, old] of level) if (!parent.has(cell)) parent.set(cell, old);
  }

  /** Ends a level, takes back what it wrote, and returns it. */
  undo(): Snapshot {
    const level = this.levels.pop() ?? new Map<AnyCell, unknown>();
    const written = new Map<AnyCell, unknown>();
    for (const [cell, old] of level) {
      written.set(cell, cell.value);
      cell.value = old;
    }
    return written;
  }

  /** Writes the join of several ends of the same beginning; a cell that one of them did not write has its present value there. */
  join(ends: readonly Snapshot[], join: Join): void {
    const [first] = ends;
    if (!first) return;
    if (ends.length === 1) {
      for (const [cell, value] of first) if (cell.value !== value) this.write(cell, value);
      return;
    }
    const cells = new Set(first.keys());
    for (const end of ends) if (end !== first) for (const cell of end.keys()) cells.add(cell);
    for (const cell of cells) {
      let joined = valueAt(first, cell);
      for (const end of ends) {
        const value = end === first ? joined : valueAt(end, cell);
        if (joined !== value) joined = join(joined, value);
      }
      if (joined !== cell.value) this.write(cell, joined);
    }
  }

  /** Runs with no level open, so that what is written stays written: for modules and classes that every run shares. */
  detached<T>(work: () => T): T {
    const levels = this.levels;
    this.levels = [];
    try {
      return work();
    } finally {
      this.levels = levels;
    }
  }
}
