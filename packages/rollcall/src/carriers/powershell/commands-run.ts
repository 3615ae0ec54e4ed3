import type { Argument, Command } from '../../model/command.ts';
import { asWritten, known, rangeOf, type Text } from '../../model/text.ts';
import { findCall, resolvePath } from '../shell/hand-over.ts';
import { linesOf, splitAt } from '../shell/texts.ts';
import { collectCommand, collectHandOver, collectScript, type HostPlace } from '../yaml/host-script.ts';
import { bindParameters } from './bind.ts';
import { evaluate, unknown } from './evaluate.ts';
import { filesNamedBy, readWriting, readWritten, toJson, writeFile } from './files.ts';
import type { Machine } from './machine.ts';
import { pairOf, programNamed } from './members.ts';
import { parseScript } from './parse.ts';
import { runStatements } from './run.ts';
import type { CommandNode, Expression, FunctionNode, Stage } from './syntax.ts';
import {
  asText,
  isOpenList,
  isOptional,
  itemsOf,
  joinItems,
  listValue,
  NOTHING,
  plainText,
  plainValue,
  textValue,
  type Value,
  wordOf,
} from './values.ts';

/** Runs stages one after the other; each gets what the one before gives. */
export function runPipeline(machine: Machine, stages: readonly Stage[]): Value[] {
  let out: Value[] = [];
  for (const [i, stage] of stages.entries()) {
    if (stage.kind === 'expression') {
      const value = evaluate(machine, stage.of);
      const isQuiet =
        value.kind === 'nothing' || (stage.of.kind === 'unary' && /^(?:\[void\]|\+\+|--)$/.test(stage.of.operator));
      out = isQuiet ? [] : [value];
    } else out = runCommand(machine, stage, i === 0 ? null : out);
    if (!stage.into) continue;
    const { file, appends } = stage.into;
    writeFile(machine, { file: evaluate(machine, file), values: out, appends });
    out = [];
  }
  return out;
}

/** One command: a function of the script, a command of PowerShell that gives what is known, or a program. */
function runCommand(machine: Machine, node: CommandNode, input: readonly Value[] | null): Value[] {
  const [first, ...rest] = node.words;
  if (!first) return [];
  const head = evaluate(machine, first);
  if (head.kind === 'block')
    return callBlock(
      machine,
      head.fn,
      rest.map((word) => evaluate(machine, word)),
    );
  const name = wordOf(head)?.toLowerCase() ?? null;
  const fn = name === null ? undefined : machine.functions.get(name);
  if (fn) return callFunction(machine, fn, rest);
  const own = name === null ? undefined : COMMANDS.get(name);
  if (own) return own({ machine, node, words: rest, input: input ?? [] });
  if (name !== null && /^[a-z]+-[a-z]+$/.test(name)) return [unknown(machine, node)];
  return runProgram(machine, node, asText(head), argumentsOf(machine, rest));
}

interface Call {
  readonly machine: Machine;
  readonly node: CommandNode;
  readonly words: readonly Expression[];
  readonly input: readonly Value[];
}

type OwnCommand = (call: Call) => Value[];

/** The words that a program gets: items of lists are words of their own. */
function argumentsOf(machine: Machine, words: readonly Expression[]): Argument[] {
  return words.flatMap((word): Argument[] => {
    const value = evaluate(machine, word);
    if (value.kind === 'nothing') return [];
    // Words that commas join on the line reach a program as one.
    if (word.kind === 'list' && value.kind === 'list') return [{ text: joinItems(value, plainText(',')) }];
    if (value.kind === 'map')
      return [{ open: true, written: machine.source(word), range: machine.place(word.start, word.end) }];
    if (word.kind === 'splat' && value.kind === 'unknown')
      return [{ open: true, written: value.written, range: value.range }];
    if (value.kind !== 'list') return [{ text: asText(value) }];
    const items: Argument[] = value.items
      .filter((item) => item.kind !== 'nothing')
      .map((item) => argumentOf(asText(item)));
    return value.open
      ? [...items, { open: true, written: machine.source(word), range: machine.place(word.start, word.end) }]
      : items;
  });
}

/** A word that is there on some runs only is so as a whole. */
function argumentOf(text: Text): Argument {
  if (!isOptional(text)) return { text };
  return { text: text.map(({ conditional: _, ...piece }) => piece), conditional: true };
}

function placeOfMachine(machine: Machine): HostPlace {
  const { path, step, environment, choices, branches } = machine;
  const variables = new Map([...environment].filter(([name]) => /^[A-Za-z_]\w*$/.test(name)));
  return { path, step, variables, conditions: choices.conditions, branches };
}

function runProgram(machine: Machine, node: CommandNode, name: Text, words: readonly Argument[]): Value[] {
  const range = machine.place(node.start, node.end) ?? { path: machine.path, start: 0, end: 0 };
  const argv: Argument[] = [{ text: name }, ...words];
  const { directory } = machine;
  const files = filesNamedBy(
    machine,
    argv.flatMap((argument) => ('open' in argument ? [] : [argument.text])),
  );
  const command: Command = {
    carrier: 'powershell',
    argv,
    range,
    environment: {},
    conditions: [],
    assumes: machine.choices.assumed(),
    records: [],
    ...(directory === '' ? {} : { directory }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  };
  const place = placeOfMachine(machine);
  collectCommand(machine.collector, command, place);
  const script = inlineScript(argv);
  if (script) collectScript(machine.collector, script, { ...place, open: true });
  else handOver(machine, argv, range, place);
  return [unknown(machine, node)];
}

/** `cmd /c "…"`, `bash -c "…"`. */
function inlineScript(argv: readonly Argument[]): Text | null {
  const [name, flag, script] = argv.map((argument) => ('open' in argument ? null : argument.text));
  const shell = name ? known(name)?.toLowerCase() : undefined;
  const inline = flag ? known(flag)?.toLowerCase() : undefined;
  if (!script || !shell || inline === undefined) return null;
  if (/^cmd(?:\.exe)?$/.test(shell) && inline === '/c')
    return argv.slice(2).flatMap((one) => ('open' in one ? [] : [...one.text, ...plainText(' ')]));
  return /^(?:bash|sh|wsl)(?:\.exe)?$/.test(shell) && inline === '-c' ? script : null;
}

function handOver(machine: Machine, argv: readonly Argument[], range: Command['range'], place: HostPlace): void {
  const entries = argv.map((argument) => ('open' in argument ? argument : { text: withSlashes(argument.text) }));
  const call = findCall(entries);
  if (!call) return;
  const named = argv[call.written];
  const written = named && !('open' in named) ? asWritten(named.text) : '';
  const at = named && !('open' in named) ? rangeOf(named.text) : null;
  const { directory } = machine;
  collectHandOver(
    machine.collector,
    {
      from: range,
      to: call.path === null ? null : targetOf(machine, call.path),
      written,
      argv: argv.slice(call.args),
      environment: {},
      how: 'run',
      ...(call.runner === undefined ? {} : { runner: call.runner }),
      ...(directory === '' ? {} : { directory }),
      ...(at ? { at } : {}),
    },
    place,
  );
}

/** The path from the working folder, or from beside the script where it is not told. */
function targetOf(machine: Machine, path: string): string | null {
  const own = machine.path.includes('/') ? machine.path.slice(0, machine.path.lastIndexOf('/')) : '';
  const reads = machine.collector.readScript;
  const folders = [machine.directory ?? own, own, ''];
  const found = folders.map((folder) => resolvePath(folder, path)).find((one) => one !== null && reads?.(one));
  return found ?? resolvePath(machine.directory ?? own, path);
}

function withSlashes(text: Text): Text {
  return text.map((piece) => (piece.kind === 'text' ? { ...piece, text: piece.text.replaceAll('\\', '/') } : piece));
}

const DEEPEST_CALL = 25;

function callFunction(machine: Machine, fn: FunctionNode, words: readonly Expression[]): Value[] {
  machine.called.add(fn);
  const scope = bindParameters(machine, fn, words, (word) => evaluate(machine, word));
  return runIn(machine, fn, scope);
}

function callBlock(machine: Machine, fn: FunctionNode, args: readonly Value[], item?: Value): Value[] {
  const scope = new Map<string, Value>(
    fn.parameters.flatMap(({ name }, i) => (args[i] ? [[name, args[i]] as const] : [])),
  );
  if (item) for (const name of ['_', 'psitem']) scope.set(name, item);
  return runIn(machine, fn, scope);
}

function runIn(machine: Machine, fn: FunctionNode, scope: Map<string, Value>): Value[] {
  if (machine.depth >= DEEPEST_CALL) return [{ kind: 'unknown', written: fn.name, range: null }];
  machine.depth += 1;
  machine.scopes.push(scope);
  const out = runStatements(machine, fn.body);
  machine.scopes.pop();
  machine.depth -= 1;
  if (machine.left === 'function') machine.left = null;
  return out;
}

const forEach: OwnCommand = ({ machine, words, input, node }) => {
  const block = words.map((word) => evaluate(machine, word)).find((value) => value.kind === 'block');
  if (block?.kind !== 'block') return [unknown(machine, node)];
  const out: Value[] = [];
  const items = input.flatMap(itemsOf);
  const before = machine.scopes.at(-1);
  for (const item of items.slice(0, 200)) {
    for (const name of ['_', 'psitem']) before?.set(name, item);
    out.push(...runStatements(machine, block.fn.body));
    if (machine.left === 'function' || machine.left === 'loop') machine.left = null;
  }
  return input.some(isOpenList) ? [listValue(out.flatMap(itemsOf), true)] : out;
};

/** Only run time knows which items a filter leaves. */
const filter: OwnCommand = ({ input }) => [listValue(input.flatMap(itemsOf), true)];

const same: OwnCommand = ({ input }) => [...input];
const nothing: OwnCommand = () => [];

const invoke: OwnCommand = ({ machine, words, node }) => {
  const values = words.map((word) => evaluate(machine, word));
  const text = values.length > 0 ? asText(values.at(-1) ?? NOTHING) : [];
  const script = parseScript(text);
  const before = { source: machine.source, place: machine.place };
  const chars = asWritten(text);
  const flat = text;
  if (machine.depth >= DEEPEST_CALL) return [unknown(machine, node)];
  machine.depth += 1;
  Object.assign(machine, {
    source: ({ start, end }: { start: number; end: number }) =>
      flat.every((piece) => piece.kind === 'text') ? chars.slice(start, end) : '…',
    place: () => before.place(node.start, node.end),
  });
  const out = runStatements(machine, script.body);
  Object.assign(machine, before);
  machine.depth -= 1;
  return out;
};

/** `Start-Process gcloud -ArgumentList "run", "deploy"`. https://learn.microsoft.com/powershell/module/microsoft.powershell.management/start-process */
const start: OwnCommand = ({ machine, words, node }) => {
  let [file, list] = [null, null] as [Value | null, Value | null];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const flag = word ? wordOf(evaluate(machine, word))?.toLowerCase() : undefined;
    const next = words[i + 1];
    if (flag === '-filepath' && next) file = evaluate(machine, next);
    else if ((flag === '-argumentlist' || flag === '-args') && next) list = evaluate(machine, next);
    else if (flag !== undefined && /^-(?:workingdirectory|redirectstandard\w+|windowstyle|verb|credential)$/.test(flag))
      i += 1;
    else if (flag?.startsWith('-')) continue;
    else if (!file && word) file = evaluate(machine, word);
    else if (!list && word) list = evaluate(machine, word);
    if (flag === '-filepath' || flag === '-argumentlist' || flag === '-args') i += 1;
  }
  if (!file) return [];
  const items = list ? itemsOf(list) : [];
  const [only, ...more] = items;
  const texts =
    only?.kind === 'text' && more.length === 0
      ? splitAt(only.text, (c) => c === ' ').filter((word) => word.length > 0)
      : items.map(asText);
  const argv: Argument[] = texts.map((text) => ({ text }));
  if (list && isOpenList(list))
    argv.push({ open: true, written: machine.source(node), range: machine.place(node.start, node.end) });
  runProgram(machine, node, asText(file), argv);
  return [];
};

const joinPath: OwnCommand = ({ machine, words }) => {
  const values = words.map((word) => evaluate(machine, word)).filter((value) => !/^-\w+$/.test(wordOf(value) ?? ''));
  return [textValue(values.flatMap((value, i) => [...(i > 0 ? plainText('/') : []), ...withSlashes(asText(value))]))];
};

const changeFolder: OwnCommand = ({ machine, words }) => {
  const values = words.map((word) => evaluate(machine, word)).filter((value) => !/^-\w+$/.test(wordOf(value) ?? ''));
  const [only] = values;
  const path = only ? wordOf(only) : null;
  machine.directory = path === null || machine.directory === null ? null : folderFrom(machine, path);
  return [];
};

function folderFrom(machine: Machine, path: string): string | null {
  const folder = resolvePath(machine.directory ?? '', `${path.replaceAll('\\', '/')}/.`);
  return folder === '.' ? '' : folder;
}

function write(appends: boolean, passes: boolean): OwnCommand {
  return ({ machine, words, input }) => {
    const writing = readWriting(
      words.map((word) => evaluate(machine, word)),
      input,
      appends,
    );
    if (writing) writeFile(machine, writing);
    return passes ? [...input] : [];
  };
}

/** The lines of a file that the script wrote before. */
const getContent: OwnCommand = ({ machine, words, node }) => {
  const reading = readWriting(
    words.map((word) => evaluate(machine, word)),
    [],
    false,
  );
  const text = reading && readWritten(machine, reading.file);
  return text ? linesOf(text).map(textValue) : [unknown(machine, node)];
};

const convertToJson: OwnCommand = ({ machine, words, input, node }) => {
  const json = toJson(input[0] ?? (words[0] ? evaluate(machine, words[0]) : undefined));
  return [json ? textValue(json) : unknown(machine, node)];
};

const getEnumerator: OwnCommand = ({ input }) =>
  input.flatMap((value) =>
    value.kind === 'map' ? [...value.entries.values()].map(([key, held]) => pairOf(textValue(key), held)) : [value],
  );

const getCommand: OwnCommand = ({ machine, words, node }) => [
  programNamed(words.map((word) => evaluate(machine, word))) ?? unknown(machine, node),
];

const makeObject: OwnCommand = ({ machine, words, node }) => {
  const type = words.map((word) => writtenLower(machine, word)).join(' ');
  if (/list|arraylist|queue|stack/.test(type)) return [listValue([])];
  return [
    /hashtable|dictionary/.test(type) ? { kind: 'map', entries: new Map(), open: false } : unknown(machine, node),
  ];
};

function writtenLower(machine: Machine, word: Expression): string {
  return machine.source(word).toLowerCase();
}

const COMMANDS = new Map<string, OwnCommand>([
  ...['foreach-object', 'foreach', '%'].map((name): [string, OwnCommand] => [name, forEach]),
  ...['where-object', 'where', '?', 'select-object', 'sort-object', 'get-unique'].map((name): [string, OwnCommand] => [
    name,
    filter,
  ]),
  ...['out-file', 'set-content', 'sc', 'new-item', 'ni'].map((name): [string, OwnCommand] => [
    name,
    write(false, false),
  ]),
  ...['add-content', 'ac'].map((name): [string, OwnCommand] => [name, write(true, false)]),
  ...['tee-object', 'tee'].map((name): [string, OwnCommand] => [name, write(false, true)]),
  ...['get-content', 'gc', 'cat', 'type'].map((name): [string, OwnCommand] => [name, getContent]),
  ['convertto-json', convertToJson],
  ...['write-output', 'out-string'].map((name): [string, OwnCommand] => [
    name,
    (call) => (call.input.length > 0 ? same(call) : call.words.map((word) => evaluate(call.machine, word))),
  ]),
  ...[
    'write-host',
    'write-error',
    'write-warning',
    'write-verbose',
    'write-debug',
    'write-information',
    'echo',
    'out-null',
    'out-host',
    'clear-host',
  ].map((name): [string, OwnCommand] => [name, nothing]),
  ['invoke-expression', invoke],
  ['iex', invoke],
  ['start-process', start],
  ['join-path', joinPath],
  ...['set-location', 'cd', 'push-location', 'chdir', 'sl'].map((name): [string, OwnCommand] => [name, changeFolder]),
  [
    'pop-location',
    ({ machine }) => {
      machine.directory = '';
      return [];
    },
  ],
  ['new-object', makeObject],
  ['get-command', getCommand],
  ['gcm', getCommand],
  ['get-location', () => [plainValue('.')]],
  ['get-enumerator', getEnumerator],
]);
