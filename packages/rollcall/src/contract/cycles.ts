/**
 * The cycles of a relation, each told once, as the nodes along it, beginning with the one that comes first in `nodes`. Steps to
 * unknown nodes are left out.
 */
export function findCycles(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
  const known = new Set(nodes);
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of nodes) {
    if (done.has(start)) continue;
    const trail: string[] = [start];
    const onTrail = new Set(trail);
    const pending: string[][] = [[...next(start)]];
    while (trail.length > 0) {
      const node = trail[trail.length - 1] ?? '';
      const step = pending[pending.length - 1]?.shift();
      if (step === undefined) {
        done.add(node);
        onTrail.delete(node);
        trail.pop();
        pending.pop();
      } else if (onTrail.has(step)) cycles.push(trail.slice(trail.indexOf(step)));
      else if (known.has(step) && !done.has(step)) {
        trail.push(step);
        onTrail.add(step);
        pending.push([...next(step)]);
      }
    }
  }
  return cycles;
}
