import { fileNameOf, namesFile } from '../../model/file-name.ts';
import { known, type Text } from '../../model/text.ts';
import { resolvePath } from '../shell/hand-over.ts';
import { joinTexts } from '../shell/texts.ts';
import type { Machine } from './machine.ts';
import { asText, isOpenList, itemsOf, plainText, type Value, wordOf } from './values.ts';

/** A file that a command is to write to, and what. */
interface Writing {
  readonly file: Value;
  readonly values: readonly Value[];
  readonly appends: boolean;
}

/** Keeps what is written to a file; each value is a line. */
export function writeFile(machine: Machine, { file, values, appends }: Writing): void {
  const path = pathOf(machine, asText(file));
  if (path === null) return;
  const lines = values.flatMap((value) =>
    value.kind === 'list' ? [...itemsOf(value).map(asText), ...rest(value)] : [asText(value)],
  );
  const before = appends ? (machine.files.get(path) ?? []) : [];
  machine.files.set(path, [...before, ...joinTexts([...lines, []], '\n')]);
}

/** What more may stand in a list. */
function rest(list: Value): Text[] {
  return isOpenList(list) ? [[{ kind: 'hole', written: '…', range: null, many: true }]] : [];
}

/** Files that were written and that words of a command name. */
export function filesNamedBy({ files }: Machine, words: readonly Text[]): Readonly<Record<string, Text>> {
  return Object.fromEntries([...files].filter(([path]) => words.some((word) => namesFile(word, path))));
}

/** What was written to a file before; null: nothing is known of it. */
export function readWritten(machine: Machine, file: Value): Text | null {
  const path = pathOf(machine, asText(file));
  return path === null ? null : (machine.files.get(path) ?? null);
}

function pathOf({ directory }: Machine, name: Text): string | null {
  const path = fileNameOf(
    name.map((piece) => (piece.kind === 'text' ? { ...piece, text: piece.text.replaceAll('\\', '/') } : piece)),
  );
  if (path.startsWith('/') || directory === null) return path.startsWith('/') ? path : null;
  return resolvePath(directory, path);
}

/** Parameters of the commands that write that have a value, in lower case; what begins one alike is short for it. */
const FILE = ['-filepath', '-literalpath', '-path', '-pspath'];
const VALUE = ['-value', '-inputobject'];
const OTHERS = [
  '-encoding',
  '-width',
  '-itemtype',
  '-type',
  '-name',
  '-variable',
  '-stream',
  '-filter',
  '-include',
  '-exclude',
];

/**
 * The words of `Out-File`, `Set-Content`, `Add-Content`, `Tee-Object` and `New-Item`: the file, and the value where no other command gives it.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.management/set-content
 */
export function readWriting(words: readonly Value[], input: readonly Value[], appends: boolean): Writing | null {
  let [file, value] = [null, null] as [Value | null, Value | null];
  let adds = appends;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const flag = word && word.kind === 'text' ? (known(word.text)?.toLowerCase() ?? '') : '';
    const is = (names: readonly string[]): boolean => flag.length > 2 && names.some((name) => name.startsWith(flag));
    if (is(FILE)) file = words[++i] ?? null;
    else if (is(VALUE)) value = words[++i] ?? null;
    else if (is(OTHERS)) i++;
    else if (is(['-append'])) adds = true;
    else if (/^-[a-z]/.test(flag)) continue;
    else if (!file) file = word ?? null;
    else value ??= word ?? null;
  }
  return file && { file, values: value ? [value] : input, appends: adds };
}

/** A flat map as `ConvertTo-Json` writes it; null where not all of it is text. */
export function toJson(value: Value | undefined): Text | null {
  if (value?.kind !== 'map' || value.open) return null;
  const parts: Text[] = [];
  for (const [key, held] of value.entries.values()) {
    if (held.kind === 'list' || held.kind === 'map' || held.kind === 'block') return null;
    const isPlain = held.kind === 'text' || held.kind === 'unknown';
    const text = isPlain ? asText(held) : plainText(wordOf(held)?.toLowerCase() ?? 'null');
    const quote = plainText(isPlain ? '"' : '');
    parts.push([...plainText('"'), ...escaped(key), ...plainText('": '), ...quote, ...escaped(text), ...quote]);
  }
  return [...plainText('{'), ...joinTexts(parts, ', '), ...plainText('}')];
}

function escaped(text: Text): Text {
  return text.map((piece) => {
    const inner = piece.kind === 'text' ? JSON.stringify(piece.text).slice(1, -1) : '';
    return piece.kind === 'hole' || inner === piece.text ? piece : { ...piece, text: inner, exact: false };
  });
}
