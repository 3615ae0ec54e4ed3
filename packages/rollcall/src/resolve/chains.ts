import type { Deployment } from '../model/deployment.ts';
import { asWritten, known, type Text } from '../model/text.ts';
import { closedKinds } from './bindings.ts';

/** Deployments that one script makes of one workload, one after the other. */
export interface Chain {
  readonly steps: readonly Deployment[];
  /** The step at which the whole is judged: the last one that closes a list, else the first. */
  readonly speaker: Deployment;
}

/**
 * Joins the steps of one script: an update after a deploy adds to it. Two deployments are one chain when they have the same entry, file,
 * service, environment and workload, the later one does not close what the earlier one closed (that would be another branch, or start
 * anew), and it merges or closes the other kind. Conditions around the steps are not looked at: a step that not every run reaches
 * can hide a lack, never invent one.
 * @param deployments in the order of their places
 */
export function chainDeployments(deployments: readonly Deployment[]): Chain[] {
  const open = new Map<string, Deployment[]>();
  const all: Deployment[][] = [];
  for (const deployment of deployments) {
    const key = chainKey(deployment);
    const steps = open.get(key);
    if (steps && continues(steps, deployment)) {
      steps.push(deployment);
      continue;
    }
    const begun = [deployment];
    open.set(key, begun);
    all.push(begun);
  }
  return all.map((steps) => ({ steps, speaker: speakerOf(steps) }));
}

function chainKey(deployment: Deployment): string {
  const { entry, range, service, environment, workload, container, deployedName } = deployment;
  return JSON.stringify([entry, range.path, service, environment, workload, container, asWritten(deployedName)]);
}

function continues(steps: readonly Deployment[], next: Deployment): boolean {
  const last = steps.at(-1);
  if (!last || next.mode === 'declare' || next.range.start < last.range.end) return false;
  const sameTarget = steps.every((step) => agrees(step.project, next.project) && agrees(step.region, next.region));
  if (!sameTarget) return false;
  const closed = new Set(steps.flatMap(closedKinds));
  if (closedKinds(next).some((kind) => closed.has(kind))) return false;
  return next.mode === 'merge' || closed.size > 0;
}

/** Two texts that may name the same project or region: equal, or one of them is not stated. */
export function agrees(a: Text | null, b: Text | null): boolean {
  if (!a || !b) return true;
  return (known(a) ?? asWritten(a)) === (known(b) ?? asWritten(b));
}

function speakerOf(steps: readonly Deployment[]): Deployment {
  const closing = steps.findLast((step) => closedKinds(step).length > 0);
  const speaker = closing ?? steps[0];
  if (!speaker) throw new RangeError('a chain has at least one step');
  return speaker;
}
