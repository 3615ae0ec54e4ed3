import type { Expression } from '../../program/program.ts';
import { at, children, endOf, isType, type Lowering, lowerAll, lowerExpression, startOf } from './lowering.ts';

interface Prefix {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
}

/** A string literal; an f-string with replacement fields is a template. */
export function lowerString(x: Lowering, node: number): Expression {
  const parts = stringParts(x, node);
  if (parts === null) return { kind: 'other', operands: [], ...at(x, node) };
  const [only] = parts;
  if (parts.length === 0) return { kind: 'string', value: '', contentStart: contentStart(x, node), ...at(x, node) };
  if (parts.length === 1 && only?.kind === 'string') return { ...only, ...at(x, node) };
  return { kind: 'template', parts, ...at(x, node) };
}

/** Adjacent literals: the parts of all of them, each where it stands. */
export function lowerConcatenation(x: Lowering, node: number): Expression {
  const parts: Expression[] = [];
  for (const child of children(x, node)) {
    const inner = isType(x, child, 'string') ? stringParts(x, child) : null;
    if (inner === null) parts.push(lowerExpression(x, child));
    else parts.push(...inner);
  }
  return { kind: 'template', parts, ...at(x, node) };
}

/** True for a string without replacement fields: as a statement it does nothing. */
export function isPlainString(x: Lowering, node: number): boolean {
  if (isType(x, node, 'string')) return !children(x, node).some((child) => isType(x, child, 'interpolation'));
  return isType(x, node, 'concatenated_string') && children(x, node).every((child) => isPlainString(x, child));
}

function contentStart(x: Lowering, node: number): number {
  return endOf(x, node + 1) + x.base;
}

function prefixOf(x: Lowering, node: number): Prefix {
  const letters = x.text
    .slice(startOf(x, node + 1), Math.min(endOf(x, node + 1), startOf(x, node + 1) + 3))
    .toLowerCase();
  const word = letters.replace(/['"].*$/s, '');
  return { raw: word.includes('r'), bytes: word.includes('b'), formatted: word.includes('f') || word.includes('t') };
}

/** Known text and replacement fields in order; null for bytes that are not plain text. */
function stringParts(x: Lowering, node: number): Expression[] | null {
  const inner = children(x, node);
  const last = inner.at(-1);
  const closed = last !== undefined && isType(x, last, 'string_end');
  const end = closed ? startOf(x, last) : endOf(x, node);
  if (inner.length === 0 || !isType(x, node + 1, 'string_start')) return [];
  const prefix = prefixOf(x, node);
  const parts: Expression[] = [];
  let from = endOf(x, node + 1);
  for (const child of inner) {
    if (!isType(x, child, 'interpolation')) continue;
    pushText(x, from, startOf(x, child), prefix, parts);
    parts.push(lowerField(x, child));
    from = endOf(x, child);
  }
  pushText(x, from, end, prefix, parts);
  return prefix.bytes && !parts.every(isAscii) ? null : parts;
}

function isAscii(part: Expression): boolean {
  return part.kind === 'string' && part.contentStart >= 0 && /^[\0-\x7f]*$/.test(part.value);
}

function pushText(x: Lowering, start: number, end: number, prefix: Prefix, parts: Expression[]): void {
  if (end <= start) return;
  const written = x.text.slice(start, end);
  const value = decode(written, prefix);
  const exact = value === written ? start + x.base : -1;
  parts.push({ kind: 'string', value, contentStart: exact, start: start + x.base, end: end + x.base });
}

/** `{x}`, `{x!r:>10}`, `{x=}`: a wrap that is transparent only where the value's text is what appears. */
function lowerField(x: Lowering, node: number): Expression {
  const range = at(x, node);
  const [expression, ...rest] = children(x, node);
  if (expression === undefined) return { kind: 'other', operands: [], ...range };
  const value = lowerExpression(x, expression);
  let transparent = !isSelfDocumenting(x, expression);
  const nestedFields: Expression[] = [];
  for (const child of rest) {
    if (isType(x, child, 'format_specifier')) {
      transparent = false;
      for (const field of children(x, child)) nestedFields.push(...lowerAll(x, children(x, field).slice(0, 1)));
    } else if (isType(x, child, 'type_conversion') && x.text.slice(startOf(x, child), endOf(x, child)) !== '!s') {
      transparent = false;
    }
  }
  if (nestedFields.length > 0) return { kind: 'other', operands: [value, ...nestedFields], ...range };
  return { kind: 'wrap', value, transparent, ...range };
}

function isSelfDocumenting(x: Lowering, expression: number): boolean {
  let i = endOf(x, expression);
  while (x.text.charCodeAt(i) === 32 || x.text.charCodeAt(i) === 9) i++;
  return x.text.charCodeAt(i) === 61;
}

const escapeSequence =
  /\\(?:\r\n|\r|\n|[\\'"abfnrtv]|[0-7]{1,3}|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})|\r\n|\r|\{\{|\}\}/g;

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** @see https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences */
function decode(written: string, { raw, formatted }: Prefix): string {
  const special = (!raw && written.includes('\\')) || written.includes('\r') || (formatted && /[{}]/.test(written));
  return special ? written.replace(escapeSequence, (match) => decodeOne(match, raw, formatted)) : written;
}

function decodeOne(match: string, raw: boolean, formatted: boolean): string {
  const second = match.charAt(1);
  if (match === '\r' || match === '\r\n') return '\n';
  if (match === '{{' || match === '}}') return formatted ? second : match;
  if (raw) return match.replace(/\r\n?/, '\n');
  if (second === '\n' || second === '\r') return '';
  const control = Object.hasOwn(controls, second) ? controls[second] : undefined;
  if (control !== undefined) return control;
  if (second >= '0' && second <= '7') return String.fromCharCode(Number.parseInt(match.slice(1), 8));
  if (second === 'x' || second === 'u' || second === 'U') {
    const code = Number.parseInt(match.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : match;
  }
  return second;
}
