import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { branch, Raised } from '../run.ts';
import { isOpen, list, NULL, type ObjectValue, union, unknown, type Value } from '../value.ts';

/**
 * Command line libraries, which call what a program has put into its commands: https://pkg.go.dev/github.com/spf13/cobra#Command,
 * https://pkg.go.dev/github.com/urfave/cli/v2#App. Which of several commands runs is not known.
 */

const ADDED = 'go.commands';
const MOST_COMMANDS = 24;

/** What runs before a command's own work, and that work; each may give an error. */
const BEFORE = ['PersistentPreRunE', 'PersistentPreRun', 'PreRunE', 'PreRun', 'Before'];
const WORK = ['RunE', 'Run', 'Action'];

function attribute(command: ObjectValue, name: string): Value | undefined {
  return command.attributes.get(name)?.value;
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [];
}

function withInner(command: ObjectValue, found: ObjectValue[] = []): readonly ObjectValue[] {
  if (found.length >= MOST_COMMANDS || found.includes(command)) return found;
  found.push(command);
  for (const inner of [...itemsOf(attribute(command, ADDED)), ...itemsOf(attribute(command, 'Commands'))])
    if (inner.kind === 'object') withInner(inner, found);
  return found;
}

function functionsIn(command: ObjectValue, names: readonly string[]): readonly Value[] {
  return names.flatMap((name) => {
    const value = attribute(command, name);
    return value?.kind === 'function' ? [value] : [];
  });
}

const add: Builtin = ({ run, receiver, args }) => {
  if (receiver?.kind !== 'object') return undefined;
  const cell = receiver.attributes.get(ADDED) ?? { value: undefined };
  receiver.attributes.set(ADDED, cell);
  run.journal.write(cell, list([...itemsOf(cell.value), ...args.positional]));
  return NULL;
};

/** Runs one command: what comes before, in order, as long as nothing gives an error. */
function runCommand({ run, at }: BuiltinCall, top: ObjectValue, command: ObjectValue): Value {
  const before = [...(top === command ? [] : functionsIn(top, BEFORE.slice(0, 2))), ...functionsIn(command, BEFORE)];
  const given = { positional: [command, unknown('args')], named: new Map(), open: false };
  const errors: Value[] = [];
  for (const one of [...before, ...functionsIn(command, WORK)]) {
    const error = callValue(run, one, given, at);
    if (error.kind === 'object') return error;
    if (error.kind !== 'null') errors.push(error);
  }
  return union([...errors, NULL]);
}

const execute: Builtin = (call) => {
  const { run, receiver } = call;
  if (receiver?.kind !== 'object') return undefined;
  const working = withInner(receiver).filter((command) => functionsIn(command, WORK).length > 0);
  const values: Value[] = [];
  const one = (command: ObjectValue) => (): void => {
    values.push(runCommand(call, receiver, command));
  };
  const [only, ...others] = working;
  if (!only) return undefined;
  if (others.length === 0) one(only)();
  else if (!branch(run, working.map(one))) throw new Raised();
  return values.length === 0 ? NULL : union(values);
};

/** `cobra.OnInitialize(initConfig)`. */
const initialise: Builtin = ({ run, args, at }) => {
  for (const value of args.positional)
    if (value.kind === 'function') callValue(run, value, { positional: [], named: new Map(), open: false }, at);
  return NULL;
};

const COBRA = 'github.com/spf13/cobra';
const URFAVE = 'github.com/urfave/cli';

export const COMMAND_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  [`${COBRA}.Command.AddCommand`, add],
  [`${COBRA}.Command.Execute`, execute],
  [`${COBRA}.Command.ExecuteContext`, execute],
  [`${COBRA}.OnInitialize`, initialise],
  [`${URFAVE}.App.Run`, execute],
  [`${URFAVE}.App.RunContext`, execute],
  [`${URFAVE}.Command.Run`, execute],
];
