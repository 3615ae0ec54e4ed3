import type { ManifestSource, SourceBlock, SourceInsertion } from '../../../manifests/source.ts';
import { sourceOfText } from '../../../manifests/source.ts';
import { entries, items, type Value } from '../../../manifests/value.ts';
import type { Range } from '../../../model/span.ts';
import type { Piece } from '../../../model/text.ts';

/** Where a part that may be left out begins and ends, or where a template puts lines that are not known. */
export interface Mark {
  readonly kind: 'mark';
  readonly mark: 'begin' | 'end' | 'insert';
  readonly written: string;
  readonly range: Range | null;
}

/** Text that a template makes, each piece with its place in the template or in the values. */
export type Fragment = readonly (Piece | Mark)[];

export function plain(text: string, range: Range | null = null, exact = false): Piece {
  return { kind: 'text', text, range, exact };
}

/** The fragment's pieces; marks are left out. */
export function piecesOf(fragment: Fragment): readonly Piece[] {
  return fragment.filter((one): one is Piece => one.kind !== 'mark');
}

/** The text when all of it is known, else null. */
export function knownText(fragment: Fragment): string | null {
  let out = '';
  for (const one of fragment) {
    if (one.kind === 'hole' || (one.kind === 'mark' && one.mark === 'insert')) return null;
    if (one.kind === 'text') out += one.text;
  }
  return out;
}

/** Each line but the first behind so many spaces. */
export function indent(fragment: Fragment, count: number): Fragment {
  const pad = ' '.repeat(Math.min(Math.max(count, 0), 200));
  return fragment.flatMap((one): Fragment => {
    if (one.kind !== 'text' || !one.text.includes('\n')) return [one];
    const lines = one.text.split(/(?<=\n)/);
    let at = 0;
    return lines.flatMap((line): Fragment => {
      const range =
        one.range && one.exact
          ? { ...one.range, start: one.range.start + at, end: one.range.start + at + line.length }
          : one.range;
      at += line.length;
      const made: Piece = { ...one, text: line, range };
      return line.endsWith('\n') ? [made, plain(pad)] : [made];
    });
  });
}

/** A value as YAML, its lines from the second on as deep as its first. https://helm.sh/docs/chart_template_guide/functions_and_pipelines/ */
export function toYaml(value: Value, depth = 0): Fragment {
  if (depth > 40) return [];
  const pad = plain('  '.repeat(depth));
  if (value.kind === 'scalar') return value.isNull ? [plain('null')] : quoted(value.text, '"');
  if (value.kind === 'list') {
    if (items(value).length === 0) return [plain('[]')];
    return value.items.flatMap((item, i) => [
      ...(i === 0 ? [] : [plain('\n'), pad]),
      plain('- '),
      ...toYaml(item, depth + 1),
    ]);
  }
  if (entries(value).length === 0) return [plain('{}')];
  return value.entries.flatMap((one, i) => {
    const inner = toYaml(one.value, depth + 1);
    const nested = one.value.kind !== 'scalar' && inner.length > 1;
    return [
      ...(i === 0 ? [] : [plain('\n'), pad]),
      ...one.key,
      plain(':'),
      ...(nested ? [plain('\n'), plain('  '.repeat(depth + 1))] : [plain(' ')]),
      ...inner,
    ];
  });
}

/** In quotes, so that YAML reads it back as it is. */
export function quoted(pieces: readonly Piece[], quote: '"' | "'"): Fragment {
  const escapeText = (text: string): string =>
    quote === "'"
      ? text.replaceAll("'", "''")
      : text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  return [
    plain(quote),
    ...pieces.map((piece): Piece => {
      if (piece.kind === 'hole') return piece;
      const text = escapeText(piece.text);
      return text === piece.text ? piece : { ...piece, text, exact: false };
    }),
    plain(quote),
  ];
}

/** What a parser of YAML is given of a fragment. */
export function sourceOfFragment(path: string, fragment: Fragment, length: number): ManifestSource {
  const blocks: SourceBlock[] = [];
  const insertions: SourceInsertion[] = [];
  const opened: { readonly mark: Mark; readonly start: number }[] = [];
  const pieces: Piece[] = [];
  let at = 0;
  for (const one of fragment) {
    if (one.kind !== 'mark') {
      pieces.push(one);
      at += one.kind === 'text' ? one.text.length : 1;
    } else if (one.mark === 'insert') insertions.push({ at, written: one.written, range: one.range });
    else if (one.mark === 'begin') opened.push({ mark: one, start: at });
    else {
      const begun = opened.pop();
      if (begun)
        blocks.push({
          start: begun.start,
          end: at,
          repeats: false,
          written: begun.mark.written,
          range: begun.mark.range,
        });
    }
  }
  return { ...sourceOfText(path, pieces, length), blocks, insertions };
}
