import { type Argument, type Command, isWord } from '../../src/model/command.ts';
import type { Text } from '../../src/model/text.ts';

/** A command on one line: `?` before what is there on some runs, `«»` around holes, `…` for open words. */
export function lineOf(command: Command): string {
  const words = command.argv.map(wordOf).join(' ');
  const conditions = command.conditions.map(({ subject, equals }) => `${subject}=${equals}`).join(' ');
  return conditions === '' ? words : `${words}  # ${conditions}`;
}

function wordOf(argument: Argument): string {
  if (!isWord(argument)) return `…${argument.written}`;
  return `${argument.conditional ? '?' : ''}${showText(argument.text)}`;
}

export function showText(text: Text): string {
  return text
    .map((piece) => {
      const shown = piece.kind === 'text' ? piece.text : `«${piece.written}»`;
      return piece.conditional ? `?(${shown})` : shown;
    })
    .join('');
}

/** The commands whose first word is `gcloud`, in their order. */
export function gcloudLines(commands: readonly Command[]): string[] {
  return commands.map(lineOf).filter((line) => line.startsWith('gcloud '));
}

/** Exact pieces that are not the characters of the file at their range. */
export function wrongSpans(commands: readonly Command[], path: string, text: string): string[] {
  const texts = commands.flatMap((command) => [
    ...command.argv.flatMap((argument) => (isWord(argument) ? [argument.text] : [])),
    ...Object.values(command.environment),
  ]);
  return texts.flat().flatMap((piece) => {
    if (piece.kind !== 'text' || !piece.exact || piece.range?.path !== path) return [];
    const held = text.slice(piece.range.start, piece.range.end);
    return held === piece.text ? [] : [`${piece.text} is not ${held}`];
  });
}

export function textOfCommand(command: Command, text: string): string {
  return text.slice(command.range.start, command.range.end);
}
