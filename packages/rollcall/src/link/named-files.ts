import { filesNamed } from '../carriers/shell/index.ts';
import { type Argument, type Command, isWord } from '../model/command.ts';
import { fileNameOf } from '../model/file-name.ts';
import { known, type Text } from '../model/text.ts';
import type { ReadText } from './found.ts';
import { folderOf, joinPath } from './paths.ts';

/** Flags whose value is a file that gives variables or more flags. */
const FILE = /^--(?:env-vars-file|flags-file)(?:=|$)/;

/** A command once for each file of the tree that it may name where only run time knows which: `--env-vars-file "env/$ENV.yaml"`. */
export function waysByFile(command: Command, readText: ReadText): readonly Command[] {
  const name = fileOf(command.argv);
  const isOpen = name !== null && known(name) === null && command.directory !== null;
  if (!isOpen || !readText.list || writtenFile(command, name)) return [command];
  for (const folder of new Set([command.directory ?? '', folderOf(command.range.path)])) {
    const meant = filesNamed(name, folder, readText.list);
    if (meant.length > 0)
      return meant.map((guard) => {
        const words = new Map(
          [...guard].flatMap(([key, { equals }]) => (equals === null ? [] : [[key, equals] as const])),
        );
        return withWords(command, words);
      });
  }
  return [command];
}

function fileOf(argv: readonly Argument[]): Text | null {
  for (const [i, word] of argv.entries()) {
    const [first, ...rest] = isWord(word) ? word.text : [];
    const flag = first?.kind === 'text' ? FILE.exec(first.text) : null;
    if (!flag || first?.kind !== 'text') continue;
    const inline = first.text.slice(flag[0].length);
    if (flag[0].endsWith('=')) return [...(inline === '' ? [] : [{ ...first, text: inline, exact: false }]), ...rest];
    const next = argv[i + 1];
    return next && isWord(next) ? next.text : null;
  }
  return null;
}

/** The command where what only run time knows is these words, by how it is written. */
function withWords(command: Command, words: ReadonlyMap<string, string>): Command {
  const fill = (text: Text): Text =>
    text.map((piece) => {
      const word = piece.kind === 'hole' && !piece.conditional ? words.get(piece.written) : undefined;
      return word === undefined ? piece : { kind: 'text', text: word, range: piece.range, exact: false };
    });
  const told = [...words];
  return {
    ...command,
    argv: command.argv.map((word) => (isWord(word) ? { ...word, text: fill(word.text) } : word)),
    environment: Object.fromEntries(Object.entries(command.environment).map(([name, text]) => [name, fill(text)])),
    conditions: [...command.conditions, ...told.map(([subject, equals]) => ({ subject, equals }))],
    assumes: [...(command.assumes ?? []), ...told.map(([key, equals]) => ({ key, equals, not: [] }))],
  };
}

/** What a script wrote to a file before the command that names it. */
export function writtenFile({ files, directory }: Command, named: Text): { path: string; text: Text } | null {
  if (!files) return null;
  const name = fileNameOf(named);
  const path = name.startsWith('/') ? name : joinPath(directory ?? '', name);
  const text = path !== null && Object.hasOwn(files, path) ? files[path] : undefined;
  // Where branches wrote different texts nothing is known of it.
  return path !== null && text && !(text.length === 1 && text[0]?.kind === 'hole') ? { path, text } : null;
}
