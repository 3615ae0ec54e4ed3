import type { Program } from '../evaluate/modules.ts';
import { needsOf, type RootNeeds, remember } from '../evaluate/needs.ts';
import type { Root } from '../evaluate/roots.ts';
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
  memory.keep(key, ground.groundsOf(touched, [...answers, ...refused]), needs);
  return needs;
}
