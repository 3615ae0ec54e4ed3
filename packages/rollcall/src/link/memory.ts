import { createHash } from 'node:crypto';
import { type Part, partOf } from '../evaluate/touched.ts';
import type { UnitText } from '../program/program.ts';

/** Numbers for texts that are held and compared by the thousand. */
class Numbers {
  private readonly byText = new Map<string, number>();
  private readonly texts: string[] = [];

  of(text: string): number {
    let number = this.byText.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.byText.set(text, number);
    }
    return number;
  }

  text(number: number): string {
    return this.texts[number] ?? '';
  }
}

const partNumbers = new Numbers();
const versionNumbers = new Numbers();

/** Tells one state of something from another: equal versions, equal contents. */
export type Version = number;

export function versionOf(text: string): Version {
  return versionNumbers.of(text);
}

/** Parts of modules, each with its version. */
export class PartVersions {
  private readonly parts: Uint32Array;
  private readonly versions: Uint32Array;

  constructor(parts: Iterable<Part>, ground: Ground) {
    this.parts = Uint32Array.from(parts, (part) => partNumbers.of(part));
    this.versions = this.parts.map((number) => ground.version(number));
  }

  holds(ground: Ground): boolean {
    for (let i = 0; i < this.parts.length; i++)
      if (ground.version(this.parts[i] ?? 0) !== this.versions[i]) return false;
    return true;
  }
}

/** The part that a number stands for. */
export function partNumbered(number: number): Part {
  return partNumbers.text(number);
}

/** What of a tree a result rests on. */
export interface Grounds {
  readonly parts: PartVersions;
  /** Other answers that it was given. */
  readonly answers: ReadonlyMap<string, string>;
}

/** What one tree answers; the same questions are asked again before a result of another tree is taken over. */
export interface Ground {
  /** The version of the part that has this number. */
  version(part: number): Version;
  answer(question: string): string;
}

interface Entry<T> {
  readonly grounds: Grounds;
  readonly value: T;
}

/** How many results of one thing are kept: one for each branch that is in progress. */
const MOST_OF_ONE = 8;

/** How many results are kept in all; what was asked for longest ago goes first. */
const MOST_ENTRIES = 40_000;

/** Results of one sort, each with what it rests on, the last used first. */
export class Memory<T> {
  private readonly entries = new Map<string, Entry<T>[]>();
  private size = 0;

  /** The result for `key` that rests on the same grounds as this tree gives; undefined: there is none. */
  recall(key: string, ground: Ground): T | undefined {
    const known = this.entries.get(key);
    if (!known) return undefined;
    this.entries.delete(key);
    this.entries.set(key, known);
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
    this.size++;
    if (known.length > MOST_OF_ONE) {
      known.pop();
      this.size--;
    }
    this.entries.set(key, known);
    this.shrink();
  }

  private shrink(): void {
    if (this.size <= MOST_ENTRIES) return;
    for (const [key, known] of this.entries) {
      if (this.size <= MOST_ENTRIES * 0.8) return;
      this.entries.delete(key);
      this.size -= known.length;
    }
  }
}

function holds(grounds: Grounds, ground: Ground): boolean {
  for (const [question, answer] of grounds.answers) if (ground.answer(question) !== answer) return false;
  return grounds.parts.holds(ground);
}

/** Versions of a module's parts, made of what its units are told by: of each unit that is made when first used, and of all the rest in order. */
export function versionsOf(
  path: string,
  units: readonly UnitText[],
  isEager: (unit: UnitText) => boolean,
  idOf: (unit: UnitText) => string,
): ReadonlyMap<Part, string> {
  const pieces = new Map<Part, string[]>([[path, []]]);
  const add = (part: Part, piece: string): void => {
    const known = pieces.get(part);
    if (known) known.push(piece);
    else pieces.set(part, [piece]);
  };
  for (const unit of units) {
    add(path, isEager(unit) ? idOf(unit) : `= ${unit.defines}`);
    if (unit.defines !== null) add(partOf(path, unit.defines), idOf(unit));
  }
  return new Map([...pieces].map(([part, some]) => [part, some.join(' ')]));
}

export function digest(text: string): string {
  return createHash('md5').update(text).digest('base64').slice(0, 22);
}
