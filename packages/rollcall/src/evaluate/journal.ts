/** A place that a run writes to; every write goes through the {@link Journal}, so that it can be undone and joined. */
export interface Cell<T> {
  value: T;
  /** Parts of modules that its value was made from when it was first asked for. */
  touched?: ReadonlySet<string>;
  /** The journal's level that has noted what it held before; the journal's own. */
  noted?: number | undefined;
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

/** One number for each level that was ever opened, in any run: cells are shared between runs. */
let lastLevel = 0;

/** What a cell held before a level wrote to it first, and the level that had noted it before. */
interface Note {
  readonly cell: AnyCell;
  readonly value: unknown;
  readonly noted: number | undefined;
}

/** The state at one point of a run, copied only when something is written after it. */
export interface Capture {
  readonly from: number;
  copy: Snapshot | null;
}

interface Level {
  readonly id: number;
  /** Where its notes begin; they end where those of the next level begin. */
  readonly from: number;
}

/**
 * The writes of a run, level by level. A branch whose condition is not known is run, taken back, and joined with its
 * counterpart; only the cells that either wrote are looked at.
 */
export class Journal {
  private levels: Level[] = [];
  private notes: Note[] = [];
  /** Captures of the present state. */
  private captures: Capture[] = [];

  write<T>(cell: Cell<T>, value: T): void {
    if (this.captures.length > 0) this.copyCaptures();
    const top = this.levels[this.levels.length - 1];
    if (top && cell.noted !== top.id) {
      this.notes.push({ cell, value: cell.value, noted: cell.noted });
      cell.noted = top.id;
    }
    cell.value = value;
  }

  /** How many levels are open. */
  get depth(): number {
    return this.levels.length;
  }

  /** The present state, as {@link snapshot} tells it. */
  capture(from: number): Capture {
    const capture: Capture = { from: this.levels[from]?.from ?? this.notes.length, copy: null };
    this.captures.push(capture);
    return capture;
  }

  /** What was captured. */
  captured(capture: Capture): Snapshot {
    capture.copy ??= this.valuesFrom(capture.from);
    return capture.copy;
  }

  private copyCaptures(): void {
    for (const capture of this.captures) this.captured(capture);
    this.captures = [];
  }

  /** Ends a level as {@link keep} does, where what was captured in it is still the present state; false: it is not. */
  keepCaptured(capture: Capture): boolean {
    if (capture.copy !== null || !this.captures.includes(capture)) return false;
    this.captures = this.captures.filter((other) => other !== capture);
    this.keep();
    return true;
  }

  /** The current values of every cell written since the level `from` was opened (0 is the outermost). */
  snapshot(from: number): Map<AnyCell, unknown> {
    return this.valuesFrom(this.levels[from]?.from ?? this.notes.length);
  }

  private valuesFrom(first: number): Map<AnyCell, unknown> {
    const out = new Map<AnyCell, unknown>();
    for (let i = first; i < this.notes.length; i++) {
      const cell = this.notes[i]?.cell;
      if (cell) out.set(cell, cell.value);
    }
    return out;
  }

  open(): void {
    this.levels.push({ id: ++lastLevel, from: this.notes.length });
  }

  /** Ends a level and keeps what it wrote. */
  keep(): void {
    if (this.captures.length > 0) this.copyCaptures();
    const level = this.levels.pop();
    if (!level) return;
    const parent = this.levels[this.levels.length - 1];
    const { notes } = this;
    let end = level.from;
    for (let i = level.from; i < notes.length; i++) {
      const note = notes[i];
      if (!note) continue;
      note.cell.noted = parent ? parent.id : note.noted;
      if (parent && note.noted !== parent.id) notes[end++] = note;
    }
    notes.length = end;
  }

  /** Ends a level, takes back what it wrote, and returns it. */
  undo(): Snapshot {
    if (this.captures.length > 0) this.copyCaptures();
    const written = new Map<AnyCell, unknown>();
    const level = this.levels.pop();
    if (!level) return written;
    const { notes } = this;
    for (let i = level.from; i < notes.length; i++) {
      const note = notes[i];
      if (!note) continue;
      const { cell } = note;
      written.set(cell, cell.value);
      cell.value = note.value;
      cell.noted = note.noted;
    }
    notes.length = level.from;
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
    for (const cell of first.keys()) this.joinCell(cell, first, ends, join);
    const done: Snapshot[] = [first];
    for (const end of ends) {
      if (end === first) continue;
      for (const cell of end.keys()) if (!done.some((other) => other.has(cell))) this.joinCell(cell, first, ends, join);
      done.push(end);
    }
  }

  private joinCell(cell: AnyCell, first: Snapshot, ends: readonly Snapshot[], join: Join): void {
    let joined = valueAt(first, cell);
    for (let i = 1; i < ends.length; i++) {
      const end = ends[i];
      const value = end && end !== first ? valueAt(end, cell) : joined;
      if (joined !== value) joined = join(joined, value);
    }
    if (joined !== cell.value) this.write(cell, joined);
  }

  /** Runs with no level open, so that what is written stays written: for modules and classes that every run shares. */
  detached<T>(work: () => T): T {
    this.copyCaptures();
    const { levels, notes } = this;
    this.levels = [];
    this.notes = [];
    try {
      return work();
    } finally {
      this.levels = levels;
      this.notes = notes;
      this.captures = [];
    }
  }
}
