import type { Carrier, Command, Condition, HandOver } from '../../model/command.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { type CommandSink, createCommandSink } from '../shell/command-sink.ts';
import { evaluateShell } from '../shell/evaluate.ts';
import type { ReadScript } from '../shell/machine.ts';

/** What reading the scripts of one CI file gives. */
export interface HostFacts {
  readonly commands: readonly Command[];
  readonly handOvers: readonly HandOver[];
  readonly gaps: readonly Gap[];
  /** Variables that scripts expand and nobody is known to give. */
  readonly inputs: ReadonlyMap<string, readonly Range[]>;
}

export interface HostCollector {
  readonly commands: CommandSink;
  readonly handOvers: Map<string, HandOver>;
  readonly gaps: Gap[];
  readonly inputs: Map<string, Range[]>;
  readonly readScript: ReadScript | null;
  readonly carrier: Carrier;
  /** Files that steps wrote for those after them, by their path, where they share a folder. */
  readonly files: Map<string, Text> | null;
}

/** A place of a CI file at which scripts run. */
export interface HostPlace {
  readonly path: string;
  readonly step: string;
  readonly variables: ReadonlyMap<string, Text>;
  readonly conditions: readonly Condition[];
  readonly branches: readonly string[] | null;
  readonly directory?: string | null;
  readonly positional?: readonly Text[];
  readonly open?: boolean;
  /** All variables of its environment are given. */
  readonly closed?: boolean;
}

export function createCollector(
  carrier: Carrier,
  readScript: ReadScript | undefined,
  gaps: readonly Gap[],
): HostCollector {
  const readOrNot = readScript ?? null;
  return {
    carrier,
    readScript: readOrNot,
    commands: createCommandSink(),
    handOvers: new Map(),
    gaps: [...gaps],
    inputs: new Map(),
    files: carrier === 'cloud-build' ? new Map() : null,
  };
}

/**
 * Evaluates a script of the host; its commands bear the host's name, step, variables and conditions.
 * @param line where the script stands, if the host has put texts from elsewhere into it
 */
export function collectScript(
  collector: HostCollector,
  script: Text,
  place: HostPlace,
  line: Range | null = null,
): void {
  const facts = evaluateShell({
    path: place.path,
    script,
    variables: place.variables,
    positional: place.positional ?? [],
    open: place.open ?? false,
    closed: place.closed ?? false,
    ...(collector.files ? { files: collector.files } : {}),
    ...(place.directory === undefined ? {} : { directory: place.directory }),
    ...(collector.readScript ? { readScript: collector.readScript } : {}),
  });
  for (const command of facts.commands) collectCommand(collector, line ? endWithin(command, line) : command, place);
  for (const handOver of facts.handOvers) collectHandOver(collector, handOver, place);
  for (const [path, text] of facts.files) collector.files?.set(path, text);
  collector.gaps.push(...facts.gaps);
  for (const [name, ranges] of facts.inputs)
    collector.inputs.set(name, [...(collector.inputs.get(name) ?? []), ...ranges]);
}

/** A command that begins on a line ends on it, wherever what was filled in comes from. */
function endWithin(command: Command, line: Range): Command {
  const { range } = command;
  const begins = range.path === line.path && range.start >= line.start && range.start < line.end;
  return begins && range.end > line.end ? { ...command, range: { ...range, end: line.end } } : command;
}

export function collectCommand(collector: HostCollector, command: Command, place: HostPlace): void {
  const { carrier } = collector;
  const environment = { ...Object.fromEntries(place.variables), ...command.environment };
  const conditions = [...place.conditions, ...command.conditions];
  const held = { ...command, carrier, step: place.step, environment, conditions };
  collector.commands.add(place.branches ? { ...held, branches: place.branches } : held);
}

export function collectHandOver(collector: HostCollector, handOver: HandOver, place: HostPlace): void {
  const words = handOver.argv.map((argument) => ('open' in argument ? argument.written : asWritten(argument.text)));
  const environment = { ...Object.fromEntries(place.variables), ...handOver.environment };
  collector.handOvers.set([handOver.from.start, handOver.to ?? '', handOver.how, ...words].join('\0'), {
    ...handOver,
    environment,
  });
}

export function factsOf({ commands, handOvers, gaps, inputs }: HostCollector): HostFacts {
  return { commands: commands.list(), handOvers: [...handOvers.values()], gaps, inputs };
}
