import type { ImportMention } from '../../program/program.ts';
import { newToken, readToken } from './lexer.ts';

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly literal: boolean;
}

/** The tokens of a file's head: up to its first declaration that is neither the package clause nor an import. */
function headOf(text: string): Piece[] {
  const out: Piece[] = [];
  const token = newToken();
  let depth = 0;
  for (let i = 0; i < text.length; i = token.end) {
    readToken(text, i, token);
    if (token.kind === 'space' || token.kind === 'comment' || token.kind === 'newline') continue;
    const piece = text.slice(i, token.end);
    if (depth === 0 && token.kind === 'word' && /^(func|type|var|const)$/.test(piece)) break;
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    out.push({ text: piece, start: i, end: token.end, literal: token.kind === 'literal' });
  }
  return out;
}

/** Every import of a file; `import _ "x"` runs the package, so it is one too. https://go.dev/ref/spec#Import_declarations */
export function findImports(text: string): ImportMention[] {
  const found: ImportMention[] = [];
  let within = false;
  let grouped = false;
  for (const { text: piece, start, end, literal } of headOf(text)) {
    if (piece === 'import') within = true;
    else if (piece === '(') grouped = within;
    else if (piece === ')') within = grouped = false;
    else if (literal && within) {
      const module = piece.slice(1, -1);
      if (module !== '') found.push({ module, names: [], typeOnly: false, start: start + 1, end: end - 1 });
      within = grouped;
    }
  }
  return found;
}

/** The name that the package clause gives; null where there is none. */
export function packageOf(text: string): string | null {
  const [first, second] = headOf(text);
  return first?.text === 'package' && second && !second.literal ? second.text : null;
}
