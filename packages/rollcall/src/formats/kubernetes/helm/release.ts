import { parseManifest } from '../../../manifests/parse.ts';
import { sourceOfText } from '../../../manifests/source.ts';
import type { Entry, Value } from '../../../manifests/value.ts';
import { type Argument, type Command, isWord } from '../../../model/command.ts';
import { type FlatText, flatten } from '../../../model/flat-text.ts';
import { coverLiterals } from '../../../model/shown-text.ts';
import type { Range } from '../../../model/span.ts';
import { asWritten, hole, known, literal, rangeOf, rangesOf, type Text } from '../../../model/text.ts';
import type { Gap } from '../../../model/unresolved.ts';

/** A value that a command line sets, by its path in the values. */
export interface SetValue {
  readonly path: readonly (string | number)[];
  /** Where each part of the path stands. */
  readonly keys: readonly Text[];
  readonly value: Value;
}

/** A command that deploys a chart, as it states it. */
export interface HelmRelease {
  readonly name: Text | null;
  readonly chart: Text;
  /** Files of values, in their order. */
  readonly files: readonly Text[];
  readonly sets: readonly SetValue[];
  /** Why there may be other values. */
  readonly gaps: readonly Gap[];
  readonly hidden: readonly Range[];
  readonly command: Command;
  readonly entry: string;
}

/** Flags whose next word is no chart and no release. https://helm.sh/docs/helm/helm_upgrade/ */
const TAKES =
  /^(?:-[nlo]|--(?:namespace|timeout|version|repo|kube-[a-z-]+|kubeconfig|history-max|description|post-renderer(?:-args)?|username|password|ca-file|cert-file|key-file|keyring|output|labels|registry-config|repository-(?:cache|config)|burst-limit|qps|name-template))$/;
const SET = /^--set(?:-(string|file|json|literal))?$/;

/** `helm upgrade` and `helm install`; null for any other command, and for one that only tries. */
export function readRelease(command: Command, entry: string): HelmRelease | null {
  const [tool, ...rest] = command.argv;
  if (!tool || !isWord(tool) || !/(^|\/)helm3?$/.test(known(tool.text) ?? '')) return null;
  const words = rest.map((word) => (isWord(word) ? (known(word.text) ?? '') : ''));
  const verb = words.findIndex((word) => /^(?:upgrade|install)$/.test(word));
  if (verb < 0 || verb > 6 || words.some((word) => /^--dry-run(?:=(?!false|none)|$)/.test(word))) return null;
  const out: Reading = { positionals: [], files: [], sets: [], gaps: [], hidden: [], command };
  readWords(out, [...rest.slice(0, verb), ...rest.slice(verb + 1)]);
  const [first, second] = out.positionals;
  const chart = second ?? first;
  if (!chart || /^(?:oci|https?):/.test(asWritten(chart))) return null;
  return { ...out, name: second && first ? first : null, chart, entry };
}

interface Reading {
  readonly positionals: Text[];
  readonly files: Text[];
  readonly sets: SetValue[];
  readonly gaps: Gap[];
  readonly hidden: Range[];
  readonly command: Command;
}

function readWords(out: Reading, words: readonly Argument[]): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    if (!isWord(word)) {
      out.gaps.push(openGap(word.written, word.range ?? out.command.range));
      continue;
    }
    const { flag, joined } = splitFlag(word.text);
    if (flag === null) {
      out.positionals.push(word.text);
      continue;
    }
    const kind = SET.exec(flag);
    const isFile = flag === '--values' || flag === '-f';
    const takes = joined === null && (kind !== null || isFile || TAKES.test(flag));
    const next = takes ? words[++i] : undefined;
    if (next && !isWord(next)) out.gaps.push(openGap(next.written, next.range ?? out.command.range));
    const value = joined ?? (next && isWord(next) ? next.text : null);
    if (!value || (!kind && !isFile)) continue;
    const isConditional = word.conditional === true || value.some((piece) => piece.conditional);
    if (isFile && isConditional) out.gaps.push(openGap(flag, rangeOf(value) ?? out.command.range));
    if (isFile) out.files.push(...commaParts(value));
    else readSet(out, value, kind?.[1] ?? '', isConditional);
  }
}

function splitFlag(text: Text): { readonly flag: string | null; readonly joined: Text | null } {
  const flat = flatten(text);
  const head = /^(--?[A-Za-z][\w-]*)(=)?/.exec(flat.chars);
  if (!head) return { flag: null, joined: null };
  const joined = head[2] === undefined ? null : flat.cut(head[0].length, flat.chars.length);
  return { flag: head[1] ?? '', joined };
}

function openGap(written: string, range: Range): Gap {
  return { reason: 'dynamic-list', text: coverLiterals(written), range, names: 'all' };
}

function commaParts(text: Text): Text[] {
  const flat = flatten(text);
  return piecesBetween(flat, 0, flat.chars.length, ',').map(([from, to]) => flat.cut(from, to));
}

/** Parts between separators that no backslash stands before, and that stand in no braces. */
function piecesBetween({ chars }: FlatText, from: number, to: number, separator: string): [number, number][] {
  const out: [number, number][] = [];
  let start = from;
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = chars[i];
    if (c === '\\') i++;
    else if (c === '{') depth++;
    else if (c === '}') depth--;
    else if (c === separator && depth <= 0) {
      out.push([start, i]);
      start = i + 1;
    }
  }
  out.push([start, to]);
  return out;
}

/**
 * `a.b=c,d[0].e={x,y}`; what only some runs set is not known. Of `--set-file` the file's text is the value, `--set-json` takes JSON, `--set-literal` takes all as it is.
 * Source: https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
function readSet(out: Reading, text: Text, kind: string, isConditional: boolean): void {
  const flat = flatten(text);
  const whole: [number, number] = [0, flat.chars.length];
  const parts = kind === 'json' || kind === 'literal' ? [whole] : piecesBetween(flat, ...whole, ',');
  for (const [from, to] of parts) {
    const [key, rest] = piecesBetween(flat, from, to, '=');
    if (!key || key[0] === key[1]) continue;
    const value = flat.cut(rest ? rest[0] : to, to);
    out.hidden.push(...rangesOf(value));
    const path = pathOf(flat, key);
    const range = rangeOf(flat.cut(from, to)) ?? out.command.range;
    if (!path)
      out.gaps.push({ reason: 'dynamic-name', text: coverLiterals(asWritten(flat.cut(...key))), range, names: 'all' });
    else if (isConditional) out.sets.push({ ...path, value: scalar(hole(asWritten(value), range), range) });
    else out.sets.push({ ...path, value: statedValue(value, kind, range) });
  }
}

/** The parts of `a.b\.c[0].d`; null where only run time knows one. */
function pathOf(flat: FlatText, [from, to]: readonly [number, number]): Pick<SetValue, 'path' | 'keys'> | null {
  if (flat.chars.slice(from, to).includes(flat.hole)) return null;
  const path: (string | number)[] = [];
  const keys: Text[] = [];
  for (const [start, end] of piecesBetween(flat, from, to, '.')) {
    const [, name = '', indexes = ''] = /^(.*?)((?:\[\d{1,4}\])*)$/s.exec(flat.chars.slice(start, end)) ?? [];
    const key = flat.cut(start, start + name.length);
    if (name !== '') {
      path.push(name.replace(/\\(.)/gs, '$1'));
      keys.push(name.includes('\\') ? literal(name.replace(/\\(.)/gs, '$1'), rangeOf(key)) : key);
    }
    for (const [, index] of indexes.matchAll(/\[(\d+)\]/g)) {
      path.push(Number(index));
      keys.push(key);
    }
  }
  return path.length > 0 && path.length < 40 ? { path, keys } : null;
}

function statedValue(text: Text, kind: string, range: Range): Value {
  if (kind === 'file') return scalar(hole(asWritten(text), range), range);
  if (kind === 'json') {
    const [document] = parseManifest(sourceOfText(range.path, text), (one) => one);
    return document?.root && document.gaps.length === 0 ? document.root : scalar(hole('--set-json', range), range);
  }
  const chars = kind === '' || kind === 'string' ? known(text) : null;
  if (chars === 'null' && kind === '') return { kind: 'scalar', text: [], isNull: true, range };
  const list = kind === 'literal' ? null : listIn(text);
  if (list) return { kind: 'list', items: list.map((item) => scalar(item, range)), range };
  return scalar(chars?.includes('\\') ? literal(chars.replace(/\\(.)/gs, '$1'), rangeOf(text)) : text, range);
}

/** `{a,b}` */
function listIn(text: Text): Text[] | null {
  const flat = flatten(text);
  if (!flat.chars.startsWith('{') || !flat.chars.endsWith('}')) return null;
  if (flat.chars === '{}') return [];
  return commaParts(flat.cut(1, flat.chars.length - 1));
}

function scalar(text: Text, range: Range): Value {
  return { kind: 'scalar', text, isNull: false, range: rangeOf(text) ?? range };
}

const MOST_ITEMS = 1_000;

/** The values with one more set; maps and lists are made where there are none. */
export function withSet(values: Value | null, { path, keys, value }: SetValue, at = 0): Value | null {
  const step = path[at];
  if (step === undefined) return value;
  const key = keys[at] ?? [];
  const range = values?.range ?? value.range;
  const inner = (before: Value | null): Value | null => withSet(before, { path, keys, value }, at + 1);
  if (typeof step === 'number') {
    const items = values?.kind === 'list' ? [...values.items] : [];
    const made = inner(items[step] ?? null);
    while (items.length < Math.min(step, MOST_ITEMS)) items.push({ kind: 'scalar', text: [], isNull: true, range });
    if (made && step < MOST_ITEMS) items[step] = made;
    return { kind: 'list', items, range };
  }
  const entries = values?.kind === 'map' ? values.entries : [];
  const before = entries.find(({ name }) => name === step);
  const made = inner(before?.value ?? null);
  const rest = entries.filter((one) => one !== before);
  if (!made || (made.kind === 'scalar' && made.isNull)) return { kind: 'map', entries: rest, range };
  const own: Entry = { name: step, key, keyRange: rangeOf(key) ?? value.range, value: made };
  const kept = before && made.kind !== 'scalar' ? { ...before, value: made } : own;
  return {
    kind: 'map',
    entries: before ? entries.map((one) => (one === before ? kept : one)) : [...rest, kept],
    range,
  };
}
