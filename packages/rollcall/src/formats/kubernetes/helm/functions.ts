import { get } from '../../../manifests/value.ts';
import { type Datum, fieldOf, fragmentOf, fromValue, NIL, stringOf, textDatum, truthOf, unknown } from './datum.ts';
import { type Fragment, indent, piecesOf, plain, quoted, toYaml } from './fragment.ts';

type TemplateFunction = (operands: readonly Datum[], written: string) => Datum;

function asText(fragment: Fragment): Datum {
  return { kind: 'text', fragment };
}

function bool(value: boolean | null, written: string): Datum {
  return value === null ? unknown(written) : value ? textDatum('true') : NIL;
}

/** A function of texts that is known where all of its operands are; of an unknown text it keeps what it is given. */
function ofText(change: (text: string, ...rest: readonly string[]) => string, keeps: boolean): TemplateFunction {
  return (operands, written) => {
    const subject = operands.at(-1) ?? NIL;
    const rest = operands.slice(0, -1).map(stringOf);
    const text = stringOf(subject);
    if (text === null || rest.some((one) => one === null)) return keeps ? subject : unknown(written);
    const made = change(text, ...rest.map((one) => one ?? ''));
    return made === text ? subject : asText([plain(made, rangeOf(subject))]);
  };
}

function rangeOf(datum: Datum) {
  return datum.kind === 'text' ? (piecesOf(datum.fragment).find(({ range }) => range !== null)?.range ?? null) : null;
}

function same(a: Datum | undefined, b: Datum | undefined): boolean | null {
  const [left, right] = [stringOf(a), stringOf(b)];
  return left === null || right === null ? null : left === right;
}

function all(operands: readonly Datum[]): boolean | null {
  const truths = operands.map(truthOf);
  return truths.includes(false) ? false : truths.includes(null) ? null : true;
}

/** The first that is not empty, as far as that is known. */
function firstTrue(operands: readonly Datum[], written: string): Datum {
  for (const one of operands) {
    const truth = truthOf(one);
    if (truth === null) return one.kind === 'text' ? one : unknown(written);
    if (truth) return one;
  }
  return operands.at(-1) ?? NIL;
}

function printf(operands: readonly Datum[], written: string): Datum {
  const [format, ...rest] = operands;
  const text = stringOf(format);
  if (text === null) return unknown(written);
  const out: Fragment[number][] = [];
  let next = 0;
  for (const part of text.split(/(%[-+#0]*\d*(?:\.\d+)?[sdvqt]|%%)/)) {
    if (part === '%%') out.push(plain('%'));
    else if (/^%.*[sdvqt]$/.test(part)) {
      const own = fragmentOf(rest[next++] ?? NIL, written);
      out.push(...(part.endsWith('q') ? quoted(piecesOf(own), '"') : own));
    } else if (part !== '') out.push(plain(part));
  }
  return asText(out);
}

function yamlOf(operands: readonly Datum[], written: string): Datum {
  const [datum = NIL] = operands;
  if (datum.kind === 'value') return asText(toYaml(datum.value));
  if (datum.kind === 'text') return asText(quoted(piecesOf(datum.fragment), '"'));
  return datum.kind === 'nil' ? textDatum('null') : unknown(written);
}

/** Lines of something unknown: any number of them. */
function indented(operands: readonly Datum[], written: string, newline: boolean): Datum {
  const [depth, datum = NIL] = operands;
  const count = Number(stringOf(depth) ?? 0);
  if (datum.kind !== 'text') return datum.kind === 'nil' ? NIL : unknown(written);
  const pad = plain(`${newline ? '\n' : ''}${' '.repeat(Math.min(Math.max(count, 0), 200))}`);
  return asText([pad, ...indent(datum.fragment, count)]);
}

function dict(operands: readonly Datum[], written: string): Datum {
  const fields = new Map<string, Datum>();
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const name = stringOf(operands[i]);
    if (name === null) return unknown(written);
    fields.set(name, operands[i + 1] ?? NIL);
  }
  return { kind: 'dict', fields };
}

function index(operands: readonly Datum[], written: string): Datum {
  const [first = NIL, ...keys] = operands;
  return keys.reduce<Datum>((inner, key) => {
    const name = stringOf(key);
    if (name === null) return unknown(written);
    if (inner.kind === 'value' && inner.value.kind === 'list') return fromValue(inner.value.items[Number(name)]);
    return fieldOf(inner, name);
  }, first);
}

function hasKey(operands: readonly Datum[], written: string): Datum {
  const [map = NIL, key] = operands;
  const name = stringOf(key);
  if (name === null || map.kind === 'unknown') return unknown(written);
  if (map.kind === 'dict') return bool(map.fields.has(name), written);
  return bool(map.kind === 'value' && get(map.value, name) !== null, written);
}

/** Whether a text is a number or a word is not kept. */
function kindIs([kind, datum = NIL]: readonly Datum[], written: string): Datum {
  const wanted = stringOf(kind);
  if (wanted === null || datum.kind === 'unknown') return unknown(written);
  if (datum.kind === 'text') {
    const plain = /^(-?\d+(\.\d+)?|true|false)$/.test(stringOf(datum) ?? '');
    return plain ? unknown(written) : bool(wanted === 'string', written);
  }
  if (datum.kind === 'nil') return bool(wanted === 'invalid', written);
  const isMap = datum.kind === 'dict' || (datum.kind === 'value' && datum.value.kind === 'map');
  return bool(wanted === (isMap ? 'map' : 'slice'), written);
}

const identity: TemplateFunction = (operands) => operands.at(-1) ?? NIL;

/** Functions of templates whose result can be told without running them. https://helm.sh/docs/chart_template_guide/function_list/ */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['default', ([fallback = NIL, given = NIL], written) => firstTrue([given, fallback], written)],
  ['coalesce', firstTrue],
  ['required', identity],
  ['toString', identity],
  ['int', identity],
  ['int64', identity],
  ['float64', identity],
  ['deepCopy', identity],
  ['quote', ([datum = NIL], written) => asText(quoted(piecesOf(fragmentOf(datum, written)), '"'))],
  ['squote', ([datum = NIL], written) => asText(quoted(piecesOf(fragmentOf(datum, written)), "'"))],
  ['upper', ofText((text) => text.toUpperCase(), false)],
  ['lower', ofText((text) => text.toLowerCase(), false)],
  ['trim', ofText((text) => text.trim(), true)],
  ['trunc', ofText((text, count = '') => (/^\d+$/.test(count) ? text.slice(0, Number(count)) : text), true)],
  [
    'trimSuffix',
    ofText((text, end = '') => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text), true),
  ],
  ['trimPrefix', ofText((text, start = '') => (text.startsWith(start) ? text.slice(start.length) : text), true)],
  ['replace', ofText((text, from = '', to = '') => (from === '' ? text : text.replaceAll(from, to)), false)],
  [
    'kebabcase',
    ofText(
      (text) =>
        text
          .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
          .replace(/[_\s]+/g, '-')
          .toLowerCase(),
      false,
    ),
  ],
  [
    'snakecase',
    ofText(
      (text) =>
        text
          .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
          .replace(/[-\s]+/g, '_')
          .toLowerCase(),
      false,
    ),
  ],
  ['printf', printf],
  ['toYaml', yamlOf],
  ['indent', (operands, written) => indented(operands, written, false)],
  ['nindent', (operands, written) => indented(operands, written, true)],
  [
    'eq',
    ([a, ...others], written) => {
      const verdicts = others.map((other) => same(a, other));
      return bool(verdicts.includes(true) ? true : verdicts.includes(null) ? null : false, written);
    },
  ],
  [
    'ne',
    ([a, b], written) => {
      const verdict = same(a, b);
      return bool(verdict === null ? null : !verdict, written);
    },
  ],
  [
    'not',
    ([a = NIL], written) => {
      const truth = truthOf(a);
      return bool(truth === null ? null : !truth, written);
    },
  ],
  ['and', (operands, written) => bool(all(operands), written)],
  ['or', firstTrue],
  [
    'empty',
    ([a = NIL], written) => {
      const truth = truthOf(a);
      return bool(truth === null ? null : !truth, written);
    },
  ],
  [
    'ternary',
    ([yes = NIL, no = NIL, test = NIL], written) => {
      const truth = truthOf(test);
      return truth === null ? unknown(written) : truth ? yes : no;
    },
  ],
  [
    'contains',
    ([part, whole], written) => {
      const [inner, outer] = [stringOf(part), stringOf(whole)];
      return inner === null || outer === null ? unknown(written) : bool(outer.includes(inner), written);
    },
  ],
  [
    'hasPrefix',
    ([part, whole], written) => {
      const [inner, outer] = [stringOf(part), stringOf(whole)];
      return inner === null || outer === null ? unknown(written) : bool(outer.startsWith(inner), written);
    },
  ],
  ['dict', dict],
  ['list', (operands) => ({ kind: 'list', items: operands })],
  ['index', index],
  ['get', index],
  ['field', index],
  ['hasKey', hasKey],
  ['kindIs', kindIs],
  ['typeIs', kindIs],
]);
