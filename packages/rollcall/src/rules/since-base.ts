import type { Read } from '../model/read.ts';
import type { Resolution } from '../model/resolution.ts';
import { distinct } from './evidence.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';

/** A deployment as it is, and as it was at the base revision. */
export interface Compared {
  readonly now: Judged;
  readonly before: Judged;
}

/** The deployments that both revisions have. */
export function comparedDeployments(head: Resolution, base: Resolution): Compared[] {
  const earlier = judgedDeployments(base);
  return judgedDeployments(head).flatMap((now) => {
    const before = counterpart(now, earlier);
    return before ? [{ now, before }] : [];
  });
}

/** The same deployment at the base: in the same file if there is one, else the only one of that service and environment. */
function counterpart(deployment: Judged, before: readonly Judged[]): Judged | null {
  const { environment, workload, container, range } = deployment.deployment;
  const same = before.filter(
    (other) =>
      other.serviceId === deployment.serviceId &&
      other.deployment.environment === environment &&
      other.deployment.workload === workload &&
      other.deployment.container === container,
  );
  const byId = same.find((other) => other.id === deployment.id);
  const inFile = same.filter((other) => other.deployment.range.path === range.path);
  return byId ?? only(inFile) ?? only(same);
}

function only<T>(items: readonly T[]): T | null {
  return items.length === 1 ? (items[0] ?? null) : null;
}

/** Where the service's code reads a name, each place once. */
export function readersOf(head: Resolution, { serviceId }: Judged, name: string): Read[] {
  const reads = head.readsOf(serviceId).filter((read) => read.name === name && read.when !== 'build');
  const places = distinct(reads.map(({ range }) => range));
  return places.flatMap((place) => reads.find(({ range }) => range === place) ?? []);
}

/** One sentence on who reads a name. */
export function whoReads(head: Resolution, { service, serviceId }: Judged, readers: readonly Read[]): string {
  const [first, ...others] = readers;
  if (first) {
    const more = others.length === 0 ? '' : ` and ${others.length} more ${others.length === 1 ? 'place' : 'places'}`;
    const reads = others.length === 0 ? 'reads it' : 'read it';
    return `${first.range.path}:${head.facts.span(first.range).line}${more} ${reads} and can do without.`;
  }
  if (!service) return `The code of ${serviceId} was not found, so it is not known who reads it.`;
  return service.readsDynamically
    ? `No place in the code of ${serviceId} names it, but some names are only known when it runs.`
    : `No place in the code of ${serviceId} reads it.`;
}
