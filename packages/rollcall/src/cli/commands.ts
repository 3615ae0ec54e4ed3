import { type CommandSpec, GLOBAL_OPTIONS, type OptionSpec } from './command.ts';
import { spec as check } from './commands/check/spec.ts';
import { spec as completion } from './commands/completion/spec.ts';
import { spec as diff } from './commands/diff/spec.ts';
import { spec as explain } from './commands/explain/spec.ts';
import { spec as history } from './commands/history/spec.ts';
import { spec as init } from './commands/init/spec.ts';
import { spec as lsp } from './commands/lsp/spec.ts';
import { spec as postmortem } from './commands/postmortem/spec.ts';
import { spec as scan } from './commands/scan/spec.ts';

export { spec as overview } from './commands/overview/spec.ts';

/** Every command that has a name, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  init,
  scan,
  check,
  diff,
  history,
  postmortem,
  explain,
  lsp,
  completion,
];

/** A command's own options, and those of all commands that it does not replace. */
export function optionsOf({ options }: CommandSpec): OptionSpec[] {
  const own = new Set(options.map(({ flags }) => flags));
  return [...options, ...GLOBAL_OPTIONS.filter(({ flags }) => !own.has(flags))];
}
