import { hole, type Piece, slicePiece, type Text } from '../../model/text.ts';

/**
 * `$$` is a dollar; `${X}`, `$X`, `${X:-default}`, `${X:?error}`, `${X:+other}` are filled from the shell or from `.env`.
 * Source: https://docs.docker.com/reference/compose-file/interpolation/
 */
const REFERENCE = /\$\$|\$\{([A-Za-z_]\w*)(?:[^{}$\n]|\$(?!\{)|\$?\{[^{}\n]*\}){0,300}\}|\$([A-Za-z_]\w*)/g;

/** The text with a hole for each reference. */
export function interpolate(text: Text): Text {
  if (!text.some((piece) => piece.kind === 'text' && piece.text.includes('$'))) return text;
  return text.flatMap((piece) => (piece.kind === 'text' ? interpolatePiece(piece) : [piece]));
}

function interpolatePiece(piece: Piece & { kind: 'text' }): Text {
  const out: Piece[] = [];
  let at = 0;
  for (const match of piece.text.matchAll(REFERENCE)) {
    if (match.index > at) out.push(slicePiece(piece, at, match.index));
    at = match.index + match[0].length;
    const { range } = slicePiece(piece, match.index, at);
    if (match[0] === '$$') out.push({ kind: 'text', text: '$', range, exact: false });
    else out.push(...hole(match[0], range, match[1] ?? match[2]));
  }
  if (at < piece.text.length) out.push(at === 0 ? piece : slicePiece(piece, at, piece.text.length));
  return out;
}

/** The text with what is known of its references filled in: by a file `.env` of the tree, else by its default. */
export function fillKnown(text: Text, variables: ReadonlyMap<string, { readonly value: string }>): Text {
  return text.map((piece): Piece => {
    if (piece.kind === 'text' || piece.input === undefined) return piece;
    const fallback = /^\$\{\w+:?-([^${}]*)\}$/.exec(piece.written)?.[1];
    const value = variables.get(piece.input)?.value ?? fallback;
    return value === undefined ? piece : { kind: 'text', text: value, range: piece.range, exact: false };
  });
}
