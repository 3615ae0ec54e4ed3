import type { Node } from 'oxc-parser';
import type { At } from '../../program/program.ts';

/** What lowering carries along: the whole text, where the parsed part begins in it, and how deep the walk is. */
export interface Lowering {
  readonly text: string;
  readonly offset: number;
  depth: number;
  /** Inside a namespace `export` exports from the namespace, not from the module. */
  inNamespace: boolean;
}

/** The deepest nesting that is lowered; it bounds every later walk over the result as well. */
const deepest = 500;

/** Thrown where a tree nests deeper than {@link deepest}; the innermost statement around it becomes `broken`. */
export class NestsTooDeep extends Error {}

export function startLowering(text: string, offset: number): Lowering {
  return { text, offset, depth: 0, inNamespace: false };
}

/** Steps one level down. The caller steps up again, except when something is thrown: then whoever catches restores the depth. */
export function descend(lowering: Lowering): void {
  lowering.depth++;
  if (lowering.depth > deepest) throw new NestsTooDeep();
}

export function at(lowering: Lowering, node: Pick<Node, 'start' | 'end'>): At {
  return { start: node.start + lowering.offset, end: node.end + lowering.offset };
}

export function emptyAt(offset: number): At {
  return { start: offset, end: offset };
}
