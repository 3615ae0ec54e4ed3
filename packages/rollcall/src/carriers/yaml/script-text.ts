import { flatten } from '../../model/flat-text.ts';
import { asWritten, hole, type Text } from '../../model/text.ts';

/** What a reference in a host's text stands for; null: it stays as written. */
export type Resolve = (name: string, written: string) => Text | null;

/** The text with a host's references filled in; `pattern` has the name in its first group that matches. */
export function fillReferences(text: Text, pattern: RegExp, resolve: Resolve, mark = '$'): Text {
  if (!asWritten(text).includes(mark)) return text;
  const flat = flatten(text);
  const out: Text[] = [];
  let from = 0;
  for (const match of flat.chars.matchAll(pattern)) {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    const value = resolve(name, match[0]);
    if (!value) continue;
    out.push(flat.cut(from, match.index));
    from = match.index + match[0].length;
    const range = flat.cut(match.index, from)[0]?.range ?? null;
    out.push(value.map((piece) => (piece.kind === 'hole' && !piece.range ? { ...piece, range } : piece)));
  }
  out.push(flat.cut(from, flat.chars.length));
  return out.flat();
}

export function unknownReference(written: string): Text {
  return hole(written, null);
}

/** Lines of a script that a host lists one by one. */
export function joinLines(lines: readonly Text[]): Text {
  return lines.flatMap((line) => [...line, { kind: 'text', text: '\n', range: null, exact: false } as const]);
}
