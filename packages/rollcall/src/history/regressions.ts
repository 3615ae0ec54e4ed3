import { createHash } from 'node:crypto';
import type { LoggedCommit } from '../git/log.ts';
import type { CommitRef, Regression } from '../model/history.ts';
import { type Cure, firstOf, type Lapse } from './lapse.ts';
import { OWN_DOING } from './state-faults.ts';

/** Kinds that are only told when they were mended: until then a change on purpose looks the same. */
const TOLD_WHEN_MENDED: ReadonlySet<Lapse['kind']> = new Set(['remapped', 'split-identity', 'reader-removed']);

/** Kinds that end when their deployment does: where others of the same cause are mended, those that are not are still open. */
const ENDS_WITH_DEPLOYMENT: ReadonlySet<Lapse['kind']> = new Set(['unmet-requirement', 'malformed', 'type-conflict']);

/** The lapses that are regressions, each told once, by the instant of the commit that made them. */
export function regressionsOf(lapses: readonly Lapse[]): readonly Regression[] {
  const families = groupBy(lapses, firstOf);
  const told = [...families].flatMap(([first, family]) => (isRegression(first, family.flatMap(curesOf)) ? family : []));
  const dropped = new Set(told.filter(({ kind }) => kind === 'dropped').map(placeOf));
  // What a deployment drops is told as dropped, and not once more as not met.
  const own = told.filter((lapse) => lapse.kind !== 'unmet-requirement' || !dropped.has(placeOf(lapse)));
  const required = new Set(lapses.filter(({ kind }) => kind === 'unmet-requirement').map(placeOf));
  const groups = groupBy(own, (lapse) =>
    JSON.stringify([lapse.kind, lapse.service, lapse.name, lapse.other, changeOf(firstOf(lapse).cause)]),
  );
  return [...groups.values()]
    .flatMap(splitByOpenness)
    .flatMap(({ group, isRest }) => regressionOf(group, required, isRest) ?? [])
    .sort((a, b) => Date.parse(a.introducedBy.date) - Date.parse(b.introducedBy.date) || (a.id < b.id ? -1 : 1));
}

function groupBy<K, T>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

/** A cause that was mended in one script and never in another is told once as mended and once as open. */
function splitByOpenness(group: readonly Lapse[]): readonly Part[] {
  if (!group.every(({ kind }) => ENDS_WITH_DEPLOYMENT.has(kind))) return [{ group, isRest: false }];
  const scripts = [...groupBy(group, ({ entry }) => entry).values()];
  const isMended = (script: readonly Lapse[]): boolean => script.some((lapse) => curesOf(lapse).length > 0);
  const mended = scripts.filter(isMended).flat();
  const open = scripts.filter((script) => !isMended(script)).flat();
  const rest = open.filter((lapse) => isRegression(firstOf(lapse), []));
  return [
    { group: mended, isRest: false },
    { group: rest, isRest: mended.length > 0 },
  ].filter((part) => part.group.length > 0);
}

interface Part {
  readonly group: readonly Lapse[];
  /** The others of the same cause are told as mended. */
  readonly isRest: boolean;
}

/**
 * What was dropped is only mended where it is given again: that a merge took the side without it mends nothing. Nor does one that takes the
 * side with the other value say that this one was wrong.
 */
function curesOf({ kind, cures }: Lapse): readonly Cure[] {
  if (kind === 'dropped') return cures.filter(({ given }) => given);
  return kind === 'remapped' ? cures.filter(({ byMerge }) => !byMerge) : cures;
}

/** @param cures those of its twins too */
function isRegression(lapse: Lapse, cures: readonly Cure[]): boolean {
  if (lapse.silent) return false;
  if (lapse.doubtful) return cures.some(({ given }) => given);
  if (cures.some(({ handedOver }) => !handedOver) && lapse.kind !== 'wiped') return true;
  if (TOLD_WHEN_MENDED.has(lapse.kind)) return false;
  // What nobody reads may be wiped on purpose, but not by the script that has just set it.
  if (lapse.kind === 'wiped') return lapse.need !== 'none' || (lapse.confidence === OWN_DOING && cures.length > 0);
  if (lapse.kind !== 'dropped') return true;
  return lapse.kept ? lapse.need !== 'none' : lapse.need === 'required' && lapse.side === 'deployment';
}

function placeOf({ service, name, cause }: Lapse): string {
  return JSON.stringify([service, name, cause.id]);
}

/** A change and its cherry-picks have the author's instant and the subject in common. */
function changeOf(commit: LoggedCommit): readonly string[] {
  return [commit.authored, commit.subject];
}

/** One cause in several scripts, or on several branches, is one regression: the earliest of them, mended where the first of them was. */
function regressionOf(group: readonly Lapse[], required: ReadonlySet<string>, isRest: boolean): Regression | null {
  const sorted = [...group].sort((a, b) => instantOf(a.cause) - instantOf(b.cause));
  const mended = sorted.filter((lapse) => curesOf(lapse).length > 0);
  const lapse = mended[0] ?? sorted[0];
  if (!lapse) return null;
  const { cause, kind, service, name, other } = lapse;
  const cure = firstCure(group);
  const twins = [...new Set(group.map((one) => one.cause.id))].filter((id) => id !== cause.id).sort();
  const id = createHash('sha256')
    .update(JSON.stringify([kind, service, name, other, cause.id, ...(isRest ? [lapse.entry] : [])]))
    .digest('hex')
    .slice(0, 16);
  return {
    id,
    kind,
    side: lapse.side,
    need: required.has(placeOf(lapse)) ? 'required' : lapse.need,
    service,
    deployment: lapse.entry,
    deployments: [...new Set(sorted.map(({ entry }) => entry))].sort(),
    environments: lapse.environments,
    name,
    other,
    from: lapse.from,
    to: cure?.to ?? null,
    introducedBy: refOf(cause),
    fixedBy: cure ? refOf(cure.commit) : null,
    open: cure === null,
    durationHours: cure ? Math.max(0, instantOf(cure.commit) - instantOf(cause)) / 3_600_000 : null,
    confidence: lapse.confidence,
    twins,
    evidence: [...lapse.before, ...(cure?.after ?? [])],
  };
}

function firstCure(group: readonly Lapse[]): Cure | null {
  const cures = group.flatMap(curesOf);
  return (
    cures.sort((a, b) => Number(a.byMerge) - Number(b.byMerge) || instantOf(a.commit) - instantOf(b.commit))[0] ?? null
  );
}

function instantOf(commit: LoggedCommit): number {
  return Date.parse(commit.committed);
}

function refOf(commit: LoggedCommit): CommitRef {
  return { commit: commit.id, date: commit.authored, subject: commit.subject };
}
