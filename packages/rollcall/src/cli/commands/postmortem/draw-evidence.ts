import type { Evidence, Regression } from '../../../model/history.ts';
import type { Incident, Postmortem } from '../../../model/postmortem.ts';
import { EvidenceFrames, type FrameOf } from '../../../reporters/evidence-frames.ts';
import type { HistorySession } from '../../history-session.ts';

/** Each commit whose places are shown is linked once more; what is told of more commits names the places alone. */
const MOST_COMMITS = 12;

/** Draws the places of what a postmortem tells in full, those of the nearest incidents first. */
export async function drawEvidence(report: Postmortem, session: HistorySession): Promise<FrameOf> {
  const regressions = incidentsOf(report).flatMap(({ parts }) => parts.flatMap((part) => part.regressions));
  const commits = new Set(regressions.flatMap(({ evidence }) => evidence.map(({ commit }: Evidence) => commit)));
  const frames = new EvidenceFrames();
  for await (const facts of session.factsAt([...commits].slice(0, MOST_COMMITS)))
    frames.draw(facts, placesAt(regressions, facts.commit), session.contractPath);
  return frames.of;
}

function incidentsOf({ introduced, mended, mendedBefore, openThen }: Postmortem): readonly Incident[] {
  return [...introduced, ...mended, ...[...mendedBefore, ...openThen].map(({ incident }) => incident)];
}

function placesAt(regressions: readonly Regression[], commit: string | null): readonly Regression[] {
  return regressions.filter(({ evidence }) => evidence.some((one) => one.commit === commit));
}
