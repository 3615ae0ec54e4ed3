import { type Piece, slicePiece, type Text } from './text.ts';

/** A text as one string in which one character stands for each hole, so that a grammar can be read over it and parts cut out again. */
export interface FlatText {
  readonly chars: string;
  /** The character that stands for a hole; it does not occur in the known text. */
  readonly hole: string;
  /** The part between two offsets of `chars`. */
  cut(from: number, to: number): Text;
}

/** Lays the pieces of a text one after the other. */
export function flatten(text: Text): FlatText {
  const hole = freeCharacter(text);
  const starts: number[] = [];
  let chars = '';
  for (const piece of text) {
    starts.push(chars.length);
    chars += piece.kind === 'text' ? piece.text : hole;
  }
  return { chars, hole, cut: (from, to) => cutPieces(text, starts, from, to) };
}

function cutPieces(text: Text, starts: readonly number[], from: number, to: number): Text {
  const out: Piece[] = [];
  for (let i = firstAt(starts, from); i < text.length; i++) {
    const piece = text[i];
    const start = starts[i] ?? 0;
    if (!piece || start >= to) break;
    if (piece.kind === 'hole') {
      if (start >= from) out.push(piece);
      continue;
    }
    const low = Math.max(from - start, 0);
    const high = Math.min(to - start, piece.text.length);
    if (low < high) out.push(slicePiece(piece, low, high));
  }
  return out;
}

/** The last piece that starts at or before an offset, stepping back over empty ones. */
function firstAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A private-use character that the known text does not hold. */
function freeCharacter(text: Text): string {
  const used = new Set<string>();
  for (const piece of text) if (piece.kind === 'text') for (const c of piece.text) used.add(c);
  for (let code = 0xe000; ; code++) {
    const candidate = String.fromCharCode(code);
    if (!used.has(candidate)) return candidate;
  }
}
