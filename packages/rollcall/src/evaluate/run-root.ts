import type { ContextRecord } from '../model/command.ts';
import { findMember, force } from './access.ts';
import { call, instanceOf } from './callables.ts';
import { opaqueReceiver } from './golang.ts';
import { moduleFrame, moduleScope, runModule, withRun } from './imports.ts';
import type { Cell, Snapshot } from './journal.ts';
import type { Program, Seen } from './modules.ts';
import type { Root } from './roots.ts';
import {
  afresh,
  attempt,
  type Completion,
  frame,
  Overflow,
  type Run,
  type Scenario,
  snapshotOf,
  startRun,
} from './run.ts';
import { isSame, takeOver, watch } from './seen.ts';
import { makeForAll, type Part } from './touched.ts';
import { runUncalled } from './uncalled.ts';
import { alternatives, type ClassValue, type FunctionValue, type Scope, unknown, type Value } from './value.ts';

/** A run that has ended. */
export interface Ended {
  readonly run: Run;
  /** The root's file. */
  readonly path: string;
  /** Each way on which the end was reached, with what had been read. */
  readonly normal: readonly Snapshot[];
  readonly raised: readonly Completion[];
  /** It used up its steps; what it saw until then is all there is. */
  readonly overflow: boolean;
}

/** Whether a way through a run has read a name. */
export function hasRead(run: Run, snapshot: Snapshot, name: string): boolean {
  const cell: Cell<'no' | 'yes' | 'maybe'> | undefined = run.performed.get(name);
  if (!cell) return false;
  const value = snapshot.has(cell) ? snapshot.get(cell) : cell.value;
  return value !== 'no' && value !== undefined;
}

const ALL_SET: Scenario = { mode: 'decide', unset: () => false, word: null };

/**
 * How many calls are followed inwards. A function that reads is a root of its own, so from another function only what its callers
 * make of the value needs to be seen; what happens at the start is followed further.
 */
const DEEP = 24;

const SHALLOW = 5;

/**
 * Runs a root under a scenario, with parameters that nothing is known of.
 * @param records takes the literal records that are made
 */
export function runRoot(
  program: Program,
  root: Root,
  scenario: Scenario,
  limit: number,
  records: ContextRecord[] | null = null,
): Ended {
  const run = startRun(program, scenario, limit, root.names.length === 0 || root.starts ? DEEP : SHALLOW, records);
  const normal: Snapshot[] = [];
  let raised: readonly Completion[] = [];
  let overflow = false;
  run.journal.open();
  withRun(run, () => {
    try {
      raised = root.names.length === 0 ? runTop(run, root, normal) : runFunction(run, root, normal);
    } catch (error) {
      if (!(error instanceof Overflow) && !(error instanceof RangeError)) {
        run.journal.undo();
        throw error;
      }
      overflow = true;
    }
  });
  const clean = raised.filter((completion) => completion.exception.includes('clean'));
  normal.push(...clean.map((completion) => snapshotOf(run, completion)));
  const ended: Ended = {
    run,
    path: root.path,
    normal,
    raised: raised.filter((completion) => !clean.includes(completion)),
    overflow,
  };
  run.journal.undo();
  return ended;
}

/**
 * Calls one function on its own, to learn what it does with its arguments; null where it takes too many steps. A method is called on a new
 * instance, so that what others did to theirs does not show.
 */
export function runCall(
  asking: Run,
  callee: FunctionValue,
  args: readonly Value[],
  scenario: Scenario,
): { readonly values: readonly Value[]; readonly raised: readonly Completion[]; readonly asksName: boolean } | null {
  const run = startRun(asking.program, scenario, 4_000, 8);
  const values: Value[] = [];
  run.journal.open();
  try {
    return withRun(run, () => {
      run.frames.push(moduleFrame(callee.path, callee.base, callee.scope));
      const at = { start: callee.definition.start, end: callee.definition.end };
      attempt(() => {
        values.push(
          ...alternatives(
            call(run, onNewInstance(run, callee, at), { positional: args, named: new Map(), open: false }, at),
          ),
        );
      });
      const raised = frame(run).pending.filter((completion) => completion.kind === 'raise');
      return { values, raised, asksName: run.asksName };
    });
  } catch (error) {
    if (error instanceof Overflow || error instanceof RangeError) return null;
    throw error;
  } finally {
    run.journal.undo();
    asking.touched.addAll(run.touched.all());
  }
}

function onNewInstance(run: Run, callee: FunctionValue, at: { start: number; end: number }): FunctionValue {
  if (!callee.owner || callee.definition.role !== 'method' || callee.receiver?.kind !== 'object') return callee;
  return { ...callee, receiver: instanceOf(run, callee.owner, at).value };
}

function runTop(run: Run, root: Root, normal: Snapshot[]): readonly Completion[] {
  const scope: Scope = { variables: new Map(), parent: null, path: root.path, ofClass: false };
  run.modules.set(root.path, { scope, touched: new Set([root.path]) });
  run.touched.add(root.path);
  run.own = '';
  const { normal: reached, pending } = runModule(run, root.path, scope);
  const raised = pending.filter((completion) => completion.kind === 'raise');
  if (!reached) return raised;
  raised.push(...runUncalled(run, root.path, scope));
  normal.push(run.journal.snapshot(0));
  return raised;
}

function runFunction(run: Run, root: Root, normal: Snapshot[]): readonly Completion[] {
  const scope = moduleScope(run, root.path);
  run.frames.push(moduleFrame(root.path, 0, scope));
  const callee = functionOf(run, scope, root.names);
  if (!callee) return [];
  // Loading the module, or making the receiver, has called others before.
  run.own = `${callee.path}:${callee.base + callee.definition.start}`;
  run.entered.unshift(run.own);
  const at = { start: callee.base + callee.definition.start, end: callee.base + callee.definition.end };
  const reached = attempt(() => {
    call(run, callee, { positional: [], named: new Map(), open: true }, at);
  });
  const raised = frame(run).pending.filter((completion) => completion.kind === 'raise');
  if (!reached) return raised;
  raised.push(...runUncalled(run, root.path, null));
  normal.push(run.journal.snapshot(0));
  return raised;
}

function functionOf(run: Run, scope: Scope, names: readonly string[]): FunctionValue | null {
  const [first, ...rest] = names;
  const cell = first === undefined ? undefined : scope.variables.get(first);
  let value = cell && force(run, cell);
  for (const inner of rest.slice(0, -1)) value = value?.kind === 'class' ? findMember(run, value, inner) : undefined;
  const second = rest.at(-1);
  if (second === undefined) {
    if (value?.kind !== 'function') return null;
    if (value.definition.role !== 'method') return value;
    return { ...value, receiver: opaqueReceiver(run, value.path, value.definition.name ?? '') };
  }
  if (value?.kind === 'dict') {
    const entry = value.content.value.entries.get(second)?.value;
    return entry?.kind === 'function' ? entry : null;
  }
  const member = value?.kind === 'class' ? findMember(run, value, second) : undefined;
  if (value?.kind !== 'class' || member?.kind !== 'function') return null;
  const { role } = member.definition;
  if (role === 'static-method') return member;
  if (role === 'class-method') return { ...member, receiver: value };
  return { ...member, receiver: receiverOf(run, value) };
}

/** An instance that was made once for all runs that look alike. */
export interface MadeInstance {
  readonly seen: Seen | null;
  readonly touched: ReadonlySet<Part>;
  readonly value: Value;
}

const MOST_INSTANCES = 32;

/**
 * An instance as the scenario makes it; where its constructor raises, as it is made when every name is set. It is made once for all
 * runs that are the same as far as its constructor looks; what a run writes to it is taken back with the run.
 */
function receiverOf(run: Run, of: ClassValue): Value {
  const { instances } = run.program;
  const made = instances.get(of) ?? [];
  const known = made.find(({ seen }) => seen === null || isSame(run, seen));
  if (known) {
    if (known.seen) takeOver(run, known.seen);
    run.touched.addAll(known.touched);
    return known.value;
  }
  let value: Value = unknown(of.definition.name ?? '');
  let seen: Seen | null = null;
  const touched = makeForAll(run, () => {
    seen = watch(run, () =>
      run.journal.detached(() =>
        afresh(run, DEEP, () => {
          const receiver = makeReceiver(run, of);
          value = receiver.value;
          return receiver.deciding;
        }),
      ),
    );
  });
  if (made.length < MOST_INSTANCES) instances.set(of, [...made, { seen, touched, value }]);
  return value;
}

function makeReceiver(run: Run, of: ClassValue): { readonly value: Value; readonly deciding: ReadonlySet<string> } {
  run.frames.push(moduleFrame(of.path, of.base, of.scope));
  const at = { start: of.definition.start, end: of.definition.start };
  const { deciding } = frame(run);
  const made = instanceOf(run, of, at);
  if (made.whole) return { value: made.value, deciding };
  const { scenario } = run;
  run.scenario = ALL_SET;
  const again = instanceOf(run, of, at);
  run.scenario = scenario;
  return { value: again.value, deciding };
}
