import type { Resolution, ResolvedDeployment } from '../model/resolution.ts';
import { judgedDeployments, requirementState } from './requirement-state.ts';
import { allWords, anyWords } from './wording.ts';

/** A requirement of which nobody can tell whether a deployment meets it. Unknown is never an error, and never clean. */
export interface Undecided {
  readonly service: string;
  readonly environment: string | null;
  readonly deployment: string;
  readonly names: readonly string[];
  /** One sentence. */
  readonly text: string;
}

/** Everything that was not checked because a deployment's lists may hold more than was read. */
export function undecidedRequirements(resolution: Resolution): Undecided[] {
  return judgedDeployments(resolution).flatMap((deployment) => {
    const seen = new Set<string>();
    return deployment.requirements.flatMap((requirement) => {
      const sides = anyWords(requirement.anyOf.map((names) => allWords(names)));
      if (seen.has(sides) || requirement.when === 'build') return [];
      if (requirementState(deployment, requirement) !== 'unknown') return [];
      seen.add(sides);
      const names = requirement.anyOf.flat();
      return [
        {
          service: deployment.serviceId,
          environment: deployment.deployment.environment,
          deployment: deployment.id,
          names,
          text: `${deployment.serviceId} needs ${sides}, and the deployment in ${deployment.deployment.range.path} leaves it open: ${reason(deployment, names)}.`,
        },
      ];
    });
  });
}

function reason(deployment: ResolvedDeployment, names: readonly string[]): string {
  const because = new Set(
    names
      .map((name) => deployment.given(name))
      .filter((g) => g.given === 'unknown')
      .map((g) => g.because),
  );
  if (because.has('conditional')) return 'only some runs give it';
  return because.has('open') ? 'a list was not read in full' : 'what it does not list stays as it was';
}
