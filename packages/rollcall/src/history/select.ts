import { nearest } from '../contract/nearest.ts';
import { createError } from '../errors.ts';
import type { CommitRef, History, RegressionKind } from '../model/history.ts';
import type { HistoryReport } from '../model/postmortem.ts';
import { groupIncidents } from './incidents.ts';

/** What of a history is asked for; empty lists and null: all. */
export interface Selection {
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly kinds: readonly RegressionKind[];
  /** Whether a commit belongs to the time that is asked for. */
  readonly since: ((commit: CommitRef) => boolean) | null;
}

/** Words that may be asked for although nothing ever happened to them: the contract's. */
export interface KnownWords {
  readonly services: Iterable<string>;
  readonly names: Iterable<string>;
}

/**
 * The part of a history that is asked for. A regression belongs to the time since a commit when it began, ended or was open in it.
 * @throws RollcallError USAGE for a service or a name that the history does not know
 */
export function selectHistory(history: History, selection: Selection, known: KnownWords): HistoryReport {
  requireKnown('service', selection.services, [...servicesOf(history), ...known.services]);
  requireKnown('name', selection.names, [...namesOf(history), ...known.names]);
  const { kinds, since } = selection;
  const services = new Set(selection.services);
  const names = new Set(selection.names);
  const meant = (service: string): boolean => services.size === 0 || services.has(service);
  const regressions = history.regressions.filter(
    ({ service, name, kind, introducedBy, fixedBy, open }) =>
      meant(service) &&
      (names.size === 0 || names.has(name)) &&
      (kinds.length === 0 || kinds.includes(kind)) &&
      (since === null || open || since(introducedBy) || (fixedBy !== null && since(fixedBy))),
  );
  const changes = history.changes.filter(
    (change) =>
      meant(change.service) &&
      (names.size === 0 || namesIn(change).some((name) => names.has(name))) &&
      (since === null || since(change)),
  );
  const shown = { ...history, regressions, changes };
  return { history: shown, incidents: groupIncidents(regressions), total: history.regressions.length };
}

/** Every name that a change is about. */
export function namesIn({ added, removed, remapped, renamed }: History['changes'][number]): string[] {
  return [...added, ...removed, ...remapped, ...renamed.flatMap(({ from, to }) => [from, to])];
}

function servicesOf({ regressions, changes }: History): string[] {
  return [...regressions, ...changes].map(({ service }) => service);
}

function namesOf({ regressions, changes }: History): string[] {
  return [...regressions.map(({ name }) => name), ...changes.flatMap(namesIn)];
}

function requireKnown(what: 'service' | 'name', asked: readonly string[], known: readonly string[]): void {
  const words = new Set(known);
  for (const word of asked) {
    if (words.has(word)) continue;
    const meant = nearest(word, words);
    const listed = [...words].sort().slice(0, LISTED).join(', ');
    const fix =
      meant !== null
        ? `Did you mean ${meant}?`
        : words.size > LISTED
          ? `It knows ${words.size} ${what}s, such as ${listed}.`
          : `It knows ${listed === '' ? `no ${what}` : listed}.`;
    throw createError('USAGE', { what: `The history knows no ${what} called ${word}.`, fix });
  }
}

const LISTED = 10;
