import type { Change, CommitRef, History, Need, Regression, RegressionKind } from '../model/history.ts';
import type { EndedIncident, Guard, Incident, Moment, Postmortem, Untouched } from '../model/postmortem.ts';
import { groupIncidents, instantOf } from './incidents.ts';
import { namesIn } from './select.ts';

const HOUR = 3_600_000;
const DAY = 24;

/** The commit that a postmortem is about unless another is named: the newest open regression's, else the newest regression's. */
export function commitToExplain({ regressions }: History): CommitRef | null {
  return groupIncidents(regressions)[0]?.cause ?? null;
}

/**
 * What happened at and around a commit: what it changes, broke and mended, what was broken while it was made, what had been mended
 * within a day before, and what of all that it has no part in. Only states decide; a commit's message is carried along and never read.
 */
export function postmortemOf(history: History, commit: CommitRef): Postmortem {
  const changes = history.changes.filter((change) => change.commit === commit.commit);
  const own = history.regressions.filter((one) => isCause(one, commit) || isCure(one, commit));
  const touched = new Set([...changes, ...own].map(({ service }) => service));
  const around = history.regressions.filter(
    (one) => !own.includes(one) && (touched.size === 0 || touched.has(one.service)),
  );
  const introduced = groupIncidents(own.filter((one) => isCause(one, commit)));
  const mended = groupIncidents(own.filter((one) => isCure(one, commit)));
  const openThen = groupIncidents(around.filter((one) => wasOpen(one, commit)));
  const mendedBefore = groupIncidents(around).flatMap((incident) => endedBefore(incident, commit));
  const suspected = [...openThen, ...mendedBefore.map(({ incident }) => incident)];
  const all = [...introduced, ...mended, ...suspected];
  const untouched = findUntouched(suspected, own, changes);
  return {
    title: titleOf(introduced, mended, untouched),
    commit,
    changes,
    untouched,
    introduced,
    mended,
    openThen,
    mendedBefore,
    timeline: orderMoments(all, commit),
    guards: guardsOf(introduced.length > 0 ? introduced : all),
    commits: history.commits,
    complete: history.complete,
    missingObjects: history.missingObjects,
    notRead: history.notRead,
  };
}

function isCause({ introducedBy, twins }: Regression, { commit }: CommitRef): boolean {
  return introducedBy.commit === commit || twins.includes(commit);
}

function isCure({ fixedBy }: Regression, { commit }: CommitRef): boolean {
  return fixedBy?.commit === commit;
}

function wasOpen({ introducedBy, fixedBy, open }: Regression, { date }: CommitRef): boolean {
  const at = instantOf(date);
  if (instantOf(introducedBy.date) > at) return false;
  return fixedBy === null ? open : instantOf(fixedBy.date) > at;
}

function endedBefore(incident: Incident, { date }: CommitRef): EndedIncident[] {
  if (incident.cure === null) return [];
  const hoursBefore = (instantOf(date) - instantOf(incident.cure.date)) / HOUR;
  return hoursBefore >= 0 && hoursBefore <= DAY ? [{ incident, hoursBefore }] : [];
}

/** Suspected names that the commit gives as before, and whose regressions neither begin nor end with it. */
function findUntouched(
  suspected: readonly Incident[],
  own: readonly Regression[],
  changes: readonly Change[],
): Untouched[] {
  const touched = new Set([
    ...own.map(({ service, name }) => JSON.stringify([service, name])),
    ...changes.flatMap((change) => namesIn(change).map((name) => JSON.stringify([change.service, name]))),
  ]);
  const left = new Map<string, Set<string>>();
  for (const { service, name } of regressionsOf(suspected)) {
    if (touched.has(JSON.stringify([service, name]))) continue;
    left.set(service, (left.get(service) ?? new Set()).add(name));
  }
  return [...left].map(([service, names]) => ({ service, names: [...names].sort() }));
}

function orderMoments(incidents: readonly Incident[], commit: CommitRef): Moment[] {
  const moments: Moment[] = incidents.flatMap((incident) => [
    { at: incident.cause, role: 'cause' as const, incident },
    ...(incident.cure === null ? [] : [{ at: incident.cure, role: 'cure' as const, incident }]),
  ]);
  if (!moments.some(({ at }) => at.commit === commit.commit))
    moments.push({ at: commit, role: 'asked', incident: null });
  return moments.sort((a, b) => instantOf(a.at.date) - instantOf(b.at.date));
}

function titleOf(
  introduced: readonly Incident[],
  mended: readonly Incident[],
  untouched: readonly Untouched[],
): string {
  if (introduced.length > 0) return `breaks ${listSubjects(regressionsOf(introduced))}`;
  if (mended.length > 0) return `mends ${listSubjects(regressionsOf(mended))}`;
  const subjects = untouched.flatMap(({ service, names }) => names.map((name) => ({ service, name })));
  return subjects.length > 0
    ? `has no part in what happened to ${listSubjects(subjects)}`
    : 'neither breaks nor mends anything';
}

/** `SECRET_KEY of auth, REDIS_URL of auth and 3 more`. */
function listSubjects(of: readonly { readonly service: string; readonly name: string }[]): string {
  const subjects = new Set(of.map(({ name, service }) => `${name} of ${service}`));
  const first = [...subjects].slice(0, 2);
  return subjects.size > 2 ? `${first.join(', ')} and ${subjects.size - 2} more` : first.join(' and ');
}

function guardsOf(incidents: readonly Incident[]): Guard[] {
  const guards = new Map<string, { kind: RegressionKind; rule: string | null; names: Set<string> }>();
  for (const { kind, need, name } of regressionsOf(incidents)) {
    const rule = ruleFor(kind, need);
    const key = `${kind} ${rule}`;
    const guard = guards.get(key) ?? { kind, rule, names: new Set() };
    guard.names.add(name);
    guards.set(key, guard);
  }
  return [...guards.values()].map(({ kind, rule, names }) => ({ kind, rule, names: [...names].sort() }));
}

/** The rule of `rollcall diff` that speaks of such a change; it is silent about names that no code needs. */
function ruleFor(kind: RegressionKind, need: Need): string | null {
  if (need === 'none' && (kind === 'dropped' || kind === 'renamed')) return null;
  return RULES[kind];
}

const RULES: Readonly<Record<RegressionKind, string | null>> = {
  dropped: 'no-dropped-binding',
  renamed: 'no-dropped-binding',
  wiped: 'no-closing-set',
  malformed: 'no-malformed-flag',
  'type-conflict': 'no-type-conflict',
  'split-identity': 'no-split-identity',
  'unmet-requirement': 'no-missing-binding',
  remapped: null,
  'reader-removed': null,
};

function regressionsOf(incidents: readonly Incident[]): Regression[] {
  return incidents.flatMap(({ parts }) => parts.flatMap(({ regressions }) => regressions));
}
