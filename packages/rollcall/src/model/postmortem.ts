import type { Change, CommitRef, History, Regression, RegressionKind } from './history.ts';

/** Regressions of one kind that the same two commits made and mended in one deployment of one service. */
export interface IncidentPart
  extends Pick<Regression, 'kind' | 'side' | 'service' | 'deployment' | 'deployments' | 'environments'> {
  /** By name. */
  readonly regressions: readonly Regression[];
}

/** Everything that one commit broke and one other mended. */
export interface Incident {
  readonly cause: CommitRef;
  /** Null where nothing mended it. */
  readonly cure: CommitRef | null;
  readonly open: boolean;
  /** By the committers' instants; null where nothing mended it. */
  readonly durationHours: number | null;
  readonly twins: readonly string[];
  readonly parts: readonly IncidentPart[];
}

/** What `rollcall history` tells: the part of a history that was asked for. */
export interface HistoryReport {
  readonly history: History;
  /** Its regressions, the open ones first, the newest first. */
  readonly incidents: readonly Incident[];
  /** How many regressions the whole history has. */
  readonly total: number;
}

/** An incident that was open when the commit in question was made. */
export interface OpenIncident {
  readonly incident: Incident;
  /** From its cause to the commit in question, by the authors' instants. */
  readonly hoursSince: number;
}

/** An incident that had ended when the commit in question was made. */
export interface EndedIncident {
  readonly incident: Incident;
  /** From its cure to the commit in question, by the authors' instants. */
  readonly hoursBefore: number;
}

export interface ServiceNames {
  readonly service: string;
  readonly names: readonly string[];
}

export const MOMENT_ROLES = ['cause', 'cure', 'asked'] as const;

/** A step of the story; no incidents: the commit in question, which broke and mended nothing. */
export interface Moment {
  readonly at: CommitRef;
  readonly role: (typeof MOMENT_ROLES)[number];
  readonly incidents: readonly Incident[];
}

/** What finds such a regression before it is merged; a null rule: nothing does. */
export interface Guard {
  readonly kind: RegressionKind;
  readonly rule: string | null;
  readonly about: readonly ServiceNames[];
}

/** What a commit did, in a word; `no-part`: others broke and mended what went on around it. */
export const VERDICTS = ['breaks', 'mends', 'no-part', 'nothing'] as const;

/** What happened at and around one commit: the result of `rollcall postmortem`. */
export interface Postmortem {
  readonly verdict: (typeof VERDICTS)[number];
  /** What the verdict is about. */
  readonly about: readonly ServiceNames[];
  /** The commit in question. */
  readonly commit: CommitRef;
  /** What it changes of what deployments give. */
  readonly changes: readonly Change[];
  /** Names that readers may suspect it of, and that it gives as its parents do; those of the nearest incidents first. */
  readonly untouched: readonly ServiceNames[];
  readonly introduced: readonly Incident[];
  readonly mended: readonly Incident[];
  /** Mended within a day before it, the latest first. */
  readonly mendedBefore: readonly EndedIncident[];
  /** Begun before it and mended after it, or not at all; the latest first. */
  readonly openThen: readonly OpenIncident[];
  /** By instant; without what had been open for more than a day. */
  readonly timeline: readonly Moment[];
  readonly guards: readonly Guard[];
  /** How many commits were read to tell this. */
  readonly commits: number;
  readonly complete: boolean;
  readonly missingObjects: readonly string[];
  readonly notRead: readonly string[];
}
