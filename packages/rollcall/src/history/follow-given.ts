import type { RegressionKind } from '../model/history.ts';
import type { Transitions } from './ledger.ts';
import type { DeploymentState, Kind, State } from './state.ts';
import { deploymentBefore, given, isHandedOver, keysOf, mending, needed, open, put, type Step } from './step.ts';
import { isSameService } from './succession.ts';

export function followGiven(step: Step): void {
  for (const key of keysOf(step, 'given')) {
    const [, lineage = '', name = ''] = key.split('\0');
    const deployment = step.state.deployments.get(lineage);
    const old = deploymentBefore(step, lineage);
    const now = deployment?.names.get(name)?.source ?? null;
    const taken = step.takeOver.has(lineage);
    const begin: Transitions['begin'] = (commit, before, value) => {
      const subject = deployment ?? old;
      if (!subject || before.last === null || before.last === value) return null;
      if (value === null && isGivenOtherwise(step, subject, deployment, name, before.last, taken)) return null;
      if (value === null && !takesAway([deployment, old], before.last)) return null;
      const kind: RegressionKind = value === null ? 'dropped' : 'remapped';
      const lapse = open(step, {
        kind,
        side: deployment && !taken ? 'deployment' : 'entry',
        name,
        subject,
        environments: subject.environment === null ? [] : [subject.environment],
        from: old?.names.get(name)?.secret ?? secretIn(before.last),
        confidence: deployment ? 0.95 : 0.85,
        evidence: [
          given(commit.parents[0] ?? commit.id, 'before', old?.names.get(name)?.at ?? null),
          needed(commit.id, 'after', step.state.needs.get(subject.service)?.get(name)?.at ?? null),
          given(commit.id, 'after', deployment?.names.get(name)?.at ?? deployment?.at ?? null),
        ],
        kept: taken,
        silent: value === null && !deployment && isDeleted(step, subject),
      });
      return { lapse, until: kind === 'remapped' ? before.last : null };
    };
    const mend = mending(step, deployment, name, { isHandedOver: isHandedOver(step, lineage) });
    put(step, key, now, { begin, mend });
    if (taken && now === null) reassign(step, key, begin);
  }
}

/** A script that takes over with fewer names is answerable for those that it lacks, not the end of the one before it. */
function reassign(step: Step, key: string, begin: Transitions['begin']): void {
  const entry = step.entries.get(key);
  if (!entry || entry.value !== null || entry.open.some(({ lapse }) => lapse.cause.id === step.commit.id)) return;
  const begun = begin(step.commit, entry, null);
  if (!begun) return;
  const open = entry.open.filter(({ lapse }) => lapse.side !== 'entry');
  step.entries.set(key, { ...entry, open: [...open, begun] });
}

/** Whether the service has the name all the same. */
function isGivenOtherwise(
  step: Step,
  subject: DeploymentState,
  deployment: DeploymentState | undefined,
  name: string,
  source: string,
  taken: boolean,
): boolean {
  if (!deployment || taken) {
    if (isGivenBeside(step.state, subject, name, kindOf(source), taken)) return true;
  }
  return deployment !== undefined && (isAddedLater(step, deployment, name) || isKept(step.state, deployment, name));
}

/** Whether another deployment gives it as what this one does not take away: a secret, where all plain values are replaced. */
function isKept({ deployments }: State, deployment: DeploymentState, name: string): boolean {
  return [...deployments.values()].some((one) => {
    const given = one.names.get(name);
    if (one === deployment || !given || one.deployedName !== deployment.deployedName) return false;
    return isSameService(one, deployment) && !deployment.closes.includes(kindOf(given.source));
  });
}

/**
 * Whether something else deploys the whole service and gives the name: what ended then has not left it without. What took over is only
 * helped by another command of its own script.
 */
function isGivenBeside(state: State, subject: DeploymentState, name: string, kind: Kind, taken: boolean): boolean {
  return [...state.deployments.values()].some(
    (one) =>
      one !== subject &&
      isSameService(one, subject) &&
      one.names.has(name) &&
      (taken ? one.entry === subject.entry : one.closes.includes(kind) && one.deployedName === subject.deployedName),
  );
}

/** Whether a later command of the same script gives it to the same service: one that adds, or one that is new and may have taken it over. */
function isAddedLater(
  { state, main }: Step,
  { entry, deployedName, environment, at }: DeploymentState,
  name: string,
): boolean {
  return [...state.deployments].some(
    ([lineage, one]) =>
      one.entry === entry &&
      one.deployedName === deployedName &&
      one.environment === environment &&
      one.at.path === at.path &&
      one.at.start > at.end &&
      one.names.has(name) &&
      (one.closes.length === 0 || !main.deployments.has(lineage)),
  );
}

/** Whether the file that was started is gone, and nothing else deploys the service by that name: what runs keeps what it has. */
function isDeleted({ commit, state }: Step, old: DeploymentState): boolean {
  const gone = commit.changes.some(({ path, id }) => path === old.entry && id === null);
  const others = [...state.deployments.values()].filter((one) => isSameService(one, old));
  return gone && others.every(({ deployedName }) => deployedName !== old.deployedName);
}

/** Whether one of them states whole lists of what the source is: what is only updated is still there when it is no longer listed. */
function takesAway(deployments: readonly (DeploymentState | null | undefined)[], source: string): boolean {
  return deployments.some((one) => one?.closes.includes(kindOf(source)));
}

function kindOf(source: string): Kind {
  return / secret /.test(source) ? 'secret' : 'value';
}

/** The secret in a source, where it is one. */
function secretIn(source: string): string | null {
  return /^\S+ secret [^/]*\/(.*)$/.exec(source)?.[1] ?? null;
}
