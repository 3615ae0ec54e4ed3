import type { Run } from './run.ts';

/** What the loading of a module runs is its path; a function or class of it that is made when first used is {@link partOf} the path and its name. */
export type Part = string;

export function partOf(path: string, unit: string): Part {
  return `${path}\0${unit}`;
}

/** The path of a part, and its name where it is one function or class. */
export function splitPart(part: Part): { readonly path: string; readonly name: string | null } {
  const at = part.indexOf('\0');
  return at < 0 ? { path: part, name: null } : { path: part.slice(0, at), name: part.slice(at + 1) };
}

/** The parts of modules that a piece of work has looked at: while they stay as they are, its result does too. */
export class Touched {
  private readonly parts = new Set<Part>();
  private readonly others = new Set<ReadonlySet<Part>>();

  add(part: Part): void {
    this.parts.add(part);
  }

  has(part: Part): boolean {
    return this.parts.has(part);
  }

  /** Takes over what something had looked at that was made before. */
  addAll(parts: ReadonlySet<Part> | undefined): void {
    if (parts !== undefined && parts.size > 0) this.others.add(parts);
  }

  all(): ReadonlySet<Part> {
    const out = new Set(this.parts);
    for (const parts of this.others) for (const part of parts) out.add(part);
    return out;
  }
}

/** Most steps of making one thing that is kept for other runs. */
const MAKING_STEPS = 30_000;

/**
 * Makes something that is kept for other runs, and returns the parts of modules that it looked at; the run counts them as its own. The steps
 * are not the run's: how far a run gets must not depend on what others have made before it.
 */
export function makeForAll(run: Run, work: () => void): ReadonlySet<Part> {
  const { touched: outer, steps, limit } = run;
  const own = new Touched();
  Object.assign(run, { touched: own, steps: 0, limit: MAKING_STEPS });
  try {
    work();
  } finally {
    Object.assign(run, { touched: outer, steps, limit });
    outer.addAll(own.all());
  }
  return own.all();
}
