import type { Lapse } from './lapse.ts';
import type { Transitions } from './ledger.ts';
import type { DeploymentState, Fault } from './state.ts';
import { deploymentBefore, given, keysOf, mending, needed, open, put, type Step } from './step.ts';

export function followFaults(step: Step): void {
  for (const key of keysOf(step, 'fault')) {
    const [, lineage = '', id = ''] = key.split('\0');
    const deployment = step.state.deployments.get(lineage);
    const fault = deployment?.faults.get(id);
    const name = id.slice(id.indexOf(' ') + 1);
    const begin: Transitions['begin'] = (_commit, _before, value) => {
      if (value !== 'fault' || !deployment || !fault) return null;
      if (fault.doubtful && wasGiven(step, deployment.service, name)) return null;
      return { lapse: openFault(step, lineage, deployment, name, fault), until: 'fine' };
    };
    put(step, key, fault ? 'fault' : 'fine', { begin, mend: mending(step, deployment, name) });
  }
}

function openFault(step: Step, lineage: string, subject: DeploymentState, name: string, fault: Fault): Lapse {
  const { commit } = step;
  const old = deploymentBefore(step, lineage);
  const required = step.main.needs.get(subject.service)?.get(name)?.need === 'required';
  const ofCode = fault.kind === 'unmet-requirement' && !old?.names.has(name) && !required;
  return open(step, {
    kind: fault.kind,
    side: old === null ? 'entry' : ofCode ? 'code' : 'deployment',
    name,
    subject,
    environments: fault.environments,
    from: old?.names.get(name)?.secret ?? null,
    confidence: fault.confidence,
    doubtful: fault.doubtful,
    evidence: [
      needed(commit.parents[0] ?? commit.id, 'before', step.main.needs.get(subject.service)?.get(name)?.at ?? null),
      given(commit.parents[0] ?? commit.id, 'before', old?.names.get(name)?.at ?? null),
      needed(commit.id, 'after', fault.needed),
      given(commit.id, 'after', fault.given),
    ],
    kept: true,
  });
}

/** Whether a deployment of the service has given the name at some time before. */
function wasGiven(step: Step, service: string, name: string): boolean {
  return step.before.some((ledger) =>
    [...ledger.entries].some(([key, { last }]) => {
      const [sort, lineage = '', own] = key.split('\0');
      return sort === 'given' && own === name && last !== null && lineage.startsWith(`${service}\n`);
    }),
  );
}
