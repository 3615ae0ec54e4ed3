import type { Node } from 'oxc-parser';
import type { At } from '../../program/program.ts';
import { originalOffset } from './lines.ts';

/** What lowering carries along: the whole text, how offsets of the parsed part become offsets of it, and how deep the walk is. */
export interface Lowering {
  readonly text: string;
  /** Where the parsed part begins in the text that was given to the parser. */
  readonly offset: number;
  /** Line ends that the parser's text has and the whole text has not. */
  readonly inserted: readonly number[];
  depth: number;
  /** Inside a namespace `export` exports from the namespace, not from the module. */
  inNamespace: boolean;
}

/** The deepest nesting that is lowered; it bounds every later walk over the result as well. */
const deepest = 500;

/** Thrown where a tree nests deeper than {@link deepest}; the innermost statement around it becomes `broken`. */
export class NestsTooDeep extends Error {}

export function startLowering(text: string, offset: number, inserted: readonly number[]): Lowering {
  return { text, offset, inserted, depth: 0, inNamespace: false };
}

/** Steps one level down. The caller steps up again, except when something is thrown: then whoever catches restores the depth. */
export function descend(lowering: Lowering): void {
  lowering.depth++;
  if (lowering.depth > deepest) throw new NestsTooDeep();
}

export function at(lowering: Lowering, node: Pick<Node, 'start' | 'end'>): At {
  const start = node.start + lowering.offset;
  const end = node.end + lowering.offset;
  if (lowering.inserted.length === 0) return { start, end };
  return { start: originalOffset(lowering.inserted, start), end: originalOffset(lowering.inserted, end) };
}

export function emptyAt(offset: number): At {
  return { start: offset, end: offset };
}
