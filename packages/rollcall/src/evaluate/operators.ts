import { known, type Piece, splitOnce, type Text } from '../model/text.ts';
import type { At } from '../program/program.ts';
import { without } from './collections.ts';
import { noteDeciding, type Run, raise, rangeAt, written } from './run.ts';
import { alternatives, type Item, isOpen, type ListValue, text, union, unknown, type Value } from './value.ts';

const MANY = 8;
/** A text of more pieces is not followed: it grows in a loop, and no command line is like that. */
const MOST_PIECES = 600;

/** The text of a value, as string conversion gives it; a hole where it is not known. */
export function toText(run: Run, value: Value, at: At): Text {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'boolean':
      return [{ kind: 'text', text: String(value.value), range: rangeAt(run, at), exact: false }];
    case 'read':
      return holeAt(run, at, value.derived ? undefined : value.name);
    case 'unknown':
      return [
        { kind: 'hole', written: value.written === '' ? written(run, at) : value.written, range: rangeAt(run, at) },
      ];
    default:
      return holeAt(run, at);
  }
}

function holeAt(run: Run, at: At, input?: string): Text {
  const piece: Piece = { kind: 'hole', written: written(run, at), range: rangeAt(run, at) };
  return [input === undefined ? piece : { ...piece, input }];
}

/** A value made of texts; every alternative of the parts is followed while they are few. */
export function joinTexts(run: Run, parts: readonly { value: Value; at: At }[]): Value {
  if (parts.every(({ value }) => value.kind !== 'union')) return joinPlain(run, parts);
  let ways: Text[] = [[]];
  for (const { value, at } of parts) {
    const options = alternatives(value);
    const all = options.map((one) => toText(run, one, at));
    const texts = all.length * ways.length <= MANY ? all : [sharedStart(all) ?? holeAt(run, at)];
    ways = ways.flatMap((way) => texts.map((one): Text => [...way, ...one]));
    if ((ways[0]?.length ?? 0) > MOST_PIECES) return { kind: 'text', text: holeAt(run, at) };
  }
  return union(ways.map((way) => ({ kind: 'text', text: way })));
}

function joinPlain(run: Run, parts: readonly { value: Value; at: At }[]): Value {
  const pieces: Piece[] = [];
  for (const { value, at } of parts) for (const piece of toText(run, value, at)) pieces.push(piece);
  const [first] = parts;
  return { kind: 'text', text: pieces.length > MOST_PIECES && first ? holeAt(run, first.at) : pieces };
}

/** What the alternatives of an item `NAME=value` have in common: the name, and a hole for the value. */
function sharedStart(texts: readonly Text[]): Text | null {
  const sides = texts.map((one) => splitOnce(one, '='));
  const [first] = sides;
  const name = first ? known(first[0]) : null;
  if (!first || name === null || !sides.every((side) => side && known(side[0]) === name)) return null;
  const [before] = first;
  const equals: Piece = { kind: 'text', text: '=', range: null, exact: false };
  return [...before, equals, { kind: 'hole', written: `value of ${name}`, range: before[0]?.range ?? null }];
}

/** `left operator right` where the operator is arithmetic or joins. `inPlace` is an augmented assignment. */
export function combine(run: Run, operator: string, left: Value, right: Value, at: At, inPlace = false): Value {
  if (mayBeNull(left) || mayBeNull(right)) run.risky = true;
  if (operator === '+') {
    if (left.kind === 'list') return extend(run, left, right, at, inPlace);
    if (left.kind === 'number' && right.kind === 'number') return { kind: 'number', value: left.value + right.value };
    if (isTextual(left) || isTextual(right)) return addTexts(run, left, right, at);
    noteDeciding(run, left);
    if (left.kind === 'null' && isPython(run, at)) raise(run, at, ['TypeError', 'Exception']);
  }
  if (operator === '*' && left.kind === 'number' && right.kind === 'number')
    return { kind: 'number', value: left.value * right.value };
  if (operator === '%' && left.kind === 'text') return formatPercent(run, left, right, at);
  if (operator === '/' && left.kind === 'text') return joinPath(run, left, right, at);
  if (operator === '-' && left.kind === 'list') return without({ run, at }, left, right);
  if (operator === '|' && left.kind === 'dict' && right.kind === 'dict') return mergeDicts(left, right);
  if (operator === '*' && left.kind === 'number' && right.kind === 'number')
    return { kind: 'number', value: left.value * right.value };
  if (operator === '-' && left.kind === 'number' && right.kind === 'number')
    return { kind: 'number', value: left.value - right.value };
  return unknown(written(run, at), rangeAt(run, at));
}

function mayBeNull(value: Value): boolean {
  return alternatives(value).some((one) => one.kind === 'null');
}

function isTextual(value: Value): boolean {
  return alternatives(value).some((one) => one.kind === 'text');
}

function isPython(run: Run, _at: At): boolean {
  return run.program.languageOf(rangeAt(run, _at).path)?.id === 'python';
}

function addTexts(run: Run, left: Value, right: Value, at: At): Value {
  const missing = left.kind === 'null' || right.kind === 'null';
  noteDeciding(run, left);
  noteDeciding(run, right);
  if (missing && isPython(run, at)) raise(run, at, ['TypeError', 'Exception']);
  return joinTexts(run, [
    { value: left, at },
    { value: right, at },
  ]);
}

function extend(run: Run, left: ListValue, right: Value, at: At, inPlace: boolean): Value {
  const items = [...left.items.value, ...itemsOf(run, right, at)];
  if (inPlace) {
    run.journal.write(left.items, items);
    return left;
  }
  return { kind: 'list', sort: left.sort, items: { value: items } };
}

/** The items of a value that is spread into a list. */
export function itemsOf(run: Run, value: Value, at: At): readonly Item[] {
  if (value.kind === 'list') return value.items.value;
  if (value.kind === 'union' && value.of.every((one) => one.kind === 'list' || one.kind === 'null'))
    return value.of.flatMap((one) =>
      one.kind === 'list'
        ? one.items.value.map((item) => (isOpen(item) ? item : { value: item.value, conditional: true }))
        : [],
    );
  if (value.kind === 'null') return [];
  return [{ open: true, written: written(run, at), range: rangeAt(run, at) }];
}

function mergeDicts(left: Extract<Value, { kind: 'dict' }>, right: Extract<Value, { kind: 'dict' }>): Value {
  const a = left.content.value;
  const b = right.content.value;
  return {
    kind: 'dict',
    content: { value: { entries: new Map([...a.entries, ...b.entries]), open: a.open || b.open } },
  };
}

/** `"%s=%s" % (a, b)`; a format with anything but `%s`, `%d` and `%%` is not followed. */
function formatPercent(run: Run, left: Extract<Value, { kind: 'text' }>, right: Value, at: At): Value {
  const format = known(left.text);
  const values = right.kind === 'list' ? right.items.value.map((item) => (isOpen(item) ? null : item.value)) : [right];
  const pieces = format?.split(/%[sd]/) ?? [];
  if (format === null || pieces.length !== values.length + 1 || /%(?![sd])/.test(format))
    return { kind: 'text', text: holeAt(run, at) };
  const parts: { value: Value; at: At }[] = [];
  for (const [i, piece] of pieces.entries()) {
    parts.push({ value: text(piece), at });
    const value = values[i];
    if (i < values.length) parts.push({ value: value ?? unknown(''), at });
  }
  return joinTexts(run, parts);
}

/** `Path("a") / "b"`. */
function joinPath(run: Run, left: Extract<Value, { kind: 'text' }>, right: Value, at: At): Value {
  const separator = known(left.text) === '' ? '' : '/';
  return joinTexts(run, [
    { value: left, at },
    { value: text(separator), at },
    { value: right, at },
  ]);
}
