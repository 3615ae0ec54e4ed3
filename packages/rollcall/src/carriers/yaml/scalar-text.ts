import { isScalar, type Scalar } from 'yaml';
import type { Piece, Text } from '../../model/text.ts';
import { compact } from '../shell/texts.ts';
import { follow, type YamlFile } from './document.ts';

/** A scalar's value with the place of every part of it: block scalars line by line, folded and quoted ones word by word. */
export function textOf(file: YamlFile, node: unknown): Text | null {
  const scalar = follow(file, node);
  if (!isScalar(scalar)) return null;
  const value = String(scalar.value ?? '');
  const [start, end] = scalar.range ?? [0, 0];
  const raw = file.parsed.text.slice(start, end);
  if (scalar.type === 'BLOCK_LITERAL') return compact(literalText(file, value, start, raw));
  const quote = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE' ? 1 : 0;
  if (raw.slice(quote, raw.length - quote) === value)
    return [pieceAt(file, value, start + quote, start + quote + value.length)];
  return compact(alignedText(file, scalar, value, start, raw));
}

/** A piece at offsets of the parsed text; exact when the file has these characters there. */
function pieceAt(file: YamlFile, text: string, start: number, until: number): Piece {
  // A block that the file's end cuts off still ends with a line break.
  const end = Math.min(until, file.parsed.text.length);
  const range = { path: file.path, start: file.parsed.toFile(start), end: file.parsed.toFile(end) };
  const exact = range.end - range.start === text.length && file.parsed.text.slice(start, end) === text;
  return { kind: 'text', text, range, exact };
}

function literalText(file: YamlFile, value: string, start: number, raw: string): Piece[] {
  const out: Piece[] = [];
  let at = start + raw.indexOf('\n') + 1;
  let indent: number | null = null;
  for (const line of value.split(/(?<=\n)/)) {
    const body = line.endsWith('\n') ? line.slice(0, -1) : line;
    const next = file.parsed.text.indexOf('\n', at);
    const lineEnd = next < 0 ? file.parsed.text.length : next;
    const held = file.parsed.text.slice(at, lineEnd).replace(/\r$/, '');
    if (indent === null && body !== '') indent = Math.max(0, held.length - body.length);
    const from = Math.min(at + (indent ?? 0), lineEnd);
    if (body !== '') out.push(pieceAt(file, body, from, from + body.length));
    if (line.endsWith('\n')) out.push(pieceAt(file, '\n', lineEnd, lineEnd + 1));
    at = lineEnd + 1;
  }
  return out;
}

/** Words in order, each where it is found next; what stands between them is white space that YAML folded. */
function alignedText(file: YamlFile, scalar: Scalar, value: string, start: number, raw: string): Piece[] {
  const { range } = pieceAt(file, value, start, start + raw.length);
  const whole: Piece = { kind: 'text', text: value, range, exact: false };
  if (scalar.type === 'QUOTE_DOUBLE' && raw.includes('\\')) return [whole];
  if (scalar.type === 'QUOTE_SINGLE' && raw.includes("''")) return [whole];
  const isBlock = scalar.type === 'BLOCK_FOLDED';
  let cursor = isBlock ? raw.indexOf('\n') + 1 : 0;
  const out: Piece[] = [];
  for (const run of value.match(/\s+|\S+/g) ?? []) {
    if (run.trim() === '') {
      out.push({ kind: 'text', text: run, range: null, exact: false });
      continue;
    }
    const found = raw.indexOf(run, cursor);
    if (found < 0) return [whole];
    out.push(pieceAt(file, run, start + found, start + found + run.length));
    cursor = found + run.length;
  }
  return out;
}
