import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, visit } from 'yaml';
import type { MaskedManifest } from '../../manifests/templates.ts';
import type { Range } from '../../model/span.ts';
import type { Text } from '../../model/text.ts';
import { readScalar } from './scalar-text.ts';

/** One document of a manifest file, and how to walk it: aliases and merge keys are followed, and nothing throws. */
export class ManifestDocument {
  readonly manifest: MaskedManifest;
  private readonly document: Document;
  private readonly targets: ReadonlyMap<unknown, Node>;

  constructor(document: Document, manifest: MaskedManifest) {
    this.document = document;
    this.manifest = manifest;
    this.targets = findTargets(document);
  }

  get root(): Node | null {
    const { contents } = this.document;
    return isNode(contents) ? contents : null;
  }

  /** The node behind an alias. */
  follow(node: unknown): Node | null {
    if (isAlias(node)) return this.targets.get(node) ?? null;
    return isNode(node) ? node : null;
  }

  /** The value of a key of a map, its own before what `<<` merges in. */
  get(node: unknown, key: string): Node | null {
    return this.follow(this.pair(node, key)?.value);
  }

  /** The pair of a key, as {@link get}. */
  pair(node: unknown, key: string, seen: Set<Node> = new Set()): Pair | null {
    const map = this.follow(node);
    if (!isMap(map) || seen.has(map)) return null;
    seen.add(map);
    const own = map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
    if (own) return own;
    const merged = this.follow(map.items.find((pair) => isScalar(pair.key) && pair.key.value === '<<')?.value);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = this.pair(source, key, seen);
      if (found) return found;
    }
    return null;
  }

  at(node: unknown, ...keys: readonly string[]): Node | null {
    return keys.reduce<Node | null>((inner, key) => this.get(inner, key), this.follow(node));
  }

  items(node: unknown): readonly Node[] {
    const sequence = this.follow(node);
    return isSeq(sequence) ? sequence.items.flatMap((item) => this.follow(item) ?? []) : [];
  }

  text(node: unknown): Text | null {
    return readScalar(this.follow(node), this.manifest);
  }

  range(node: unknown): Range | null {
    const range = isNode(node) ? node.range : null;
    return range ? { path: this.manifest.path, start: range[0], end: range[1] } : null;
  }
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
