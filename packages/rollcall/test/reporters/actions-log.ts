interface Command {
  readonly name: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: string;
  readonly title?: string;
}

/**
 * Reads a log as the runner of GitHub Actions does: a line that begins with `::` is a command, until a `stop-commands` names the word that
 * starts them again. https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs
 */
export function readCommands(log: string): { readonly commands: readonly Command[]; readonly text: string } {
  const commands: Command[] = [];
  const text: string[] = [];
  let stopped: string | null = null;
  for (const line of log.split('\n')) {
    const [, name = '', properties = '', message = ''] = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
    if (stopped !== null) {
      if (name === stopped) stopped = null;
      else text.push(line);
    } else if (name === 'stop-commands') stopped = message;
    else if (name !== '') commands.push({ name, message: undo(message), ...propertiesOf(properties) });
    else if (line !== '') text.push(line);
  }
  return { commands, text: text.join('\n') };
}

function propertiesOf(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), undo(pair.slice(pair.indexOf('=') + 1))]),
  );
}

function undo(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replace(/%(0D|0A|3A|2C|25)/g, (sign) => escapes[sign] ?? sign);
}
