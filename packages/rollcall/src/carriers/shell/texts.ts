import { type Piece, slicePiece, type Text, trim } from '../../model/text.ts';

type Known = Piece & { kind: 'text' };

/** Characters `from` to `to` of a text; a hole counts as one character. */
export function sliceText(text: Text, from: number, to: number): Text {
  const out: Piece[] = [];
  let at = 0;
  for (const piece of text) {
    const length = piece.kind === 'hole' ? 1 : piece.text.length;
    const start = Math.max(from, at) - at;
    const end = Math.min(to, at + length) - at;
    if (start < end) out.push(piece.kind === 'hole' ? piece : slicePiece(piece, start, end));
    at += length;
  }
  return out;
}

/** Known pieces cut at every match of a predicate on characters; `replace` says what stands for a matched character. */
export function mapCharacters(text: Text, matches: (c: string) => boolean, replace: (c: string) => string): Text {
  return text.flatMap((piece) => (piece.kind === 'hole' ? [piece] : mapPiece(piece, matches, replace)));
}

function mapPiece(piece: Known, matches: (c: string) => boolean, replace: (c: string) => string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  let changed = '';
  let began = 0;
  const flush = (): void => {
    if (changed !== '') {
      const { range } = slicePiece(piece, began, from);
      out.push(alike({ kind: 'text', text: changed, range, exact: false }, piece));
    }
    changed = '';
    began = from;
  };
  for (let i = 0; i < piece.text.length; i++) {
    const c = piece.text[i] ?? '';
    if (!matches(c)) continue;
    if (i > from) {
      flush();
      out.push(slicePiece(piece, from, i));
      began = i;
    }
    changed += replace(c);
    from = i + 1;
  }
  if (from === 0) return [piece];
  flush();
  if (from < piece.text.length) out.push(slicePiece(piece, from, piece.text.length));
  return out;
}

/** Fields between separator characters of known text; holes hold none. Empty fields stay. */
export function splitAt(text: Text, isSeparator: (c: string) => boolean): Text[] {
  const fields: Piece[][] = [[]];
  for (const piece of text) {
    if (piece.kind === 'hole') {
      fields.at(-1)?.push(piece);
      continue;
    }
    let from = 0;
    for (let i = 0; i <= piece.text.length; i++) {
      const ends = i === piece.text.length;
      if (!ends && !isSeparator(piece.text[i] ?? '')) continue;
      if (i > from) fields.at(-1)?.push(slicePiece(piece, from, i));
      from = i + 1;
      if (!ends) fields.push([]);
    }
  }
  return fields;
}

/** Lines of a text without their ends; a final line end opens no further line. */
export function linesOf(text: Text): Text[] {
  const lines = splitAt(text, (c) => c === '\n');
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

const NEWLINE: Piece = { kind: 'text', text: '\n', range: null, exact: false };

export function joinTexts(texts: readonly Text[], separator: string): Text {
  const between: Piece = { kind: 'text', text: separator, range: null, exact: false };
  return texts.flatMap((text, i) => (i === 0 || separator === '' ? text : [between, ...text]));
}

/** A piece that is there when the other is. */
export function alike(piece: Piece, other: Piece): Piece {
  return other.conditional ? { ...piece, conditional: true } : piece;
}

/** The text as one that is there on some runs only. */
export function asConditional(text: Text): Text {
  return text.map((piece) => ({ ...piece, conditional: true }));
}

/** Each line with a line end, as a command prints it. */
export function printLines(lines: readonly Text[]): Text {
  return lines.flatMap((line) => [...line, NEWLINE]);
}

/** Without the line ends at its end, as `$( )` takes them away. */
export function withoutFinalNewlines(text: Text): Text {
  let out = text;
  for (let last = out.at(-1); last?.kind === 'text'; last = out.at(-1)) {
    let end = last.text.length;
    while (end > 0 && last.text[end - 1] === '\n') end--;
    if (end === last.text.length && end > 0) return out;
    out = end === 0 ? out.slice(0, -1) : [...out.slice(0, -1), slicePiece(last, 0, end)];
    if (end > 0) return out;
  }
  return out;
}

/** Neighbours whose places touch as one piece; pieces without characters are left out when others stand beside them. */
export function compact(text: Text): Text {
  const out: Piece[] = [];
  for (const piece of text) {
    const last = out.at(-1);
    if (piece.kind === 'text' && piece.text === '' && (out.length > 0 || text.length > 1)) continue;
    if (last && touches(last, piece)) out[out.length - 1] = fuse(last as Known, piece as Known);
    else out.push(piece);
  }
  return out;
}

function touches(a: Piece, b: Piece): boolean {
  if (a.kind !== 'text' || b.kind !== 'text' || 'mark' in a || 'mark' in b) return false;
  if (a.conditional !== b.conditional) return false;
  if (!a.range || !b.range) return !a.range && !b.range;
  return a.exact && b.exact && a.range.path === b.range.path && a.range.end === b.range.start;
}

function fuse(a: Known, b: Known): Piece {
  const range = a.range && b.range ? { path: a.range.path, start: a.range.start, end: b.range.end } : null;
  return alike({ kind: 'text', text: a.text + b.text, range, exact: a.exact && b.exact }, a);
}

/** Fields as the shell splits an unquoted expansion by IFS. */
export function splitFields(text: Text, ifs: string): { readonly fields: Text[]; readonly glued: [boolean, boolean] } {
  const isSpace = (c: string): boolean => (c === ' ' || c === '\t' || c === '\n') && ifs.includes(c);
  const first = text[0];
  const last = text.at(-1);
  const starts = first?.kind === 'text' && isSpace(first.text[0] ?? '');
  const ends = last?.kind === 'text' && ifs.includes(last.text.at(-1) ?? '\0');
  const fields = splitAt(text, (c) => ifs.includes(c));
  const kept = [...ifs].every(isSpace)
    ? fields.filter((field) => field.length > 0)
    : dropSpaceFields(fields, text, ifs);
  return { fields: kept, glued: [!starts, !ends] };
}

/** With separators that are not white space an empty field between two of them counts; a last empty one does not. */
function dropSpaceFields(fields: readonly Text[], text: Text, ifs: string): Text[] {
  const spaceless = [...ifs].filter((c) => c.trim() !== '').join('');
  if (spaceless === ifs) return fields.at(-1)?.length === 0 ? fields.slice(0, -1) : [...fields];
  const parts = splitAt(text, (c) => spaceless.includes(c)).map((part) => trim(part));
  const whole = parts.at(-1)?.length === 0 ? parts.slice(0, -1) : parts;
  return whole.flatMap((part) =>
    part.length === 0 ? [part] : splitAt(part, (c) => ifs.includes(c)).filter((field) => field.length > 0),
  );
}
