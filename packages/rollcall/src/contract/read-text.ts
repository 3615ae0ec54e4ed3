import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Range } from '../model/span.ts';
import { type Place, type PlacedValue, type Pointer, showName } from './places.ts';
import { syntaxMessage } from './syntax-messages.ts';

/** A contract larger than this is not read. */
const MAX_CHARACTERS = 500_000;
/** Bounds on what aliases can unfold to. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 64;
/** Errors after this many tell nothing new. */
const MAX_ERRORS = 50;

/** Something that keeps text from being read as YAML or JSON. */
export interface ReadError {
  readonly range: Range | null;
  readonly pointer: Pointer;
  readonly message: string;
}

export type ReadResult =
  | { readonly ok: true; readonly placed: PlacedValue }
  | { readonly ok: false; readonly errors: readonly ReadError[] };

/**
 * Reads YAML 1.2 (core schema) or JSON, with the place of every key and value. Duplicate keys, tags, a second document and too deep or
 * too many nodes are errors; text never makes it throw, and aliases unfold within bounds.
 * @see https://yaml.org/spec/1.2.2/
 */
export function readText(path: string, text: string, language: 'yaml' | 'json'): ReadResult {
  const whole = { path, start: 0, end: 0 };
  if (text.length > MAX_CHARACTERS)
    return {
      ok: false,
      errors: [{ range: whole, pointer: [], message: 'a contract must be smaller than half a million characters' }],
    };
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const syntax = [...syntaxErrors(path, text, document), ...(language === 'json' ? jsonErrors(path, text) : [])];
  if (syntax.length > 0) return { ok: false, errors: syntax.slice(0, MAX_ERRORS) };
  const reader = new NodeReader(path, text);
  const placed = reader.read(document.contents);
  return reader.errors.length > 0 ? { ok: false, errors: reader.errors } : { ok: true, placed };
}

function syntaxErrors(path: string, text: string, document: Document.Parsed): ReadError[] {
  return [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    // The parser's ranges reach beyond the end where something is missing there.
    range: { path, start: Math.min(pos[0], text.length), end: Math.min(pos[1], text.length) },
    pointer: [],
    message: syntaxMessage(code),
  }));
}

/** What makes text that YAML accepts no JSON. The parser's message quotes the source, so only its position is used. */
function jsonErrors(path: string, text: string): ReadError[] {
  try {
    JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return [];
  } catch (error) {
    const at = error instanceof Error ? /at position (\d+)/.exec(error.message) : null;
    const start = Math.min(Number(at?.[1] ?? 0), text.length);
    const message = 'this is not valid JSON: no comments, no trailing commas, double quotes only';
    return [{ range: { path, start, end: start }, pointer: [], message }];
  }
}

/** Turns the parser's nodes into plain values and their places, in the order of the file, so that an alias finds the anchor before it. */
class NodeReader {
  readonly errors: ReadError[] = [];
  private readonly path: string;
  private readonly text: string;
  private readonly anchors = new Map<string, ParsedNode>();
  private budget = MAX_NODES;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  read(root: ParsedNode | null): { value: unknown; place: Place } {
    return this.node(root, null, []);
  }

  private node(node: ParsedNode | null, key: Range | null, pointer: Pointer): { value: unknown; place: Place } {
    const value = node?.range ? this.range(node.range[0], node.range[1]) : (key ?? this.range(0, 0));
    const empty = { value: null, place: { key, value, spelling: null, children: new Map<string, Place>() } };
    if (--this.budget < 0 || pointer.length > MAX_DEPTH)
      return this.refuse(value, pointer, 'too much unfolds here: too many values, or nested too deeply', empty);
    if (node === null) return empty;
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (!target) return this.refuse(value, pointer, 'no anchor of this name stands before this alias', empty);
      const read = this.node(target, key, pointer);
      return { value: read.value, place: { ...read.place, value } };
    }
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isMap(node)) return this.mapping(node, empty.place, pointer);
    if (isSeq(node)) {
      const items = node.items.map((item, i) => this.node(item as ParsedNode, null, [...pointer, i]));
      const children = new Map(items.map((item, i) => [String(i), item.place]));
      return { value: items.map((item) => item.value), place: { ...empty.place, children } };
    }
    return { value: node.value, place: { ...empty.place, spelling: spelling(node) } };
  }

  private mapping(node: YAMLMap.Parsed, place: Place, pointer: Pointer): { value: unknown; place: Place } {
    const value: Record<string, unknown> = Object.create(null);
    const children = new Map<string, Place>();
    for (const pair of node.items) {
      const key = this.key(pair, place.value, pointer);
      if (!key) continue;
      if (children.has(key.name)) {
        this.report(key.range, [...pointer, key.name], `the key ${showName(key.name)} stands here twice`);
        continue;
      }
      const read = this.node(pair.value, key.range, [...pointer, key.name]);
      value[key.name] = read.value;
      children.set(key.name, read.place);
    }
    return { value, place: { ...place, children } };
  }

  /** A key as it is spelled: `1.0` and `null` are names like any other. */
  private key(
    pair: Pair<ParsedNode, ParsedNode | null>,
    whole: Range,
    pointer: Pointer,
  ): { name: string; range: Range } | null {
    const node = pair.key;
    const range = node?.range ? this.range(node.range[0], node.range[1]) : whole;
    if (isScalar(node)) {
      if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
      return { name: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)), range };
    }
    this.report(range, pointer, 'a key must be text');
    return null;
  }

  private range(start: number, end: number): Range {
    return { path: this.path, start: Math.min(start, this.text.length), end: Math.min(end, this.text.length) };
  }

  private refuse<T>(range: Range, pointer: Pointer, message: string, instead: T): T {
    this.report(range, pointer, message);
    return instead;
  }

  private report(range: Range, pointer: Pointer, message: string): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push({ range, pointer, message });
  }
}

function spelling(node: Scalar): string | null {
  return typeof node.value === 'string' || node.value === null ? null : (node.source ?? null);
}
