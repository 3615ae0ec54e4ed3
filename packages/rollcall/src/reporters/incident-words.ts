import type { Change, CommitRef, Evidence, Need, Regression } from '../model/history.ts';
import type { Guard, IncidentPart, Moment, Postmortem, ServiceNames } from '../model/postmortem.ts';

/** How an output writes foreign text: a name, a path, a secret's id. */
export type Quote = (text: string) => string;

/** Names of one service that a sentence lists. */
const SUBJECTS = 6;

/** Characters of an id that reports show. */
const ID = 9;

export function shortId(commit: string): string {
  return commit.slice(0, ID);
}

/** `2025-09-04 20:44 -07:00`: as the author's clock showed it. */
export function writeDate(date: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.exec(date);
  return parts ? `${parts[1]} ${parts[2]} ${parts[3] === 'Z' ? '+00:00' : parts[3]}` : date;
}

/** `21 m`, `2 h 34 m`, `3 d 4 h`; whole minutes that have passed. */
export function writeElapsed(hours: number): string {
  const minutes = Math.floor(Math.round(hours * 3600) / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} m`;
  const whole = Math.floor(minutes / 60);
  return whole < 48 ? `${whole} h ${minutes % 60} m` : `${Math.floor(whole / 24)} d ${whole % 24} h`;
}

/** `A`, `A and B`, `A, B and C`. */
export function writeList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function writeNeed(need: Need): string {
  if (need === 'required') return 'required';
  return need === 'read' ? 'read' : 'nothing reads it';
}

/** Which names of a part are needed how, the most needed first. */
export function namesByNeed({
  regressions,
}: IncidentPart): { readonly need: Need; readonly names: readonly string[] }[] {
  return (['required', 'read', 'none'] as const).flatMap((need) => {
    const names = regressions.filter((one) => one.need === need).map(({ name }) => name);
    return names.length === 0 ? [] : [{ need, names: [...new Set(names)] }];
  });
}

/** What happened, in a sentence, and where else. */
export function writeSentence(part: IncidentPart, quote: Quote): string {
  const others = part.deployments.filter((one) => one !== part.deployment);
  const more = others.length === 0 ? '' : ` The same is true of ${writeSome(others, quote, SUBJECTS)}.`;
  return `${writeWhatHappened(part, quote)}${more}`;
}

function writeWhatHappened(part: IncidentPart, quote: Quote): string {
  const { kind, regressions } = part;
  const one = regressions.length === 1 ? regressions[0] : undefined;
  const it = regressions.length === 1 ? 'it' : 'them';
  const by = quote(part.deployment);
  const to = `${quote(part.service)}${inEnvironments(part, quote)}`;
  switch (kind) {
    case 'dropped':
      if (part.side === 'entry') return `${by} took over the deployment of ${to} and did not give ${it}.`;
      return `${by} gave ${it} to ${to}${one?.from ? `, from the secret ${quote(one.from)},` : ''} and stopped.`;
    case 'unmet-requirement':
      return writeUnmet(part, it, by, to);
    case 'remapped':
      return one
        ? `${by} gave it to ${to} from ${source(one.from, quote)}, then from ${source(one.to, quote)}.`
        : `${by} gave them to ${to} from elsewhere than before.`;
    case 'renamed':
      return `${by} began to give ${it} to ${to} by another name, and the code did not follow.`;
    case 'type-conflict':
      return `${by} gave ${it} to ${to} once as a secret and once as a plain value, and the platform refuses to turn one into the other.`;
    case 'split-identity':
      return one
        ? `It and ${quote(one.other ?? 'another name')} must be one secret; ${by} gave ${to} two${twoSources(one, quote)}.`
        : `They must each be one secret with another name, and ${by} gave ${to} two.`;
    case 'wiped':
      return `${by} began to set the whole list of ${to}, which takes away ${it}: the list does not name ${it}.`;
    case 'malformed':
      return `${by} could not do what it says about ${it} for ${to}.`;
    case 'reader-removed':
      return `${by} still gave ${it} to ${to}, and the code no longer loaded ${it}.`;
  }
}

/** One line for each name, where their sources tell more than the sentence does. */
export function writeSources({ kind, regressions }: IncidentPart, quote: Quote): string[] {
  if (regressions.length < 2) return [];
  if (kind === 'split-identity')
    return regressions.map(
      (one) => `${quote(one.name)} and ${quote(one.other ?? 'another name')}${twoSources(one, quote)}`,
    );
  if (kind !== 'remapped' && kind !== 'type-conflict') return [];
  return regressions.map(
    ({ name, from, to }) => `${quote(name)}: from ${source(from, quote)}, then from ${source(to, quote)}`,
  );
}

/** Places of one side of one commit in one file. */
export interface EvidenceRow extends Pick<Evidence, 'commit' | 'side' | 'of' | 'path'> {
  /** In order, each once; empty where the whole file is meant. */
  readonly lines: readonly number[];
  /** In that order, one for each line. */
  readonly places: readonly Evidence[];
}

/** A part's places: the needing side first, then in the order in which the commits came. */
export function evidenceRows({ regressions }: IncidentPart, order: readonly string[]): EvidenceRow[] {
  const rows = new Map<string, Evidence & { readonly numbers: Map<number, Evidence> }>();
  for (const evidence of regressions.flatMap((one) => one.evidence)) {
    const key = JSON.stringify([evidence.of, evidence.commit, evidence.side, evidence.path]);
    const row = rows.get(key) ?? { ...evidence, numbers: new Map<number, Evidence>() };
    const line = evidence.span?.line;
    if (line !== undefined && !row.numbers.has(line)) row.numbers.set(line, evidence);
    rows.set(key, row);
  }
  const rank = ({ of, commit, side }: Evidence): number =>
    (of === 'needed' ? 0 : 1000) + 2 * (order.indexOf(commit) + 1) + (side === 'before' ? 0 : 1);
  return [...rows.values()]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ commit, side, of, path, numbers }) => {
      const sorted = [...numbers].sort(([a], [b]) => a - b);
      return { commit, side, of, path, lines: sorted.map(([line]) => line), places: sorted.map(([, place]) => place) };
    });
}

/** `removes A and B, gives C from elsewhere`: what a commit changes for one service. */
export function writeChange({ added, removed, remapped, renamed }: Change, quote: Quote): string {
  const names = (list: readonly string[]): string => writeList(list.map(quote));
  return writeList([
    ...(removed.length > 0 ? [`removes ${names(removed)}`] : []),
    ...(added.length > 0 ? [`adds ${names(added)}`] : []),
    ...(remapped.length > 0 ? [`takes ${names(remapped)} from elsewhere`] : []),
    ...renamed.map(({ from, to }) => `renames ${quote(from)} to ${quote(to)}`),
  ]);
}

/** `breaks REDIS_HOST and REDIS_PORT of auth`: what a postmortem comes to, after the commit's id. */
export function writeVerdict({ verdict, about }: Postmortem, quote: Quote): string {
  if (verdict === 'nothing') return 'neither breaks nor mends anything';
  const subjects = writeSubjects(about, quote, SUBJECTS);
  return verdict === 'no-part' ? `has no part in what happened to ${subjects}` : `${verdict} ${subjects}`;
}

/** What happened at a moment, after the commit's id. */
export function writeMoment({ role, incidents }: Moment, quote: Quote): string {
  if (role === 'asked') return 'breaks and mends nothing';
  const parts = incidents.flatMap((incident) => incident.parts);
  const subjects = parts.map(({ service, regressions }) => ({ service, names: regressions.map(({ name }) => name) }));
  return `${role === 'cause' ? 'breaks' : 'mends'} ${writeSubjects(subjects, quote, SUBJECTS)}`;
}

/** `A and B of auth and backend, C of worker`; services of which the same is told stand together. */
function writeSubjects(subjects: readonly ServiceNames[], quote: Quote, most: number): string {
  const services = new Map<string, Set<string>>();
  for (const { service, names } of subjects)
    services.set(service, new Set([...(services.get(service) ?? []), ...names]));
  const alike = new Map<string, { readonly names: readonly string[]; readonly services: string[] }>();
  for (const [service, names] of services) {
    const key = JSON.stringify([...names].sort());
    const group = alike.get(key) ?? { names: [...names], services: [] };
    group.services.push(service);
    alike.set(key, group);
  }
  return [...alike.values()]
    .map((group) => `${writeSome(group.names, quote, most)} of ${writeList(group.services.map(quote))}`)
    .join(', ');
}

/** Some names, and how many more there are. */
export function writeSome(names: readonly string[], quote: Quote, most: number): string {
  if (names.length <= most) return writeList(names.map(quote));
  return writeList([...names.slice(0, most).map(quote), `${names.length - most} more`]);
}

/** What a commit has no part in, for one service. */
export function writeUntouched({ service, names }: ServiceNames, quote: Quote): readonly [what: string, why: string] {
  const it = names.length === 1 ? 'it' : 'them';
  return [
    `It does not touch ${writeSome(names, quote, SUBJECTS)}`,
    `what ${quote(service)} is given for ${it} is the same before and after.`,
  ];
}

/** Which of today's rules finds such a regression. */
export function writeGuard({ kind, rule, about }: Guard, quote: Quote): string {
  const what = `${kind}, ${writeSubjects(about, quote, SUBJECTS)}`;
  if (rule === null)
    return `${what}: no rule is sure to find it before it is merged; rollcall history tells it afterwards.`;
  const contract = rule === 'no-split-identity' ? ', with a contract that says which names are one secret' : '';
  return `${what}: the rule ${rule} finds it${contract}.`;
}

/** Commands that find a regression early, and when each is run. */
export function preventingCommands(cause: CommitRef | null): (readonly [command: string, does: string])[] {
  return [
    ['rollcall diff --against <base>', 'in each pull request, <base> being the branch that it goes to'],
    ['rollcall check', 'on each push, and before a deploy'],
    ['rollcall history --fail-on open', 'on the main branch: fails while a regression is open'],
    ...(cause === null
      ? []
      : [[`rollcall check --ref ${shortId(cause.commit)}`, 'what it says of the cause'] as const]),
  ];
}

function writeUnmet({ side, regressions }: IncidentPart, it: string, by: string, to: string): string {
  const among = [...new Set(regressions.flatMap(({ need }) => need))];
  const verb = among.length === 1 && among[0] !== 'required' ? 'need' : 'require';
  if (side === 'code') return `The code of ${to} began to ${verb} ${it}, and ${by} did not give ${it}.`;
  if (side === 'entry')
    return `${by} took over the deployment of ${to}, whose code ${verb}s ${it}, and did not give ${it}.`;
  return `${by} deployed ${to} without ${it}, and the code ${verb}s ${it}.`;
}

function inEnvironments({ environments }: IncidentPart, quote: Quote): string {
  return environments.length === 0 ? '' : ` in ${writeList(environments.map(quote))}`;
}

function source(secret: string | null, quote: Quote): string {
  return secret === null ? 'no secret' : `the secret ${quote(secret)}`;
}

function twoSources({ from, to }: Regression, quote: Quote): string {
  return from === null || to === null ? '' : `: ${quote(from)} and ${quote(to)}`;
}
