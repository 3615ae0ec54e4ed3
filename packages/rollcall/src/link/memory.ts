import { createHash } from 'node:crypto';
import { type Part, partOf } from '../evaluate/touched.ts';
import type { UnitText } from '../program/program.ts';

/** Tells one state of something from another: equal versions, equal contents. */
export type Version = string;

/** What of a tree a result rests on. */
export interface Grounds {
  /** Parts of modules, each with its version. */
  readonly parts: ReadonlyMap<Part, Version>;
  /** Other answers that it was given. */
  readonly answers: ReadonlyMap<string, string>;
}

/** What one tree answers; the same questions are asked again before a result of another tree is taken over. */
export interface Ground {
  version(part: Part): Version;
  answer(question: string): string;
}

interface Entry<T> {
  readonly grounds: Grounds;
  readonly value: T;
}

/** How many results of one thing are kept: one for each branch that is in progress, and some more. */
const MOST_ENTRIES = 48;

/** Results of one sort, each with what it rests on, the last used first. */
export class Memory<T> {
  private readonly entries = new Map<string, Entry<T>[]>();

  /** The result for `key` that rests on the same grounds as this tree gives; undefined: there is none. */
  recall(key: string, ground: Ground): T | undefined {
    const known = this.entries.get(key);
    if (!known) return undefined;
    const at = known.findIndex(({ grounds }) => holds(grounds, ground));
    const found = known[at];
    if (!found) return undefined;
    if (at > 0) {
      known.splice(at, 1);
      known.unshift(found);
    }
    return found.value;
  }

  keep(key: string, grounds: Grounds, value: T): void {
    const known = this.entries.get(key) ?? [];
    known.unshift({ grounds, value });
    known.length = Math.min(known.length, MOST_ENTRIES);
    this.entries.set(key, known);
  }
}

function holds(grounds: Grounds, ground: Ground): boolean {
  for (const [part, version] of grounds.parts) if (ground.version(part) !== version) return false;
  for (const [question, answer] of grounds.answers) if (ground.answer(question) !== answer) return false;
  return true;
}

/** Versions of a module's parts: of each unit that is made when first used, and of all the rest in order. */
export function versionsOf(
  path: string,
  units: readonly UnitText[],
  isEager: (unit: UnitText) => boolean,
): ReadonlyMap<Part, Version> {
  const pieces = new Map<Part, string[]>([[path, []]]);
  const add = (part: Part, piece: string): void => {
    const known = pieces.get(part);
    if (known) known.push(piece);
    else pieces.set(part, [piece]);
  };
  for (const unit of units) {
    add(path, isEager(unit) ? String(unit.start) : `= ${unit.defines}`);
    if (unit.defines !== null) add(partOf(path, unit.defines), String(unit.start));
  }
  return new Map([...pieces].map(([part, some]) => [part, some.join(' ')]));
}

export function digest(text: string): string {
  return createHash('md5').update(text).digest('base64').slice(0, 22);
}
