import type { Evidence, Regression } from '../model/history.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { createFrames } from './frame.ts';
import { listEnd } from './list-end.ts';

/** The frame of a place at its commit; null where there is none. */
export type FrameOf = (evidence: Evidence) => string | null;

export const NO_FRAMES: FrameOf = () => null;

/** Frames of one row of places. */
const MOST_FRAMES = 3;

/** Of places in one file: the frames of some, each once; several names may be missing from one list. */
export function framesOf(places: readonly Evidence[], frameOf: FrameOf): readonly string[] {
  return [...new Set(places.flatMap((place) => frameOf(place) ?? []))].slice(0, MOST_FRAMES);
}

/** Frames of the places that regressions name, drawn tree by tree, so that no tree need be held for longer than its own. */
export class EvidenceFrames {
  /** By the place itself: one command may deploy several services, each with a list of its own. */
  readonly #frames = new Map<Evidence, string>();

  /**
   * Draws the places at one commit. Where a whole deployment is the place, as it is for a name that it lacks, the end of its list is shown.
   * @param facts what was found in the commit's tree
   * @param contract the path of its contract, which is never shown
   */
  draw(facts: TreeFacts, regressions: readonly Regression[], contract: string | null): void {
    const frameAt = createFrames(facts, contract);
    for (const { service, environments, evidence } of regressions)
      for (const one of evidence) {
        if (one.commit !== facts.commit || one.span === null) continue;
        const subject = { service, environment: environments[0] ?? null };
        const end = one.of === 'given' ? listEnd(one.span, subject, facts) : null;
        const frame = frameAt(end ?? one.span, one.of);
        if (frame !== null) this.#frames.set(one, frame);
      }
  }

  readonly of: FrameOf = (evidence) => this.#frames.get(evidence) ?? null;
}
