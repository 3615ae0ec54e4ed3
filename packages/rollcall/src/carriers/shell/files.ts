import type { Redirection } from 'unbash';
import { fileNameOf, namesFile } from '../../model/file-name.ts';
import { hole, type Text } from '../../model/text.ts';
import { resolvePath } from './hand-over.ts';
import { type Machine, peek } from './machine.ts';
import { heldBy, type State, setVariable } from './state.ts';
import { linesOf } from './texts.ts';
import { type Plain, scalar, type Value } from './values.ts';
import { expandText } from './words.ts';

/** Devices, and files that hold nothing that a deployment is given; any other file may, whatever it is called. */
const LEFT_OUT =
  /^\/(?:dev|proc|sys)\/|\.(?:log|out|err|md|html?|xml|csv|tsv|sql|pid|lock|pem|crt|key|pub|gz|tgz|zip|tar|dump|sha256|py|js|mjs|ts|go|rb|java|css)$/i;

/** No variable of a script can be called so. */
const PREFIX = '\u0000file ';
const LONGEST = 20_000;

/** The path of a file that a redirection writes to, where it may matter. */
export function writtenPath(machine: Machine, state: State, redirect: Redirection): string | null {
  if (redirect.type !== 'Redirect' || !redirect.target || !/^>[>|]?$/.test(redirect.operator)) return null;
  const { target } = redirect;
  return keptPath(
    state,
    peek(machine, state, (reader) => expandText(reader, target)),
  );
}

/** A variable that nothing set names no file that could be told from others. */
function keptPath(state: State, name: Text): string | null {
  const [piece, ...rest] = name;
  if (!piece || (piece.kind === 'hole' && rest.length === 0 && /^\$\{?\w+\}?$/.test(piece.written))) return null;
  const path = fileNameOf(name);
  return LEFT_OUT.test(path) ? null : placeIn(state, path);
}

function placeIn(state: State, path: string): string | null {
  if (state.directory === null || path.length > 300) return null;
  return path.startsWith('/') ? path : resolvePath(state.directory, path);
}

/** Keeps what was written to a file, behind what `before` says of it where it is appended. */
export function keepFile(state: State, path: string, output: Value, before: Text | null): void {
  const held = heldBy(state, PREFIX + path);
  const start = before === null ? scalar([]) : held.kind === 'unset' ? scalar(before) : held;
  setVariable(state, PREFIX + path, appended(path, start, output), false);
}

/** Keeps what was written to the file of a name, where it may matter. */
export function keepNamed(state: State, name: Text, text: Text, appends: boolean): void {
  const at = keptPath(state, name);
  if (at !== null) keepFile(state, at, scalar(text), appends ? [] : null);
}

/** Whether a name stands for a file that the script wrote. */
export function isWrittenFile(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** What is written to files in a shell of its own stays written when that ends. */
export function keepWritten(state: State, inner: State): void {
  for (const [name, { value }] of inner.scopes[0] ?? [])
    if (name.startsWith(PREFIX)) setVariable(state, name, value, false);
}

function appended(path: string, start: Value, output: Value): Value {
  const join = (a: Plain, b: Plain): Plain => {
    const text = [...textOf(path, a), ...textOf(path, b)];
    return scalar(linesOf(text).length > 2_000 || text.length > LONGEST ? unknownText(path) : text);
  };
  if (start.kind !== 'choice' && output.kind !== 'choice') return join(start, output);
  if (start.kind === 'choice' && output.kind !== 'choice')
    return { ...start, options: start.options.map((one) => ({ ...one, value: join(one.value, output) })) };
  if (start.kind !== 'choice' && output.kind === 'choice')
    return { ...output, options: output.options.map((one) => ({ ...one, value: join(start, one.value) })) };
  return scalar(unknownText(path));
}

function textOf(path: string, value: Plain): Text {
  if (value.kind === 'unset') return [];
  return value.kind === 'scalar' ? value.text : unknownText(path);
}

function unknownText(path: string): Text {
  return hole(path, null);
}

/** What the script wrote to a file before; null where it did not. */
export function writtenValue(state: State, path: string): Value | null {
  const at = placeIn(state, path);
  const held = at === null ? null : heldBy(state, PREFIX + at);
  return held && held.kind !== 'unset' ? held : null;
}

/** Files that the script wrote and that words of a command name, with what is in them. */
export function filesNamedBy(
  state: State,
  words: readonly Text[],
  textIn: (value: Value) => Text | null,
): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const [name, { value }] of state.scopes[0] ?? []) {
    if (!name.startsWith(PREFIX) || value.kind === 'unset') continue;
    const path = name.slice(PREFIX.length);
    if (words.some((word) => namesFile(word, path))) out.set(path, textIn(value) ?? unknownText(path));
  }
  return out;
}

/** All files that the script wrote. */
export function filesOf(state: State, textIn: (value: Value) => Text | null): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const [name, { value }] of state.scopes[0] ?? [])
    if (name.startsWith(PREFIX) && value.kind !== 'unset')
      out.set(name.slice(PREFIX.length), textIn(value) ?? unknownText(name.slice(PREFIX.length)));
  return out;
}

/** A state in which files of the steps before are there. */
export function variablesOfFiles(
  files: ReadonlyMap<string, Text>,
): (readonly [string, { value: Value; exported: boolean }])[] {
  return [...files].map(([path, text]) => [PREFIX + path, { value: scalar(text), exported: false }] as const);
}
