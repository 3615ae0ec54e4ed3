/** Cycles after this many tell nothing new. */
const MAX_CYCLES = 20;

/**
 * The cycles of a relation, each as the nodes along it, found from `nodes` in their order. Steps to unknown nodes are left out. Its
 * time is linear in the steps; a tangle of cycles is told by the first twenty.
 */
export function findCycles(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
  const known = new Set(nodes);
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of nodes) {
    if (done.has(start)) continue;
    const trail: string[] = [start];
    const onTrail = new Set(trail);
    const pending = [next(start)[Symbol.iterator]()];
    while (trail.length > 0) {
      const node = trail[trail.length - 1] ?? '';
      const step = pending[pending.length - 1]?.next().value;
      if (step === undefined) {
        done.add(node);
        onTrail.delete(node);
        trail.pop();
        pending.pop();
      } else if (onTrail.has(step)) {
        if (cycles.length < MAX_CYCLES) cycles.push(trail.slice(trail.indexOf(step)));
      } else if (known.has(step) && !done.has(step)) {
        trail.push(step);
        onTrail.add(step);
        pending.push(next(step)[Symbol.iterator]());
      }
    }
  }
  return cycles;
}
