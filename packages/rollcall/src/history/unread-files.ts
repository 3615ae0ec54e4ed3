import type { LoggedCommit } from '../git/log.ts';
import type { State } from './state.ts';

const MOST_TOLD = 5;

/** Files that could not be read, or not wholly, with how often and where first. */
export class UnreadFiles {
  private readonly known = new Map<string, { commits: number; readonly first: string }>();

  count({ id }: LoggedCommit, { unread }: State): void {
    for (const path of unread) {
      const one = this.known.get(path);
      if (one) one.commits++;
      else this.known.set(path, { commits: 1, first: id });
    }
  }

  /** A sentence for each of those that were unread most often. */
  tell(): readonly string[] {
    const all = [...this.known].sort(([a, x], [b, y]) => y.commits - x.commits || (a < b ? -1 : 1));
    const told = all
      .slice(0, MOST_TOLD)
      .map(([path, { commits, first }]) =>
        commits === 1
          ? `${path} at ${first.slice(0, 9)}: it could not be read, or only in part`
          : `${path} at ${commits} commits from ${first.slice(0, 9)} on: it could not be read, or only in part`,
      );
    const more = all.length - told.length;
    return more > 0 ? [...told, `${more} more file${more === 1 ? '' : 's'} likewise`] : told;
  }
}
