import type { Regression } from '../model/history.ts';
import type { Incident, IncidentPart } from '../model/postmortem.ts';

/** Joins regressions that the same two commits made: the open ones first, then the newest first. */
export function groupIncidents(regressions: readonly Regression[]): Incident[] {
  const pairs = groupBy(regressions, ({ introducedBy, fixedBy, open }) => [introducedBy.commit, fixedBy?.commit, open]);
  return pairs.flatMap(toIncident).sort(byUrgency);
}

/** An author's instant; what is no date counts as the earliest. */
export function instantOf(date: string): number {
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? 0 : instant;
}

function toIncident(regressions: readonly Regression[]): Incident[] {
  const [first] = regressions;
  if (!first) return [];
  const parts = groupBy(regressions, ({ kind, side, service, deployment, deployments, environments }) => [
    kind,
    side,
    service,
    deployment,
    deployments,
    environments,
  ]);
  return [
    {
      cause: first.introducedBy,
      cure: first.fixedBy,
      open: first.open,
      durationHours: first.durationHours,
      twins: [...new Set(regressions.flatMap(({ twins }) => twins))],
      parts: parts.flatMap(toPart).sort((a, b) => compare(a.service, b.service) || compare(a.kind, b.kind)),
    },
  ];
}

function toPart(regressions: readonly Regression[]): IncidentPart[] {
  const [first] = regressions;
  if (!first) return [];
  const { kind, side, service, deployment, deployments, environments } = first;
  const sorted = [...regressions].sort((a, b) => compare(a.name, b.name));
  return [{ kind, side, service, deployment, deployments, environments, regressions: sorted }];
}

function byUrgency(a: Incident, b: Incident): number {
  return (
    Number(b.open) - Number(a.open) ||
    instantOf(b.cause.date) - instantOf(a.cause.date) ||
    compare(a.cause.commit, b.cause.commit) ||
    compare(a.cure?.commit ?? '', b.cure?.commit ?? '')
  );
}

/** By code unit: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => readonly unknown[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
