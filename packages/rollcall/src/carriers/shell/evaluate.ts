import type { Command, HandOver } from '../../model/command.ts';
import type { Range } from '../../model/span.ts';
import { hole, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { openArguments } from './builtins.ts';
import { type CommandSink, createCommandSink } from './command-sink.ts';
import { exportedOf, filesLeft } from './emit.ts';
import { captureScript, runBody, runText } from './execute.ts';
import { variablesOfFiles } from './files.ts';
import { inFrame } from './flow.ts';
import { ALWAYS } from './guard.ts';
import {
  addOverflow,
  BoundReached,
  callWith,
  Fork,
  type Machine,
  MOST_STEPS_OF_WAYS,
  type ReadScript,
  type TakenWay,
} from './machine.ts';
import { buildSource } from './source.ts';
import { openFrame, type Positional, type State, SUCCESS } from './state.ts';
import { scalar } from './values.ts';

export interface ShellInput {
  /** The file that the script stands in; relative paths and `$0` are understood from it. */
  readonly path: string;
  /** The file's text, or the script as text with places and holes where a host embeds it. */
  readonly script: string | Text;
  /** Variables that the caller gives: CI's environment, what a calling script exports. They count as exported. */
  readonly variables?: ReadonlyMap<string, Text>;
  /** Arguments; absent: any number of unknown ones. */
  readonly positional?: readonly Text[];
  /** Reads scripts of the tree for `source`. */
  readonly readScript?: ReadScript;
  /** Folder in which it runs, relative to the root; null when only run time knows. */
  readonly directory?: string | null;
  /** Something that is not read may have set any variable before: no name is then called an input. */
  readonly open?: boolean;
  /** All variables of its environment are given: one that is not there is empty. */
  readonly closed?: boolean;
  /** All that gives variables is told, as `closed`; the expansion of one that is not there stays a hole that says so. */
  readonly told?: boolean;
  /** Files that steps before it wrote, by their path. */
  readonly files?: ReadonlyMap<string, Text>;
}

export interface ShellFacts {
  readonly commands: readonly Command[];
  readonly handOvers: readonly HandOver[];
  readonly gaps: readonly Gap[];
  /** Variables that are exported when the script ends. */
  readonly exported: ReadonlyMap<string, Text>;
  /** Names that are expanded without an assignment or a default in reach, and that nobody else is known to give. */
  readonly inputs: ReadonlyMap<string, readonly Range[]>;
  /** `NAME=text` lines that it appends to a file named by a variable (`>> "$GITHUB_ENV"`), by that variable; text that differs is a hole. */
  readonly written: ReadonlyMap<string, ReadonlyMap<string, Text>>;
  /** Files that it wrote and that may hold what a deployment is given, by their path. */
  readonly files: ReadonlyMap<string, Text>;
  /** Work that evaluation took: statements run, worlds followed, values joined. */
  readonly steps: number;
}

/**
 * Evaluates a shell script without running anything: which commands it runs, with which words, in which branches. What only run time
 * knows is a hole; a branch that an unknown decides is followed both ways. Never throws, whatever the text.
 *
 * The language is Bash's: https://www.gnu.org/software/bash/manual/bash.html
 */
export function evaluateShell(input: ShellInput): ShellFacts {
  return evaluateWith(input, new Map(), MOST_STEPS_OF_WAYS);
}

/** @param left steps that this way of the script and those that it forks into may take before no other begins */
function evaluateWith(input: ShellInput, forks: ReadonlyMap<string, TakenWay>, left: number): ShellFacts {
  try {
    return evaluateOnce(input, forks);
  } catch (error) {
    if (!(error instanceof Fork)) throw error;
    return evaluateWays(input, forks, error, left);
  }
}

function evaluateWays(
  input: ShellInput,
  forks: ReadonlyMap<string, TakenWay>,
  { place, ways, range }: Fork,
  left: number,
): ShellFacts {
  const all: ShellFacts[] = [];
  let steps = 0;
  for (let way = 0; way < ways && steps < left; way++) {
    const facts = evaluateWith(input, new Map([...forks, [place, { way, ways }]]), left - steps);
    steps += facts.steps;
    all.push(facts);
  }
  const joined = joinFacts(all);
  if (all.length === ways) return joined;
  const text = `more alternatives than can be followed: ${all.length} of the ${ways} files that this may name`;
  return { ...joined, gaps: [...joined.gaps, { reason: 'evaluation-bound', text, range, names: 'all' }] };
}

function evaluateOnce(input: ShellInput, forks: ReadonlyMap<string, TakenWay>): ShellFacts {
  const commands = createCommandSink();
  const machine = createMachine(input, commands, forks);
  const { path } = input;
  const script: Text =
    typeof input.script === 'string'
      ? [{ kind: 'text', text: input.script, range: { path, start: 0, end: input.script.length }, exact: true }]
      : input.script;
  const state = startState(input);
  try {
    inFrame(machine, state, 'script', (inner) => runText(machine, inner, path, script));
    machine.told = false;
    runUncalled(machine, state);
  } catch (error) {
    if (!(error instanceof BoundReached) && !(error instanceof RangeError)) throw error;
    addOverflow(machine, null, 'the script takes too many steps');
  }
  const { handOvers, gaps, written, steps } = machine;
  const inputs = new Map([...machine.inputs].map(([name, places]) => [name, [...places.values()]]));
  return {
    commands: commands.list(),
    handOvers,
    gaps,
    inputs,
    written,
    exported: exportedOf(state),
    files: filesLeft(state),
    steps,
  };
}

/** What several evaluations of one script found: what it leaves behind is known where they agree. */
function joinFacts(all: readonly ShellFacts[]): ShellFacts {
  const texts = (of: (facts: ShellFacts) => ReadonlyMap<string, Text>): ReadonlyMap<string, Text> =>
    joinTextMaps(all.map(of));
  const streams = new Set(all.flatMap(({ written }) => [...written.keys()]));
  return {
    commands: distinct(all.flatMap(({ commands }) => commands)),
    handOvers: distinct(all.flatMap(({ handOvers }) => handOvers)),
    gaps: distinct(all.flatMap(({ gaps }) => gaps)),
    exported: texts(({ exported }) => exported),
    inputs: joinPlaces(all.map(({ inputs }) => inputs)),
    written: new Map([...streams].map((stream) => [stream, texts(({ written }) => written.get(stream) ?? new Map())])),
    files: texts(({ files }) => files),
    steps: all.reduce((sum, { steps }) => sum + steps, 0),
  };
}

function joinPlaces(maps: readonly ReadonlyMap<string, readonly Range[]>[]): ReadonlyMap<string, readonly Range[]> {
  const names = new Set(maps.flatMap((map) => [...map.keys()]));
  return new Map([...names].map((name) => [name, distinct(maps.flatMap((map) => map.get(name) ?? []))]));
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function joinTextMaps(maps: readonly ReadonlyMap<string, Text>[]): ReadonlyMap<string, Text> {
  const names = new Set(maps.flatMap((map) => [...map.keys()]));
  return new Map(
    [...names].map((name) => {
      const texts = distinct(maps.map((map) => map.get(name) ?? null));
      const [only] = texts;
      return [name, texts.length === 1 && only ? only : hole(`$${name}`, null)];
    }),
  );
}

function createMachine(input: ShellInput, commands: CommandSink, forks: ReadonlyMap<string, TakenWay>): Machine {
  return {
    forks,
    readScript: input.readScript ?? null,
    mainPath: input.path,
    commands,
    handOvers: [],
    gaps: [],
    inputs: new Map(),
    written: new Map(),
    called: new Set(),
    closed: input.closed ?? false,
    told: input.told ?? false,
    defined: new Map(),
    sourcing: [input.path],
    steps: 0,
    allowed: 0,
    hurries: false,
    fan: 1,
    active: new Map(),
    place: null,
    unknowns: 0,
    run: { body: runBody, text: runText },
    capture: (machine, state, script, source) => captureScript(machine, state, script, source),
  };
}

function startState(input: ShellInput): State {
  const variables = [...(input.variables ?? [])].map(
    ([name, text]) => [name, { value: scalar(text), exported: true }] as const,
  );
  return {
    scopes: [new Map([...variables, ...variablesOfFiles(input.files ?? new Map())])],
    owned: new Set(),
    functions: new Map(),
    positional: startArguments(input),
    source: buildSource(input.path, []),
    world: ALWAYS,
    dead: false,
    status: SUCCESS,
    output: null,
    stdin: null,
    directory: input.directory === undefined ? '' : input.directory,
    exportAll: false,
    open: input.open ?? false,
    frame: openFrame('script', null),
    depth: 0,
    callSite: null,
  };
}

function startArguments(input: ShellInput): Positional {
  return {
    items: input.positional ? input.positional.map((text) => ({ text })) : [openArguments()],
    shifted: 0,
    call: -1,
  };
}

/** Functions that the script only offers to others are run with unknown arguments, each once. */
function runUncalled(machine: Machine, state: State): void {
  for (let round = 0; round < 3; round++) {
    for (const [node, fn] of [...machine.defined]) {
      if (machine.called.has(node) || fn.source.path !== machine.mainPath) continue;
      machine.called.add(node);
      Object.assign(state, { dead: false, source: fn.source, positional: callWith(machine, [openArguments()]) });
      inFrame(machine, state, 'function', (inner) => {
        inner.scopes = [...inner.scopes, new Map()];
        runBody(machine, inner, fn.node.body);
      });
    }
  }
}
