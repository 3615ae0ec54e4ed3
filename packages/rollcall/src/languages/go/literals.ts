import type { Expression } from '../../program/program.ts';
import { at, type Lowering, textOf } from './lowering.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/g;

/** `"a\n"` and `` `raw` ``; a raw string drops carriage returns. https://go.dev/ref/spec#String_literals */
export function lowerString(x: Lowering, node: number): Expression {
  const range = at(x, node);
  const source = textOf(x, node);
  const content = source.slice(1, -1);
  const value = source.startsWith('`') ? content.replaceAll('\r', '') : unescapeText(content);
  return { kind: 'string', value, contentStart: value === content ? range.start + 1 : -1, ...range };
}

function unescapeText(content: string): string {
  if (!content.includes('\\')) return content;
  return content.replace(ESCAPE, (whole, simple, byte, short, long, octal) => {
    if (simple !== undefined) return SIMPLE[simple] ?? whole;
    const code = octal === undefined ? Number.parseInt(byte ?? short ?? long, 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** https://go.dev/ref/spec#Integer_literals */
export function lowerNumber(x: Lowering, node: number): Expression {
  const written = textOf(x, node).replaceAll('_', '');
  const plain = /^0[0-7]+$/.test(written) ? `0o${written.slice(1)}` : written;
  const value = Number(plain);
  if (Number.isNaN(value)) return { kind: 'other', operands: [], ...at(x, node) };
  return { kind: 'number', value, ...at(x, node) };
}
