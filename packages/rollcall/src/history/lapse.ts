import type { LoggedCommit } from '../git/log.ts';
import type { Evidence, RegressionKind } from '../model/history.ts';

/** A regression while the history is walked: it is opened once, and closed on each branch that mends it. */
export interface Lapse {
  readonly kind: RegressionKind;
  readonly side: 'code' | 'deployment' | 'entry';
  readonly service: string;
  readonly entry: string;
  readonly environments: readonly string[];
  readonly name: string;
  readonly other: string | null;
  readonly need: 'required' | 'read' | 'none';
  readonly from: string | null;
  readonly confidence: number;
  /** It is told though it was never mended: someone needs the name, or a script took over without it. */
  readonly kept: boolean;
  /**
   * It is told only where the deployment came to give the name in the end, which says that it was not there. What is doubtful when it begins may
   * become certain while it lasts.
   */
  doubtful: boolean;
  /** Nothing at all was deployed from then on, so nothing was taken away: what still runs has it. */
  readonly silent: boolean;
  readonly cause: LoggedCommit;
  readonly before: readonly Evidence[];
  readonly cures: Cure[];
  /** What began earlier on another branch and became one with it. */
  twinOf: Lapse | null;
}

/** A commit after which it is given again, or no longer needed. */
export interface Cure {
  readonly commit: LoggedCommit;
  /** The secret's id from then on. */
  readonly to: string | null;
  /** The deployment gives the name from then on. */
  readonly given: boolean;
  /** The other side of a merge had it all the while; a commit that mends it by itself is the better answer. */
  readonly byMerge: boolean;
  /** Another script took over from one that had ended: in between nothing was deployed, and so nothing dropped. */
  readonly handedOver: boolean;
  readonly after: readonly Evidence[];
  /** What was taken away is given by nobody any more; where somebody gives it again, nothing had been mended. */
  readonly withdrawn: boolean;
}

/** The lapse that speaks for one that became one with it. */
export function firstOf(lapse: Lapse): Lapse {
  return lapse.twinOf ? firstOf(lapse.twinOf) : lapse;
}
