import type { Range } from './span.ts';

/**
 * Text assembled from pieces of source. A piece is either known text or a hole that only run time fills.
 *
 * `exact` says that the characters of `text` are the characters of the source at `range`, one for one (no escapes were
 * decoded), so that a sub-range of the text is a sub-range of the source.
 */
export type Piece =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly range: Range | null;
      readonly exact: boolean;
      /** Present on some runs only. */
      readonly conditional?: true;
    }
  | {
      readonly kind: 'hole';
      /** The expression as the source writes it, for example `${ENV}` or `self.project`. Never a secret's value. */
      readonly written: string;
      readonly range: Range | null;
      /** The name of the environment variable or script input that fills the hole, where it is one. */
      readonly input?: string;
      /** All that gives variables where it is expanded is known, and nothing gives this one: it is empty. */
      readonly unset?: true;
      readonly conditional?: true;
      /** Any number of items may stand here, with separators of their own. */
      readonly many?: true;
    };

export type Text = readonly Piece[];

export function literal(text: string, range: Range | null = null, exact = false): Text {
  return text === '' && range === null ? [] : [{ kind: 'text', text, range, exact }];
}

export function hole(written: string, range: Range | null, input?: string): Text {
  return [input === undefined ? { kind: 'hole', written, range } : { kind: 'hole', written, range, input }];
}

/** The text when every piece of it is known, else null. */
export function known(text: Text): string | null {
  const [first] = text;
  if (first !== undefined && text.length === 1) return first.kind === 'hole' ? null : first.text;
  let out = '';
  for (const piece of text) {
    if (piece.kind === 'hole') return null;
    out += piece.text;
  }
  return out;
}

export function isKnown(text: Text): boolean {
  return text.every((piece) => piece.kind === 'text');
}

/** The text with each hole as the source writes it. */
export function asWritten(text: Text): string {
  const [first] = text;
  if (first !== undefined && text.length === 1) return first.kind === 'text' ? first.text : first.written;
  return text.map((piece) => (piece.kind === 'text' ? piece.text : piece.written)).join('');
}

/** A part of a piece of known text; its range narrows with it where the piece is exact. */
export function slicePiece(piece: Piece & { kind: 'text' }, from: number, to: number): Piece {
  const whole = from === 0 && to === piece.text.length;
  if (whole) return piece;
  const range =
    piece.range && piece.exact
      ? { path: piece.range.path, start: piece.range.start + from, end: piece.range.start + to }
      : piece.range;
  const part = { kind: 'text', text: piece.text.slice(from, to), range, exact: piece.exact } as const;
  return piece.conditional ? { ...part, conditional: true } : part;
}

/**
 * Splits at the first occurrence of `separator` in known text; holes never contain one.
 * @returns the two sides, or null when there is none
 */
export function splitOnce(text: Text, separator: string): readonly [Text, Text] | null {
  for (const [i, piece] of text.entries()) {
    if (piece.kind === 'hole') continue;
    const at = piece.text.indexOf(separator);
    if (at < 0) continue;
    const head = [...text.slice(0, i), slicePiece(piece, 0, at)];
    const tail = [slicePiece(piece, at + separator.length, piece.text.length), ...text.slice(i + 1)];
    return [head.filter(notEmpty), tail.filter(notEmpty)];
  }
  return null;
}

/** Splits at every occurrence of `separator` in known text. */
export function split(text: Text, separator: string): Text[] {
  const out: Text[] = [];
  let rest = text;
  for (;;) {
    const sides = splitOnce(rest, separator);
    if (!sides) return [...out, rest];
    out.push(sides[0]);
    rest = sides[1];
  }
}

export function concat(...texts: readonly Text[]): Text {
  return texts.flat();
}

/** Without white space on the asked sides; a hole stops the trimming. */
export function trim(text: Text, sides: 'both' | 'left' = 'both'): Text {
  let pieces = [...text];
  while (pieces[0]?.kind === 'text') {
    const first = pieces[0];
    const kept = first.text.trimStart();
    if (kept !== '') {
      pieces[0] = slicePiece(first, first.text.length - kept.length, first.text.length);
      break;
    }
    pieces = pieces.slice(1);
  }
  if (sides === 'left') return pieces;
  for (let last = pieces.at(-1); last?.kind === 'text'; last = pieces.at(-1)) {
    const kept = last.text.trimEnd();
    if (kept !== '') {
      pieces[pieces.length - 1] = slicePiece(last, 0, kept.length);
      break;
    }
    pieces.pop();
  }
  return pieces;
}

/** Where the known text stands. */
export function rangesOf(text: Text): Range[] {
  return text.flatMap(({ kind, range }) => (kind === 'text' && range ? [range] : []));
}

/** The range that the pieces cover when they lie one after the other in one file, else the range of the first piece that has one. */
export function rangeOf(text: Text): Range | null {
  let whole: Range | null = null;
  let adjacent = true;
  for (const { range } of text) {
    if (!range) continue;
    if (!whole) whole = range;
    else if (adjacent && range.path === whole.path && range.start >= whole.start && range.start - whole.end <= 2)
      whole = { path: whole.path, start: whole.start, end: Math.max(whole.end, range.end) };
    else adjacent = false;
  }
  return whole;
}

function notEmpty(piece: Piece): boolean {
  return piece.kind === 'hole' || piece.text !== '';
}
