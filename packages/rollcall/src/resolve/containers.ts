import type { ResolvedDeployment } from '../model/resolution.ts';
import { asWritten } from '../model/text.ts';

/**
 * Of the containers of one workload one runs the service's code; the others (a proxy, a collector) do not need its names. It is taken
 * to be the one that is given most of what the service needs, then the one that is given most; it speaks for the others.
 * @param resolved in the order of their places
 */
export function chooseContainers(resolved: readonly ResolvedDeployment[]): ResolvedDeployment[] {
  const spokenFor = new Map<ResolvedDeployment, string>();
  for (const members of groupContainers(resolved)) {
    const chosen = [...members].sort(compareFit)[0];
    if (!chosen) continue;
    for (const member of members) if (member !== chosen) spokenFor.set(member, chosen.deployment.id);
  }
  return resolved.map((one) => {
    const by = spokenFor.get(one);
    return by === undefined ? one : { ...one, partOf: by };
  });
}

/** Runs of deployments of one workload in which no container comes twice. */
function groupContainers(resolved: readonly ResolvedDeployment[]): ResolvedDeployment[][] {
  const open = new Map<string, ResolvedDeployment[]>();
  const groups: ResolvedDeployment[][] = [];
  for (const one of resolved) {
    const { container, service } = one.deployment;
    if (container === null || service === null || one.partOf !== null) continue;
    const key = workloadKey(one);
    const group = open.get(key);
    if (group?.every((other) => other.deployment.container !== container)) {
      group.push(one);
      continue;
    }
    const begun = [one];
    open.set(key, begun);
    groups.push(begun);
  }
  return groups;
}

function workloadKey({ deployment }: ResolvedDeployment): string {
  const { entry, range, service, environment, workload, deployedName } = deployment;
  return JSON.stringify([entry, range.path, service, environment, workload, asWritten(deployedName)]);
}

function compareFit(a: ResolvedDeployment, b: ResolvedDeployment): number {
  return neededAndGiven(b) - neededAndGiven(a) || b.bindings.size - a.bindings.size;
}

function neededAndGiven(resolved: ResolvedDeployment): number {
  const names = new Set(resolved.requirements.flatMap((requirement) => requirement.anyOf.flat()));
  return [...names].filter((name) => resolved.bindings.has(name)).length;
}
