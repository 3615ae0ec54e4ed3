import type { Program } from '../evaluate/modules.ts';
import { needsOf, type RootNeeds, remember } from '../evaluate/needs.ts';
import type { Root } from '../evaluate/roots.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { TreeGround } from './ground.ts';
import type { Memory } from './memory.ts';
import { functionRoots, type ModuleNeeds, startRoots } from './service-reads.ts';

/** What is looked at, and what it is looked at with. */
export interface NeedsOptions {
  /** Words that deployments or the contract give to the environment's name. */
  readonly deployed: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: string) => void;
}

/** What each module needs: first of all functions, then of what the start runs, which is mostly known then. */
export function needsOfTree(
  program: Program,
  paths: ReadonlySet<string>,
  memory: Memory<RootNeeds>,
  ground: TreeGround,
  options: NeedsOptions,
): ReadonlyMap<string, ModuleNeeds> {
  const needs = new Map<string, ModuleNeeds>();
  for (const rootsIn of [functionRoots, startRoots])
    for (const path of paths) {
      options.signal?.throwIfAborted();
      options.onProgress?.(path);
      const own = rootsIn(program, path).map((root) => needsOfRoot(program, root, memory, ground, options.deployed));
      needs.set(path, [...(needs.get(path) ?? []), ...own]);
    }
  return needs;
}

function needsOfRoot(
  program: Program,
  root: Root,
  memory: Memory<RootNeeds>,
  ground: TreeGround,
  deployed: ReadonlySet<string>,
): RootNeeds {
  const key = `${root.path} ${root.names.join('.')} ${root.starts}`;
  const known = memory.recall(key, ground);
  if (known) {
    for (const refusal of known.refusals) remember(program, refusal);
    return known;
  }
  const needs = needsOf(program, root, deployed);
  const { touched, consulted } = needs.grounds;
  const questions = [
    'setting',
    `main ${root.path}`,
    ...[...touched].filter((part) => program.main.has(part)).map((part) => `main ${part}`),
  ];
  const answers = questions.map((question) => [question, ground.answer(question)] as const);
  const refused = [...consulted].map(([site, names]) => [`refused ${site}`, names.join(' ')] as const);
  const kept = { ...needs, reads: needs.reads.map(sameRead) };
  memory.keep(key, ground.groundsOf(touched, [...answers, ...refused]), kept);
  return kept;
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
