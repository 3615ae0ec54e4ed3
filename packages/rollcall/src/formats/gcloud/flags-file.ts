import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { nestsTooDeep } from '../../manifests/yaml-depth.ts';
import { type Argument, type Command, isWord } from '../../model/command.ts';
import { concat, known, literal, type Text } from '../../model/text.ts';

/** The file that a name in a command means; null where it cannot be had. */
export type ReadFlagsFile = (name: string) => { readonly path: string; readonly text: string } | null;

const FLAG = '--flags-file';
const DEEPEST = 5;
const MOST_WORDS = 2000;

/**
 * The command with the flags of its `--flags-file` in the place of that flag, as gcloud puts them there; one that cannot be read stays.
 * Source: `gcloud topic flags-file`, and `_AddFlagsFileFlags` of the SDK's `calliope/cli.py`.
 */
export function expandFlagsFiles(command: Command, read: ReadFlagsFile): Command {
  if (!command.argv.some((word) => isWord(word) && (known(word.text) ?? '').startsWith(FLAG))) return command;
  const argv: Argument[] = [];
  for (let at = 0; at < command.argv.length && argv.length < MOST_WORDS; at++) {
    const word = command.argv[at];
    if (!word) continue;
    const text = isWord(word) && !word.conditional ? known(word.text) : null;
    const next = text === FLAG ? command.argv[at + 1] : undefined;
    const name =
      next && isWord(next) ? known(next.text) : text?.startsWith(`${FLAG}=`) ? text.slice(FLAG.length + 1) : null;
    const flags = name === null ? null : readFlags(name, read, []);
    argv.push(...(flags ?? [word]));
    if (flags && next) at++;
  }
  return { ...command, argv };
}

/** The words that a file stands for; null where it, or one that it names, is not understood. */
function readFlags(name: string, read: ReadFlagsFile, within: readonly string[]): Argument[] | null {
  const file = within.length < DEEPEST ? read(name) : null;
  if (!file || within.includes(file.path) || nestsTooDeep(file.text)) return null;
  try {
    const document = parseDocument(file.text, { uniqueKeys: false, logLevel: 'silent' });
    const { contents } = document;
    if (document.errors.length > 0 || !contents) return null;
    const members: readonly unknown[] = isSeq(contents) ? contents.items : [contents];
    const words: Argument[] = [];
    for (const member of members) {
      if (!isMap(member)) return null;
      for (const pair of member.items) {
        const own = wordsOf(pair, file.path, read, [...within, file.path]);
        if (!own || words.length > MOST_WORDS) return null;
        words.push(...own);
      }
    }
    return words;
  } catch {
    return null;
  }
}

function wordsOf(
  { key, value }: Pair,
  path: string,
  read: ReadFlagsFile,
  within: readonly string[],
): Argument[] | null {
  const flag = isScalar(key) && typeof key.value === 'string' ? key.value : '';
  if (!flag.startsWith('-')) return null;
  if (flag === FLAG) return readAll(value, read, within);
  const name = textOf(key as Scalar, path);
  if (isMap(value)) return dictionaryOf(name, value.items, path);
  if (isSeq(value)) return listOf(name, value.items, path);
  if (!isScalar(value) || value.value === null || typeof value.value === 'boolean') return [{ text: name }];
  return [{ text: concat(name, literal('='), textOf(value, path)) }];
}

function readAll(value: unknown, read: ReadFlagsFile, within: readonly string[]): Argument[] | null {
  const names = isSeq(value) ? value.items : [value];
  const parts = names.map((one) => (isScalar(one) ? readFlags(String(one.value), read, within) : null));
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

/** A dictionary needs no quoting: no delimiter of ours may stand in it. */
function dictionaryOf(flag: Text, items: readonly Pair[], path: string): Argument[] | null {
  const texts = items.map(({ key, value }) =>
    isScalar(key) && isScalar(value) ? concat(textOf(key, path), literal('='), textOf(value, path)) : null,
  );
  return joined(flag, texts);
}

function listOf(flag: Text, items: readonly unknown[], path: string): Argument[] | null {
  return joined(
    flag,
    items.map((item) => (isScalar(item) ? textOf(item, path) : null)),
  );
}

const DELIMITER = '\u0001\u0002\u0001';

function joined(flag: Text, texts: readonly (Text | null)[]): Argument[] | null {
  const parts: Text[] = [];
  for (const text of texts) {
    if (!text || (known(text) ?? '').includes(DELIMITER)) return null;
    if (parts.length > 0) parts.push(literal(DELIMITER));
    parts.push(text);
  }
  return [{ text: flag }, { text: concat(literal(`^${DELIMITER}^`), ...parts) }];
}

/** A scalar with its place; the characters of a plain one are those of the file. */
function textOf(node: Node, path: string): Text {
  const value = isScalar(node) ? String(node.value ?? '') : '';
  const [start, end] = node.range ?? [0, 0];
  return literal(value, { path, start, end }, end - start === value.length);
}
