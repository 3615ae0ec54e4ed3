import { go } from '../../../src/languages/go/index.ts';
import type { Statement } from '../../../src/program/program.ts';

const offsets: ReadonlySet<string> = new Set(['start', 'end', 'contentStart']);

/** The statements of a text's units, at their places in the text. */
export function composeUnits(text: string): Statement[] {
  return go.cut(text).flatMap((unit) => shift(go.lower(unit.text), unit.start) as Statement[]);
}

function shift(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shift(item, by));
  if (typeof value !== 'object' || value === null) return value;
  const moved = Object.entries(value).map(([key, item]) => [
    key,
    offsets.has(key) && typeof item === 'number' && item >= 0 ? item + by : shift(item, by),
  ]);
  return Object.fromEntries(moved);
}

export interface Node {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly value?: unknown;
  readonly name?: unknown;
  readonly contentStart?: number;
}

/** Every node of the statements that has a kind and a place. */
export function nodesOf(value: unknown, found: Node[] = []): Node[] {
  if (Array.isArray(value)) for (const item of value) nodesOf(item, found);
  else if (typeof value === 'object' && value !== null) {
    const node = value as Partial<Node>;
    if (typeof node.kind === 'string' && typeof node.start === 'number') found.push(node as Node);
    for (const item of Object.values(value)) nodesOf(item, found);
  }
  return found;
}

const left: ReadonlySet<string> = new Set([
  ...offsets,
  'exported',
  'optional',
  'constructs',
  'annotation',
  'async',
  'generator',
  'decorators',
  'keywords',
]);

/** A node in short: its kind, its own names and values, and its children, without places. */
export function brief(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(brief);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !left.has(key))
      .map(([key, item]) => [key, brief(item)]),
  );
}
