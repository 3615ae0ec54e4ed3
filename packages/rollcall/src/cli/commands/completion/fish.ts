import type { CompletedCommand, CompletedOption } from './table.ts';

/** Lines for fish's `complete`. https://fishshell.com/docs/current/cmds/complete.html */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap(({ name }) => (name === '' ? [] : [name]));
  const none = `not __fish_seen_subcommand_from ${names.join(' ')}`;
  const lines = commands.flatMap((command) => {
    const { name, options, values } = command;
    const where = name === '' ? none : `__fish_seen_subcommand_from ${name}`;
    return [
      ...(name === '' ? ['complete -c rollcall -f'] : [line(none, `-a ${name} -d ${quote(command.summary)}`)]),
      ...(values.length > 0 ? [line(where, `-a ${quote(values.join(' '))}`)] : []),
      ...(name === 'scan' ? [line(where, '-F')] : []),
      ...options.map((option) => line(where, optionWords(option))),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function line(where: string, words: string): string {
  return `complete -c rollcall -n ${quote(where)} ${words}`;
}

function optionWords({ names, does, takes, values }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = { nothing: '', path: ' -r -F', word: ' -x' }[takes];
  const listed = values.length > 0 ? ` -a ${quote(values.join(' '))}` : '';
  return `${flags.join(' ')}${value}${listed} -d ${quote(does)}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
