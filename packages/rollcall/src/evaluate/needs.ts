import type { Range } from '../model/span.ts';
import { isEnvironmentName } from './environment-words.ts';
import { Look } from './look.ts';
import type { Program } from './modules.ts';
import { type Looked, type Refusal, refusalsIn } from './refused-names.ts';
import type { Root } from './roots.ts';
import { OTHER, type Run, type Told } from './run.ts';
import type { Ended } from './run-root.ts';
import type { Part } from './touched.ts';
import type { ReadEvent } from './value.ts';

/** What one root reads and refuses to be without. */
export interface RootNeeds {
  readonly root: Root;
  readonly reads: readonly ReadEvent[];
  readonly refusals: readonly Refusal[];
  /** Environments (as in {@link Refusal}) in which it goes on to its end though nothing at all is set. */
  readonly calm: ReadonlySet<string | null>;
  /** The functions that it calls, itself first where it is one: `path:offset`. */
  readonly entered: ReadonlySet<string>;
  /** Those that it calls itself. */
  readonly calls: ReadonlySet<string>;
  /** For those of `entered` that are only called where variables are known to be set: these variables. */
  readonly guarded: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of `entered` that it calls in every such environment. */
  readonly calmlyEntered: ReadonlySet<string>;
  /** The words with which it compares the environment's name, without {@link OTHER}. */
  readonly words: readonly string[];
  /** The variable that holds the environment's name; null where it is no variable. */
  readonly by: string | null;
  /** Names, or groups joined by `|`, that it refuses to be without where nothing gives the variable; null: not known. */
  readonly unset: readonly string[] | null;
  readonly dynamicReads: readonly Range[];
  readonly overflow: boolean;
  /** Some way through it reaches its end. */
  readonly ends: boolean;
  /** What it rests on: the same root of another tree with the same grounds needs the same. */
  readonly grounds: Grounds;
}

export interface Grounds {
  readonly touched: ReadonlySet<Part>;
  /** Places where other roots' refusals were asked for, with the answers: `path:offset:word` → names. */
  readonly consulted: ReadonlyMap<string, readonly string[]>;
}

/** From this many steps on a root is looked at only in the environments that something is deployed to. */
const COSTLY = 1_200;

/**
 * Looks at one root: what it reads, and, name by name and word by word, what it does without.
 * @param deployed words that deployments or the contract give to the environment's name; empty: none are known
 */
export function needsOf(program: Program, root: Root, deployed: ReadonlySet<string>): RootNeeds {
  const look = new Look(program, root);
  const discovered = look.run({ mode: 'discover', unset: () => true, word: null });
  const { run } = discovered;
  look.discovered = run.reads;
  const { by, words } = environmentWords(discovered);
  const reads = [...run.reads.values()];
  const tried = wordsToTry(words, run.steps, deployed);
  const looked: Looked = { refusals: [], calm: new Set(), entered: new Set(run.entered) };
  if (reads.length > 0 && !run.risky) for (const word of tried) looked.calm.add(word);
  else if (reads.length > 0) {
    const nameless = reads.some((event) => event.otherwise === 'none' && isEnvironmentName(run, event.name));
    lookForRefusals(look, tried, nameless ? (name) => isEnvironmentName(run, name) : null, looked);
    if (words.length === 0 && startsAt(root)) lookIntoModes(look, run, looked);
  }
  const { dynamicReads } = run;
  const grounds = { touched: look.touched, consulted: look.consulted };
  return {
    root,
    reads,
    refusals: looked.refusals,
    calm: looked.calm,
    calmlyEntered: looked.entered,
    entered: new Set(run.entered),
    calls: run.calls,
    guarded: new Map([...run.guarded].filter(([, names]) => names.size > 0)),
    words,
    by,
    unset: refusedUnset(look, by, looked),
    dynamicReads,
    overflow: discovered.overflow,
    ends: discovered.normal.length > 0,
    grounds,
  };
}

function wordsToTry(
  words: readonly string[],
  steps: number,
  deployed: ReadonlySet<string>,
): readonly (string | null)[] {
  if (words.length === 0) return [null];
  const some = steps > COSTLY ? words.filter((word) => deployed.has(word.toLowerCase())) : [];
  return some.length > 0 ? some : [...words, OTHER];
}

function environmentWords({ run }: Ended): { by: string | null; words: readonly string[] } {
  const known = [...run.words].sort(([a, x], [b, y]) => Number(a === '') - Number(b === '') || y.size - x.size);
  const words = [...new Set(known.flatMap(([, some]) => [...some]))].sort();
  return { by: known[0]?.[0] || null, words };
}

/** What it refuses to be without where nothing gives the variable that tells the environment: its own default for that decides. */
function refusedUnset(look: Look, by: string | null, { refusals }: Looked): RootNeeds['unset'] {
  if (by === null || refusals.every(({ word }) => word === null)) return null;
  const found = refusalsIn(look, null, { refusals: [], calm: new Set(), entered: new Set() });
  // What is refused after the variable itself was given is refused in some environment, not without one.
  return found.some(({ names }) => names.includes(by)) ? null : found.map(({ names }) => keyOfNames(names));
}

/** Alternatives in any order. */
export function keyOfNames(names: readonly string[]): string {
  return [...names].sort().join('|');
}

/** Word by word; that the environment's name itself is needed is seen where none is assumed. */
function lookForRefusals(
  look: Look,
  words: readonly (string | null)[],
  tellsEnvironment: ((name: string) => boolean) | null,
  looked: Looked,
): void {
  if (tellsEnvironment && !words.includes(null)) {
    const anywhere = refusalsIn(look, null, looked);
    looked.refusals.push(...anywhere.filter(({ names }) => names.length === 1 && names.every(tellsEnvironment)));
    looked.calm.delete(null);
  }
  for (const word of words) looked.refusals.push(...refusalsIn(look, word, looked));
}

/** More runs than these are not made for the modes of one root. */
const MOST_MODES = 12;

/**
 * What happens at a start in one of the modes that a variable tells the code, and not in every one. A variable without a default is a
 * switch that is mostly not given.
 */
function lookIntoModes(look: Look, { modes, steps, reads }: Run, { refusals }: Looked): void {
  const defaulted = new Set([...reads.values()].flatMap((event) => (event.otherwise === 'value' ? [event.name] : [])));
  const told = [...modes].flatMap(([name, words]) =>
    defaulted.has(name) ? [...words].map(([word, at]): Told => ({ name, word, at })) : [],
  );
  if (told.length > MOST_MODES || steps > COSTLY * 4) return;
  const known = new Set(refusals.filter(({ unless }) => unless.length === 0).map(({ names }) => keyOfNames(names)));
  for (const where of told) {
    const inMode = refusalsIn(look, null, { refusals: [], calm: new Set(), entered: new Set() }, where);
    for (const refusal of inMode)
      if (refusal.unless.length === 0 && !known.has(keyOfNames(refusal.names)) && !refusal.names.includes(where.name))
        refusals.push({ ...refusal, where });
  }
}

function startsAt({ names, starts }: Root): boolean {
  return names.length === 0 || starts;
}
