import { fileNameOf } from '../../model/file-name.ts';
import { asWritten, hole, known, type Text } from '../../model/text.ts';
import { setUnknown } from './builtins.ts';
import { emitCommand, findScript, writtenText } from './emit.ts';
import { keepNamed } from './files.ts';
import { runFilter } from './filters.ts';
import { print } from './flow.ts';
import { type Machine, refine } from './machine.ts';
import { type Call, word } from './nested-scripts.ts';
import { writtenBetween } from './source.ts';
import { type State, SUCCESS, setVariable } from './state.ts';
import { type Entry, isItem, scalar } from './values.ts';

/** `tee`, `tee -a`: what comes in is written, and printed too. */
export function runTee({ state, argv }: Call, stdin: Text): void {
  const words = argv.slice(1).flatMap((entry) => (isItem(entry) ? [entry.text] : []));
  const appends = words.some((one) => /^(?:-a|--append)$/.test(known(one) ?? ''));
  for (const name of words) if (!asWritten(name).startsWith('-')) keepNamed(state, name, stdin, appends);
  print(state, stdin);
  state.status = SUCCESS;
}

/** A command that prints: what comes in, a file, or text of its own. */
export function runPrinting(call: Call, name: string): void {
  const { machine, state, argv, stdin, range, environment, node } = call;
  const args = argv.slice(1);
  if (name === 'printf' && word(args[0]) === '-v') {
    assignPrinted(call);
    return;
  }
  emitCommand(machine, state, argv, range, environment);
  state.status = SUCCESS;
  if (state.output === null) return;
  const text = printed(call, name, args, stdin);
  print(state, text ?? hole(`$(${writtenBetween(state.source, node.pos, node.end)})`, range));
  if (!text) state.status = { unknown: 'command' };
}

function printed(call: Call, name: string, args: readonly Entry[], stdin: Text | null): Text | null {
  const { state, machine } = call;
  const line = (text: string): Text => [{ kind: 'text', text: `${text}\n`, range: null, exact: false }];
  if (name === 'pwd') return state.directory === null ? null : line(state.directory === '' ? '.' : state.directory);
  if (name === 'git') return args.map(word).join(' ') === 'rev-parse --show-toplevel' ? line('.') : null;
  const texts = args.map((entry) =>
    isItem(entry) ? refine(entry.text, state.world) : hole(entry.written, entry.range),
  );
  if (args.some((entry) => !isItem(entry)) && name === 'printf') return null;
  const text =
    READ_FILES.has(name) && texts.length > (name === 'cat' ? 0 : 1) ? lastAsFile(machine, state, texts) : null;
  return text ? runFilter(name, texts.slice(0, -1), text) : runFilter(name, texts, stdin);
}

/** Commands that take a file's name behind their other words. */
const READ_FILES = new Set(['cat', 'grep', 'egrep', 'sed', 'cut', 'sort', 'head', 'paste']);

/** The text of the file that the last word names: what the script wrote there, else the file of the tree. */
function lastAsFile(machine: Machine, state: State, texts: readonly Text[]): Text | null {
  const name = texts.at(-1) ?? [];
  const made = writtenText(state, fileNameOf(name));
  if (made) return made;
  const path = known(name);
  if (path === null || path === '-' || path.startsWith('-')) return null;
  const file = findScript(machine, state, path);
  if (!file) return null;
  return [{ kind: 'text', text: file.text, range: { path: file.path, start: 0, end: file.text.length }, exact: true }];
}

/** `printf -v X …`. */
function assignPrinted(call: Call): void {
  const { state, argv, range } = call;
  const name = word(argv[2]);
  if (name === null || !/^[A-Za-z_]\w*$/.test(name)) return;
  const texts = argv
    .slice(3)
    .filter(isItem)
    .map((item) => refine(item.text, state.world));
  const text = runFilter('printf', texts, null);
  if (text) setVariable(state, name, scalar(text));
  else setUnknown(state, name, range);
}
