import { known, type Piece, rangeOf, split as splitText, type Text } from '../../../model/text.ts';
import type { Arguments, TerraformFunction } from './functions.ts';
import { asText, type Item, isAssumed, knownText, listValue, plainText, textValue, type Value } from './value.ts';

/** A function that treats each piece of a text alike; what fills a hole is treated so at run time. */
function perPiece(change: (text: string) => string): TerraformFunction {
  return ({ args, range, none }) => {
    const [value] = args;
    if (value?.kind !== 'text') return none;
    return textValue(
      value.text.map((piece) => changed(piece, change)),
      range,
      value.assumed,
    );
  };
}

function changed(piece: Piece, change: (text: string) => string): Piece {
  if (piece.kind === 'hole') return piece;
  const text = change(piece.text);
  return text === piece.text ? piece : { ...piece, text, exact: false };
}

/** A function of texts that must be known. */
function ofKnown(change: (text: string, ...more: string[]) => string): TerraformFunction {
  return ({ args, range, none }) => {
    const [first, ...more] = args.map((value) => knownText(value));
    const [value] = args;
    if (first === null || first === undefined || value?.kind !== 'text' || more.includes(null)) return none;
    const text = change(first, ...more.flatMap((one) => one ?? []));
    const place = rangeOf(value.text);
    return textValue([{ kind: 'text', text, range: place, exact: text === first }], range, args.some(isAssumed));
  };
}

/** A pattern between slashes is a regular expression, which is not run: it may take for ever. */
function replace(call: Arguments): Value {
  const [, search, by] = call.args.map((value) => knownText(value));
  if (search === null || search === undefined || by === null || by === undefined || search === '') return call.none;
  if (search.length > 2 && search.startsWith('/') && search.endsWith('/')) return call.none;
  return perPiece((text) => text.replaceAll(search, () => by))(call);
}

function split({ args, none, range }: Arguments): Value {
  const [by, value] = args;
  const separator = by ? knownText(by) : null;
  if (separator === null || separator === '' || value?.kind !== 'text') return none;
  // A hole may hold separators of its own.
  if (known(value.text) === null) return none;
  const items = splitText(value.text, separator)
    .slice(0, 5_000)
    .map(
      (text): Item => ({
        value: { kind: 'text', text, assumed: value.assumed },
        conditional: false,
        range: rangeOf(text) ?? range,
      }),
    );
  return listValue(items, null, value.assumed);
}

function join({ args, none, range }: Arguments): Value {
  const [by, list] = args;
  if (!by || (list?.kind !== 'list' && list?.kind !== 'object') || list.open) return none;
  const items = list.kind === 'list' ? list.items : list.entries;
  if (items.some(({ conditional }) => conditional)) return none;
  const separator = asText(by);
  const text = items.flatMap(({ value }, i): Text => [...(i > 0 ? separator : []), ...asText(value)]);
  return textValue(
    text,
    range,
    items.some(({ value }) => isAssumed(value)),
  );
}

/** `%s` and its like take an argument as it is written. https://developer.hashicorp.com/terraform/language/functions/format */
function format({ args, none, range }: Arguments): Value {
  const [pattern, ...rest] = args;
  const written = pattern ? knownText(pattern) : null;
  if (written === null || written.replace(/%[sdv%]/g, '').includes('%')) return none;
  let next = 0;
  const place = pattern?.kind === 'text' ? rangeOf(pattern.text) : null;
  const text = written.split(/(%[sdv%])/).flatMap((part): Text => {
    if (part === '') return [];
    if (part === '%%') return [{ kind: 'text', text: '%', range: place, exact: false }];
    if (!/^%[sdv]$/.test(part)) return [{ kind: 'text', text: part, range: place, exact: false }];
    const value = rest[next++];
    return value ? asText(value) : [];
  });
  return textValue(text, range, args.some(isAssumed));
}

function affix(has: (text: string, part: string) => boolean): TerraformFunction {
  return ({ args, none }) => {
    const [text, part] = args.map((value) => knownText(value));
    if (text === null || text === undefined || part === null || part === undefined) return none;
    return { kind: 'boolean', value: has(text, part), assumed: args.some(isAssumed) };
  };
}

function substr({ args, none }: Arguments): Value {
  const [text, offset, length] = args.map((value) => knownText(value));
  if (text === null || text === undefined || !/^\d+$/.test(offset ?? '') || !/^-?\d+$/.test(length ?? '')) return none;
  const from = Number(offset);
  return plainText(length?.startsWith('-') ? text.slice(from) : text.slice(from, from + Number(length)));
}

export const textFunctions: readonly (readonly [string, TerraformFunction])[] = [
  ['lower', perPiece((text) => text.toLowerCase())],
  ['upper', perPiece((text) => text.toUpperCase())],
  ['title', ofKnown((text) => text.replace(/\b\w/g, (letter) => letter.toUpperCase()))],
  ['trimspace', ofKnown((text) => text.trim())],
  ['chomp', ofKnown((text) => text.replace(/\n$/, ''))],
  ['trimprefix', ofKnown((text, prefix = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text))],
  [
    'trimsuffix',
    ofKnown((text, suffix = '') => (suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text)),
  ],
  ['substr', substr],
  ['replace', replace],
  ['split', split],
  ['join', join],
  ['format', format],
  ['startswith', affix((text, part) => text.startsWith(part))],
  ['endswith', affix((text, part) => text.endsWith(part))],
];
