import type { Deployment } from '../model/deployment.ts';
import type { Read } from '../model/read.ts';
import type { Requirement } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';

type Key = string | number;

/** Compares by code units, not by a locale's order: the result is the same on every machine. */
function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function sortBy<T>(items: readonly T[], key: (item: T) => readonly Key[]): T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ item }) => item);
}

function place(range: Range): readonly Key[] {
  return [range.path, range.start, range.end];
}

/** By service, environment, entry and place. */
export function sortDeployments(deployments: readonly Deployment[]): Deployment[] {
  return sortBy(deployments, (d) => [d.service ?? '', d.environment ?? '', d.entry, ...place(d.range), d.id]);
}

/** By place alone: the steps of a script in their order. */
export function sortByPlace(deployments: readonly Deployment[]): Deployment[] {
  return sortBy(deployments, (d) => [...place(d.range), d.id]);
}

/** By name and place. */
export function sortReads(reads: readonly Read[]): Read[] {
  return sortBy(reads, (read) => [read.name, ...place(read.range)]);
}

/** By service, names, and the environments they hold in. */
export function sortRequirements(requirements: readonly Requirement[]): Requirement[] {
  return sortBy(requirements, (r) => [
    r.service,
    r.anyOf.map((names) => names.join('+')).join('|'),
    r.by ?? '',
    r.only?.join() ?? '',
    r.except.join(),
    r.from,
    r.level,
  ]);
}
