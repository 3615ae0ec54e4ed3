import { alternatives, isOpen, type Value as ProgramValue } from '../evaluate/value.ts';
import type { Entry, Value } from '../manifests/value.ts';
import type { Range } from '../model/span.ts';
import { hole, literal, rangeOf, type Text } from '../model/text.ts';

/** Deeper than this nothing is read: a value may hold itself. */
const DEEPEST = 16;

/** What a program makes, in the form in which manifests are read; what has no place of its own stands where the whole does. */
export function manifestOf(value: ProgramValue, range: Range, depth = 0): Value {
  if (depth > DEEPEST) return scalar(hole('…', range), range);
  switch (value.kind) {
    case 'text':
      return scalar(value.text, range);
    case 'number':
    case 'boolean':
      return scalar(literal(String(value.value)), range);
    case 'null':
      return { kind: 'scalar', text: [], isNull: true, range };
    case 'read':
      return scalar(hole(value.name, range, value.name), range);
    case 'unknown':
      return scalar(hole(value.written, value.range ?? range), value.range ?? range);
    case 'list':
      return {
        kind: 'list',
        range,
        items: value.items.value.map((item) => {
          if (isOpen(item)) return scalar(hole(item.written, item.range ?? range), item.range ?? range);
          const inner = manifestOf(item.value, range, depth + 1);
          return item.conditional ? conditional(inner) : inner;
        }),
      };
    case 'dict': {
      const { entries, open } = value.content.value;
      return mapOf(
        [...entries.values()].map((entry) => entryOf(entry.key, entry.value, entry.conditional, range, depth)),
        open,
        range,
      );
    }
    case 'object': {
      const cells = [...value.attributes].flatMap(([name, { value: held }]) => (held ? [[name, held] as const] : []));
      return mapOf(
        cells.map(([name, held]) => entryOf({ kind: 'text', text: literal(name) }, held, false, range, depth)),
        false,
        range,
      );
    }
    case 'union':
      return unionOf(value, range, depth);
    default:
      return scalar(hole(value.kind, range), range);
  }
}

/** A value or none is a value that may be missing, lists are one whose items may be; of others nothing is known. */
function unionOf(value: ProgramValue, range: Range, depth: number): Value {
  const there = alternatives(value).filter(({ kind }) => kind !== 'null');
  const [only] = there;
  if (only && there.length === 1) return conditional(manifestOf(only, range, depth + 1));
  if (there.length > 0 && there.every(({ kind }) => kind === 'list')) {
    const items = there.flatMap((one) => {
      const list = manifestOf(one, range, depth + 1);
      return list.kind === 'list' ? list.items : [];
    });
    return { kind: 'list', range, items: items.map(conditional) };
  }
  return scalar(hole('…', range), range);
}

function entryOf(key: ProgramValue, value: ProgramValue, maybe: boolean, range: Range, depth: number): Entry {
  const text: Text = key.kind === 'text' ? key.text : hole('…', range);
  const keyRange = rangeOf(text) ?? range;
  const name = key.kind === 'text' ? text.map((piece) => (piece.kind === 'text' ? piece.text : '…')).join('') : '…';
  const made = manifestOf(value, range, depth + 1);
  const inner = made.kind === 'scalar' || keyRange === range ? made : { ...made, range: keyRange };
  return { name, key: text, keyRange, value: inner, ...(maybe ? { conditional: true as const } : {}) };
}

function mapOf(entries: readonly Entry[], open: boolean, range: Range): Value {
  if (!open) return { kind: 'map', entries, range };
  return { kind: 'map', entries, range, open: [{ reason: 'dynamic-list', text: '…', range, names: 'all' }] };
}

function scalar(text: Text, range: Range): Value {
  return { kind: 'scalar', text, isNull: false, range: rangeOf(text) ?? range };
}

function conditional(value: Value): Value {
  return { ...value, conditional: true };
}
