import { isRollcallError } from '../errors.ts';
import type { Gap } from '../model/unresolved.ts';

/** What Rollcall itself failed on while it linked one tree: the rest of the tree goes on, and what failed is told. */
export class Failures {
  readonly gaps: Gap[] = [];

  /**
   * @param what the file or function that is looked at
   * @returns null where looking at it failed
   * @throws RollcallError, and an aborted signal's reason, as they are
   */
  contain<T>(path: string, what: string, look: () => T): T | null {
    try {
      return look();
    } catch (error) {
      if (isRollcallError(error) || (error instanceof Error && error.name === 'AbortError')) throw error;
      const kind = error instanceof Error ? error.name : typeof error;
      this.gaps.push({
        reason: 'internal-error',
        text: `${what} makes Rollcall itself fail (${kind}); please report it`,
        range: { path, start: 0, end: 0 },
        names: 'all',
      });
      return null;
    }
  }
}
