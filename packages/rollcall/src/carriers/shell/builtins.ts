import type { Range } from '../../model/span.ts';
import { hole, known, type Text } from '../../model/text.ts';
import { resolvePath } from './hand-over.ts';
import { callWith, type Machine } from './machine.ts';
import { copyState, FAILURE, type Frame, findFrame, type State, SUCCESS, setVariable, writableScope } from './state.ts';
import { linesOf, sliceText, splitFields } from './texts.ts';
import { type Entry, isItem, type Mark, scalar, withMark } from './values.ts';

/** A call of a shell builtin: its words after expansion, and its standard input. */
export interface BuiltinCall {
  readonly machine: Machine;
  readonly state: State;
  readonly args: readonly Entry[];
  readonly stdin: Text | null;
  readonly range: Range | null;
}

type Builtin = (call: BuiltinCall) => void;

function word(entry: Entry | undefined): string | null {
  return entry && isItem(entry) ? known(entry.text) : null;
}

function leave(state: State, frame: Frame | null, list: 'left' | 'continued'): void {
  if (!frame) return;
  frame[list].push({ ...copyState(state), dead: false });
  state.dead = true;
}

const exit: Builtin = ({ state, args }) => {
  setExitStatus(state, args);
  const frame = findFrame(state.frame, ['subshell', 'script']);
  if (frame) leave(state, frame, 'left');
};

function setExitStatus(state: State, args: readonly Entry[]): void {
  const code = args.length > 0 ? word(args[0]) : null;
  if (code !== null) state.status = code === '0' ? SUCCESS : FAILURE;
}

const returnFrom: Builtin = ({ state, args }) => {
  setExitStatus(state, args);
  leave(state, findFrame(state.frame, ['function', 'subshell', 'script']), 'left');
};

const leaveLoop: Builtin = ({ state, args }) => {
  leave(state, findFrame(state.frame, ['loop'], Number(word(args[0]) ?? '1') || 1), 'left');
};

const continueLoop: Builtin = ({ state, args }) => {
  leave(state, findFrame(state.frame, ['loop'], Number(word(args[0]) ?? '1') || 1), 'continued');
};

const shift: Builtin = ({ machine, state, args }) => {
  const count = args.length > 0 ? Number(word(args[0]) ?? Number.NaN) : 1;
  const { items, shifted, call } = state.positional;
  const gone = items.slice(0, count);
  const rest = gone.every((entry) => isItem(entry) && !entry.when) ? items.slice(count) : null;
  const isOpen = items.length === 1 && items[0] !== undefined && !isItem(items[0]);
  if (Number.isNaN(count) || (!rest && !isOpen)) state.positional = callWith(machine, [openArguments()]);
  else state.positional = { items: rest ?? items, shifted: shifted === null ? null : shifted + count, call };
};

export function openArguments(): Entry {
  return { open: true, written: '"$@"', range: null };
}

/** `set -- a b`, and options, of which only `-a` matters. */
const set: Builtin = ({ machine, state, args }) => {
  for (const [i, entry] of args.entries()) {
    const option = word(entry);
    if (option === '--' || option === '-' || (option !== null && !/^[-+]/.test(option) && args[i - 1] === undefined)) {
      state.positional = callWith(machine, args.slice(option === '--' || option === '-' ? i + 1 : i));
      return;
    }
    if (option !== null && /^-[a-z]*a/.test(option)) state.exportAll = true;
    if (option !== null && /^\+[a-z]*a/.test(option)) state.exportAll = false;
    if (option === 'allexport') state.exportAll = word(args[i - 1])?.startsWith('-') ?? false;
  }
};

/** A variable that only run time fills. */
export function setUnknown(state: State, name: string, range: Range | null): void {
  const mark: Mark = { key: `$${name} at ${range?.start}`, subject: `$${name}` };
  setVariable(state, name, scalar(hole(`$${name}`, range).map((piece) => withMark(piece, mark))));
}

const READ_TAKES = new Set(['-p', '-d', '-n', '-N', '-t', '-u', '-i']);

function readNames(args: readonly Entry[]): { names: string[]; array: boolean; delimiter: string | null } {
  const names: string[] = [];
  let array = false;
  let delimiter: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const option = word(args[i]);
    if (option !== null && READ_TAKES.has(option)) {
      i += 1;
      if (option === '-d') delimiter = word(args[i]);
    } else if (option?.startsWith('-')) array ||= /^-[a-z]*a/.test(option);
    else if (option !== null && /^[A-Za-z_]\w*$/.test(option)) names.push(option);
  }
  return { names: names.length > 0 ? names : ['REPLY'], array, delimiter };
}

/** `read`: the next line of known input, else unknown text. */
const read: Builtin = ({ state, args, stdin, range }) => {
  const { names, array, delimiter } = readNames(args);
  const lines = stdin && isReadable(stdin) ? linesOf(stdin) : null;
  if (!lines) {
    for (const name of names) setUnknown(state, name, range);
    state.status = { unknown: 'read' };
    return;
  }
  const whole = delimiter === '';
  const line = whole ? (stdin ?? []) : (lines[0] ?? []);
  const ended = whole || lines.length === 0;
  state.stdin = scalar(whole ? [] : rejoin(lines.slice(1)));
  state.status = ended ? FAILURE : SUCCESS;
  assignFields(state, names, line, array);
};

/** Text that is nothing but one unknown may be any number of lines. */
function isReadable(text: Text): boolean {
  return text.length === 0 || text.some((piece) => piece.kind === 'text');
}

function rejoin(lines: readonly Text[]): Text {
  return lines.flatMap((line) => [...line, { kind: 'text', text: '\n', range: null, exact: false } as const]);
}

function ifsOf(state: State): string {
  const held = state.scopes.map((scope) => scope.get('IFS')).findLast((variable) => variable !== undefined)?.value;
  return held?.kind === 'scalar' ? (known(held.text) ?? ' \t\n') : ' \t\n';
}

function assignFields(state: State, names: readonly string[], line: Text, array: boolean): void {
  const ifs = ifsOf(state);
  if (array) {
    const fields = ifs === '' ? [line] : splitFields(line, ifs).fields;
    setVariable(state, names[0] ?? 'REPLY', { kind: 'list', items: fields.map((text) => ({ text })) });
    return;
  }
  let rest = trimSpaces(line, ifs);
  for (const [i, name] of names.entries()) {
    const [field, after] = i === names.length - 1 || ifs === '' ? [rest, []] : cutField(rest, ifs);
    setVariable(state, name, scalar(field));
    rest = after;
  }
}

function charactersOf(text: Text): string[] {
  return text.flatMap((piece) => (piece.kind === 'hole' ? ['\0'] : piece.text.split('')));
}

function trimSpaces(text: Text, ifs: string): Text {
  const isSpace = (c: string | undefined): boolean => c !== undefined && ' \t\n'.includes(c) && ifs.includes(c);
  const characters = charactersOf(text);
  let [from, to] = [0, characters.length];
  while (from < to && isSpace(characters[from])) from++;
  while (to > from && isSpace(characters[to - 1])) to--;
  return sliceText(text, from, to);
}

/** The first field of a line, and the rest of the line with its separators. */
function cutField(line: Text, ifs: string): readonly [Text, Text] {
  const characters = charactersOf(line);
  const end = characters.findIndex((c) => ifs.includes(c));
  if (end < 0) return [line, []];
  let next = end;
  while (' \t'.includes(characters[next] ?? 'x') && ifs.includes(characters[next] ?? '')) next++;
  if (next < characters.length && ifs.includes(characters[next] ?? '\0')) next++;
  return [sliceText(line, 0, end), trimSpaces(sliceText(line, next, characters.length), ifs)];
}

const mapfile: Builtin = ({ state, args, stdin, range }) => {
  const name = args.map(word).findLast((text) => text !== null && /^[A-Za-z_]\w*$/.test(text)) ?? 'MAPFILE';
  const items =
    stdin && isReadable(stdin)
      ? linesOf(stdin).map((text) => ({ text }))
      : [{ open: true, written: `"\${${name}[@]}"`, range } as const];
  setVariable(state, name, { kind: 'list', items });
};

const cd: Builtin = ({ state, args }) => {
  const target = args.map(word).find((text) => text === null || !text.startsWith('-') || text === '-');
  const path = typeof target === 'string' ? target : null;
  state.directory = path === null ? null : resolvePath(state.directory ?? '', path);
  state.status = SUCCESS;
};

/** An unset variable is empty text: no caller is expected to give it any more. */
const unset: Builtin = ({ state, args }) => {
  for (const name of args.map(word)) {
    if (name === 'IFS') for (const depth of state.scopes.keys()) writableScope(state, depth).delete(name);
    else if (name !== null && /^[A-Za-z_]\w*$/.test(name)) setVariable(state, name, scalar([]));
  }
};

const succeed: Builtin = ({ state }) => {
  state.status = SUCCESS;
};

const fail: Builtin = ({ state }) => {
  state.status = FAILURE;
};

/** `getopts` gives one option after the other; which ones is not known. */
const getopts: Builtin = ({ state, args, range }) => {
  const name = word(args[1]);
  if (name !== null && /^[A-Za-z_]\w*$/.test(name)) setUnknown(state, name, range);
  setUnknown(state, 'OPTARG', range);
  state.status = { unknown: 'getopts' };
};

/** `let`, `((…))` aside, and what has no effect that is followed. */
const ignore: Builtin = () => undefined;

const BUILTINS = new Map<string, Builtin>([
  ['exit', exit],
  ['return', returnFrom],
  ['break', leaveLoop],
  ['continue', continueLoop],
  ['shift', shift],
  ['set', set],
  ['read', read],
  ['mapfile', mapfile],
  ['readarray', mapfile],
  ['cd', cd],
  ['pushd', cd],
  ['popd', ignore],
  ['unset', unset],
  ['true', succeed],
  [':', succeed],
  ['false', fail],
  ['getopts', getopts],
  ['trap', ignore],
  ['shopt', ignore],
  ['umask', ignore],
  ['wait', ignore],
  ['alias', ignore],
  ['ulimit', ignore],
  ['hash', ignore],
]);

export function findBuiltin(name: string): Builtin | null {
  return BUILTINS.get(name) ?? null;
}
