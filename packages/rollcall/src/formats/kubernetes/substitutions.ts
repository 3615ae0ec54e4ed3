import { hole, isKnown, type Piece, slicePiece, type Text } from '../../model/text.ts';

/** `${X}`, `${X:-y}`, `$X`: what envsubst fills before the manifest is applied. `$(X)` is Kubernetes' own, and is filled in the cluster. */
const SUBSTITUTION = /\$\{([A-Za-z_]\w*)[^}\n]{0,300}\}|\$([A-Za-z_]\w*)/g;

/** The text with a hole for each reference that a tool fills before Kubernetes reads the manifest. */
export function fillSubstitutions(text: Text): Text {
  if (!text.some((piece) => piece.kind === 'text' && piece.text.includes('$'))) return text;
  const out = text.flatMap((piece) => (piece.kind === 'text' ? splitPiece(piece) : [piece]));
  return isKnown(out) ? text : out;
}

function splitPiece(piece: Piece & { kind: 'text' }): Text {
  const out: Piece[] = [];
  let at = 0;
  for (const match of piece.text.matchAll(SUBSTITUTION)) {
    if (match.index > at) out.push(slicePiece(piece, at, match.index));
    at = match.index + match[0].length;
    const { range } = slicePiece(piece, match.index, at);
    out.push(...hole(match[0], range, match[1] ?? match[2]));
  }
  if (at < piece.text.length) out.push(at === 0 ? piece : slicePiece(piece, at, piece.text.length));
  return out;
}
