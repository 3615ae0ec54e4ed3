import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Range } from '../../../model/span.ts';
import { known, literal } from '../../../model/text.ts';
import { nestsTooDeep } from '../../gcloud/index.ts';
import type { Arguments, TerraformFunction } from './functions.ts';
import { type Entry, type Item, knownText, listValue, objectValue, plainText, unknown, type Value } from './value.ts';

/** The text of a file of the module, with its places. */
function file({ args, scope, none }: Arguments): Value {
  const name = args[0] ? knownText(args[0]) : null;
  const found = name === null ? null : scope.around.file(name);
  if (!found || found.text.length > 100_000) return none;
  const range = { path: found.path, start: 0, end: found.text.length };
  return { kind: 'text', text: literal(found.text, range, true), assumed: false };
}

/**
 * What a text of JSON or YAML holds. Its places are those of the text where that is read from one place.
 * Source: https://developer.hashicorp.com/terraform/language/functions/yamldecode
 */
function decode({ args, range, none }: Arguments): Value {
  const [value] = args;
  const text = value?.kind === 'text' ? known(value.text) : null;
  if (value?.kind !== 'text' || text === null || nestsTooDeep(text)) return none;
  const [piece] = value.text;
  const from = value.text.length === 1 && piece?.kind === 'text' && piece.exact ? piece.range : null;
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', merge: false });
    const root = document.contents as Node | null;
    if (document.errors.length > 0 || !root) return none;
    return valueAt(root, { from, whole: from ?? range, none });
  } catch {
    return none;
  }
}

interface Decoding {
  readonly from: Range | null;
  readonly whole: Range;
  readonly none: Value;
}

function placeOf(node: unknown, { from, whole }: Decoding): Range {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  if (!from || !range) return whole;
  return { path: from.path, start: from.start + (range[0] ?? 0), end: from.start + (range[1] ?? 0) };
}

function valueAt(node: unknown, decoding: Decoding): Value {
  const range = placeOf(node, decoding);
  if (isMap(node)) {
    const entries = node.items.flatMap(({ key, value }): Entry[] => {
      if (!isScalar(key)) return [];
      const place = placeOf(key, decoding);
      const end = decoding.from && value ? placeOf(value, decoding).end : place.end;
      return [
        {
          key: literal(String(key.value), place),
          value: valueAt(value, decoding),
          conditional: false,
          range: { ...place, end },
        },
      ];
    });
    return objectValue(entries);
  }
  if (isSeq(node)) {
    const items = node.items.map(
      (item): Item => ({ value: valueAt(item, decoding), conditional: false, range: placeOf(item, decoding) }),
    );
    return listValue(items);
  }
  if (isAlias(node)) return unknown('…', range);
  if (!isScalar(node) || node.value === null) return { kind: 'null', assumed: false };
  if (typeof node.value === 'boolean') return { kind: 'boolean', value: node.value, assumed: false };
  return plainText(String(node.value), range);
}

export const fileFunctions: readonly (readonly [string, TerraformFunction])[] = [
  ['file', file],
  ['jsondecode', decode],
  ['yamldecode', decode],
];
