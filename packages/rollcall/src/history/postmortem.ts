import type { Change, CommitRef, History, Need, Regression, RegressionKind } from '../model/history.ts';
import type {
  EndedIncident,
  Guard,
  Incident,
  Moment,
  OpenIncident,
  Postmortem,
  ServiceNames,
} from '../model/postmortem.ts';
import { groupIncidents, instantOf } from './incidents.ts';
import { namesIn } from './select.ts';

const HOUR = 3_600_000;
const DAY = 24;

type Subject = Pick<Regression, 'service' | 'name'>;

/** The commit that a postmortem is about unless another is named: the newest open regression's, else the newest regression's. */
export function commitToExplain({ regressions }: History): CommitRef | null {
  return groupIncidents(regressions)[0]?.cause ?? null;
}

/**
 * What happened at and around a commit: what it changes, broke and mended, what had been mended within a day before, what was broken
 * while it was made, and what of all that it has no part in. Only states decide; a commit's message is carried along and never read.
 */
export function postmortemOf(history: History, commit: CommitRef): Postmortem {
  const changes = history.changes.filter((change) => change.commit === commit.commit);
  const own = history.regressions.filter((one) => isCause(one, commit) || isCure(one, commit));
  const introduced = groupIncidents(own.filter((one) => isCause(one, commit)));
  const mended = groupIncidents(own.filter((one) => isCure(one, commit)));
  const around = groupIncidents(regressionsAround(history, own, changes));
  const mendedBefore = around.flatMap((one) => endedBefore(one, commit)).sort((a, b) => a.hoursBefore - b.hoursBefore);
  const openThen = around.flatMap((one) => openAt(one, commit)).sort((a, b) => a.hoursSince - b.hoursSince);
  const untouched = findUntouched(mendedBefore, openThen, own, changes);
  const near = [...introduced, ...mended, ...mendedBefore.map(({ incident }) => incident), ...recent(openThen)];
  return {
    ...judge(introduced, mended, untouched),
    commit,
    changes,
    untouched,
    introduced,
    mended,
    mendedBefore,
    openThen,
    timeline: orderMoments(near, commit),
    guards: guardsOf(introduced.length > 0 ? introduced : near),
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

/** Others' regressions in the services that the commit touches; of a commit that touches none, in all. */
function regressionsAround(
  { regressions }: History,
  own: readonly Regression[],
  changes: readonly Change[],
): Regression[] {
  const services = new Set([...changes, ...own].map(({ service }) => service));
  return regressions.filter((one) => !own.includes(one) && (services.size === 0 || services.has(one.service)));
}

function endedBefore(incident: Incident, { date }: CommitRef): EndedIncident[] {
  if (incident.cure === null) return [];
  const hoursBefore = (instantOf(date) - instantOf(incident.cure.date)) / HOUR;
  return hoursBefore >= 0 && hoursBefore <= DAY ? [{ incident, hoursBefore }] : [];
}

function openAt(incident: Incident, { date }: CommitRef): OpenIncident[] {
  const { cause, cure, open } = incident;
  const hoursSince = (instantOf(date) - instantOf(cause.date)) / HOUR;
  const still = cure === null ? open : instantOf(cure.date) > instantOf(date);
  return hoursSince >= 0 && still ? [{ incident, hoursSince }] : [];
}

function recent(openThen: readonly OpenIncident[]): Incident[] {
  return openThen.filter(({ hoursSince }) => hoursSince <= DAY).map(({ incident }) => incident);
}

/** Names of incidents around the commit that it gives as before, and whose regressions neither begin nor end with it. */
function findUntouched(
  mendedBefore: readonly EndedIncident[],
  openThen: readonly OpenIncident[],
  own: readonly Regression[],
  changes: readonly Change[],
): ServiceNames[] {
  const key = ({ service, name }: Subject): string => JSON.stringify([service, name]);
  const touched = new Set([
    ...own.map(key),
    ...changes.flatMap((change) => namesIn(change).map((name) => key({ service: change.service, name }))),
  ]);
  const near = [
    ...mendedBefore.map(({ incident, hoursBefore }) => ({ incident, hours: hoursBefore })),
    ...openThen.map(({ incident, hoursSince }) => ({ incident, hours: hoursSince })),
  ].sort((a, b) => a.hours - b.hours);
  return byService(regressionsOf(near.map(({ incident }) => incident)).filter((one) => !touched.has(key(one))));
}

function judge(
  introduced: readonly Incident[],
  mended: readonly Incident[],
  untouched: readonly ServiceNames[],
): Pick<Postmortem, 'verdict' | 'about'> {
  if (introduced.length > 0) return { verdict: 'breaks', about: byService(regressionsOf(introduced)) };
  if (mended.length > 0) return { verdict: 'mends', about: byService(regressionsOf(mended)) };
  return untouched.length > 0 ? { verdict: 'no-part', about: untouched } : { verdict: 'nothing', about: [] };
}

/** One moment for each commit and role, whatever number of incidents it belongs to. */
function orderMoments(incidents: readonly Incident[], commit: CommitRef): Moment[] {
  const moments = new Map<string, Moment>();
  const add = (at: CommitRef, role: Moment['role'], incident: Incident): void => {
    const key = `${role} ${at.commit}`;
    moments.set(key, { at, role, incidents: [...(moments.get(key)?.incidents ?? []), incident] });
  };
  for (const incident of incidents) {
    add(incident.cause, 'cause', incident);
    if (incident.cure) add(incident.cure, 'cure', incident);
  }
  const all = [...moments.values()];
  if (!all.some(({ at }) => at.commit === commit.commit)) all.push({ at: commit, role: 'asked', incidents: [] });
  return all.sort((a, b) => instantOf(a.at.date) - instantOf(b.at.date));
}

function guardsOf(incidents: readonly Incident[]): Guard[] {
  const guards = new Map<string, { kind: RegressionKind; rule: string | null; subjects: Subject[] }>();
  for (const regression of regressionsOf(incidents)) {
    const { kind, need } = regression;
    const rule = ruleFor(kind, need);
    const key = `${kind} ${rule}`;
    const guard = guards.get(key) ?? { kind, rule, subjects: [] };
    guard.subjects.push(regression);
    guards.set(key, guard);
  }
  return [...guards.values()].map(({ kind, rule, subjects }) => ({ kind, rule, about: byService(subjects) }));
}

/** The rule of `rollcall diff` that speaks of such a change; of a name that goes it speaks where the code cannot do without. */
function ruleFor(kind: RegressionKind, need: Need): string | null {
  if (need !== 'required' && (kind === 'dropped' || kind === 'renamed')) return null;
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

/** In the order in which services and names are first met. */
function byService(subjects: readonly Subject[]): ServiceNames[] {
  const services = new Map<string, Set<string>>();
  for (const { service, name } of subjects) services.set(service, (services.get(service) ?? new Set()).add(name));
  return [...services].map(([service, names]) => ({ service, names: [...names] }));
}

function regressionsOf(incidents: readonly Incident[]): Regression[] {
  return incidents.flatMap(({ parts }) => parts.flatMap(({ regressions }) => regressions));
}
