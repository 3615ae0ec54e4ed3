import { type DoubleQuotedChild, parse, type Word } from 'unbash';
import type { OpenWords } from '../../model/command.ts';
import { hole, known, type Piece, type Text } from '../../model/text.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandBraces, type Unit } from './braces.ts';
import { type Expanded, expandParameter, expandSimple } from './expand-parameter.ts';
import { createFields, type FieldBuilder } from './fields.ts';
import { choose, type Reader, refine } from './machine.ts';
import type { Operands } from './parameter-operations.ts';
import { escapePattern, type Pattern, parsePattern } from './patterns.ts';
import { buildSource, decodeBetween, rangeBetween, textBetween, writtenBetween } from './source.ts';
import { heldBy } from './state.ts';
import { asConditional, compact, withoutFinalNewlines } from './texts.ts';
import { type Entry, isItem, type Value } from './values.ts';

const OPERANDS: Operands = { text: expandText, pattern: expandPattern, number: expandNumber };

/** The words that one word of a command becomes: braces, expansions, splitting, quotes. */
export function expandWord(reader: Reader, word: Word): readonly Entry[] {
  const fields = createFields(reader, ifsOf(reader));
  for (const units of expandBraces(reader.source, word)) {
    for (const [i, unit] of units.entries()) expandUnit(reader, unit, fields, i === 0);
    fields.end();
  }
  return fields.entries();
}

/** A word as one text: the right side of an assignment, a `case` word, an operand of a test. */
export function expandText(reader: Reader, word: Word): Text {
  const out: Piece[] = [];
  const units: readonly Unit[] = word.parts ?? [
    { type: 'Text', text: decodeBetween(reader.source, word.pos, word.end, 'bare') },
  ];
  for (const [i, unit] of units.entries()) {
    for (const part of readUnit(reader, unit, i === 0)) out.push(...asText(reader, part.expanded));
  }
  return compact(out);
}

/** The first character of IFS joins `$*`. */
function ifsOf(reader: Reader): string {
  const value = choose(reader, heldBy(reader.state, 'IFS'), '$IFS');
  return value.kind === 'scalar' ? (known(value.text) ?? ' \t\n') : ' \t\n';
}

function asText(reader: Reader, expanded: Expanded): Text {
  if (expanded.kind === 'text') return expanded.text;
  const separator = expanded.star ? ifsOf(reader).slice(0, 1) : ' ';
  return joinEntries(reader, expanded.entries, separator);
}

/** Words of a list as one text; words that are there on some runs only make such pieces. */
function joinEntries(reader: Reader, entries: readonly Entry[], separator: string): Text {
  const present = createFields(reader, '');
  present.addAll(entries);
  const out: Piece[] = [];
  let certain = false;
  for (const [i, entry] of present.entries().entries()) {
    const isCertain = isItem(entry) && entry.when === undefined;
    const text: Text = isItem(entry) ? refine(entry.text, reader.world) : [{ ...openHole(entry), many: true }];
    const between: Text = separator === '' ? [] : [{ kind: 'text', text: separator, range: null, exact: false }];
    if (i > 0) out.push(...(!isCertain || !certain ? asConditional(between) : between));
    out.push(...(isCertain || !isItem(entry) ? text : asConditional(text)));
    certain ||= isCertain;
  }
  return out;
}

function openHole(entry: OpenWords): Piece & { kind: 'hole' } {
  return { kind: 'hole', written: entry.written, range: entry.range };
}

interface Part {
  readonly expanded: Expanded;
  readonly quoted: boolean;
}

function quotedText(text: Text): Part {
  return { expanded: { kind: 'text', text }, quoted: true };
}

function expandUnit(reader: Reader, unit: Unit, fields: FieldBuilder, first: boolean): void {
  for (const { expanded, quoted } of readUnit(reader, unit, first)) {
    if (expanded.kind === 'text') {
      if (quoted) fields.addText(expanded.text);
      else fields.addSplit(expanded.text);
    } else if (quoted && expanded.star) fields.addText(asText(reader, expanded));
    else if (quoted) fields.addList(expanded.entries);
    else fields.addSplitList(expanded.entries);
  }
}

function readUnit(reader: Reader, unit: Unit, first: boolean): Part[] {
  const { source } = reader;
  switch (unit.type) {
    case 'Text':
      return [quotedText(expandTilde(unit.text, first))];
    case 'Literal':
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [quotedText(expandTilde(decodeBetween(source, unit.pos, unit.end, 'bare'), first))];
    case 'SingleQuoted': {
      const inner = textBetween(source, unit.pos + 1, unit.end - 1);
      return [quotedText(inner.length > 0 ? inner : emptyAt(reader, unit.pos + 1))];
    }
    case 'AnsiCQuoted':
      return [quotedText(readAnsiC(reader, unit))];
    case 'DoubleQuoted':
    case 'LocaleString':
      return readDoubleQuoted(reader, unit);
    case 'ProcessSubstitution': {
      const range = rangeBetween(source, unit.pos, unit.end);
      if (!reader.captured.has(unit))
        reader.captured.set(unit, reader.machine.capture(reader.machine, reader.state, unit.script, source));
      return [quotedText(hole(writtenBetween(source, unit.pos, unit.end), range))];
    }
    default:
      return [{ expanded: expandPart(reader, unit), quoted: false }];
  }
}

function emptyAt(reader: Reader, pos: number): Text {
  const range = rangeBetween(reader.source, pos, pos);
  return [{ kind: 'text', text: '', range, exact: range?.start === range?.end }];
}

function readDoubleQuoted(
  reader: Reader,
  unit: { readonly pos: number; readonly end: number; readonly parts: readonly DoubleQuotedChild[] },
): Part[] {
  if (unit.parts.length === 0) return [quotedText(emptyAt(reader, Math.max(unit.pos, unit.end - 1)))];
  return unit.parts.map((child) =>
    child.type === 'Literal'
      ? quotedText(decodeBetween(reader.source, child.pos, child.end, 'double'))
      : { expanded: expandPart(reader, child), quoted: true },
  );
}

function readAnsiC(reader: Reader, unit: { pos: number; end: number; value: string }): Text {
  const inner = textBetween(reader.source, unit.pos + 2, unit.end - 1);
  if (known(inner) === unit.value || inner.some((piece) => piece.kind === 'hole')) return inner;
  return [{ kind: 'text', text: unit.value, range: rangeBetween(reader.source, unit.pos, unit.end), exact: false }];
}

function expandTilde(text: Text, first: boolean): Text {
  const [piece, ...rest] = text;
  if (!first || piece?.kind !== 'text' || !/^~(?:\/|$)/.test(piece.text)) return text;
  const { range } = piece;
  const at = range && piece.exact ? { ...range, end: range.start + 1 } : range;
  const after = range && piece.exact ? { ...range, start: range.start + 1 } : range;
  return [
    ...hole('~', at),
    ...(piece.text === '~' ? [] : [{ ...piece, text: piece.text.slice(1), range: after }]),
    ...rest,
  ];
}

function expandPart(reader: Reader, part: Exclude<DoubleQuotedChild, { type: 'Literal' }>): Expanded {
  const written = (): string => writtenBetween(reader.source, part.pos, part.end);
  const range = rangeBetween(reader.source, part.pos, part.end);
  switch (part.type) {
    case 'SimpleExpansion':
      return expandSimple(reader, part);
    case 'ParameterExpansion':
      return expandParameter(reader, part, OPERANDS);
    case 'ArithmeticExpansion': {
      const number = part.expression ? evaluateArithmetic(reader, part.expression) : null;
      if (number === null) return { kind: 'text', text: hole(written(), range) };
      return { kind: 'text', text: [{ kind: 'text', text: `${number}`, range, exact: false }] };
    }
    case 'CommandExpansion':
      return { kind: 'text', text: substitute(reader, part, written(), range) };
  }
}

/** What `$( )` prints, in the reader's world; where nothing of it is known it is one hole as the source writes it. */
function substitute(
  reader: Reader,
  part: DoubleQuotedChild & { type: 'CommandExpansion' },
  written: string,
  range: Piece['range'],
): Text {
  const printed = choose(reader, captureOnce(reader, part), written);
  if (printed.kind !== 'scalar') return [];
  const text = withoutFinalNewlines(refine(printed.text, reader.world));
  const isUnknown =
    text.length > 0 && text.every((piece) => piece.kind === 'hole' && !('mark' in piece) && piece.input === undefined);
  return isUnknown ? hole(written, range) : text;
}

function captureOnce(reader: Reader, part: DoubleQuotedChild & { type: 'CommandExpansion' }): Value {
  const { machine, state, captured } = reader;
  const before = captured.get(part);
  if (before) return before;
  const { script } = part;
  const inner = script?.source === undefined ? reader.source : decodedSource(reader, part, script.source);
  const printed = machine.capture(machine, state, script, inner);
  captured.set(part, printed);
  return printed;
}

/** A script in backticks whose escapes were taken away: its place is that of the whole. */
function decodedSource(reader: Reader, part: { pos: number; end: number }, text: string) {
  const range = rangeBetween(reader.source, part.pos, part.end);
  const holes = textBetween(reader.source, part.pos, part.end).filter((piece) => piece.kind === 'hole');
  const runs = text.split('\uE000');
  const pieces = runs.flatMap((run, i): readonly Piece[] => {
    const filler = i < runs.length - 1 ? holes[i] : undefined;
    const piece: Piece = { kind: 'text', text: run, range, exact: false };
    return filler ? [piece, filler] : [piece];
  });
  return buildSource(reader.source.path, pieces);
}

/** A word as a pattern: what is quoted is literal. Null when it is not known, or uses extended patterns. */
export function expandPattern(reader: Reader, word: Word): Pattern | null {
  let out = '';
  const units: readonly Unit[] = word.parts ?? [{ type: 'Text', text: textBetween(reader.source, word.pos, word.end) }];
  for (const unit of units) {
    if (unit.type === 'ExtendedGlob') return null;
    const isBare =
      unit.type === 'Literal' || unit.type === 'Glob' || unit.type === 'Text' || unit.type === 'BraceExpansion';
    const raw = unit.type === 'Text' ? unit.text : isBare ? textBetween(reader.source, unit.pos, unit.end) : null;
    const parts = raw
      ? [{ expanded: { kind: 'text', text: raw } as const, quoted: false }]
      : readUnit(reader, unit, false);
    for (const { expanded, quoted } of parts) {
      const text = known(refine(asText(reader, expanded), reader.world));
      if (text === null) return null;
      out += quoted ? escapePattern(text) : text;
    }
  }
  return parsePattern(out.replaceAll('\\\n', ''));
}

function expandNumber(reader: Reader, word: Word): number | null {
  const text = known(expandText(reader, word));
  if (text === null) return null;
  const [statement] = parse(`((${text.trim()}))`).commands;
  const command = statement?.command;
  return command?.type === 'ArithmeticCommand' && command.expression
    ? evaluateArithmetic(reader, command.expression)
    : null;
}

/** The body of a here-document, its expansions made unless its delimiter is quoted. */
export function expandHereDocument(
  reader: Reader,
  doc: {
    readonly operator: string;
    readonly delimiter: { readonly quoted: boolean } | undefined;
    readonly body: { pos: number; end: number; parts: Word['parts'] };
  },
): Text {
  const { body } = doc;
  const raw = doc.delimiter?.quoted === true;
  const parts = raw ? undefined : body.parts;
  const out = parts
    ? parts.flatMap((part) =>
        part.type === 'Literal'
          ? decodeBetween(reader.source, part.pos, part.end, 'here-document')
          : readUnit(reader, part, false).flatMap(({ expanded }) => asText(reader, expanded)),
      )
    : decodeBetween(reader.source, body.pos, body.end, raw ? 'raw' : 'here-document');
  return doc.operator === '<<-' ? withoutTabs(out) : compact(out);
}

function withoutTabs(text: Text): Text {
  const lines = splitLines(text);
  return lines.flatMap((line) => {
    const [first, ...rest] = line;
    if (first?.kind !== 'text') return line;
    const tabs = /^\t*/.exec(first.text)?.[0].length ?? 0;
    const range = first.range && first.exact ? { ...first.range, start: first.range.start + tabs } : first.range;
    return [{ ...first, text: first.text.slice(tabs), range }, ...rest];
  });
}

/** Lines with their ends. */
function splitLines(text: Text): Text[] {
  const lines: Piece[][] = [[]];
  for (const piece of text) {
    if (piece.kind === 'hole') {
      lines.at(-1)?.push(piece);
      continue;
    }
    let at = 0;
    for (const run of piece.text.split(/(?<=\n)/)) {
      const range =
        piece.range && piece.exact
          ? { ...piece.range, start: piece.range.start + at, end: piece.range.start + at + run.length }
          : piece.range;
      lines.at(-1)?.push({ ...piece, text: run, range });
      if (run.endsWith('\n')) lines.push([]);
      at += run.length;
    }
  }
  return lines;
}
