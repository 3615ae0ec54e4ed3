import type { Assumption, Condition } from '../../model/command.ts';

const MOST_WAYS = 16;

/** One way through a text: how the comparisons came out that it makes with what only run time knows. */
export interface Choices {
  /** The outcome of a comparison, told by its wording; the same one comes out the same way. */
  decide(wording: string): boolean;
  /** The outcome on this way of a comparison that was made before. */
  decided(wording: string): boolean | undefined;
  /** All outcomes on this way so far. */
  assumed(): readonly Assumption[];
  /** What holds on this way: a source expression equals a word. */
  readonly conditions: Condition[];
}

/**
 * Reads something once for every outcome of the comparisons that it makes with what only run time knows.
 * @returns whether all ways were gone
 */
export function inEveryChoice(read: (choices: Choices) => void, most = MOST_WAYS): boolean {
  let path: boolean[] = [];
  for (let count = 0; count < most; count++) {
    const decided = new Map<string, boolean>();
    let at = 0;
    read({
      conditions: [],
      decided: (wording) => decided.get(wording),
      assumed: () => [...decided].map(([key, holds]) => ({ key, equals: `${holds}`, not: [] })),
      decide: (wording) => {
        const known = decided.get(wording);
        if (known !== undefined) return known;
        const holds = path[at] ?? true;
        path[at++] = holds;
        decided.set(wording, holds);
        return holds;
      },
    });
    path = path.slice(0, at);
    while (path.at(-1) === false) path.pop();
    if (path.length === 0) return true;
    path[path.length - 1] = false;
  }
  return false;
}
