import { needsOf, type RootNeeds } from '../evaluate/needs.ts';
import { remember } from '../evaluate/refused-names.ts';
import { callersIn, type Root } from '../evaluate/roots.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { Failures } from './failures.ts';
import type { TreeGround } from './ground.ts';
import type { Memory } from './memory.ts';
import type { LinkedRoot } from './needs-form.ts';
import type { LinkedProgram } from './program.ts';
import { functionRoots, type ModuleNeeds, startRoots } from './service-reads.ts';
import type { StoredNeeds } from './stored-needs.ts';

/** What is looked at, and what it is looked at with. */
export interface NeedsOptions {
  /** Words that deployments or the contract give to the environment's name. */
  readonly deployed: ReadonlySet<string>;
  /** What a run before has found, on this tree or another. */
  readonly stored: StoredNeeds | null;
  readonly failures: Failures;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: string) => void;
}

export interface NeedsOfTree {
  readonly byPath: ReadonlyMap<string, ModuleNeeds>;
  readonly roots: readonly LinkedRoot[];
  /** How many of the roots had to be run. */
  readonly run: number;
}

/** What each module needs: first of all functions, then of what the start runs, which is mostly known then. */
export function needsOfTree(
  program: LinkedProgram,
  paths: ReadonlySet<string>,
  memory: Memory<LinkedRoot>,
  ground: TreeGround,
  options: NeedsOptions,
): NeedsOfTree | null {
  const byPath = new Map<string, ModuleNeeds>();
  const roots: LinkedRoot[] = [];
  const look = new TreeLook(program, memory, ground, options);
  const { stored } = options;
  let last: LinkedRoot[] = [];
  const seen = new Set<string>();
  const lookAt = (rootsIn: (path: string) => readonly Root[]): boolean => {
    last = [];
    for (const path of paths) {
      options.signal?.throwIfAborted();
      options.onProgress?.(path);
      const inside = options.failures.contain(path, path, () => rootsIn(path)) ?? [];
      // A module may define one function twice: what is stored is told by its name.
      const fresh = inside.filter((root) => !seen.has(keyOf(root)) && seen.add(keyOf(root)));
      const own = fresh.flatMap((root) => look.at(root) ?? []);
      if (look.isUnfit) return false;
      roots.push(...own);
      last.push(...own);
      byPath.set(path, [...(byPath.get(path) ?? []), ...own.map(({ needs }) => needs)]);
    }
    return true;
  };
  if (!lookAt((path) => functionRoots(program, path, stored))) return null;
  for (let round = 0; round < MOST_CALLERS && last.length > 0; round++) {
    const callers = callersOf(program, paths, last, seen);
    if (!lookAt((path) => callers.get(path) ?? [])) return null;
  }
  if (!lookAt((path) => startRoots(program, path, stored))) return null;
  return stored && stored.size !== roots.length ? null : { byPath, roots, run: look.run };
}

function keyOf({ path, names, starts }: Root): string {
  return `${path} ${names.join('.')} ${starts}`;
}

/** So many calls away from a function that refuses, somebody may cope. */
const MOST_CALLERS = 3;
/** What more functions name than this is a word like any other. */
const MOST_NAMED = 20;

/**
 * Functions that hold no word of the environment, and name one that refuses to go on: whether they ask before, or catch it, tells whether it
 * is needed. In Go nothing is caught.
 */
function callersOf(
  program: LinkedProgram,
  paths: ReadonlySet<string>,
  roots: readonly LinkedRoot[],
  seen: ReadonlySet<string>,
): ReadonlyMap<string, readonly Root[]> {
  const found = new Map<string, Root[]>();
  for (const [name, holders] of holdersOf(program, paths, namesThatRefuse(roots))) {
    const pattern = new RegExp(`\\b${name}\\b`);
    const callers = holders.flatMap((path) =>
      callersIn(program, path, pattern).filter((root) => !root.starts && !seen.has(keyOf(root))),
    );
    if (callers.length > MOST_NAMED) continue;
    for (const root of callers) found.set(root.path, [...(found.get(root.path) ?? []), root]);
  }
  return found;
}

/** The files that hold each name; every text is gone through once, whatever the number of names. */
function holdersOf(
  program: LinkedProgram,
  paths: ReadonlySet<string>,
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const holders = new Map([...names].map((name): [string, string[]] => [name, []]));
  if (names.size === 0) return holders;
  const any = new RegExp(`\\b(?:${[...names].join('|')})\\b`, 'g');
  for (const path of paths) {
    if (path.endsWith('.go')) continue;
    const held = new Set((program.source(path) ?? '').match(any));
    for (const name of held) holders.get(name)?.push(path);
  }
  return holders;
}

function namesThatRefuse(roots: readonly LinkedRoot[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { needs } of roots) {
    if (needs.refusals.length === 0 || needs.root.starts || needs.root.path.endsWith('.go')) continue;
    const name = needs.root.names.findLast((one) => one !== '__init__');
    if (name !== undefined && /^\w{4,}$/.test(name) && name !== 'default') names.add(name);
  }
  return names;
}

/** Looks at the roots of one tree, each once: what is known from another tree, or from a run before, is not run again. */
class TreeLook {
  run = 0;
  /** Something is not stored though something is: where modules import each other in circles, all of it or nothing holds. */
  isUnfit = false;
  readonly #program: LinkedProgram;
  readonly #memory: Memory<LinkedRoot>;
  readonly #ground: TreeGround;
  readonly #options: NeedsOptions;

  constructor(program: LinkedProgram, memory: Memory<LinkedRoot>, ground: TreeGround, options: NeedsOptions) {
    this.#program = program;
    this.#memory = memory;
    this.#ground = ground;
    this.#options = options;
  }

  at(root: Root): LinkedRoot | null {
    const key = keyOf(root);
    const known = this.#memory.recall(key, this.#ground);
    if (known) return this.#takeOver(known);
    const { stored } = this.#options;
    if (stored) {
      const found = stored.recall(key, this.#program, this.#ground);
      this.isUnfit ||= found === null;
      return found && this.#takeOver(this.#keep(found));
    }
    this.run++;
    const what = root.names.join('.') || root.path;
    const needs = this.#options.failures.contain(root.path, what, () =>
      needsOf(this.#program, root, this.#options.deployed),
    );
    return needs && this.#keep({ key, needs, answers: this.#answers(root, needs) });
  }

  #takeOver(known: LinkedRoot): LinkedRoot {
    for (const refusal of known.needs.refusals) remember(this.#program, refusal);
    return known;
  }

  #keep({ key, needs, answers }: LinkedRoot): LinkedRoot {
    const { touched, consulted } = needs.grounds;
    const refused = [...consulted].map(([site, names]) => [`refused ${site}`, names.join(' ')] as const);
    const kept = { key, needs: { ...needs, reads: needs.reads.map(sameRead) }, answers };
    this.#memory.keep(key, this.#ground.groundsOf(touched, [...answers, ...refused]), kept);
    return kept;
  }

  #answers({ path }: Root, { grounds }: RootNeeds): LinkedRoot['answers'] {
    const { main } = this.#program;
    const started = [...grounds.touched].filter((part) => main.has(part));
    const questions = new Set(['setting', ...[path, ...started].map((one) => `main ${one}`)]);
    return [...questions].map((question) => [question, this.#ground.answer(question)] as const);
  }
}

/** Reads by their contents: most roots of most trees come by the same ones. */
const reads = new Map<string, ReadEvent>();

const MOST_READS = 200_000;

function sameRead(event: ReadEvent): ReadEvent {
  const { name, range, idiom, via, otherwise, fallback, placeholder, tested, instead } = event;
  const others = instead ? [...instead] : null;
  const key = JSON.stringify([range, name, idiom, otherwise, fallback, placeholder, tested, others, via]);
  const known = reads.get(key);
  if (known) return known;
  if (reads.size > MOST_READS) reads.clear();
  // A copy: the run's own may still change.
  const { inPlaceOf: _, ...copy } = event;
  reads.set(key, copy);
  return copy;
}
