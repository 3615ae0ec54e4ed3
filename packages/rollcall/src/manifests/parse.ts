import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { coverLiterals } from '../model/shown-text.ts';
import type { Range } from '../model/span.ts';
import { hole, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { ManifestSource, SourceInsertion } from './source.ts';
import type { Entry, ListValue, MapValue, Value } from './value.ts';
import { nestsTooDeep } from './yaml-depth.ts';

/** One document of a manifest. */
export interface ManifestDocument {
  readonly root: Value | null;
  /** What of it does not parse. */
  readonly gaps: readonly Gap[];
}

/** How the tool that reads the file fills references in its scalars: `${X}`. */
export type Fill = (text: Text) => Text;

/** How many nodes of a file are looked at, aliases followed. */
const MOST_NODES = 200_000;
const DEEPEST = 200;
/** Each node is compared with each of them. */
const MOST_TAGS = 500;

/** Reads a file of one or more documents in YAML or JSON. It takes any text. */
export function parseManifest(source: ManifestSource, fill: Fill): readonly ManifestDocument[] {
  const { chars } = source.flat;
  const unreadable = (why: string): readonly ManifestDocument[] => [
    { root: null, gaps: [syntaxError(why, wholeRange(source))] },
  ];
  if (nestsTooDeep(chars)) return unreadable('nested too deep');
  if (source.blocks.length + source.insertions.length > MOST_TAGS) return unreadable('too many template tags');
  try {
    const parsed = parseAllDocuments(chars, { uniqueKeys: false, logLevel: 'silent', merge: false });
    const documents = Array.isArray(parsed) ? parsed : [];
    const budget = { left: MOST_NODES };
    return documents.map((document) => {
      const gaps = document.errors.slice(0, 5).map((error) => syntaxError(error.code, rangeIn(source, ...error.pos)));
      const root = new Converter(document, source, fill, budget).root();
      return { root, gaps: budget.left > 0 ? gaps : [...gaps, syntaxError('too many nodes', wholeRange(source))] };
    });
  } catch {
    return unreadable('not readable as YAML');
  }
}

/** The parser's code for the error; its message would show the source. */
function syntaxError(text: string, range: Range | null): Gap {
  return { reason: 'syntax-error', text, range, names: 'all' };
}

function wholeRange({ path, length }: ManifestSource): Range {
  return { path, start: 0, end: length };
}

/** Where the text between two offsets is written, as far as it is in one file and in order. */
function rangeIn({ flat, path, length }: ManifestSource, from: number, to: number): Range {
  let end = to;
  while (end > from && /\s/.test(flat.chars.charAt(end - 1))) end--;
  const placed = flat.cut(from, end).filter(({ range }) => range !== null);
  const first = placed[0]?.range;
  const last = placed.at(-1)?.range;
  if (first && last)
    return first.path === last.path && last.end >= first.start
      ? { ...first, end: Math.max(first.end, last.end) }
      : first;
  const before = flat.cut(Math.max(0, from - 200), from).findLast(({ range }) => range !== null)?.range;
  const offset = before?.end ?? Math.min(from, length);
  return { path: before?.path ?? path, start: offset, end: offset };
}

class Converter {
  private readonly document: Document;
  private readonly source: ManifestSource;
  private readonly fill: Fill;
  private readonly budget: { left: number };
  private readonly targets: ReadonlyMap<unknown, Node>;
  private readonly made = new Map<Node, Value | null>();

  constructor(document: Document, source: ManifestSource, fill: Fill, budget: { left: number }) {
    this.document = document;
    this.source = source;
    this.fill = fill;
    this.budget = budget;
    this.targets = findTargets(document);
  }

  root(): Value | null {
    return this.convert(this.document.contents, null, 0);
  }

  /** @param from where blocks that concern the node may begin: behind the key that holds it or its list; null: nothing holds it */
  private convert(given: unknown, from: number | null, depth: number, item = false): Value | null {
    const node = isAlias(given) ? this.targets.get(given) : given;
    if (!isNode(node) || depth > DEEPEST || this.budget.left-- <= 0) return null;
    const known = this.made.get(node);
    if (known !== undefined) return known;
    // A node that holds an alias of itself is nothing there.
    this.made.set(node, null);
    const value = this.make(node, from, depth, item);
    this.made.set(node, value);
    return value;
  }

  private make(node: Node, from: number | null, depth: number, item: boolean): Value | null {
    const [start = 0, end = 0] = node.range ?? [];
    const range = this.range(start, end);
    const region = from ?? start;
    const placed = this.isConditional(region, start, end) ? { range, conditional: true as const } : { range };
    if (isMap(node))
      return {
        kind: 'map',
        ...placed,
        ...this.convertMap(node, item ? start : region, depth),
        ...this.openings(item ? start : region, end),
      };
    if (isSeq(node)) {
      const list: ListValue = {
        kind: 'list',
        ...placed,
        items: node.items.flatMap((one) => this.convert(one, region, depth + 1, true) ?? []),
      };
      return list;
    }
    if (!isScalar(node)) return null;
    const text = this.scalarText(node);
    return { kind: 'scalar', ...placed, text, isNull: node.value === null };
  }

  private convertMap(map: YAMLMap, region: number, depth: number): Pick<MapValue, 'entries'> {
    const own = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const pair of map.items) {
      const key = isAlias(pair.key) ? this.targets.get(pair.key) : pair.key;
      if (!isScalar(key)) continue;
      const text = this.scalarText(key);
      const name = text.map((piece) => (piece.kind === 'text' ? piece.text : piece.written)).join('');
      if (name === '<<' && key.type === 'PLAIN') {
        merged.push(...this.mergedEntries(pair.value, region, depth));
        continue;
      }
      if (own.has(name)) continue;
      const [start = 0, end = 0] = key.range ?? [];
      const keyRange = this.range(start, end);
      const value = this.valueOf(pair.value, end, depth) ?? {
        kind: 'scalar',
        text: [],
        isNull: true,
        range: { ...keyRange, start: keyRange.end },
      };
      const conditional = this.isConditional(region, start, end) ? { conditional: true as const } : {};
      own.set(name, { name, key: text, keyRange, value, ...conditional });
    }
    for (const one of merged) if (!own.has(one.name)) own.set(one.name, one);
    return { entries: [...own.values()] };
  }

  /** What a template puts right behind a key is the key's value. */
  private valueOf(node: unknown, keyEnd: number, depth: number): Value | null {
    const value = this.convert(node, keyEnd, depth + 1);
    if (value && !(value.kind === 'scalar' && value.isNull)) return value;
    const inserted = this.source.insertions.find(
      ({ at }) => at >= keyEnd && /^\s*:\s*$/.test(this.source.flat.chars.slice(keyEnd, at)),
    );
    if (!inserted) return value;
    const range = inserted.range ?? this.range(keyEnd, keyEnd);
    return { kind: 'scalar', text: hole(inserted.written, inserted.range), isNull: false, range };
  }

  private mergedEntries(node: unknown, start: number, depth: number): readonly Entry[] {
    const value = this.convert(node, start, depth + 1);
    const sources = value?.kind === 'list' ? value.items : value ? [value] : [];
    const out = new Map<string, Entry>();
    for (const source of sources)
      for (const one of source.kind === 'map' ? source.entries : []) {
        if (this.budget.left-- <= 0) break;
        if (!out.has(one.name)) out.set(one.name, one);
      }
    return [...out.values()];
  }

  private isConditional(from: number, start: number, end: number): boolean {
    return this.source.blocks.some(
      (b) => b.start >= from && b.start <= start && b.end >= trimmed(this.source, start, end),
    );
  }

  /** Lines and lists that a template makes inside a map, white space behind it included. */
  private openings(start: number, end: number): Pick<MapValue, 'open'> {
    const { insertions, blocks, flat } = this.source;
    if (insertions.length === 0 && blocks.length === 0) return {};
    let to = end;
    while (to < flat.chars.length && /\s/.test(flat.chars.charAt(to))) to++;
    const lines = insertions.filter((one) => one.at >= start && one.at < to && this.mayNameVariables(one));
    const lists = blocks.filter((block) => block.repeats && block.start >= start && block.start < to);
    const open = [...lines, ...lists].map(
      ({ written, range }): Gap => ({ reason: 'dynamic-list', text: coverLiterals(written), range, names: 'all' }),
    );
    return open.length > 0 ? { open } : {};
  }

  /** Whether lines put here may be variables: not those right under another key, such as `resources:`. */
  private mayNameVariables({ at }: SourceInsertion): boolean {
    const before = this.source.flat.chars.slice(Math.max(0, at - 400), at).trimEnd();
    const key = /(?:^|\n)[ \t]*(?:-[ \t]+)?([\w.-]+):$/.exec(before)?.[1];
    return key === undefined || /^(env|envFrom|volumeMounts|containers|environment|data|stringData)$/.test(key);
  }

  private range(start: number, end: number): Range {
    return rangeIn(this.source, start, end);
  }

  private scalarText(node: Scalar): Text {
    const [start = 0, end = 0] = node.range ?? [];
    const { flat } = this.source;
    const quote = flat.chars[start];
    const quoted = (quote === '"' || quote === "'") && end - start >= 2 && flat.chars[end - 1] === quote;
    const [from, to] = quoted ? [start + 1, end - 1] : [start, end];
    const written = flat.chars.slice(from, to);
    const value = typeof node.value === 'string' ? node.value : written;
    if (value === written) return this.fill(value === '' ? this.empty(from) : flat.cut(from, to));
    const lines = node.type === 'BLOCK_LITERAL' ? this.lines(value, from) : null;
    return this.fill(lines ?? this.decoded(value, from, to));
  }

  /** The lines of a block, each where it stands; null where they are not those of the source. */
  private lines(value: string, from: number): Text | null {
    const { flat } = this.source;
    const out: Text[number][] = [];
    let at = flat.chars.indexOf('\n', from) + 1;
    for (const line of value.split(/(?<=\n)/)) {
      const body = line.endsWith('\n') ? line.slice(0, -1) : line;
      const next = flat.chars.indexOf('\n', at);
      const lineEnd = next < 0 ? flat.chars.length : next;
      const held = flat.chars.slice(at, lineEnd).replace(/\r$/, '');
      if (at === 0 || !held.endsWith(body)) return null;
      out.push(...flat.cut(at + held.length - body.length, at + held.length));
      if (body !== line)
        out.push(
          ...(next < 0 ? [{ kind: 'text', text: '\n', range: null, exact: false } as const] : flat.cut(next, next + 1)),
        );
      at = lineEnd + 1;
    }
    return out;
  }

  private empty(from: number): Text {
    const range = { ...this.range(from, from) };
    return [{ kind: 'text', text: '', range: { ...range, end: range.start }, exact: true }];
  }

  /** A scalar whose characters are not those of the source: its pieces have the place of the whole. */
  private decoded(value: string, from: number, to: number): Text {
    const { flat } = this.source;
    const range = this.range(from, to);
    const holes = flat.cut(from, to).filter((piece) => piece.kind === 'hole');
    const out: Text[number][] = [];
    for (const [i, part] of value.split(flat.hole).entries()) {
      const made = i > 0 ? holes[i - 1] : undefined;
      if (made) out.push(made);
      if (part !== '') out.push({ kind: 'text', text: part, range, exact: false });
    }
    return out;
  }
}

function trimmed({ flat }: ManifestSource, start: number, end: number): number {
  let to = end;
  while (to > start && /\s/.test(flat.chars.charAt(to - 1))) to--;
  return to;
}

/** The node that each alias stands for: the last one before it with its anchor. */
function findTargets(document: Document): ReadonlyMap<unknown, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node>();
  visit(document, {
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value(_, node) {
      if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}
