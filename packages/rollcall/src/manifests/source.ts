import { type FlatText, flatten } from '../model/flat-text.ts';
import type { Range } from '../model/span.ts';
import { hole, literal, type Piece, type Text } from '../model/text.ts';
import { maskTemplates } from './templates.ts';

/** A part of a flat text that a template leaves out or repeats. */
export interface SourceBlock {
  readonly start: number;
  readonly end: number;
  readonly repeats: boolean;
  readonly written: string;
  readonly range: Range | null;
}

/** A place of a flat text at which a template puts lines. */
export interface SourceInsertion {
  readonly at: number;
  readonly written: string;
  readonly range: Range | null;
}

/** What a parser of YAML is given: one character for each hole, and what templates do to the lines. */
export interface ManifestSource {
  readonly path: string;
  readonly length: number;
  readonly flat: FlatText;
  readonly blocks: readonly SourceBlock[];
  readonly insertions: readonly SourceInsertion[];
}

/** A file's text. Expressions of a template language within a line become holes; what fills lines is left out. */
export function sourceOfFile(path: string, text: string): ManifestSource {
  if (!/\{[{%#]/.test(text))
    return sourceOfText(path, literal(text, { path, start: 0, end: text.length }, true), text.length);
  const masked = maskTemplates(text, path);
  const pieces: Piece[] = [];
  const shifts: { from: number; by: number }[] = [];
  let at = 0;
  let shift = 0;
  const push = (end: number): void => {
    if (end > at)
      pieces.push({ kind: 'text', text: masked.masked.slice(at, end), range: { path, start: at, end }, exact: true });
  };
  for (const one of masked.expressions) {
    push(one.start);
    pieces.push(...hole(one.written, { path, start: one.start, end: one.end }));
    at = one.end;
    shift += one.end - one.start - 1;
    shifts.push({ from: one.end, by: shift });
  }
  push(text.length);
  const toFlat = (offset: number): number => offset - (shifts.findLast(({ from }) => from <= offset)?.by ?? 0);
  return {
    ...sourceOfText(path, pieces, text.length),
    blocks: masked.blocks.map(({ start, end, repeats, written }) => ({
      start: toFlat(start),
      end: toFlat(end),
      repeats,
      written,
      range: { path, start, end },
    })),
    insertions: masked.insertions.map(({ start, end, written }) => ({
      at: toFlat(start),
      written,
      range: { path, start, end },
    })),
  };
}

/** A text that was put together: a block scalar that holds a manifest, a template that was filled. */
export function sourceOfText(path: string, text: Text, length = 0): ManifestSource {
  return { path, length, flat: flatten(text), blocks: [], insertions: [] };
}
