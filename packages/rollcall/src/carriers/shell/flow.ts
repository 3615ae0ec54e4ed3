import type { Text } from '../../model/text.ts';
import { keepWritten } from './files.ts';
import { areConsistent, commonGuard, differentFrom, equalTo, mergeGuards } from './guard.ts';
import { countStep, fanOut, joinInto, type Machine, mustHurry } from './machine.ts';
import { copyState, FAILURE, type Outcome, openFrame, type State, SUCCESS } from './state.ts';
import { scalar, UNSET, type Value } from './values.ts';

/** The ways in which the last command can have ended here. */
export function outcomesOf(machine: Machine, state: State): readonly Outcome[] {
  const { status } = state;
  if ('unknown' in status) {
    const key = `${status.unknown} ${machine.unknowns++}`;
    return [
      { guard: new Map([[key, equalTo(key, 'holds', [], true)]]), ok: true },
      { guard: new Map([[key, differentFrom(key, 'holds', true)]]), ok: false },
    ];
  }
  return status.filter((outcome) => areConsistent(state.world, outcome.guard)).slice(0, 64);
}

/** One outcome each way, where the script took many steps already. */
function fewOutcomes(machine: Machine, outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length <= 2 || !mustHurry(machine, null)) return outcomes;
  return [true, false].flatMap((ok) => {
    const guards = outcomes.filter((outcome) => outcome.ok === ok).map(({ guard }) => guard);
    return guards.length === 0 ? [] : [{ guard: commonGuard(guards), ok }];
  });
}

type Go = (state: State) => void;

/** Goes on where the last command ended well and where it did not, each in worlds of its own, and joins them. */
export function branchOnStatus(machine: Machine, state: State, onSuccess: Go, onFailure: Go): void {
  const outcomes = fewOutcomes(machine, outcomesOf(machine, state));
  const go = (branch: State, ok: boolean): void => {
    branch.status = ok ? SUCCESS : FAILURE;
    (ok ? onSuccess : onFailure)(branch);
  };
  const [only, ...rest] = outcomes;
  if (only && rest.length === 0) {
    state.world = mergeGuards(state.world, only.guard);
    go(state, only.ok);
    return;
  }
  countStep(machine, 5 + outcomes.length * 5 + (state.world.size >> 2));
  const ends = outcomes.map(({ guard, ok }) => {
    const branch = copyState(state);
    branch.world = mergeGuards(state.world, guard);
    fanOut(machine, outcomes.filter((other) => other.ok === ok).length, () => go(branch, ok));
    return branch;
  });
  joinInto(machine, state, ends);
}

/** Runs in a copy: what it assigns does not come back, what it prints and how it ends does. */
export function inSubshell(machine: Machine, state: State, run: Go): State {
  const inner = copyState(state);
  const frame = openFrame('subshell', state.frame);
  inner.frame = frame;
  inner.dead = false;
  run(inner);
  const ends = [...frame.left, ...(inner.dead ? [] : [copyState(inner)])].map((end) => ({
    ...end,
    scopes: end.scopes.slice(0, state.scopes.length),
  }));
  joinInto(machine, inner, ends);
  keepWritten(state, inner);
  return inner;
}

/** Runs as a frame of its own, to which what leaves it early comes back. */
export function inFrame(machine: Machine, state: State, kind: 'function' | 'loop' | 'script', run: Go): void {
  const outer = state.frame;
  const frame = openFrame(kind, outer);
  const depth = state.scopes.length;
  state.frame = frame;
  run(state);
  const ends = [...(state.dead ? [] : [copyState(state)]), ...frame.left].map((end) => ({
    ...end,
    scopes: end.scopes.slice(0, depth),
  }));
  joinInto(machine, state, ends);
  state.frame = outer;
}

/** Adds to what is printed, where that is captured. */
export function print(state: State, text: Text): void {
  const { output } = state;
  if (output === null) return;
  state.output = output.kind === 'choice' ? printChoice(state, output, text) : scalar([...textOf(output), ...text]);
}

function textOf(value: Value): Text {
  return value.kind === 'scalar' ? value.text : [];
}

function printChoice(state: State, output: Value & { kind: 'choice' }, text: Text): Value {
  const options = output.options.filter((option) => areConsistent(state.world, option.guard));
  return {
    kind: 'choice',
    options: options.map(({ guard, value }) => ({ guard, value: scalar([...textOf(value ?? UNSET), ...text]) })),
  };
}
