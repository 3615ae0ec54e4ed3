import { firstOf, type Lapse } from './lapse.ts';
import type { Entry, Transitions } from './ledger.ts';
import type { DeploymentState, Fault } from './state.ts';
import { deploymentBefore, given, keysOf, mending, needed, open, put, type Step } from './step.ts';
import { isSameService } from './succession.ts';

export function followFaults(step: Step): void {
  for (const key of keysOf(step, 'fault')) {
    const [, lineage = '', id = ''] = key.split('\0');
    const deployment = step.state.deployments.get(lineage);
    const fault = deployment?.faults.get(id);
    const name = id.slice(id.indexOf(' ') + 1);
    const begin: Transitions['begin'] = (_commit, before, value) => {
      if (value !== 'fault' || !deployment || !fault) return null;
      if (fault.doubtful && fault.kind === 'unmet-requirement' && wasGiven(step, deployment.service, name)) return null;
      const lapse = reopen(before) ?? openFault(step, lineage, deployment, name, fault);
      return { lapse, until: null };
    };
    const now = fault ? 'fault' : id.startsWith('wiped ') && isLeftOut(deployment, name) ? 'left out' : 'fine';
    put(step, key, now, { begin, mend: mending(step, deployment, name, { withdrawn: now === 'left out' }) });
    if (fault?.doubtful === false) settleDoubt(step.entries.get(key));
  }
}

/** Another deployment has told since what the name is, so that the list cannot have held it all the while. */
function settleDoubt(entry: Entry | undefined): void {
  for (const { lapse } of entry?.open ?? []) for (const one of [lapse, firstOf(lapse)]) one.doubtful = false;
}

/** Whether a deployment still wipes whatever its lists do not name, and this name is not in them. */
function isLeftOut(deployment: DeploymentState | undefined, name: string): boolean {
  return deployment !== undefined && deployment.closes.length > 0 && !deployment.names.has(name);
}

/** What ended only because nobody gave the name for a while, and goes on now that somebody gives it again. */
function reopen({ mended }: Entry): Lapse | null {
  const lapse = mended.findLast(({ cures }) => cures.some(({ withdrawn }) => withdrawn));
  if (!lapse) return null;
  lapse.cures.splice(0, lapse.cures.length, ...lapse.cures.filter(({ withdrawn }) => !withdrawn));
  return lapse;
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
    doubtful: fault.doubtful && !(fault.unlisted && isWithoutSecrets(step, subject)),
    evidence: [
      needed(commit.parents[0] ?? commit.id, 'before', step.main.needs.get(subject.service)?.get(name)?.at ?? null),
      given(commit.parents[0] ?? commit.id, 'before', old?.names.get(name)?.at ?? null),
      needed(commit.id, 'after', fault.needed),
      given(commit.id, 'after', fault.given),
    ],
    kept: true,
  });
}

/** Whether nothing here has ever given secrets to a service whose plain variables are all listed: then no list holds the name from before. */
function isWithoutSecrets({ before, state }: Step, subject: DeploymentState): boolean {
  if (!subject.closes.includes('value')) return false;
  const ever = [
    ...before.flatMap(({ state: old, ended }) => [
      ...old.deployments.values(),
      ...[...ended.values()].map(({ deployment }) => deployment),
    ]),
    ...state.deployments.values(),
  ];
  const own = ever.filter((one) => isSameService(one, subject));
  return own.every(({ names }) => [...names.values()].every(({ secret }) => secret === null));
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
