import { isScalar } from 'yaml';
import type { Piece, Text } from '../../model/text.ts';
import { follow, type YamlFile } from '../yaml/document.ts';
import { textOf } from '../yaml/scalar-text.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** A string of JSON with the place of every part: what no backslash writes is the file's own characters. https://www.rfc-editor.org/rfc/rfc8259#section-7 */
export function jsonText(file: YamlFile, node: unknown): Text | null {
  const scalar = follow(file, node);
  if (!isScalar(scalar)) return null;
  const [start, end] = scalar.range ?? [0, 0];
  const raw = file.parsed.text.slice(start, end);
  if (scalar.type !== 'QUOTE_DOUBLE' || !raw.includes('\\') || !raw.endsWith('"') || raw.includes('\n'))
    return textOf(file, scalar);
  const out: Piece[] = [];
  const add = (text: string, from: number, to: number, exact: boolean): void => {
    const range = { path: file.path, start: file.parsed.toFile(start + from), end: file.parsed.toFile(start + to) };
    if (text !== '') out.push({ kind: 'text', text, range, exact });
  };
  let at = 1;
  for (const { 0: whole, 1: code, 2: letter = '', index } of raw.matchAll(/\\(?:u([\da-fA-F]{4})|([^u]))/g)) {
    add(raw.slice(at, index), at, index, true);
    const decoded =
      code !== undefined
        ? String.fromCharCode(Number.parseInt(code, 16))
        : ((Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined) ?? letter);
    add(decoded, index, index + whole.length, false);
    at = index + whole.length;
  }
  add(raw.slice(at, -1), at, raw.length - 1, true);
  return out;
}
