import type { OpenWords } from '../../model/command.ts';
import type { Piece, Text } from '../../model/text.ts';
import { ALWAYS, type Guard } from './guard.ts';

/** The branches of which each added words of its own to a list. */
export interface Alternatives {
  readonly guards: readonly Guard[];
}

/** A word of an array or of an argument list; `when` says in which worlds it is there. */
export interface Item {
  readonly text: Text;
  readonly when?: Guard;
  /** Another branch added other words in its place. */
  readonly among?: Alternatives;
}

export type Entry = Item | OpenWords;

export type Plain =
  | { readonly kind: 'scalar'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Entry[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Text>; readonly open: boolean }
  /** No assignment reached it. */
  | { readonly kind: 'unset' };

export interface Option {
  readonly guard: Guard;
  readonly value: Plain;
}

/** What a variable holds: one value, or one of several, each in its world. */
export type Value = Plain | { readonly kind: 'choice'; readonly options: readonly Option[] };

/** The alternatives of a value; a value that has none is the only one. */
export function optionsOf(value: Value): readonly Option[] {
  return value.kind === 'choice' ? value.options : [{ guard: ALWAYS, value }];
}

export const UNSET: Plain = { kind: 'unset' };

export function scalar(text: Text): Plain {
  return { kind: 'scalar', text };
}

/** How many pieces a value's texts have. */
export function piecesOf(value: Plain): number {
  if (value.kind === 'scalar') return value.text.length;
  return value.kind === 'list' ? piecesIn(value.items) : 0;
}

export function piecesIn(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + (isItem(entry) ? entry.text.length : 1), 0);
}

export function isItem(entry: Entry): entry is Item {
  return !('open' in entry);
}

/**
 * What evaluation remembers of a piece beside the model's fields: the unknown that it stands for, by which branches speak of it.
 * A known piece with a mark is a default that a caller may replace.
 */
export interface Mark {
  readonly key: string;
  readonly subject: string;
}

type Marked = Piece & { readonly mark?: Mark };

export function withMark(piece: Piece, mark: Mark): Piece {
  const marked: Marked = { ...piece, mark };
  return marked;
}

/** The unknown behind a piece; every hole is one, known by what it writes when it has no mark. */
export function markOf(piece: Piece): Mark | null {
  if (piece.conditional) return null;
  const { mark } = piece as Marked;
  if (mark) return mark;
  return piece.kind === 'hole' ? { key: piece.written, subject: piece.written } : null;
}

/** The piece as the model has it. */
export function withoutMark(piece: Piece): Piece {
  if (!('mark' in piece)) return piece;
  const { mark: _, ...plain } = piece as Marked;
  return plain;
}

export function sameText(a: Text, b: Text): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((piece, i) => {
    const other = b[i];
    if (!other || markOf(piece)?.key !== markOf(other)?.key || piece.conditional !== other.conditional) return false;
    if (piece.kind === 'text') return other.kind === 'text' && piece.text === other.text;
    return other.kind === 'hole' && piece.written === other.written;
  });
}

function sameEntry(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (!isItem(a) || !isItem(b)) return !isItem(a) && !isItem(b) && a.written === b.written;
  return a.when === b.when && sameText(a.text, b.text);
}

function sameMap(a: ReadonlyMap<string, Text>, b: ReadonlyMap<string, Text>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, text] of a) {
    const other = b.get(key);
    if (!other || !sameText(text, other)) return false;
  }
  return true;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') return sameText(a.text, b.text);
  if (a.kind === 'unset') return b.kind === 'unset';
  if (a.kind === 'map' && b.kind === 'map') return a.open === b.open && sameMap(a.entries, b.entries);
  if (a.kind === 'list' && b.kind === 'list') return sameItems(a.items, b.items);
  if (a.kind !== 'choice' || b.kind !== 'choice' || a.options.length !== b.options.length) return false;
  return a.options.every((option, i) => {
    const other = b.options[i];
    return other !== undefined && option.guard === other.guard && sameValue(option.value, other.value);
  });
}

export function startsWithEntries(items: readonly Entry[], base: readonly Entry[]): boolean {
  return base.every((entry, i) => items[i] !== undefined && sameEntry(entry, items[i]));
}

function sameItems(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && startsWithEntries(b, a);
}
