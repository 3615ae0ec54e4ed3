import type { Argument, HandOver } from '../../model/command.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, known, rangeOf, type Text } from '../../model/text.ts';
import { filesNamedBy, filesOf, writtenValue } from './files.ts';
import { ALWAYS, areConsistent, assumptionsOf, conditionsOf, type Guard, mergeGuards } from './guard.ts';
import { findCall, resolvePath } from './hand-over.ts';
import { addGap, Fork, type Machine, MOST_WAYS, refine } from './machine.ts';
import { filesNamed } from './sourced-names.ts';
import type { State } from './state.ts';
import { compact } from './texts.ts';
import { type Entry, isItem, type Value, withoutMark } from './values.ts';

/** A text as the model has it: what the world knows is filled in, marks are gone. */
export function toModelText(state: State, text: Text): Text {
  return compact(refine(text, state.world).map(withoutMark));
}

function toArguments(state: State, entries: readonly Entry[]): Argument[] {
  return entries.map((entry) => {
    if (!isItem(entry)) return { open: true, written: entry.written, range: entry.range };
    const text = toModelText(state, entry.text);
    return entry.when ? { text, conditional: true } : { text };
  });
}

function toRecord(state: State, variables: ReadonlyMap<string, Text>): Readonly<Record<string, Text>> {
  return Object.fromEntries([...variables].map(([name, text]) => [name, toModelText(state, text)]));
}

/** A command that is wrapped by a function (`retry gcloud …`) is run where the function is called. */
function placeOf(state: State, argv: readonly Entry[], range: Range): Range {
  const [first] = argv;
  const at = first && isItem(first) ? first.text[0]?.range : null;
  if (!at || !state.callSite) return range;
  return at.path === range.path && at.start >= range.start && at.end <= range.end ? range : state.callSite;
}

export function emitCommand(
  machine: Machine,
  state: State,
  argv: readonly Entry[],
  range: Range,
  environment: ReadonlyMap<string, Text>,
): void {
  const words = argv.flatMap((entry) => (isItem(entry) ? [entry.text] : []));
  const files = filesNamedBy(state, words, (value) => textIn(state, value));
  machine.commands.add({
    carrier: 'shell',
    argv: toArguments(state, argv),
    range: placeOf(state, argv, range),
    environment: toRecord(state, environment),
    conditions: conditionsOf(state.world),
    assumes: assumptionsOf(state.world),
    records: [],
    ...(state.directory === '' ? {} : { directory: state.directory }),
    ...(files.size === 0 ? {} : { files: toRecord(state, files) }),
  });
}

/** The text of a variable where one is known in this world. */
function textIn(state: State, value: Value): Text | null {
  if (value.kind === 'scalar') return value.text;
  if (value.kind !== 'choice') return null;
  const [only, ...rest] = value.options.filter((option) => areConsistent(state.world, option.guard));
  return only && rest.length === 0 && only.value.kind === 'scalar' ? only.value.text : null;
}

/** What the script wrote to a file before, where that is one text in this world. */
export function writtenText(state: State, path: string): Text | null {
  const value = writtenValue(state, path);
  return value && (textIn(state, value) ?? [{ kind: 'hole', written: path, range: null }]);
}

/** Files that the script leaves behind. */
export function filesLeft(state: State): Map<string, Text> {
  const files = filesOf(state, (value) => textIn(state, value));
  return new Map([...files].map(([path, text]) => [path, toModelText(state, text)]));
}

/** Variables that a script hands to what it starts. */
export function exportedOf(state: State): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const scope of state.scopes) {
    for (const [name, { exported, value }] of scope) {
      if (!exported || value.kind === 'unset') continue;
      const text = textIn(state, value);
      out.set(name, text ? toModelText(state, text) : [{ kind: 'hole', written: `$${name}`, range: null }]);
    }
  }
  return out;
}

/** The hand-over that a command is, when it runs another file. */
export function emitHandOver(
  machine: Machine,
  state: State,
  argv: readonly Entry[],
  range: Range,
  environment: ReadonlyMap<string, Text>,
): void {
  const call = findCall(argv);
  if (!call) return;
  const name = argv[call.written];
  addHandOver(machine, {
    from: placeOf(state, argv, range),
    to: call.path === null ? null : findTarget(machine, state, call.path),
    written: name && isItem(name) ? asWritten(name.text) : '',
    argv: toArguments(state, argv.slice(call.args)),
    environment: toRecord(state, new Map([...exportedOf(state), ...environment])),
    how: 'run',
    ...(call.runner === undefined ? {} : { runner: call.runner }),
    ...(state.directory === '' ? {} : { directory: state.directory }),
    ...placeOfName(name),
    ...(machine.told && !state.open ? { told: true } : {}),
  });
}

function placeOfName(name: Entry | undefined): { at?: Range } {
  const range = name && isItem(name) ? rangeOf(name.text) : null;
  return range ? { at: range } : {};
}

/** The file that a path names: the one that is there, else the one that would be. */
function findTarget(machine: Machine, state: State, path: string): string | null {
  const there = findScript(machine, state, path);
  return there?.path ?? (state.directory === null ? null : resolvePath(state.directory, path));
}

function addHandOver(machine: Machine, handOver: HandOver): void {
  const same = (other: HandOver): boolean =>
    other.from.start === handOver.from.start &&
    other.from.path === handOver.from.path &&
    other.to === handOver.to &&
    other.argv.length === handOver.argv.length &&
    wordsOf(other.argv) === wordsOf(handOver.argv);
  if (!machine.handOvers.some(same)) machine.handOvers.push(handOver);
}

function wordsOf(argv: readonly Argument[]): string {
  return argv.map((argument) => ('open' in argument ? argument.written : asWritten(argument.text))).join('\0');
}

/**
 * `source x.sh`: the script's variables, arrays and functions then exist here.
 * @throws Fork where several files may be meant
 */
export function sourceScript(machine: Machine, state: State, args: readonly Entry[], range: Range): void {
  const [first] = args;
  const named = first && isItem(first) ? refine(first.text, state.world) : null;
  if (named && known(named) === null) state.world = chooseFile(machine, state, named, range);
  const text = named && refine(named, state.world);
  const path = text ? known(text) : null;
  const made = path === null ? null : writtenText(state, path);
  if (made) {
    machine.run.text(machine, state, state.source.path, made);
    return;
  }
  const script = path === null ? null : findScript(machine, state, path);
  const to = script?.path ?? (path === null || state.directory === null ? null : resolvePath(state.directory, path));
  const written = text ? asWritten(text) : '';
  addHandOver(machine, {
    from: range,
    to,
    written,
    argv: toArguments(state, args.slice(1)),
    environment: {},
    how: 'source',
  });
  if (!script || machine.sourcing.includes(script.path) || machine.sourcing.length > 10) {
    state.open = true;
    if (!script)
      addGap(machine, { reason: 'unread-hand-over', text: `source ${asShown(text ?? [])}`, range, names: 'all' });
    return;
  }
  machine.sourcing.push(script.path);
  const body: Text = [
    { kind: 'text', text: script.text, range: { path: script.path, start: 0, end: script.text.length }, exact: true },
  ];
  machine.run.text(machine, state, script.path, body);
  machine.sourcing.pop();
}

/** The world in which a name is that of one of the files that it may mean. */
function chooseFile({ readScript, forks }: Machine, state: State, name: Text, range: Range): Guard {
  if (!readScript || state.directory === null) return state.world;
  const worlds = filesNamed(name, state.directory, readScript.list);
  const place = `${range.path}:${range.start} ${asWritten(name)}`;
  const taken = forks.get(place)?.way ?? (worlds.length > 1 ? null : 0);
  if (taken !== null) return mergeGuards(state.world, worlds[taken] ?? ALWAYS);
  const runs = [...forks.values()].reduce((product, { ways }) => product * ways, worlds.length);
  if (runs > MOST_WAYS) return state.world;
  throw new Fork(place, worlds.length, range);
}

/** A script of the tree, looked for from the working folder and from the folder of the script that names it. */
export function findScript(
  machine: Machine,
  state: State,
  path: string,
): { readonly path: string; readonly text: string } | null {
  if (!machine.readScript) return null;
  const own = state.source.path.includes('/') ? state.source.path.slice(0, state.source.path.lastIndexOf('/')) : '';
  for (const directory of [state.directory ?? own, own]) {
    const candidate = resolvePath(directory, path);
    const script = candidate === null ? null : machine.readScript(candidate);
    if (script) return script;
  }
  return null;
}
