import type { Gap } from '../model/unresolved.ts';

/** Each gap once; of a file that holds the markers of a conflict these alone, since its syntax errors come from them. */
export function toldGaps(gaps: readonly Gap[]): readonly Gap[] {
  const conflicts = new Set(
    gaps.flatMap(({ reason, range }) => (reason === 'conflict-markers' && range ? range.path : [])),
  );
  const told = new Map<string, Gap>();
  for (const gap of gaps) {
    const { reason, text, range } = gap;
    if (reason === 'syntax-error' && range && conflicts.has(range.path)) continue;
    told.set(JSON.stringify([reason, text, range, gap.names]), gap);
  }
  return [...told.values()];
}
