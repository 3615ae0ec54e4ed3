import type { LoggedCommit } from '../git/log.ts';
import type { Evidence, RegressionKind } from '../model/history.ts';
import type { Span } from '../model/span.ts';
import type { Lapse } from './lapse.ts';
import { advance, EMPTY_LEDGER, type Entry, type Ledger, type Transitions } from './ledger.ts';
import { withLineages } from './lineages.ts';
import type { DeploymentState, Fault, State } from './state.ts';
import { isRestored, isSameService, successorsIn } from './succession.ts';
import { withUnknown } from './unknown.ts';

/** Follows every name of every deployment from commit to commit, and collects what lapses. */
export class Follower {
  readonly lapses: Lapse[] = [];

  /** What is remembered at a commit whose tree has this state. */
  follow(commit: LoggedCommit, state: State, parents: readonly Ledger[]): Ledger {
    const before = parents.length > 0 ? parents : [EMPTY_LEDGER];
    const [main = EMPTY_LEDGER] = before;
    return this.advanceTo(commit, withUnknown(withLineages(state, main.state), main.state), before, main);
  }

  private advanceTo(commit: LoggedCommit, state: State, before: readonly Ledger[], main: Ledger): Ledger {
    if (before.every((one) => one.entries === main.entries) && main.state === state) return main;
    const takeOver = successorsIn(commit, state, before);
    const entries = new Map<string, Entry>();
    const step: Step = {
      commit,
      state,
      before,
      main: main.state,
      entries,
      takeOver,
      renamed: renamings(before, takeOver),
    };
    this.followGiven(step);
    this.followFaults(step);
    this.followReaders(step);
    this.followIdentities(step);
    return { state, entries, ended: endedAt(commit, state, before, takeOver) };
  }

  private followGiven(step: Step): void {
    for (const key of keysOf(step, 'given')) {
      const [, lineage = '', name = ''] = key.split('\0');
      const deployment = step.state.deployments.get(lineage);
      const old = deploymentBefore(step, lineage);
      const now = deployment?.names.get(name)?.source ?? null;
      const taken = step.takeOver.has(lineage);
      const begin: Transitions['begin'] = (commit, before, value) => {
        const subject = deployment ?? old;
        if (!subject || before.last === null || before.last === value) return null;
        if (value === null && (!deployment || taken) && isGivenBeside(step.state, subject, name, taken)) return null;
        if (value === null && !takesAway([deployment, old], before.last)) return null;
        const kind: RegressionKind = value === null ? 'dropped' : 'remapped';
        const lapse = this.open(step, {
          kind,
          side: deployment && !taken ? 'deployment' : 'entry',
          name,
          subject,
          environments: subject.environment === null ? [] : [subject.environment],
          from: old?.names.get(name)?.secret ?? secretIn(before.last),
          confidence: deployment ? 0.95 : 0.85,
          evidence: [given(commit.parents[0] ?? commit.id, 'before', old?.names.get(name)?.at ?? null)],
          kept: taken,
        });
        return { lapse, until: kind === 'remapped' ? before.last : null };
      };
      const mend = this.mending(step, deployment, name, isHandedOver(step, lineage));
      this.put(step, key, now, { begin, mend });
      if (taken && now === null) this.reassign(step, key, begin);
    }
  }

  /** A script that takes over with fewer names is answerable for those that it lacks, not the end of the one before it. */
  private reassign(step: Step, key: string, begin: Transitions['begin']): void {
    const entry = step.entries.get(key);
    if (!entry || entry.value !== null || entry.open.every(({ lapse }) => lapse.cause.id === step.commit.id)) return;
    const begun = begin(step.commit, entry, null);
    if (!begun) return;
    const open = entry.open.filter(({ lapse }) => lapse.side !== 'entry');
    step.entries.set(key, { ...entry, open: [...open, begun] });
  }

  private followFaults(step: Step): void {
    for (const key of keysOf(step, 'fault')) {
      const [, lineage = '', id = ''] = key.split('\0');
      const deployment = step.state.deployments.get(lineage);
      const fault = deployment?.faults.get(id);
      const name = id.slice(id.indexOf(' ') + 1);
      const begin: Transitions['begin'] = (_commit, _before, value) => {
        if (value !== 'fault' || !deployment || !fault) return null;
        if (fault.doubtful && wasGiven(step, deployment.service, name)) return null;
        return { lapse: this.openFault(step, lineage, deployment, name, fault), until: 'fine' };
      };
      this.put(step, key, fault ? 'fault' : 'fine', { begin, mend: this.mending(step, deployment, name) });
    }
  }

  private openFault(step: Step, lineage: string, subject: DeploymentState, name: string, fault: Fault): Lapse {
    const { commit } = step;
    const old = deploymentBefore(step, lineage);
    const required = step.main.needs.get(subject.service)?.get(name)?.need === 'required';
    const ofCode = fault.kind === 'unmet-requirement' && !old?.names.has(name) && !required;
    return this.open(step, {
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

  /** Names that are given all the while, and that the code reads, no longer reads, and reads again. */
  private followReaders(step: Step): void {
    for (const [service, needs] of step.state.needs) {
      const before = step.main.needs.get(service);
      const own = [...step.state.deployments.values()].filter((one) => one.service === service);
      // Where most of what was read is gone, it is the code that was not found; but for files of which something is still read.
      const lost = before !== undefined && needs.size * 2 < before.size;
      const found = new Set([...needs.values()].map(({ at }) => at.path));
      const names = new Set([...needs.keys(), ...(before?.keys() ?? [])]);
      for (const name of names) {
        const subject = own.find((one) => one.names.has(name));
        if (!subject) continue;
        const key = `reader\0${service}\0${name}`;
        const old = before?.get(name);
        const now = needs.has(name) || (lost && old !== undefined && !found.has(old.at.path)) ? 'read' : null;
        const begin: Transitions['begin'] = (commit, entry, value) => {
          if (value !== null || entry.last === null) return null;
          const lapse = this.open(step, {
            kind: 'reader-removed',
            side: 'code',
            name,
            subject,
            environments: [],
            from: subject.names.get(name)?.secret ?? null,
            confidence: 0.7,
            evidence: [
              needed(commit.parents[0] ?? commit.id, 'before', before?.get(name)?.at ?? null),
              given(commit.id, 'after', subject.names.get(name)?.at ?? null),
            ],
            kept: false,
          });
          return { lapse, until: 'read' };
        };
        this.put(step, key, now, { begin, mend: this.mending(step, subject, name) });
      }
    }
    carry(step, 'reader');
  }

  /** One name that two services of one script take from two secrets, and later from one. */
  private followIdentities(step: Step): void {
    const byEntry = new Map<string, DeploymentState[]>();
    for (const one of step.state.deployments.values()) byEntry.set(one.entry, [...(byEntry.get(one.entry) ?? []), one]);
    for (const [entry, deployments] of byEntry)
      for (const [i, one] of deployments.entries())
        for (const other of deployments.slice(i + 1)) {
          if (one.service === other.service) continue;
          for (const [name, mine] of one.names) {
            const theirs = other.names.get(name);
            if (!theirs || mine.secret === null || theirs.secret === null) continue;
            const key = `identity\0${entry}\0${name}\0${one.service}\0${other.service}`;
            const begin: Transitions['begin'] = (commit, _before, value) => {
              if (value !== 'split') return null;
              const lapse = this.open(step, {
                kind: 'split-identity',
                side: 'deployment',
                name,
                other: other.service,
                subject: one,
                environments: [],
                from: mine.secret,
                confidence: 0.7,
                evidence: [given(commit.id, 'after', mine.at), given(commit.id, 'after', theirs.at)],
                kept: false,
              });
              return { lapse, until: 'same' };
            };
            const now = mine.secret === theirs.secret ? 'same' : 'split';
            this.put(step, key, now, { begin, mend: this.mending(step, one, name) });
          }
        }
    carry(step, 'identity');
  }

  private put(step: Step, key: string, now: string | null, transitions: Transitions): void {
    const parents = step.before.map((ledger, i) => ledger.entries.get(keyBefore(step, i, key)) ?? null);
    const entry = advance(step.commit, parents, now, transitions);
    if (entry.last !== null || entry.value !== null || entry.open.length > 0) step.entries.set(key, entry);
  }

  private mending(
    { commit, state }: Step,
    deployment: DeploymentState | undefined,
    name: string,
    isHandedOver = false,
  ): Transitions['mend'] {
    return (_commit, lapse, byMerge) => {
      const now = deployment?.names.get(name);
      lapse.cures.push({
        commit,
        to: now?.secret ?? null,
        given: now !== undefined,
        byMerge,
        handedOver: lapse.side === 'entry' && !lapse.kept && isHandedOver,
        after: [
          needed(commit.id, 'after', state.needs.get(lapse.service)?.get(name)?.at ?? null),
          given(commit.id, 'after', now?.at ?? null),
        ].flat(),
      });
    };
  }

  private open(step: Step, begun: Begun): Lapse {
    const { subject, evidence, ...rest } = begun;
    const { service, entry } = subject;
    const need =
      step.state.needs.get(service)?.get(begun.name)?.need ??
      step.main.needs.get(service)?.get(begun.name)?.need ??
      'none';
    const lapse: Lapse = {
      other: null,
      doubtful: false,
      ...rest,
      service,
      entry,
      need: begun.kind === 'unmet-requirement' ? 'required' : need,
      cause: step.commit,
      before: evidence.flat(),
      cures: [],
      twinOf: null,
    };
    this.lapses.push(lapse);
    return lapse;
  }
}

interface Begun extends Pick<Lapse, 'kind' | 'side' | 'name' | 'environments' | 'from' | 'confidence' | 'kept'> {
  readonly doubtful?: boolean;
  readonly other?: string;
  readonly subject: DeploymentState;
  readonly evidence: readonly (readonly Evidence[])[];
}

/** One commit being worked on. */
interface Step {
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
}

function renamings(before: readonly Ledger[], takeOver: ReadonlyMap<string, string>): ReadonlyMap<string, string>[] {
  return before.map((ledger) => new Map([...takeOver].filter(([now]) => !ledger.state.deployments.has(now))));
}

function keyBefore(step: Step, parent: number, key: string): string {
  const [sort = '', lineage = '', ...rest] = key.split('\0');
  if (sort !== 'given' && sort !== 'fault') return key;
  const old = step.renamed[parent]?.get(lineage);
  return old === undefined ? key : [sort, old, ...rest].join('\0');
}

function deploymentBefore(step: Step, lineage: string): DeploymentState | null {
  for (const [i, ledger] of step.before.entries()) {
    const old = step.renamed[i]?.get(lineage) ?? lineage;
    const found = ledger.state.deployments.get(old);
    if (found) return found;
  }
  return null;
}

/**
 * Whether something else deploys the whole service and gives the name: what ended then has not left it without. What took over is only
 * helped by another command of its own script.
 */
function isGivenBeside(state: State, subject: DeploymentState, name: string, taken: boolean): boolean {
  return [...state.deployments.values()].some(
    (one) =>
      one !== subject &&
      isSameService(one, subject) &&
      one.names.has(name) &&
      (taken ? one.entry === subject.entry : one.closes.length > 0 && one.deployedName === subject.deployedName),
  );
}

/** Whether one of them states whole lists of what the source is: what is only updated is still there when it is no longer listed. */
function takesAway(deployments: readonly (DeploymentState | null | undefined)[], source: string): boolean {
  const kind = / secret /.test(source) ? 'secret' : 'value';
  return deployments.some((one) => one?.closes.includes(kind));
}

/** Whether a deployment takes over from one that ended earlier, and is not merely that one under a new name. */
function isHandedOver({ state, before, takeOver }: Step, lineage: string): boolean {
  const now = state.deployments.get(lineage);
  const from = takeOver.get(lineage);
  const old = from === undefined ? undefined : before.find(({ ended }) => ended.has(from))?.ended.get(from);
  return (
    now !== undefined && old !== undefined && now.entry !== old.deployment.entry && !isRestored(old.deployment, now)
  );
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

/** Everything of one sort that a parent remembers or the state has. */
function keysOf(step: Step, sort: 'given' | 'fault'): ReadonlySet<string> {
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
function carry(step: Step, sort: string): void {
  for (const ledger of step.before)
    for (const [key, entry] of ledger.entries)
      if (key.startsWith(`${sort}\0`) && !step.entries.has(key)) step.entries.set(key, entry);
}

function endedAt(
  commit: LoggedCommit,
  state: State,
  before: readonly Ledger[],
  takeOver: ReadonlyMap<string, string>,
): Ledger['ended'] {
  const taken = new Set(takeOver.values());
  const known = new Map(before.flatMap(({ ended }) => [...ended]));
  for (const ledger of before)
    for (const [key, deployment] of ledger.state.deployments) known.set(key, { deployment, by: commit.id });
  return new Map([...known].filter(([key]) => !state.deployments.has(key) && !taken.has(key)));
}

/** The secret in a source, where it is one. */
function secretIn(source: string): string | null {
  return /^\S+ secret [^/]*\/(.*)$/.exec(source)?.[1] ?? null;
}

function given(commit: string, side: Evidence['side'], at: Span | null): readonly Evidence[] {
  return at ? [{ commit, side, of: 'given', path: at.path, span: at }] : [];
}

function needed(commit: string, side: Evidence['side'], at: Span | null): readonly Evidence[] {
  return at ? [{ commit, side, of: 'needed', path: at.path, span: at }] : [];
}
