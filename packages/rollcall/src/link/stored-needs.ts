import type { RootNeeds } from '../evaluate/needs.ts';
import type { Refusal } from '../evaluate/refused-names.ts';
import type { Root } from '../evaluate/roots.ts';
import type { Part } from '../evaluate/touched.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { Switch } from '../model/read.ts';
import type { Range } from '../model/span.ts';
import { markSound } from './broken.ts';
import type { TreeGround } from './ground.ts';
import {
  type IdleProgram,
  keyedDigest,
  type LinkedRoot,
  type StoredIdle,
  type StoredModule,
  type StoredRange,
  type StoredRead,
  type StoredRefusal,
  type StoredRoot,
  type StoredTables,
  statedUnits,
  Unsayable,
} from './needs-form.ts';
import type { LinkedProgram } from './program.ts';

/** What {@link writeNeeds} has written: the needs of a tree. They are those of any tree that gives all of them the same grounds. */
export class StoredNeeds {
  readonly #tables: StoredTables;
  readonly #lines: ReadonlyMap<string, string>;
  readonly #idle: ReadonlyMap<string, StoredIdle>;
  readonly #modules: ReadonlyMap<string, StoredModule>;
  readonly #digest: (text: string) => string;
  readonly #held = new WeakMap<TreeGround, Map<number, boolean>>();
  readonly #places = new WeakMap<LinkedProgram, Map<number, number | null>>();

  /** @param lines of {@link writeNeeds}, with the same key and by the same code; none: nothing is stored */
  constructor(lines: readonly string[], key: Buffer) {
    const [head, ...roots] = lines;
    this.#tables = head === undefined ? { setting: '', parts: [], units: [], idle: [], modules: [] } : JSON.parse(head);
    this.#lines = new Map(roots.map((line) => [keyOfLine(line), line]));
    this.#idle = new Map(this.#tables.idle);
    this.#modules = new Map(this.#tables.modules);
    this.#digest = keyedDigest(key);
  }

  /** How many roots it knows. */
  get size(): number {
    return this.#lines.size;
  }

  /** Whether everything that was looked at is the same in this tree. */
  holds(program: LinkedProgram, ground: TreeGround): boolean {
    return this.#tables.parts.every((_, part) => this.#holds(part, program, ground));
  }

  recall(key: string, program: LinkedProgram, ground: TreeGround): LinkedRoot | null {
    const line = this.#lines.get(key);
    if (line === undefined || this.#digest(ground.answer('setting')) !== this.#tables.setting) return null;
    const [, stored]: [string, StoredRoot] = JSON.parse(line);
    for (const [path, answer] of stored.main) if (ground.answer(`main ${path}`) !== answer) return null;
    const consulted = new Map<string, readonly string[]>();
    for (const [at, word, names] of stored.consulted) {
      const range = this.#range(at, program);
      if (!range) return null;
      const site = `${range.path}:${range.start}:${word}`;
      if (ground.answer(`refused ${site}`) !== names.join(' ')) return null;
      consulted.set(site, names);
    }
    const needs = this.#needs(stored, consulted, program);
    if (!needs) return null;
    const answers = stored.main.map(([path, answer]) => [`main ${path}`, answer] as const);
    return { key, needs, answers: [['setting', ground.answer('setting')], ...answers] };
  }

  /** A program that is known to deploy nothing here; null: that is not known. */
  recallIdle(path: string, program: LinkedProgram, ground: TreeGround): IdleProgram | null {
    const stored = this.#idle.get(path);
    if (!stored?.touched.every((part) => this.#holds(part, program, ground))) return null;
    const texts = new Map(stored.texts.map(([other]) => [other, ground.answer(`text ${other}`)] as const));
    for (const [other, version] of stored.texts) {
      const own = texts.get(other) ?? '';
      if ((own === '' ? '' : this.#digest(own)) !== version) return null;
    }
    return { path, touched: this.#partsOf(stored.touched), texts };
  }

  /** The functions of a module that can be run on their own; null: that is not known. */
  recallRoots(path: string, program: LinkedProgram): readonly Root[] | null {
    const stored = this.#modules.get(path);
    if (stored?.version !== this.#digest(statedUnits(program, path))) return null;
    return stored.roots.map(([names, starts]) => ({ path, names, starts }));
  }

  #partsOf(indices: readonly number[]): ReadonlySet<Part> {
    return new Set(indices.map((index) => this.#tables.parts[index]?.[0] ?? ''));
  }

  #needs(stored: StoredRoot, consulted: ReadonlyMap<string, readonly string[]>, program: LinkedProgram) {
    try {
      const range = (at: StoredRange): Range => {
        const found = this.#range(at, program);
        if (!found) throw new Unsayable();
        return found;
      };
      const reads = stored.reads.map((read) => readEvent(read, range));
      const refusals = stored.refusals.map((refusal) => refusalOf(refusal, range, program));
      const { root, words, by, unset, overflow, ends } = stored;
      const dynamicReads = stored.dynamicReads.map(range);
      const placeOf = (at: StoredRange): string => {
        const { path, start } = range(at);
        return `${path}:${start}`;
      };
      const entered = new Set(stored.entered.map(placeOf));
      const calmlyEntered = new Set(stored.calmlyEntered.map(placeOf));
      const calls = new Set(stored.calls.map(placeOf));
      const guarded = new Map(stored.guarded.map(([at, names]) => [placeOf(at), new Set(names)] as const));
      const grounds = { touched: this.#partsOf(stored.touched), consulted };
      const needs: RootNeeds = {
        root,
        reads,
        refusals,
        calm: new Set(stored.calm),
        words,
        by,
        unset,
        dynamicReads,
        overflow,
        ends,
        entered,
        calmlyEntered,
        calls,
        guarded,
        grounds,
      };
      return needs;
    } catch (error) {
      if (error instanceof Unsayable) return null;
      throw error;
    }
  }

  #holds(index: number, program: LinkedProgram, ground: TreeGround): boolean {
    const held = this.#held.get(ground) ?? new Map<number, boolean>();
    this.#held.set(ground, held);
    let holds = held.get(index);
    if (holds === undefined) {
      const [part = '', version, sound] = this.#tables.parts[index] ?? [];
      holds = version !== undefined && this.#digest(ground.statedVersion(part)) === version;
      if (holds && sound) markSound(program, part);
      held.set(index, holds);
    }
    return holds;
  }

  #range([unit, start, length]: StoredRange, program: LinkedProgram): Range | null {
    const places = this.#places.get(program) ?? new Map<number, number | null>();
    this.#places.set(program, places);
    const [path = '', id = ''] = this.#tables.units[unit] ?? [];
    let place = places.get(unit);
    if (place === undefined) {
      place = id === '' ? 0 : program.findUnit(path, (own) => this.#digest(own) === id);
      places.set(unit, place);
    }
    return place === null ? null : { path, start: place + start, end: place + start + length };
  }
}

function readEvent(
  [name, at, idiom, via, otherwise, tested, instead, placeholder]: StoredRead,
  rangeOf: (at: StoredRange) => Range,
): ReadEvent {
  const range = rangeOf(at);
  return {
    name,
    range,
    path: range.path,
    idiom,
    via: via.map(rangeOf),
    otherwise,
    tested,
    ...(instead ? { instead: new Set(instead) } : {}),
    ...(placeholder === null ? {} : { placeholder }),
  };
}

function refusalOf(
  [names, word, at, deferred, unless, where]: StoredRefusal,
  rangeOf: (at: StoredRange) => Range,
  program: LinkedProgram,
): Refusal {
  const switches = unless.map(
    ([name, like]): Switch => ({
      name,
      like: like === null || like === '' ? like : program.written(rangeOf(like)),
    }),
  );
  const refusal = { names, word, at: at && rangeOf(at), deferred, unless: switches };
  if (!where) return refusal;
  const [mode, written] = where;
  const range = rangeOf(written);
  return { ...refusal, where: { name: mode, word: program.written(range), at: range } };
}

/** Each line but the first is a list in JSON whose first item is the key. */
function keyOfLine(line: string): string {
  const end = line.indexOf('",{"root":');
  return end < 0 ? '' : JSON.parse(line.slice(1, end + 1));
}
