import type { Text } from '../../model/text.ts';
import type { Scope } from './scope.ts';

const MOST_WAYS = 16;

/** What is known on one way through a job or a step: values that comparisons made known, and the comparisons. */
export interface Way {
  readonly values: Map<string, Text>;
  readonly decisions: Map<string, boolean>;
}

/**
 * Reads something once for every outcome of the comparisons that it makes with what only run time knows.
 * @returns whether all ways were gone
 */
export function inEveryWay(start: Way, read: (way: Way, decide: Scope['decide']) => void): boolean {
  let path: boolean[] = [];
  for (let count = 0; count < MOST_WAYS; count++) {
    const way: Way = { values: new Map(start.values), decisions: new Map(start.decisions) };
    let at = 0;
    read(way, (wording, subject, word) => {
      const holds = path[at] ?? true;
      path[at++] = holds;
      way.decisions.set(wording, holds);
      if (holds) way.values.set(subject, [{ kind: 'text', text: word, range: null, exact: false }]);
      return holds;
    });
    path = path.slice(0, at);
    while (path.at(-1) === false) path.pop();
    if (path.length === 0) return true;
    path[path.length - 1] = false;
  }
  return false;
}
