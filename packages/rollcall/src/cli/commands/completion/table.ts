import type { CommandSpec, OptionSpec } from '../../command.ts';
import { COMMANDS, optionsOf, overview } from '../../commands.ts';

/** What a shell is told of an option. */
export interface CompletedOption {
  /** `-C`, `--directory`. */
  readonly names: readonly string[];
  readonly does: string;
  readonly takes: 'nothing' | 'path' | 'word';
  /** The values that it takes, where they can be listed. */
  readonly values: readonly string[];
}

/** What a shell is told of a command. */
export interface CompletedCommand {
  /** '' for Rollcall without a command. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What its argument can be, where it can be listed. */
  readonly values: readonly string[];
}

/** Rollcall without a command first, then every command, from the same tables that the command line is read by. */
export function completedCommands(): CompletedCommand[] {
  const version: OptionSpec = { flags: '-V, --version', does: 'print the version' };
  return [describe({ ...overview, name: '', options: [...overview.options, version] }), ...COMMANDS.map(describe)];
}

function describe(spec: CommandSpec): CompletedCommand {
  const help: OptionSpec = { flags: '-h, --help', does: 'print this help' };
  return {
    name: spec.name,
    summary: spec.summary,
    options: [...optionsOf(spec), help].map(describeOption),
    values: spec.argument?.choices ?? [],
  };
}

function describeOption({ flags, does, choices }: OptionSpec): CompletedOption {
  const value = /<(.+)>/.exec(flags)?.[1];
  const takes = value === undefined ? 'nothing' : value === 'dir' || value === 'file' ? 'path' : 'word';
  return { names: flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [], does, takes, values: choices ?? [] };
}

/** The names of all options that a word follows, of whatever command. */
export function takingNames(commands: readonly CompletedCommand[]): string[] {
  const taking = commands.flatMap(({ options }) => options.filter(({ takes }) => takes !== 'nothing'));
  return [...new Set(taking.flatMap(({ names }) => names))];
}
