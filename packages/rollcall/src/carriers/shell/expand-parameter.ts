import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Range } from '../../model/span.ts';
import { hole, known, type Piece, rangeOf, type Text } from '../../model/text.ts';
import { markDefault } from './join.ts';
import { choose, type Reader, refine } from './machine.ts';
import { applyToText, type Operands, sliceBounds } from './parameter-operations.ts';
import { inputHole, isProvided, positionalItem, positionalItems, scriptFile } from './parameters.ts';
import { rangeBetween, writtenBetween } from './source.ts';
import { heldBy, setVariable } from './state.ts';
import { asConditional } from './texts.ts';
import { type Entry, isItem, type Mark, markOf, type Plain, scalar, withMark } from './values.ts';

/** What an expansion gives: text, or words of a list (`star`: joined when quoted). */
export type Expanded =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'list'; readonly entries: readonly Entry[]; readonly star: boolean };

interface Place {
  readonly written: string;
  readonly range: Range | null;
}

function text(pieces: Text): Expanded {
  return { kind: 'text', text: pieces };
}

/** `$X`, `$1`, `$@` … */
export function expandSimple(
  reader: Reader,
  part: { readonly text: string; readonly pos: number; readonly end: number },
): Expanded {
  const place = placeOf(reader, part);
  const name = part.text.slice(1);
  return readParameter(reader, name, null, place, true);
}

function placeOf(reader: Reader, part: { readonly pos: number; readonly end: number }): Place {
  return {
    written: writtenBetween(reader.source, part.pos, part.end),
    range: rangeBetween(reader.source, part.pos, part.end),
  };
}

/** `${…}` in all its forms; what is not known, or not understood, is a hole as the source writes it. */
export function expandParameter(reader: Reader, part: ParameterExpansionPart, operands: Operands): Expanded {
  const place = placeOf(reader, part);
  const unknown = text(hole(place.written, place.range));
  if (part.parameter === '') return unknown;
  if (part.prefix === '!' || part.operation?.type === 'Names')
    return expandIndirect(reader, part, place, operands) ?? unknown;
  if (part.prefix === '#') return expandLength(reader, part, place);
  const { operation } = part;
  const index = part.index ? indexOf(reader, part, operands) : null;
  if (operation?.type === 'Default') return expandDefault(reader, part.parameter, index, operation, place, operands);
  const value = readParameter(reader, part.parameter, index, place, operation === undefined);
  if (!operation) return value;
  return applyOperation(reader, value, operation, place, operands);
}

function indexOf(reader: Reader, part: ParameterExpansionPart, operands: Operands): Text | null {
  if (!part.index) return null;
  const written = part.index.text;
  if (written === '@' || written === '*') return [{ kind: 'text', text: written, range: null, exact: false }];
  const value = heldBy(reader.state, part.parameter);
  const isTable =
    value.kind === 'map' || (value.kind === 'choice' && value.options.some((o) => o.value.kind === 'map'));
  if (isTable) return operands.text(reader, part.index);
  const number = operands.number(reader, part.index);
  if (number !== null) return [{ kind: 'text', text: `${number}`, range: null, exact: false }];
  return operands.text(reader, part.index);
}

/** A parameter's value in the reader's world. `uses`: an empty expansion here would be noticed by whoever runs the script. */
function readParameter(reader: Reader, name: string, index: Text | null, place: Place, uses: boolean): Expanded {
  if (name === '@' || name === '*') return { kind: 'list', entries: positionalItems(reader.state), star: name === '*' };
  if (name === '#') return text(countOf(positionalItems(reader.state), place));
  if (name === '0') return text(scriptFile(reader.machine.mainPath));
  if (/^[1-9]\d*$/.test(name)) return text(refine(positionalItem(reader, Number(name), place), reader.world));
  if (!/^[A-Za-z_]/.test(name)) return text(hole(place.written, place.range));
  if (name === 'BASH_SOURCE') return text(scriptFile(reader.source.path));
  const value = choose(reader, heldBy(reader.state, name), place.written);
  return valueAt(reader, name, value, index === null ? null : known(index), index !== null, place, uses);
}

function valueAt(
  reader: Reader,
  name: string,
  value: Plain,
  index: string | null,
  indexed: boolean,
  place: Place,
  uses: boolean,
): Expanded {
  if (index === '@' || index === '*')
    return { kind: 'list', entries: entriesOf(reader, name, value, place), star: index === '*' };
  if (value.kind === 'unset') return text(refine(inputHole(reader, name, place, uses && !indexed), reader.world));
  if (value.kind === 'scalar') return text(refine(value.text, reader.world));
  if (value.kind === 'map') {
    const entry = index === null ? undefined : value.entries.get(index);
    if (entry) return text(refine(entry, reader.world));
    return text(index !== null && !value.open ? [] : hole(place.written, place.range));
  }
  if (indexed && index === null) return text(hole(place.written, place.range));
  const at = Number(index ?? '0');
  const items = value.items.slice(0, at < 0 ? undefined : at + 1);
  if (!Number.isInteger(at) || items.some((entry) => !isItem(entry) || entry.when))
    return text(hole(place.written, place.range));
  const item = value.items.at(at);
  return text(item && isItem(item) ? refine(item.text, reader.world) : []);
}

function entriesOf(reader: Reader, name: string, value: Plain, place: Place): readonly Entry[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'map') {
    const items: Entry[] = [...value.entries.values()].map((entry) => ({ text: entry }));
    return value.open ? [...items, { open: true, ...place }] : items;
  }
  if (value.kind === 'scalar')
    return value.text.some((p) => p.kind === 'hole') ? [{ open: true, ...place }] : [{ text: value.text }];
  return isProvided(reader.state, name) ? [{ open: true, ...place }] : [];
}

function countOf(entries: readonly Entry[], place: Place): Text {
  const exact = entries.every((entry) => isItem(entry) && !entry.when);
  return exact
    ? [{ kind: 'text', text: `${entries.length}`, range: null, exact: false }]
    : hole(place.written, place.range);
}

function expandLength(reader: Reader, part: ParameterExpansionPart, place: Place): Expanded {
  const index = part.index ? [{ kind: 'text', text: part.index.text, range: null, exact: false } as const] : null;
  const value = readParameter(reader, part.parameter, index, place, false);
  if (value.kind === 'list') return text(countOf(value.entries, place));
  const whole = known(value.text);
  return text(
    whole === null
      ? hole(place.written, place.range)
      : [{ kind: 'text', text: `${whole.length}`, range: null, exact: false }],
  );
}

function expandIndirect(
  reader: Reader,
  part: ParameterExpansionPart,
  place: Place,
  operands: Operands,
): Expanded | null {
  const value = choose(reader, heldBy(reader.state, part.parameter), place.written);
  if (part.index && (part.index.text === '@' || part.index.text === '*')) {
    const star = part.index.text === '*';
    if (value.kind === 'map') {
      // A key's place is that of what it stands for.
      const keys: Entry[] = [...value.entries].map(([key, held]) => ({
        text: [{ kind: 'text', text: key, range: rangeOf(held), exact: false }],
      }));
      return { kind: 'list', entries: value.open ? [...keys, { open: true, ...place }] : keys, star };
    }
    if (value.kind === 'list' && value.items.every((entry) => isItem(entry) && !entry.when))
      return {
        kind: 'list',
        entries: value.items.map((_, i) => ({ text: [{ kind: 'text', text: `${i}`, range: null, exact: false }] })),
        star,
      };
    return { kind: 'list', entries: [{ open: true, ...place }], star };
  }
  if (part.operation?.type === 'Names' || value.kind !== 'scalar') return null;
  const name = known(refine(value.text, reader.world));
  if (name === null || !/^[A-Za-z_]\w*$/.test(name)) return null;
  const { operation } = part;
  if (operation?.type === 'Default') return expandDefault(reader, name, null, operation, place, operands);
  const target = readParameter(reader, name, null, place, false);
  return operation ? applyOperation(reader, target, operation, place, operands) : target;
}

/** `${X:-d}` and its kin. An unknown with a known default is that default, and still an unknown to whoever compares it. */
function expandDefault(
  reader: Reader,
  name: string,
  index: Text | null,
  operation: ParameterOperation & { type: 'Default' },
  place: Place,
  operands: Operands,
): Expanded {
  const value = readParameter(reader, name, index, place, false);
  const kind = operation.operator.replace(':', '');
  const operand = (): Text => operands.text(reader, operation.operand);
  if (value.kind === 'list') {
    const isEmpty = value.entries.length === 0;
    if (kind === '+') return isEmpty ? text([]) : expandList(reader, operation.operand, value, operands);
    return isEmpty && kind !== '?' ? text(operand()) : value;
  }
  const whole = known(value.text);
  const isUnset = whole === '' && (operation.operator.startsWith(':') || /^[1-9]/.test(name));
  if (kind === '+' && value.text.length > 0 && value.text.every((piece) => piece.conditional))
    return text(asConditional(operand()));
  if (kind === '+') return text(whole === null ? optional(operand(), place) : isUnset ? [] : operand());
  if (whole !== null) {
    if (!isUnset || kind === '?') return value;
    return text(assignDefault(reader, name, index, kind, operand()));
  }
  if (kind === '?') return text(withoutInput(value.text));
  const [only, ...more] = value.text;
  if (!only || more.length > 0) return value;
  const mark = markOf(only);
  if (!mark) return value;
  return text(assignDefault(reader, name, index, kind, defaultFor(operand(), only, mark)));
}

/** `${A[@]+"${A[@]}"}` protects an empty array; it is the array. */
function expandList(reader: Reader, operand: Word, value: Expanded, operands: Operands): Expanded {
  return /\[[@*]\]|\$[@*]|\$\{[@*]\}/.test(operand.text) ? value : text(operands.text(reader, operand));
}

/** A part that gives a name is there or is not; what only separates parts goes with what it stands between. */
function optional(operand: Text, place: Place): Text {
  if (operand.length === 0) return [];
  const gives = operand.some((piece) => piece.kind === 'text' && piece.text.includes('='));
  return gives ? asConditional(operand) : hole(place.written, place.range);
}

function defaultFor(operand: Text, unknown: Piece, mark: Mark): Text {
  const marked = markDefault(operand, mark);
  const whole = known(marked);
  if (whole !== null && whole !== '') return marked;
  return withoutInput([withMark(unknown, mark)]);
}

function withoutInput(pieces: Text): Text {
  return pieces.map((piece) => {
    if (piece.kind !== 'hole' || piece.input === undefined) return piece;
    const { input: _, ...rest } = piece;
    return rest;
  });
}

function assignDefault(reader: Reader, name: string, index: Text | null, kind: string, value: Text): Text {
  if (kind === '=' && index === null && /^[A-Za-z_]/.test(name)) setVariable(reader.state, name, scalar(value));
  return value;
}

function applyOperation(
  reader: Reader,
  value: Expanded,
  operation: ParameterOperation,
  place: Place,
  operands: Operands,
): Expanded {
  if (value.kind === 'text')
    return text(applyToText(reader, value.text, operation, operands) ?? derivedHole(value.text, place));
  if (operation.type === 'Slice') return sliceList(reader, value, operation, place, operands);
  const entries = value.entries.map((entry): Entry => {
    if (!isItem(entry)) return entry;
    const changed =
      applyToText(reader, refine(entry.text, reader.world), operation, operands) ?? hole(place.written, place.range);
    return { ...entry, text: changed };
  });
  return { kind: 'list', entries, star: value.star };
}

/** A hole computed from another: known by both. */
function derivedHole(base: Text, place: Place): Text {
  const [piece] = base;
  const mark = piece ? markOf(piece) : null;
  const [made] = hole(place.written, place.range);
  return made ? [withMark(made, { key: `${place.written} of ${mark?.key ?? ''}`, subject: place.written })] : [];
}

function sliceList(
  reader: Reader,
  value: Expanded & { kind: 'list' },
  operation: ParameterOperation & { type: 'Slice' },
  place: Place,
  operands: Operands,
): Expanded {
  const isPositional = /^\$\{?[@*]/.test(place.written);
  const items = isPositional ? [{ text: scriptFile(reader.machine.mainPath) }, ...value.entries] : value.entries;
  const bounds = sliceBounds(reader, operation, items.length, operands);
  const isKnown = items.every((entry) => isItem(entry) && !entry.when);
  if (!bounds || !isKnown) return { kind: 'list', entries: [{ open: true, ...place }], star: value.star };
  return { kind: 'list', entries: items.slice(bounds[0], bounds[1]), star: value.star };
}
