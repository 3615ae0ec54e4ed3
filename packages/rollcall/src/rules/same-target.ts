import { asWritten, known } from '../model/text.ts';
import type { Judged } from './requirement-state.ts';

/** Whether two deployments are of one workload in one environment and, as far as they say, one project. */
export function isSameTarget(a: Judged, b: Judged): boolean {
  const left = a.deployment;
  const right = b.deployment;
  const projects = [left.project && known(left.project), right.project && known(right.project)];
  return (
    left.service === right.service &&
    left.environment === right.environment &&
    left.workload === right.workload &&
    left.container === right.container &&
    asWritten(left.deployedName) === asWritten(right.deployedName) &&
    (!projects[0] || !projects[1] || projects[0] === projects[1])
  );
}
