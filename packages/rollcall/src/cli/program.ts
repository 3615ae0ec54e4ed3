import { Argument, Command, CommanderError, Option } from 'commander';
import { createError } from '../errors.ts';
import type { CommandSpec, GivenOptions, OptionSpec, Outcome } from './command.ts';
import { COMMANDS, optionsOf, overview } from './commands.ts';
import { describeFailure } from './failure.ts';
import { finish } from './output.ts';
import { version } from './version.ts';

const EXIT_CODES = `Exit codes: 0 clean, 1 findings, 2 the call or the contract is wrong, 3 incomplete, 130 interrupted.`;

/** Runs one command line to its end: its output is written and the process's exit code set. It does not throw. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const printed: string[] = [];
  let outcome: Outcome = { stdout: '', exitCode: 0 };
  const program = createProgram(printed, (made) => {
    outcome = made;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    await finish(outcome);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0)
      return finish({ stdout: printed.join(''), exitCode: 0 });
    const failure = error instanceof CommanderError ? usageError(error) : error;
    await finish(await describeFailure(failure, args));
  }
}

function createProgram(printed: string[], done: (outcome: Outcome) => void): Command {
  const program = new Command('rollcall');
  program
    .description('Checks that each service is given the secrets and variables that its code needs.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printed.push(text),
      outputError: () => undefined,
      writeErr: () => undefined,
    })
    .allowExcessArguments()
    // What stands after a command's name is that command's: it may take other values than the option of all.
    .enablePositionalOptions();
  describeCommand(program, overview, done, () => {
    if (program.args.length > 0) refuseCommand(program.args[0] ?? '');
  });
  for (const spec of COMMANDS) describeCommand(program.command(spec.name), spec, done);
  return program;
}

function describeCommand(
  command: Command,
  spec: CommandSpec,
  done: (outcome: Outcome) => void,
  before = (): void => {},
): void {
  command.summary(spec.summary);
  if (command.parent)
    command.description(spec.summary).helpOption('-h, --help', 'print this help').allowExcessArguments(false);
  if (spec.argument) {
    const argument = new Argument(spec.argument.written, spec.argument.does);
    command.addArgument(spec.argument.choices ? argument.choices([...spec.argument.choices]) : argument);
  }
  for (const option of optionsOf(spec)) command.addOption(makeOption(option));
  const examples = spec.examples.map(([line, does]) => `  ${line.padEnd(44)} ${does}`);
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}\n\n${EXIT_CODES}`);
  command.action(async () => {
    before();
    const { run } = await spec.load();
    done(await run(command.args, givenOptions(command)));
  });
}

function makeOption({ flags, does, choices, repeats }: OptionSpec): Option {
  const option = new Option(flags, does);
  if (choices) option.choices([...choices]);
  if (!repeats) return option;
  const parse = option.parseArg;
  const one = (value: string): string => (parse ? parse<string>(value, '') : value);
  return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), one(value)]);
}

/** Options count before and after the command's name; what may be repeated adds up. */
function givenOptions(command: Command): GivenOptions {
  const above = command.parent?.opts<GivenOptions>() ?? {};
  const own = command.opts<GivenOptions>();
  return { ...above, ...own, only: [...(above.only ?? []), ...(own.only ?? [])] };
}

/** A program without work of its own knows which command was meant. */
function refuseCommand(word: string): never {
  const names = new Command('rollcall').exitOverride().configureOutput({ outputError: () => undefined });
  names.helpCommand(false);
  for (const { name } of COMMANDS) names.command(name);
  names.parse([word], { from: 'user' });
  throw createError('USAGE', { what: `There is no command ${word}.`, fix: 'List them with `rollcall --help`.' });
}

function usageError({ message }: CommanderError): Error {
  const [what = '', meant] = message.replace(/^error: /, '').split('\n');
  const told = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`.replace(/\.\.$/, '.');
  const fix = meant ? meant.replace(/^\(|\)$/g, '') : 'See `rollcall --help` for the commands and their options.';
  return createError('USAGE', { what: told, fix });
}
