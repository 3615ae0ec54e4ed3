import type { Assumption, Condition } from '../../model/command.ts';
import type { Text } from '../../model/text.ts';

/** What a branch assumes of one unknown. */
export interface Constraint {
  /** The unknown as the test writes it. */
  readonly subject: string;
  /** The word it equals, or null when only words that it differs from are known. */
  readonly equals: string | null;
  readonly not: readonly string[];
  /** The word as the test writes it, with its place. */
  readonly text: Text;
  /** It is no comparison with a word: a command's success, a file's existence, emptiness. */
  readonly opaque: boolean;
}

/** Assumptions that hold together, by the key of the unknown. */
export type Guard = ReadonlyMap<string, Constraint>;

export const ALWAYS: Guard = new Map();

export function equalTo(subject: string, word: string, text: Text, opaque = false): Constraint {
  return { subject, equals: word, not: [], text, opaque };
}

export function differentFrom(subject: string, word: string, opaque = false): Constraint {
  return { subject, equals: null, not: [word], text: [], opaque };
}

function agree(a: Constraint, b: Constraint): boolean {
  if (a.equals !== null && b.equals !== null) return a.equals === b.equals;
  if (a.equals !== null) return !b.not.includes(a.equals);
  return b.equals === null || !a.not.includes(b.equals);
}

/** Whether both can hold at once. */
export function areConsistent(a: Guard, b: Guard): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  for (const [key, constraint] of small) {
    const other = large.get(key);
    if (other && other !== constraint && !agree(constraint, other)) return false;
  }
  return true;
}

function both(a: Constraint, b: Constraint): Constraint {
  if (a.equals !== null) return a;
  if (b.equals !== null) return b;
  return { ...a, not: [...new Set([...a.not, ...b.not])], opaque: a.opaque && b.opaque };
}

/** Both guards together; they must be consistent. */
export function mergeGuards(a: Guard, b: Guard): Guard {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const out = new Map(a);
  for (const [key, constraint] of b) {
    const other = out.get(key);
    out.set(key, other && other !== constraint ? both(other, constraint) : constraint);
  }
  return out;
}

export function withConstraint(guard: Guard, key: string, constraint: Constraint): Guard {
  return mergeGuards(guard, new Map([[key, constraint]]));
}

function sameConstraint(a: Constraint, b: Constraint): boolean {
  if (a === b) return true;
  return a.equals === b.equals && a.not.length === b.not.length && a.not.every((word) => b.not.includes(word));
}

/** What of a guard is not already in the base. */
export function withoutBase(guard: Guard, base: Guard): Guard {
  if (base.size === 0) return guard;
  const out = new Map<string, Constraint>();
  for (const [key, constraint] of guard) {
    const other = base.get(key);
    if (!other || !sameConstraint(other, constraint)) out.set(key, constraint);
  }
  return out;
}

/** What all guards say alike. */
export function commonGuard(guards: readonly Guard[]): Guard {
  const [first = ALWAYS, ...rest] = guards;
  const out = new Map<string, Constraint>();
  for (const [key, constraint] of first) {
    const shared = rest.every((guard) => {
      const other = guard.get(key);
      return other !== undefined && sameConstraint(other, constraint);
    });
    if (shared) out.set(key, constraint);
  }
  return out;
}

/** Whether the guard surely holds in the world. */
export function isImplied(world: Guard, guard: Guard): boolean {
  for (const [key, wanted] of guard) {
    const given = world.get(key);
    if (!given) return false;
    if (wanted.equals !== null ? given.equals !== wanted.equals : !excludesAll(given, wanted.not)) return false;
  }
  return true;
}

function excludesAll(given: Constraint, words: readonly string[]): boolean {
  return words.every((word) => (given.equals !== null ? given.equals !== word : given.not.includes(word)));
}

/** The opposite of a guard of one constraint on one word; null when no guard can say it. */
export function oppositeOf(guard: Guard): Guard | null {
  const [entry, ...rest] = guard;
  if (!entry || rest.length > 0) return null;
  const [key, { subject, equals, not, opaque }] = entry;
  if (equals !== null) return new Map([[key, differentFrom(subject, equals, opaque)]]);
  const [only, ...others] = not;
  if (only === undefined || others.length > 0) return null;
  return new Map([[key, equalTo(subject, only, [], opaque)]]);
}

/** All that a world takes for granted, for the model. */
export function assumptionsOf(world: Guard): Assumption[] {
  return [...world].map(([key, { equals, not }]) => ({ key, equals, not }));
}

/** The comparisons that hold in a world, for the model. */
export function conditionsOf(world: Guard): Condition[] {
  const out: Condition[] = [];
  for (const { subject, equals, opaque } of world.values())
    if (equals !== null && !opaque) out.push({ subject, equals });
  return out;
}
