import type { LoggedCommit } from '../git/log.ts';
import type { Evidence } from '../model/history.ts';
import type { Span } from '../model/span.ts';
import type { Lapse } from './lapse.ts';
import { advance, type Entry, type Ledger, type Transitions } from './ledger.ts';
import type { DeploymentState, State } from './state.ts';
import { isRestored } from './succession.ts';

export interface Begun extends Pick<Lapse, 'kind' | 'side' | 'name' | 'environments' | 'from' | 'confidence' | 'kept'> {
  readonly doubtful?: boolean;
  readonly silent?: boolean;
  readonly other?: string;
  readonly subject: DeploymentState;
  readonly evidence: readonly (readonly Evidence[])[];
}

/** One commit being worked on. */
export interface Step {
  readonly commit: LoggedCommit;
  readonly state: State;
  readonly before: readonly Ledger[];
  /** The state at the first parent. */
  readonly main: State;
  readonly entries: Map<string, Entry>;
  /** Deployments that begin here → the ended ones that they take over from. */
  readonly takeOver: ReadonlyMap<string, string>;
  /** For each parent: the names that lineages had there. */
  readonly renamed: readonly ReadonlyMap<string, string>[];
  /** All that has lapsed so far. */
  readonly lapses: Lapse[];
}

export function renamings(
  before: readonly Ledger[],
  takeOver: ReadonlyMap<string, string>,
): ReadonlyMap<string, string>[] {
  return before.map((ledger) => new Map([...takeOver].filter(([now]) => !ledger.state.deployments.has(now))));
}

function keyBefore(step: Step, parent: number, key: string): string {
  const [sort = '', lineage = '', ...rest] = key.split('\0');
  if (sort !== 'given' && sort !== 'fault') return key;
  const old = step.renamed[parent]?.get(lineage);
  return old === undefined ? key : [sort, old, ...rest].join('\0');
}

export function deploymentBefore(step: Step, lineage: string): DeploymentState | null {
  for (const [i, ledger] of step.before.entries()) {
    const old = step.renamed[i]?.get(lineage) ?? lineage;
    const found = ledger.state.deployments.get(old);
    if (found) return found;
  }
  return null;
}

export function open(step: Step, begun: Begun): Lapse {
  const { subject, evidence, ...rest } = begun;
  const { service, entry } = subject;
  const need =
    step.state.needs.get(service)?.get(begun.name)?.need ??
    step.main.needs.get(service)?.get(begun.name)?.need ??
    'none';
  const lapse: Lapse = {
    other: null,
    doubtful: false,
    silent: false,
    ...rest,
    service,
    entry,
    need: begun.kind === 'unmet-requirement' ? 'required' : need,
    cause: step.commit,
    before: evidence.flat(),
    cures: [],
    twinOf: null,
  };
  step.lapses.push(lapse);
  return lapse;
}

export function put(step: Step, key: string, now: string | null, transitions: Transitions): void {
  const parents = step.before.map((ledger, i) => ledger.entries.get(keyBefore(step, i, key)) ?? null);
  const entry = advance(step.commit, parents, now, transitions);
  if (entry.last !== null || entry.value !== null || entry.open.length > 0) step.entries.set(key, entry);
}

export function mending(
  { commit, state }: Step,
  deployment: DeploymentState | undefined,
  name: string,
  { isHandedOver = false, withdrawn = false } = {},
): Transitions['mend'] {
  return (_commit, lapse, byMerge) => {
    const now = deployment?.names.get(name);
    lapse.cures.push({
      commit,
      to: now?.secret ?? null,
      given: now !== undefined,
      byMerge,
      withdrawn,
      handedOver: lapse.side === 'entry' && !lapse.kept && isHandedOver,
      after: [
        needed(commit.id, 'after', state.needs.get(lapse.service)?.get(name)?.at ?? null),
        given(commit.id, 'after', now?.at ?? null),
      ].flat(),
    });
  };
}

/** Everything of one sort that a parent remembers or the state has. */
export function keysOf(step: Step, sort: 'given' | 'fault'): ReadonlySet<string> {
  const keys = new Set<string>();
  const successors = new Map([...step.takeOver].map(([now, old]) => [old, now]));
  for (const ledger of step.before)
    for (const key of ledger.entries.keys()) {
      const [own, lineage = '', ...rest] = key.split('\0');
      if (own !== sort) continue;
      const now = successors.get(lineage);
      keys.add(now === undefined ? key : [sort, now, ...rest].join('\0'));
    }
  for (const [lineage, { names, faults }] of step.state.deployments)
    for (const name of sort === 'given' ? names.keys() : faults.keys()) keys.add(`${sort}\0${lineage}\0${name}`);
  return keys;
}

/** What cannot be told at this commit stays as it was. */
export function carry(step: Step, sort: string): void {
  for (const ledger of step.before)
    for (const [key, entry] of ledger.entries)
      if (key.startsWith(`${sort}\0`) && !step.entries.has(key)) step.entries.set(key, entry);
}

/** Whether a deployment takes over from one that ended earlier, and is not merely that one under a new name. */
export function isHandedOver({ state, before, takeOver }: Step, lineage: string): boolean {
  const now = state.deployments.get(lineage);
  const from = takeOver.get(lineage);
  const old = from === undefined ? undefined : before.find(({ ended }) => ended.has(from))?.ended.get(from);
  return (
    now !== undefined && old !== undefined && now.entry !== old.deployment.entry && !isRestored(old.deployment, now)
  );
}

export function given(commit: string, side: Evidence['side'], at: Span | null): readonly Evidence[] {
  return at ? [{ commit, side, of: 'given', path: at.path, span: at }] : [];
}

export function needed(commit: string, side: Evidence['side'], at: Span | null): readonly Evidence[] {
  return at ? [{ commit, side, of: 'needed', path: at.path, span: at }] : [];
}
