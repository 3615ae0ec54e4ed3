import type { DeploymentState } from './state.ts';

/** How much of what one deployment says the other says too; 0: nothing. */
export function likeness(a: DeploymentState, b: DeploymentState): number {
  let score = 0;
  for (const [name, { source }] of b.names) {
    const theirs = a.names.get(name);
    if (theirs) score += theirs.source === source ? 3 : 1;
  }
  if (a.environment !== null && a.environment === b.environment) score += 4;
  if (a.aliases.some((alias) => b.aliases.includes(alias))) score += 1;
  return score;
}

/**
 * Pairs of what is most alike, each in one pair at most; of pairs that are equally alike, the first.
 * @param score null: they are no pair
 */
export function pairAlike<A, B>(
  as: readonly A[],
  bs: readonly B[],
  score: (a: A, b: B) => number | null,
): readonly (readonly [A, B])[] {
  const scored = as.flatMap((a) =>
    bs.flatMap((b) => {
      const found = score(a, b);
      return found === null ? [] : [{ a, b, score: found }];
    }),
  );
  const pairs: (readonly [A, B])[] = [];
  const [takenA, takenB] = [new Set<A>(), new Set<B>()];
  for (const { a, b } of scored.sort((one, other) => other.score - one.score)) {
    if (takenA.has(a) || takenB.has(b)) continue;
    takenA.add(a);
    takenB.add(b);
    pairs.push([a, b]);
  }
  return pairs;
}
