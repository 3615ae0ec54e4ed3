import type { ParsedScript } from 'unbash';
import type { Command, HandOver } from '../../model/command.ts';
import type { Range } from '../../model/span.ts';
import { hole, type Piece, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { ALWAYS, areConsistent, type Guard, mergeGuards, withoutBase } from './guard.ts';
import { type JoinHooks, joinStates, MOST_ALTERNATIVES } from './join.ts';
import { rangeBetween, type ShellSource } from './source.ts';
import { adopt, copyState, type Positional, type ShellFunction, type State } from './state.ts';
import { type Entry, markOf, type Option, type Plain, scalar, UNSET, type Value, withMark } from './values.ts';

/** Reads another script of the tree; null when there is none. */
export interface ReadScript {
  (path: string): { readonly path: string; readonly text: string } | null;
  /** The paths of files that begin and end so. */
  readonly list?: ListPaths;
}

export type ListPaths = (before: string, after: string) => readonly string[];

/** Evaluation stops here; what was found so far stays, and a gap says so. */
export class BoundReached extends Error {}

/** What follows is different for each of several files that may be sourced: the script is evaluated once for each. */
export class Fork extends Error {
  readonly place: string;
  readonly ways: number;
  readonly range: Range;

  constructor(place: string, ways: number, range: Range) {
    super();
    this.place = place;
    this.ways = ways;
    this.range = range;
  }
}

/** How often one script is evaluated for that, and the steps after which no other way of it begins. */
export const MOST_WAYS = 48;
export const MOST_STEPS_OF_WAYS = 300_000;

/** Which of several files a place sources. */
export interface TakenWay {
  readonly way: number;
  readonly ways: number;
}

/** What one evaluation collects, and its bounds. */
export interface Machine {
  readonly readScript: ReadScript | null;
  readonly mainPath: string;
  readonly commands: { add(command: Command): void };
  readonly handOvers: HandOver[];
  readonly gaps: Gap[];
  /** Places at which a name is expanded that nobody gives, each once. */
  readonly inputs: Map<string, Map<string, Range>>;
  /** `NAME=text` lines appended to a file that a variable names, by that variable. */
  readonly written: Map<string, Map<string, Text>>;
  /** Which of the files that a place may source it sources. */
  readonly forks: ReadonlyMap<string, TakenWay>;
  readonly called: Set<object>;
  /** All variables of the environment are known: one that is not there is empty. */
  readonly closed: boolean;
  /** All that gives variables to what is run now is told; one that is not there is empty, and that is worth telling. */
  told: boolean;
  readonly sourcing: string[];
  steps: number;
  /** Steps after which evaluation ends; each text that is read adds to them. */
  allowed: number;
  /** Alternatives were left to take fewer steps. */
  hurries: boolean;
  /** In how many worlds what is now run is run. */
  fan: number;
  /** Calls that have not come back, by function. */
  readonly active: Map<object, number>;
  /** The statement that is run. */
  place: { readonly source: ShellSource; readonly pos: number; readonly end: number } | null;
  unknowns: number;
  /** Functions that were defined, by their node. */
  readonly defined: Map<object, ShellFunction>;
  readonly run: {
    /** A compound command or a list of statements. */
    body(machine: Machine, state: State, node: ShellFunction['node']['body']): void;
    /** Text that is parsed as a script of its own, in the given state. */
    text(machine: Machine, state: State, path: string, script: Text): void;
  };
  /** Runs the script of `$( )` in a copy of the state and gives what it prints. */
  readonly capture: (machine: Machine, state: State, script: ParsedScript | undefined, source: ShellSource) => Value;
}

/** Steps for any script, for each character of it, and for the longest. */
const FIRST_STEPS = 50_000;
const STEPS_PER_CHARACTER = 20;
const MOST_STEPS = 200_000;

/** Steps that a text of the given length may take beside those of others. */
export function allowSteps(machine: Machine, length: number): void {
  machine.allowed = Math.min(MOST_STEPS, Math.max(machine.allowed, FIRST_STEPS) + length * STEPS_PER_CHARACTER);
}

export function countStep(machine: Machine, cost = 1): void {
  machine.steps += cost;
  if (machine.steps > machine.allowed) throw new BoundReached();
}

/** Whether so many steps are taken that each further statement is run in one world; told when an alternative is left for that. */
export function mustHurry(machine: Machine, at: Range | null): boolean {
  if (machine.steps <= machine.allowed / 2) return false;
  if (!machine.hurries) addOverflow(machine, at, 'those of all further commands');
  machine.hurries = true;
  return true;
}

export function addGap(machine: Machine, gap: Gap): void {
  const known = machine.gaps.some(
    (other) =>
      other.reason === gap.reason && other.range?.start === gap.range?.start && other.range?.path === gap.range?.path,
  );
  if (!known && machine.gaps.length < 1000) machine.gaps.push(gap);
}

export function addOverflow(machine: Machine, at: Range | null, what: string): void {
  const { place } = machine;
  const range = at ?? (place ? rangeBetween(place.source, place.pos, place.end) : null);
  addGap(machine, {
    reason: 'evaluation-bound',
    text: `more alternatives than can be followed: ${what}`,
    range,
    names: 'all',
  });
}

function hooksOf(machine: Machine): JoinHooks {
  return { overflow: () => addOverflow(machine, null, 'a variable'), fresh: () => machine.unknowns++ };
}

/** Arguments of a new call. */
export function callWith(machine: Machine, items: readonly Entry[]): Positional {
  return { items, shifted: 0, call: machine.unknowns++ };
}

/** Reads values in one world of a state, and remembers where other worlds branch off. */
export interface Reader {
  readonly machine: Machine;
  readonly state: State;
  readonly source: ShellSource;
  world: Guard;
  /** Alternatives taken, in order; null: none are followed, what differs is a hole. */
  readonly path: { index: number; size: number }[] | null;
  at: number;
  /** What each `$( )` printed: its script runs once for all worlds of a reading. */
  readonly captured: Map<object, Value>;
}

function chooseOption(reader: Reader, options: readonly Option[]): Option | null {
  const [first] = options;
  if (!reader.path || options.length <= 1) return first ?? null;
  const step = reader.path[reader.at] ?? { index: 0, size: options.length };
  reader.path[reader.at] = step;
  reader.at += 1;
  return options[step.index] ?? null;
}

/** The value in the reader's world; where several are possible the reader's world narrows to that of one. */
export function choose(reader: Reader, value: Value, written: string): Plain {
  if (value.kind !== 'choice') return value;
  const options = value.options.filter((option) => areConsistent(reader.world, option.guard));
  if (!reader.path && options.length > 1) return scalar(hole(written, null));
  const option = chooseOption(reader, options);
  if (!option) return UNSET;
  reader.world = mergeGuards(reader.world, option.guard);
  return option.value;
}

/** Takes one of several guards as the reader's world, each in its turn. */
export function chooseGuard(reader: Reader, guards: readonly Guard[]): number {
  const options = guards.map((guard) => ({ guard, value: UNSET }));
  const option = chooseOption(reader, options);
  if (option) reader.world = mergeGuards(reader.world, option.guard);
  return option ? options.indexOf(option) : -1;
}

export interface World<T> {
  /** What the world assumes beyond the state's own. */
  readonly guard: Guard;
  readonly result: T;
}

/** Most worlds in which one statement is run, those of the statements around it counted. */
const MOST_WORLDS = 256;

/** Runs what is run once for each of a number of worlds. */
export function fanOut(machine: Machine, worlds: number, run: () => void): void {
  const { fan } = machine;
  machine.fan = fan * Math.max(1, worlds);
  run();
  machine.fan = fan;
}

/**
 * Every result of a reading, once for each world in which it differs. Where that would multiply the worlds of the statements around it
 * beyond bounds, or the script took many steps already, what differs is a hole.
 */
export function enumerate<T>(
  machine: Machine,
  state: State,
  range: Range | null,
  read: (reader: Reader) => T,
): World<T>[] {
  const out: World<T>[] = [];
  const captured = new Map<object, Value>();
  let path: { index: number; size: number }[] = [];
  for (;;) {
    countStep(machine);
    const reader: Reader = { machine, state, source: state.source, world: state.world, path, at: 0, captured };
    const result = read(reader);
    out.push({ guard: withoutBase(reader.world, state.world), result });
    path = path.slice(0, reader.at);
    for (let last = path.at(-1); last && last.index + 1 >= last.size; last = path.at(-1)) path.pop();
    const last = path.at(-1);
    if (!last) return out;
    if (out.length >= MOST_ALTERNATIVES) {
      addOverflow(machine, range, 'a command');
      return out;
    }
    const isWide = machine.fan > 1 && out.length * machine.fan >= MOST_WORLDS;
    if (isWide || mustHurry(machine, range)) return [{ guard: ALWAYS, result: peek(machine, state, read) }];
    last.index += 1;
  }
}

/** A reading that follows no alternatives: what differs between worlds is a hole. */
export function peek<T>(machine: Machine, state: State, read: (reader: Reader) => T): T {
  return read({ machine, state, source: state.source, world: state.world, path: null, at: 0, captured: new Map() });
}

/** Goes on in every world of a reading, each with a state of its own, and joins them afterwards. */
export function inEachWorld<T>(
  machine: Machine,
  state: State,
  worlds: readonly World<T>[],
  go: (state: State, result: T) => void,
): void {
  const [first, ...rest] = worlds;
  if (!first) return;
  if (rest.length === 0 && first.guard.size === 0) {
    go(state, first.result);
    return;
  }
  const ends: State[] = [];
  fanOut(machine, worlds.length, () => {
    for (const { guard, result } of worlds) {
      const branch = copyState(state);
      branch.world = mergeGuards(state.world, guard);
      go(branch, result);
      if (!branch.dead) ends.push(branch);
    }
  });
  joinStates(state, ends, hooksOf(machine));
}

/** Continues with the states in which branches ended. */
export function joinInto(machine: Machine, state: State, ends: readonly State[]): void {
  const live = ends.filter((end) => !end.dead);
  const [only, ...rest] = live;
  if (only && rest.length === 0) {
    adopt(state, { ...only, frame: state.frame });
    return;
  }
  const kept = live.length > MOST_ALTERNATIVES ? live.slice(0, MOST_ALTERNATIVES) : live;
  if (kept !== live) addOverflow(machine, null, 'branches');
  joinStates(state, kept, hooksOf(machine));
}

/** The text with what the world knows of its unknowns. */
export function refine(text: Text, world: Guard): Text {
  if (world === ALWAYS || world.size === 0) return text;
  return text.flatMap((piece): readonly Piece[] => {
    const mark = markOf(piece);
    const constraint = mark ? world.get(mark.key) : undefined;
    if (!mark || !constraint) return [piece];
    if (constraint.equals !== null) {
      if (constraint.text.length > 0) return constraint.text;
      return [{ kind: 'text', text: constraint.equals, range: piece.range, exact: false }];
    }
    if (piece.kind === 'text' && constraint.not.includes(piece.text))
      return [withMark({ kind: 'hole', written: mark.subject, range: piece.range }, mark)];
    return [piece];
  });
}
