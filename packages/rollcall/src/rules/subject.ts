import type { FindingFact } from '../model/finding.ts';
import type { AppliedRequirement, Resolution, ResolvedDeployment } from '../model/resolution.ts';
import { neededAt, whyNeeded } from './evidence.ts';
import { giveName } from './fix/give-name.ts';

type Subject = Pick<FindingFact, 'service' | 'environment' | 'deployment' | 'name' | 'given'>;

/** What a finding about one name of one deployment is about. */
export function subjectOf(resolved: ResolvedDeployment, name: string | null): Subject {
  const { service, environment, id } = resolved.deployment;
  const given = name === null ? null : resolved.given(name).given;
  return { service, environment, deployment: id, name, given };
}

/** What findings about a name that a deployment lacks have in common: why it is needed, and how to give it. */
export function lackOf(
  head: Resolution,
  deployment: ResolvedDeployment,
  name: string,
  main: AppliedRequirement,
  requirements: readonly AppliedRequirement[],
): Omit<FindingFact, 'what'> {
  return {
    ...subjectOf(deployment, name),
    given: 'no',
    why: whyNeeded(main, head.facts),
    fix: giveName(head, deployment, name),
    range: deployment.deployment.range,
    related: neededAt(requirements),
  };
}
