import type { Assumption, Command } from '../../model/command.ts';
import type { Text } from '../../model/text.ts';

/** Keeps each distinct command of a place once; what holds on every way to it stays its condition. */
export interface CommandSink {
  add(command: Command): void;
  list(): readonly Command[];
}

export function createCommandSink(): CommandSink {
  const commands: Command[] = [];
  const known = new Map<string, number>();
  const add = (command: Command): void => {
    const key = keyOf(command);
    const at = known.get(key);
    const other = at === undefined ? undefined : commands[at];
    if (at === undefined || !other) {
      known.set(key, commands.length);
      commands.push(command);
      return;
    }
    const conditions = other.conditions.filter((a) =>
      command.conditions.some((b) => a.subject === b.subject && a.equals === b.equals),
    );
    const assumes = commonAssumptions(other.assumes, command.assumes);
    if (conditions.length < other.conditions.length || assumes.length < (other.assumes?.length ?? 0))
      commands[at] = { ...other, conditions, ...(other.assumes ? { assumes } : {}) };
  };
  return { add, list: () => commands };
}

/** What two ways to a command both take for granted. */
export function commonAssumptions(
  ours: readonly Assumption[] = [],
  theirs: readonly Assumption[] = [],
): readonly Assumption[] {
  return ours.filter((a) => theirs.some((b) => a.key === b.key && a.equals === b.equals && sameWords(a.not, b.not)));
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word) => b.includes(word));
}

function keyOf(command: Command): string {
  const words = command.argv.map((argument) =>
    'open' in argument ? `+${argument.written}` : `${argument.conditional ? '?' : '='}${wordKey(argument.text)}`,
  );
  const files = Object.entries(command.files ?? {}).map(([path, text]) => `${path}\u0002${wordKey(text)}`);
  return [command.range.path, command.range.start, command.range.end, ...words, ...files].join('\0');
}

function wordKey(text: Text): string {
  return text
    .map((piece) => `${piece.conditional ? '\u0001' : ''}${piece.kind === 'text' ? piece.text : piece.written}`)
    .join('');
}
