import type { Assignment, Command, CommandArgument, Word } from 'unbash';
import { known, splitOnce, type Text } from '../../model/text.ts';
import { joinValues } from './join.ts';
import { addGap, choose, countStep, enumerate, type Machine, type Reader, refine } from './machine.ts';
import { rangeBetween } from './source.ts';
import { findVariable, heldBy, isDeclaredHere, type State, setLocal, setVariable } from './state.ts';
import { type Entry, isItem, type Plain, scalar, UNSET, type Value } from './values.ts';
import { expandText, expandWord } from './words.ts';

/** Longest text and list that a variable may hold. */
const LONGEST = 200_000;
const MOST_PIECES = 2_000;

const NAME = /^[A-Za-z_]\w*$/;

export function isDeclaration(name: string | undefined): boolean {
  return name !== undefined && /^(?:export|local|declare|typeset|readonly)$/.test(name);
}

interface Flags {
  readonly local: boolean;
  readonly exported: boolean;
  readonly table: boolean;
  readonly list: boolean;
}

/** `A=b`, `A+=b`, `A=(…)`, `A[i]=b`; each alternative of the right side becomes one of the variable. */
export function assign(machine: Machine, state: State, node: Assignment, flags: Flags | null = null): void {
  if (!NAME.test(node.name)) return;
  const range = rangeBetween(state.source, node.pos, node.end);
  const before = flags?.local && !isDeclaredHere(state, node.name) ? UNSET : heldBy(state, node.name);
  const current: Value =
    flags?.table && before.kind === 'unset' ? { kind: 'map', entries: new Map(), open: false } : before;
  const worlds = enumerate(machine, state, range, (reader) => readAssigned(reader, node, current));
  const name = node.name;
  const values = worlds.map(({ guard, result }) => ({ guard, value: result }));
  const overflow = (): void => {
    addGap(machine, {
      reason: 'evaluation-bound',
      text: `more alternatives than can be followed: ${name}`,
      range,
      names: 'all',
    });
  };
  const [only, ...rest] = values;
  const value = only && rest.length === 0 && only.guard.size === 0 ? only.value : joinValues(values, overflow, name);
  store(state, name, bounded(machine, value, name, range), flags);
}

function store(state: State, name: string, value: Value, flags: Flags | null): void {
  if (flags?.local) setLocal(state, name, value);
  else setVariable(state, name, value, flags?.exported || state.exportAll);
}

function bounded(machine: Machine, value: Value, name: string, range: ReturnType<typeof rangeBetween>): Value {
  if (value.kind !== 'scalar') return value;
  const length = value.text.reduce((sum, piece) => sum + (piece.kind === 'text' ? piece.text.length : 1), 0);
  countStep(machine, value.text.length >> 4);
  if (length <= LONGEST && value.text.length <= MOST_PIECES) return value;
  addGap(machine, { reason: 'evaluation-bound', text: `a text too long to follow: ${name}`, range, names: 'all' });
  return scalar([{ kind: 'hole', written: `\${${name}}`, range }]);
}

function readAssigned(reader: Reader, node: Assignment, current: Value): Plain {
  const before = choose(reader, current, `\${${node.name}}`);
  const { value } = node;
  if (value.type === 'ArrayValue') return readArray(reader, value.elements, node.append ? before : null, before);
  const text = expandText(reader, value);
  if (node.index) return assignElement(reader, before, node.index, text, node.append === true);
  if (!node.append) return before.kind === 'map' ? before : scalar(text);
  if (before.kind === 'scalar') return scalar([...refine(before.text, reader.world), ...text]);
  if (before.kind === 'list') return { kind: 'list', items: [...before.items, { text }] };
  return scalar(text);
}

function readArray(reader: Reader, elements: readonly Word[], appendTo: Plain | null, before: Plain): Plain {
  if (before.kind === 'map') return readTable(reader, elements, appendTo?.kind === 'map' ? appendTo : null);
  const items: Entry[] = [];
  if (appendTo?.kind === 'list') items.push(...appendTo.items);
  if (appendTo?.kind === 'scalar') items.push({ text: appendTo.text });
  for (const element of elements) items.push(...expandWord(reader, element));
  return { kind: 'list', items: items.slice(0, MOST_PIECES) };
}

/** `([k]=v …)`, and `(k v …)`. */
function readTable(reader: Reader, elements: readonly Word[], before: (Plain & { kind: 'map' }) | null): Plain {
  const entries = new Map(before?.entries);
  let open = before?.open ?? false;
  const words: Text[] = [];
  for (const element of elements) {
    const text = expandText(reader, element);
    const [first] = text;
    const sides = first?.kind === 'text' && first.text.startsWith('[') ? splitOnce(text, ']=') : null;
    if (!sides) {
      words.push(text);
      continue;
    }
    const key = known(sides[0])?.slice(1);
    if (key === undefined) open = true;
    else entries.set(key, sides[1]);
  }
  for (let i = 0; i < words.length; i += 2) {
    const key = known(words[i] ?? []);
    if (key === null) open = true;
    else entries.set(key, words[i + 1] ?? []);
  }
  return { kind: 'map', entries, open };
}

function assignElement(reader: Reader, before: Plain, index: Word, text: Text, append: boolean): Plain {
  if (before.kind === 'map') {
    const key = known(refine(expandText(reader, index), reader.world));
    if (key === null) return { ...before, open: true };
    const value = append ? [...(before.entries.get(key) ?? []), ...text] : text;
    return { ...before, entries: new Map(before.entries).set(key, value) };
  }
  const items: readonly Entry[] =
    before.kind === 'list' ? before.items : before.kind === 'scalar' ? [{ text: before.text }] : [];
  const at = Number(known(expandText(reader, index)) ?? Number.NaN);
  if (!Number.isInteger(at) || at > items.length || items.some((entry) => !isItem(entry) || entry.when))
    return { kind: 'list', items: [...items, { text }] };
  return { kind: 'list', items: [...items.slice(0, at), { text }, ...items.slice(at + 1)] };
}

/** `export`, `local`, `declare` …: their assignments and flags. */
export function declare(machine: Machine, state: State, node: Command, name: string): void {
  const words = node.args;
  const letters = words.map(flagLetters).join('');
  const isLocal =
    name === 'local' ||
    ((name === 'declare' || name === 'typeset') && state.scopes.length > 1 && !letters.includes('g'));
  const flags: Flags = {
    local: isLocal,
    exported: name === 'export' || letters.includes('x'),
    table: letters.includes('A'),
    list: letters.includes('a'),
  };
  for (const word of words) {
    if (word.type === 'Assignment') assign(machine, state, word, flags);
    else if (flagLetters(word) === '') declareWord(machine, state, word, flags);
  }
}

function flagLetters(word: CommandArgument): string {
  return word.type === 'Word' && /^[-+][A-Za-z]+$/.test(word.text) ? word.text.slice(1) : '';
}

/** `export X`, `local X`, or words that only expansion turns into assignments. */
function declareWord(machine: Machine, state: State, word: Word, flags: Flags): void {
  const entries = enumerate(machine, state, null, (reader) => expandWord(reader, word)).flatMap(({ result }) => result);
  for (const entry of entries) {
    const sides = isItem(entry) ? splitOnce(entry.text, '=') : null;
    const name = isItem(entry) ? known(sides ? sides[0] : entry.text) : null;
    if (name === null || !NAME.test(name)) state.open = true;
    else if (sides) store(state, name, scalar(sides[1]), flags);
    else declareName(state, name, flags);
  }
}

function declareName(state: State, name: string, flags: Flags): void {
  const empty: Value = flags.table
    ? { kind: 'map', entries: new Map(), open: false }
    : flags.list
      ? { kind: 'list', items: [] }
      : flags.local
        ? scalar([])
        : UNSET;
  if (flags.local) setLocal(state, name, empty);
  else {
    const variable = findVariable(state, name);
    setVariable(state, name, variable?.value ?? empty, flags.exported);
  }
}
