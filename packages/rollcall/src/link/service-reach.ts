import type { Program } from '../evaluate/modules.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import type { ServiceProgram } from './entries.ts';
import { reachedFromFunction } from './go-functions.ts';
import type { LinkedService } from './join-services.ts';
import { isForeign, isTest } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';
import { railsProgram } from './rails-apps.ts';
import { codeBelow, type ImportGraph, reachOf } from './reach.ts';
import { withoutUnbuilt } from './routed-apps.ts';
import { startedByFile } from './started-files.ts';
import { wholeApp } from './whole-apps.ts';

/** What the files of one tree lead to. */
export interface Reached {
  readonly tree: SourceTree;
  readonly loaded: ReadonlySet<string>;
  readonly program: Program;
  readonly graph: ImportGraph;
}

/** The files whose code runs in a service: what each of its programs leads to, or all of its code where none is known. */
export function reachOfService(within: Reached, linked: LinkedService): readonly string[] {
  const { service, programs, served } = linked;
  if (served) return [];
  if (service.entry === null) {
    const code = codeBelow(within.loaded, service.roots);
    return withoutUnbuilt(within.tree, within.graph, service.roots, code);
  }
  return [...new Set(programs.flatMap((program) => reachOfProgram(within, program, linked.railsEnvironments)))];
}

/** Whether what stands at a place runs in a service, where it is functions that are called of their packages; else all does. */
export function runsIn(
  { tree, loaded, program }: Reached,
  { programs }: LinkedService,
  paths: readonly string[],
): (path: string, offset: number) => boolean {
  const file = (path: string) => (loaded.has(path) ? tree.text(path) : null);
  const resolve = (from: string, module: string) => program.resolve(from, module);
  const looks = programs.map(({ entry, entryPoint }) =>
    entryPoint === undefined ? () => true : reachedFromFunction(entryPoint, entry, paths, file, resolve),
  );
  return (path, offset) => looks.length === 0 || looks.some((look) => look(path, offset));
}

function reachOfProgram(
  { tree, loaded, program, graph }: Reached,
  started: ServiceProgram,
  environments: ReadonlySet<string>,
): readonly string[] {
  const app = wholeApp(loaded, started.entry);
  if (!app) return withStarted({ tree, loaded, program, graph }, [started.entry, ...started.loads]);
  if (languageOf(started.entry)?.id !== 'ruby') return reachOf(graph, app.files);
  const file = (path: string) => (loaded.has(path) ? tree.text(path) : null);
  const files = railsProgram(app, started, environments, loaded, file);
  return byConstants(program, files, graph, file);
}

/** What entries lead to, and the programs that this starts with what these lead to. */
function withStarted({ tree, loaded, program, graph }: Reached, entries: readonly string[]): readonly string[] {
  const starting = new Set(entries);
  const seen = new Set<string>();
  for (const entry of starting)
    for (const path of reachOf(graph, [entry])) {
      if (seen.has(path)) continue;
      seen.add(path);
      const file = loaded.has(path) ? tree.text(path) : null;
      for (const started of startedByFile(loaded, path, file)) {
        if (!starting.has(started)) startWith(program, started);
        starting.add(started);
      }
    }
  return [...seen];
}

/** What was loaded as a module before is another thing when it is started. */
export function startWith(program: Program, entry: string): void {
  program.main.add(entry);
  program.shared.delete(entry);
  program.states.delete(entry);
}

/** Servers that import what they serve. */
const SERVERS =
  /^(?:.*\/)?(?:uvicorn|gunicorn|hypercorn|daphne|granian|waitress-serve|uwsgi|celery|flask|functions[-_]framework(?:-python)?)$/;

/** Entries that every program that starts them has a server import: what stands under `if __name__ == "__main__"` is not run. */
export function importedBy(services: readonly LinkedService[]): ReadonlySet<string> {
  const imported = new Set<string>();
  const run = new Set<string>();
  for (const { programs, deployments } of services) {
    const areFunctions = deployments.length > 0 && deployments.every(({ workload }) => workload === 'function');
    for (const { entry, lines } of programs) {
      const isServed = lines.some((line) => line.some((word) => SERVERS.test(word)));
      (areFunctions || isServed ? imported : run).add(entry);
    }
  }
  return new Set([...imported].filter((entry) => !run.has(entry)));
}

/** The files that Ruby's constants and requires lead to, wherever they stand. */
function byConstants(
  program: Program,
  from: readonly string[],
  graph: ImportGraph,
  file: (path: string) => ReturnType<SourceTree['text']>,
): readonly string[] {
  const seen = new Set(from);
  const add = (path: string | null): void => {
    if (path !== null && !path.endsWith('/') && !isTest(path) && !isForeign(path)) seen.add(path);
  };
  for (const path of seen) {
    for (const target of graph.importsOf(path)) add(target);
    for (const name of constantsIn(path, file(path)) ?? []) add(program.resolve(path, name));
  }
  return [...seen];
}

const constantsIn = perText((path, text) => {
  if (languageOf(path)?.id !== 'ruby') return [];
  const code = text.replace(/^\s*#.*$/gm, '').replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
  return [...new Set(code.match(/\b[A-Z]\w*(?:::[A-Z]\w*)*/g))];
});
