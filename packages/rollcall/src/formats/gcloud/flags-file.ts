import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { nestsTooDeep } from '../../manifests/yaml-depth.ts';
import { type Argument, type Command, isWord } from '../../model/command.ts';
import { type FlatText, flatten } from '../../model/flat-text.ts';
import { asWritten, concat, known, literal, rangeOf, splitOnce, type Text } from '../../model/text.ts';

/** The file that a name in a command means; null where it cannot be had. */
export type ReadFlagsFile = (name: Text) => { readonly path: string; readonly text: Text } | null;

const FLAG = '--flags-file';
const DEEPEST = 5;
const MOST_WORDS = 2000;

/**
 * The command with the flags of its `--flags-file` in the place of that flag, as gcloud puts them there; one that cannot be read stays.
 * Source: `gcloud topic flags-file`, and `_AddFlagsFileFlags` of the SDK's `calliope/cli.py`.
 */
export function expandFlagsFiles(command: Command, read: ReadFlagsFile): Command {
  if (!command.argv.some((word) => isWord(word) && asWritten(word.text).startsWith(FLAG))) return command;
  const argv: Argument[] = [];
  for (let at = 0; at < command.argv.length && argv.length < MOST_WORDS; at++) {
    const word = command.argv[at];
    if (!word) continue;
    const text = isWord(word) && !word.conditional ? known(word.text) : null;
    const next = text === FLAG ? command.argv[at + 1] : undefined;
    const name = next && isWord(next) ? next.text : nameIn(word);
    const flags = name === null ? null : readFlags(name, read, []);
    argv.push(...(flags ?? [word]));
    if (flags && next) at++;
  }
  return { ...command, argv };
}

/** The file in `--flags-file=x`. */
function nameIn(word: Argument): Text | null {
  const sides = isWord(word) && !word.conditional ? splitOnce(word.text, '=') : null;
  return sides && known(sides[0]) === FLAG ? sides[1] : null;
}

/** The words that a file stands for; null where it, or one that it names, is not understood. */
function readFlags(name: Text, read: ReadFlagsFile, within: readonly string[]): Argument[] | null {
  const file = within.length < DEEPEST ? read(name) : null;
  if (!file || within.includes(file.path)) return null;
  const flat = flatten(file.text);
  if (nestsTooDeep(flat.chars)) return null;
  try {
    const document = parseDocument(flat.chars, { uniqueKeys: false, logLevel: 'silent' });
    const { contents } = document;
    if (document.errors.length > 0 || !contents) return null;
    const members: readonly unknown[] = isSeq(contents) ? contents.items : [contents];
    const words: Argument[] = [];
    for (const member of members) {
      if (!isMap(member)) return null;
      for (const pair of member.items) {
        const own = wordsOf(pair, flat, read, [...within, file.path]);
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
  flat: FlatText,
  read: ReadFlagsFile,
  within: readonly string[],
): Argument[] | null {
  const flag = isScalar(key) && typeof key.value === 'string' ? key.value : '';
  if (!flag.startsWith('-')) return null;
  if (flag === FLAG) return readAll(value, read, within);
  const name = textOf(key as Scalar, flat);
  if (isMap(value)) return dictionaryOf(name, value.items, flat);
  if (isSeq(value)) return listOf(name, value.items, flat);
  if (!isScalar(value) || value.value === null || typeof value.value === 'boolean') return [{ text: name }];
  return [{ text: concat(name, literal('='), textOf(value, flat)) }];
}

function readAll(value: unknown, read: ReadFlagsFile, within: readonly string[]): Argument[] | null {
  const names = isSeq(value) ? value.items : [value];
  const parts = names.map((one) => (isScalar(one) ? readFlags(literal(String(one.value)), read, within) : null));
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

/** A dictionary needs no quoting: no delimiter of ours may stand in it. */
function dictionaryOf(flag: Text, items: readonly Pair[], flat: FlatText): Argument[] | null {
  const texts = items.map(({ key, value }) =>
    isScalar(key) && isScalar(value) ? concat(textOf(key, flat), literal('='), textOf(value, flat)) : null,
  );
  return joined(flag, texts);
}

function listOf(flag: Text, items: readonly unknown[], flat: FlatText): Argument[] | null {
  return joined(
    flag,
    items.map((item) => (isScalar(item) ? textOf(item, flat) : null)),
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

/** A scalar with its place; the characters of a plain one are those of the file, and what run time fills stays a hole. */
function textOf(node: Node, flat: FlatText): Text {
  const value = isScalar(node) ? String(node.value ?? '') : '';
  const [start, end] = node.range ?? [0, 0];
  const whole = flat.cut(start, end);
  if (end - start === value.length) return whole;
  const inner = flat.chars.slice(start + 1, end - 1) === value ? flat.cut(start + 1, end - 1) : null;
  if (inner && value.includes(flat.hole)) return inner;
  const holes = whole.filter(({ kind }) => kind === 'hole');
  return value.includes(flat.hole) ? holes : literal(value, rangeOf(whole));
}
