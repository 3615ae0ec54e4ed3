import type { Condition, ContextRecord } from '../model/command.ts';
import type { Range } from '../model/span.ts';
import { known } from '../model/text.ts';
import type { At, FunctionDefinition } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { joinCells } from './join.ts';
import { type Capture, type Cell, type Join, Journal, type Snapshot } from './journal.ts';
import type { Loaded, Program } from './modules.ts';
import type { ResourceEvent } from './resources.ts';
import { Touched } from './touched.ts';
import type { ClassValue, FunctionValue, ListValue, ReadEvent, Scope, TextValue, Value } from './value.ts';

/** The environment's name in a scenario when it is none of the words that the code compares with. */
export const OTHER = '\u0000other';

/**
 * What a run assumes of the environment. `discover`: every name may be set or not, so both ways are looked at. `decide`: a name is
 * unset when `unset` says so, and set to some text otherwise.
 */
export interface Scenario {
  readonly mode: 'discover' | 'decide';
  unset(name: string): boolean;
  /** The environment's name, {@link OTHER}, or null when it is not assumed. */
  readonly word: string | null;
  /** A variable that is given this word, whatever else is unset. */
  readonly told?: Told;
}

/** A variable by which code is told in which of several modes it runs, and one of the words that it asks for. */
export interface Told {
  readonly name: string;
  readonly word: string;
  /** Where the code writes the word; it is kept nowhere else. */
  readonly at: Range;
}

export interface Completion {
  readonly kind: 'return' | 'raise' | 'break' | 'continue';
  readonly value: Value | null;
  /** Names of the raised exception's class and of its known bases; empty when it is not known. */
  readonly exception: readonly string[];
  readonly range: Range | null;
  /** The state in which it happens. */
  readonly end: Capture;
  /** It happens in a function that was handed to code outside of the tree, which calls it later if at all. */
  readonly deferred: boolean;
  /** Unset names that have decided that it came to this. */
  readonly deciding: readonly string[];
  /** The variables that a returned value was made of. */
  used?: ReadonlySet<string>;
}

/** One call in progress. */
export interface Frame {
  readonly path: string;
  readonly base: number;
  readonly scope: Scope;
  readonly receiver: Value | null;
  /** Where it was called from; null for the root. */
  readonly call: Range | null;
  readonly name: string | null;
  /** The values that the parameters were given; null where it is no call. */
  readonly given: Arguments | null;
  readonly definition: FunctionDefinition | null;
  /** The class that the running function belongs to. */
  readonly owner: ClassValue | null;
  pending: Completion[];
  /** Journal levels at which the running function and its loops began. */
  readonly level: number;
  readonly loops: number[];
  /** Unset names that have decided which way the running function took. */
  readonly deciding: Set<string>;
  /** Variables of which the running function has asked whether there is something to use. */
  asked?: ReadonlySet<string>;
}

/** A place where a program runs another program. */
export interface ProcessEvent {
  readonly argv: ListValue | null;
  /** The whole command line for a shell. */
  readonly line: TextValue | null;
  readonly range: Range;
  readonly conditions: readonly Condition[];
  readonly environment: Value | null;
  readonly calls: readonly Range[];
}

export interface Run {
  readonly program: Program;
  scenario: Scenario;
  readonly journal: Journal;
  readonly join: Join;
  readonly frames: Frame[];
  readonly conditions: Condition[];
  readonly reads: Map<string, ReadEvent>;
  /** For each name read: whether the ways that lead here have read it. */
  readonly performed: Map<string, Cell<'no' | 'yes' | 'maybe'>>;
  /** Words with which the environment's name was compared, by the variable that holds it (`` when it is no variable). */
  readonly words: Map<string, Set<string>>;
  /** Words with which other variables that are set were compared. */
  readonly modes: Map<string, Map<string, Range>>;
  readonly processes: ProcessEvent[];
  /** What the program makes that stands for something deployed, where literal records are asked for. */
  readonly resources: ResourceEvent[];
  /** Literal records in the order in which they were made; null where nobody asks for them. */
  readonly records: ContextRecord[] | null;
  /** States of modules that depend on the environment, for this run only. */
  readonly modules: Map<string, Loaded>;
  readonly dynamicReads: Range[];
  /** What of the modules the run has looked at. */
  touched: Touched;
  /** How many functions in progress were handed to code outside of the tree. */
  deferred: number;
  /** Functions whose bodies were run. */
  readonly called: Set<FunctionDefinition>;
  /** Where these functions stand, in the order in which they were first called: `path:offset`. */
  readonly entered: string[];
  /** The function that is the root, or the empty text for a module's top level; null before it begins. */
  own: string | null;
  /** Of `entered`, what the root itself calls. */
  readonly calls: Set<string>;
  /** For each of `entered`: the variables that are known to be set wherever it is called. */
  readonly guarded: Map<string, ReadonlySet<string>>;
  /** What tests have told of variables, for what reads them again. */
  assumed: Map<string, Cell<boolean | undefined>>;
  /** Functions that were made, in order. */
  readonly made: Map<FunctionDefinition, FunctionValue>;
  /** Unset names that decided what the modules looked at are made of. */
  readonly decidingModules: Set<string>;
  /** Journal levels at which the `try` statements in progress began. */
  readonly tries: number[];
  /** Something raises, or would where an unset name is used as if it were there. */
  risky: boolean;
  /** What it does depends on which name a helper was tried with. */
  asksName: boolean;
  /** Where something was raised, whoever handles it: `path:offset`. */
  readonly raisedAt: Set<string>;
  /** How many handlers in progress handle something that was raised for reasons other than a name's absence. */
  handling: number;
  steps: number;
  limit: number;
  /** Most frames at once; deeper calls are not followed. */
  depth: number;
  /** Every read in the order in which it happened, and how often the environment's name was compared. */
  readonly log: ReadEvent[];
  wordCount: number;
  partitions: number;
}

/** Thrown inside of a run when it has used up its steps; never leaves the folder. */
export class Overflow extends Error {}

export function startRun(
  program: Program,
  scenario: Scenario,
  limit: number,
  depth: number,
  records: ContextRecord[] | null = null,
): Run {
  return {
    program,
    scenario,
    journal: new Journal(),
    join: joinCells,
    frames: [],
    conditions: [],
    reads: new Map(),
    performed: new Map(),
    words: new Map(),
    modes: new Map(),
    processes: [],
    resources: [],
    records,
    modules: new Map(),
    dynamicReads: [],
    touched: new Touched(),
    deferred: 0,
    called: new Set(),
    entered: [],
    own: null,
    calls: new Set(),
    guarded: new Map(),
    assumed: new Map(),
    made: new Map(),
    decidingModules: new Set(),
    tries: [],
    risky: false,
    asksName: false,
    raisedAt: new Set(),
    handling: 0,
    steps: 0,
    limit,
    depth,
    log: [],
    wordCount: 0,
    partitions: 0,
  };
}

export function step(run: Run): void {
  if (++run.steps > run.limit) throw new Overflow();
}

export function frame(run: Run): Frame {
  const top = run.frames[run.frames.length - 1];
  if (!top) throw new Error('evaluation outside of a frame');
  return top;
}

export function rangeAt(run: Run, at: At): Range {
  const { path, base } = frame(run);
  return { path, start: base + at.start, end: base + at.end };
}

/** The source of a node, in one line and not too long; for messages. */
export function written(run: Run, at: At): string {
  const { path, base } = frame(run);
  const start = base + at.start;
  const slice = run.program.written({ path, start, end: Math.min(base + at.end, start + 80) });
  return slice.replace(/\s+/g, ' ');
}

export function complete(
  run: Run,
  kind: Completion['kind'],
  at: At | null,
  value: Value | null = null,
  exception: readonly string[] = [],
): void {
  const range = at ? rangeAt(run, at) : null;
  if (kind === 'raise') run.risky = true;
  if (kind === 'raise' && range) run.raisedAt.add(`${range.path}:${range.start}`);
  frame(run).pending.push({
    kind,
    value,
    exception,
    range,
    end: endOf(run, kind),
    deferred: run.deferred > 0,
    deciding: kind === 'raise' ? [...new Set(run.frames.flatMap((one) => [...one.deciding]))] : [],
  });
}

/** Notes that what is not set has decided the way that the running function takes. */
export function noteDeciding(run: Run, value: Value): void {
  if (value.kind === 'union') for (const one of value.of) noteDeciding(run, one);
  else if (value.kind === 'null' && value.of !== undefined) frame(run).deciding.add(value.of);
  // A default that is not empty is an answer; what it leads to is not for want of the name.
  else if (value.kind === 'text' && value.of !== undefined && known(value.text) === '')
    frame(run).deciding.add(value.of);
}

/** What a completion's consumer joins: the writes since the consumer began. A raise always tells what had been read. */
function endOf(run: Run, kind: Completion['kind']): Capture {
  const current = frame(run);
  if (kind === 'return') return run.journal.capture(current.level);
  if (kind !== 'raise') return run.journal.capture(current.loops.at(-1) ?? current.level);
  const copy = run.journal.snapshot(run.tries.at(-1) ?? run.journal.depth);
  for (const cell of run.performed.values()) copy.set(cell, cell.value);
  return { from: 0, copy };
}

/** What had been written where it came to a completion. */
export function snapshotOf(run: Run, { end }: Completion): Snapshot {
  return run.journal.captured(end);
}

/** Thrown where an expression certainly raises; the completion has been recorded before. Never leaves the folder. */
export class Raised {}

/** Records that the expression at `at` raises, and unwinds to the statement. */
export function raise(run: Run, at: At, exception: readonly string[]): never {
  complete(run, 'raise', at, null, exception);
  throw new Raised();
}

/** Runs `work`. Returns whether its end is reached: what it returns, or false where it raises. */
export function attempt(work: () => boolean | void): boolean {
  try {
    return work() !== false;
  } catch (error) {
    if (error instanceof Raised) return false;
    throw error;
  }
}

/** Runs `work` and joins its normal end with the ends of the completions that `take` picks, which are thereby consumed. */
export function joinEnds(
  run: Run,
  work: () => boolean | void,
  take: (completion: Completion) => boolean,
): { normal: boolean; taken: readonly Completion[] } {
  const current = frame(run);
  const outer = current.pending;
  current.pending = [];
  run.journal.open();
  let normal = false;
  try {
    normal = attempt(work);
  } catch (error) {
    run.journal.undo();
    throw error;
  }
  const { pending } = current;
  const taken = pending.filter(take);
  const left = taken.length === 0 ? pending : pending.filter((one) => !take(one));
  current.pending = outer.length === 0 ? left : left.length === 0 ? outer : [...outer, ...left];
  const [only, ...others] = taken;
  if (normal && !only) run.journal.keep();
  else if (normal || !only || others.length > 0 || !run.journal.keepCaptured(only.end)) {
    const end = run.journal.undo();
    const ends = taken.map((completion) => snapshotOf(run, completion));
    run.journal.join(normal ? [end, ...ends] : ends, run.join);
  }
  return { normal, taken };
}

/** Runs each branch from the same state and joins the ends of those that go on. Returns whether any does. */
export function branch(run: Run, branches: readonly (() => boolean | void)[]): boolean {
  const ends: Snapshot[] = [];
  for (const work of branches) {
    run.journal.open();
    let normal = false;
    let end: Snapshot = new Map();
    try {
      normal = attempt(work);
    } finally {
      end = run.journal.undo();
    }
    if (normal) ends.push(end);
  }
  run.journal.join(ends, run.join);
  return ends.length > 0;
}

/** Runs `work` as if nothing had been called yet: what it makes is kept for others, so it must not depend on who asks first. */
export function afresh<T>(run: Run, depth: number, work: () => T): T {
  const frames = run.frames.splice(0);
  const conditions = run.conditions.splice(0);
  const tries = run.tries.splice(0);
  const { depth: before, deferred, handling, assumed } = run;
  run.depth = depth;
  run.deferred = 0;
  run.handling = 0;
  run.assumed = new Map();
  try {
    return work();
  } finally {
    run.frames.splice(0, run.frames.length, ...frames);
    run.conditions.splice(0, run.conditions.length, ...conditions);
    run.tries.splice(0, run.tries.length, ...tries);
    Object.assign(run, { depth: before, deferred, handling, assumed });
  }
}
