import type { Run } from './run.ts';

/** The part of a module that its loading runs is its path; a function or class of it that is made when first used is `path#name`. */
export type Part = string;

export function partOf(path: string, unit: string): Part {
  return `${path}#${unit}`;
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

/** Does `work`, and returns the parts that it looked at; the run counts them as its own. */
export function noteTouched(run: Run, work: () => void): ReadonlySet<Part> {
  const outer = run.touched;
  const own = new Touched();
  run.touched = own;
  try {
    work();
  } finally {
    run.touched = outer;
    outer.addAll(own.all());
  }
  return own.all();
}
