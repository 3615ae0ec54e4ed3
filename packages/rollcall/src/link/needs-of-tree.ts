import { needsOf, type RootNeeds, remember } from '../evaluate/needs.ts';
import type { Root } from '../evaluate/roots.ts';
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
  for (const rootsIn of [functionRoots, startRoots])
    for (const path of paths) {
      options.signal?.throwIfAborted();
      options.onProgress?.(path);
      const inside = options.failures.contain(path, path, () => rootsIn(program, path, options.stored)) ?? [];
      const own = inside.flatMap((root) => look.at(root) ?? []);
      if (look.isUnfit) return null;
      roots.push(...own);
      byPath.set(path, [...(byPath.get(path) ?? []), ...own.map(({ needs }) => needs)]);
    }
  const { stored } = options;
  return stored && stored.size !== roots.length ? null : { byPath, roots, run: look.run };
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
    const key = `${root.path} ${root.names.join('.')} ${root.starts}`;
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
  const { name, range, idiom, via, otherwise, fallback, tested, instead } = event;
  const key = JSON.stringify([range, name, idiom, otherwise, fallback, tested, instead ? [...instead] : null, via]);
  const known = reads.get(key);
  if (known) return known;
  if (reads.size > MOST_READS) reads.clear();
  // A copy: the run's own may still change.
  const copy = { ...event };
  reads.set(key, copy);
  return copy;
}
