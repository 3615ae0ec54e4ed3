import type { Given, Requirement, Resolution, ResolvedDeployment } from '../model/resolution.ts';
import type { Service } from '../model/service.ts';
import { groupPairs } from './group.ts';

/** A deployment that speaks for itself and has a service. */
export interface Judged extends ResolvedDeployment {
  readonly id: string;
  readonly serviceId: string;
  readonly service: Service | null;
}

/** The deployments to judge: each state of the cloud once, and only those whose service is known. */
export function judgedDeployments(resolution: Resolution): Judged[] {
  return resolution.deployments.flatMap((resolved) => {
    const { service: serviceId, id } = resolved.deployment;
    if (serviceId === null || resolved.partOf !== null) return [];
    return [{ ...resolved, id, serviceId }];
  });
}

/** Whether one alternative suffices (`yes`), none can (`no`), or that cannot be told. */
export function requirementState(deployment: ResolvedDeployment, requirement: Requirement): Given {
  const states = requirement.anyOf.map((names) => alternativeState(deployment, names));
  if (states.includes('yes')) return 'yes';
  return states.includes('unknown') ? 'unknown' : 'no';
}

/** Whether all names of one alternative are given. */
function alternativeState(deployment: ResolvedDeployment, names: readonly string[]): Given {
  const states = names.map((name) => deployment.given(name).given);
  if (states.includes('no')) return 'no';
  return states.includes('unknown') ? 'unknown' : 'yes';
}

/** Names without which the deployment cannot meet the requirement, where it has no alternatives. */
export function missingNames(deployment: ResolvedDeployment, requirement: Requirement): string[] {
  const [names, ...others] = requirement.anyOf;
  if (!names || others.length > 0) return [];
  return names.filter((name) => deployment.given(name).given === 'no');
}

/** Requirements by the names that `namesOf` takes from each. */
export function requirementsByName<R extends Requirement>(
  requirements: readonly R[],
  namesOf: (requirement: R) => readonly string[],
): Map<string, R[]> {
  return groupPairs(requirements.flatMap((r) => namesOf(r).map((name) => [name, r] as const)));
}

/** The requirement is met or not before anyone calls the service. */
export function atStart(requirement: Requirement): boolean {
  return requirement.when === 'import' || requirement.when === 'start';
}
