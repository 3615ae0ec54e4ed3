import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Range } from '../../model/span.ts';
import type { Gap } from '../../model/unresolved.ts';
import { asParsed, type ParsedText, repairHereDocuments } from './repair.ts';

/** A YAML file of a CI service, read leniently, with every node's place. */
export interface YamlFile {
  readonly path: string;
  readonly root: Node | null;
  readonly gaps: readonly Gap[];
  /** The text as it was parsed, and the way from its offsets to the file's. */
  readonly parsed: ParsedText;
  readonly document: Document;
  /** Aliases that may still be followed: texts that grow by aliases end here. */
  budget: number;
  anchors: ReadonlyMap<string, Node> | null;
}

const MOST_ALIASES = 5_000;

/**
 * Reads YAML. What does not parse is reported, and what does parse is kept; a here-document whose lines stand at the margin, inside an
 * indented block, is taken as part of the block.
 */
export function parseYaml(path: string, text: string): YamlFile {
  const straight = asParsed(text);
  const first = parse(straight.text);
  const repaired = first.document.errors.length > 0 ? repairHereDocuments(text) : null;
  const { document } = repaired ? parse(repaired.text) : first;
  const gaps = first.document.errors.map((error): Gap => {
    const [start, end] = error.pos;
    const at = first.lines.linePos(start);
    const range = { path, start: Math.min(start, text.length), end: Math.min(Math.max(start, end), text.length) };
    return { reason: 'syntax-error', text: `${error.code} at line ${at.line}, column ${at.col}`, range };
  });
  const parsed = repaired ?? straight;
  return {
    path,
    root: document.contents as Node | null,
    gaps: gaps.slice(0, repaired && document.errors.length === 0 ? 1 : 20),
    parsed,
    document,
    budget: MOST_ALIASES,
    anchors: null,
  };
}

function parse(text: string): { document: Document; lines: LineCounter } {
  const lines = new LineCounter();
  const options = {
    schema: 'failsafe',
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  } as const;
  return { document: parseDocument(text, options) as unknown as Document, lines };
}

/** Nodes by their anchors; YAML takes the last one before an alias, and nobody gives two nodes one anchor. */
function anchorsOf(file: YamlFile): ReadonlyMap<string, Node> {
  if (file.anchors) return file.anchors;
  const anchors = new Map<string, Node>();
  visit(file.document, {
    Node: (_, node) => {
      if ('anchor' in node && node.anchor) anchors.set(node.anchor, node);
    },
  });
  file.anchors = anchors;
  return anchors;
}

/** The node itself, or what its alias stands for. */
export function follow(file: YamlFile, node: unknown): Node | null {
  let at = node;
  for (let depth = 0; isAlias(at) && depth < 20; depth++) {
    if (file.budget-- <= 0) return null;
    at = anchorsOf(file).get(at.source);
  }
  return at && !isAlias(at) ? (at as Node) : null;
}

/** The entries of a map, merge keys included; later ones win, own ones win over merged ones. */
export function entriesOf(file: YamlFile, node: unknown, depth = 0): Map<string, Node> {
  const out = new Map<string, Node>();
  const map = follow(file, node);
  if (!isMap(map) || depth > 20) return out;
  for (const { key, value } of map.items) {
    if (nameOf(key) !== '<<') continue;
    const merged = follow(file, value);
    const sources = isSeq(merged) ? merged.items : [merged];
    for (const source of sources)
      for (const [name, held] of entriesOf(file, source, depth + 1)) if (!out.has(name)) out.set(name, held);
  }
  for (const { key, value } of map.items) {
    const name = nameOf(key);
    const held = follow(file, value);
    if (name !== null && name !== '<<' && held) out.set(name, held);
  }
  return out;
}

function nameOf(key: unknown): string | null {
  return isScalar(key) ? String(key.value) : null;
}

export function itemsOf(file: YamlFile, node: unknown): Node[] {
  const list = follow(file, node);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => follow(file, item) ?? []);
}

/** A scalar's value; null for anything else. */
export function stringOf(file: YamlFile, node: unknown): string | null {
  const scalar = follow(file, node);
  return isScalar(scalar) ? String(scalar.value ?? '') : null;
}

/** Words of a scalar or of a list of scalars. */
export function stringsOf(file: YamlFile, node: unknown): string[] {
  const one = stringOf(file, node);
  if (one !== null) return one === '' ? [] : [one];
  return itemsOf(file, node).flatMap((item) => stringOf(file, item) ?? []);
}

export function rangeOfNode(file: YamlFile, node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  const from = file.parsed.toFile(start);
  return { path: file.path, start: from, end: Math.max(from, file.parsed.toFile(end)) };
}
