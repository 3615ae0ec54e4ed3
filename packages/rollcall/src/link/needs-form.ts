import { createHmac } from 'node:crypto';
import type { RootNeeds } from '../evaluate/needs.ts';
import type { Root } from '../evaluate/roots.ts';
import type { Part } from '../evaluate/touched.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { LinkedProgram } from './program.ts';

/** Which unit, as an index of {@link StoredTables.units}; the offset in it; the length. */
export type StoredRange = readonly [unit: number, start: number, length: number];

export type StoredRead = readonly [
  name: string,
  range: StoredRange,
  idiom: string,
  via: readonly StoredRange[],
  otherwise: ReadEvent['otherwise'],
  tested: boolean,
  instead: readonly string[] | null,
  placeholder: boolean | null,
];

/** `like`: where the default stands; its text is a value, and is read from the tree again. */
export type StoredSwitch = readonly [name: string, like: StoredRange | '' | null];

export type StoredRefusal = readonly [
  names: readonly string[],
  word: string | null,
  at: StoredRange | null,
  deferred: boolean,
  unless: readonly StoredSwitch[],
  where: StoredMode | null,
];

/** `at`: where the code writes the word, which is read from the tree again. */
export type StoredMode = readonly [name: string, at: StoredRange];

/** Another root's refusals at a place, as they were found when they were asked for. */
export type StoredConsultation = readonly [at: StoredRange, word: string, names: readonly string[]];

export interface StoredRoot {
  readonly root: Root;
  /** Indices of {@link StoredTables.parts}. */
  readonly touched: readonly number[];
  readonly main: readonly (readonly [path: string, answer: string])[];
  readonly consulted: readonly StoredConsultation[];
  readonly reads: readonly StoredRead[];
  readonly refusals: readonly StoredRefusal[];
  readonly calm: readonly (string | null)[];
  readonly words: readonly string[];
  readonly by: string | null;
  readonly unset: readonly string[] | null;
  readonly dynamicReads: readonly StoredRange[];
  readonly overflow: boolean;
  readonly ends: boolean;
  /** Functions whose bodies were run, in order. */
  readonly entered: readonly StoredRange[];
  readonly calmlyEntered: readonly StoredRange[];
  readonly calls: readonly StoredRange[];
  readonly guarded: readonly (readonly [at: StoredRange, names: readonly string[]])[];
}

/** A program that was looked at for what it deploys, and deploys nothing. */
export interface StoredIdle {
  /** Indices of {@link StoredTables.parts}. */
  readonly touched: readonly number[];
  /** Files whose texts it asked for, and what these are told apart by. */
  readonly texts: readonly (readonly [path: string, version: string])[];
}

/** The functions of a module that can be run on their own. */
export interface StoredModule {
  /** What its units are told apart by. */
  readonly version: string;
  readonly roots: readonly (readonly [names: readonly string[], starts: boolean])[];
}

export interface StoredTables {
  /** What the words that deployments give, and the names that tell the environment, are told apart by. */
  readonly setting: string;
  /** Parts of modules, what their contents are told apart by, and whether all of it parses. */
  readonly parts: readonly (readonly [part: Part, version: string, sound: boolean])[];
  readonly units: readonly (readonly [path: string, unit: string])[];
  readonly idle: readonly (readonly [path: string, idle: StoredIdle])[];
  readonly modules: readonly (readonly [path: string, module: StoredModule])[];
}

/** What the units of a module are told by, as one text. */
export function statedUnits(program: LinkedProgram, path: string): string {
  return program
    .units(path)
    .map((unit) => program.idOfUnit(path, unit))
    .join(' ');
}

/** A program of this tree that deploys nothing, with what that rests on. */
export interface IdleProgram {
  readonly path: string;
  readonly touched: ReadonlySet<Part>;
  readonly texts: ReadonlyMap<string, string>;
}

/** What of a linked tree can be told to a later run. */
export interface Lasting {
  readonly roots: readonly LinkedRoot[];
  readonly idle: readonly IdleProgram[];
  readonly modules: readonly (readonly [path: string, roots: readonly Root[]])[];
}

/** What a root of this tree needs, with the answers that it rests on beside what it has touched. */
export interface LinkedRoot {
  readonly key: string;
  readonly needs: RootNeeds;
  readonly answers: readonly (readonly [question: string, answer: string])[];
}

/** Tells texts apart without saying what they are to whoever has not got the key. */
export function keyedDigest(key: Buffer): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let digest = known.get(text);
    if (digest === undefined) {
      digest = createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
      known.set(text, digest);
    }
    return digest;
  };
}

/** Something in a root's needs has no place in the tree's files. */
export class Unsayable extends Error {}
