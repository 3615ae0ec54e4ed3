import { listJustRecipes, readJustWords, runJust } from '../carriers/just/index.ts';
import { listMakeTargets, readMakeWords, runMake, runMakeAlone } from '../carriers/make/index.ts';
import { listPackageScripts, readPackageWords, runPackageScript } from '../carriers/package-json/index.ts';
import type { ReadScript } from '../carriers/shell/index.ts';
import { listTaskfile, readTaskWords, runTaskfile } from '../carriers/taskfile/index.ts';
import type { HostFacts } from '../carriers/yaml/host-script.ts';
import type { Argument, HandOver } from '../model/command.ts';
import type { Text } from '../model/text.ts';
import { type ReadText, scriptReader } from './found.ts';
import { ancestors, folderOf, joinPath } from './paths.ts';

/** Tasks of a file that were run for a call. */
export interface TaskRun {
  readonly path: string;
  readonly text: string;
  readonly facts: HostFacts & { readonly tasks: readonly string[] };
}

interface Call {
  readonly path: string;
  readonly text: string;
  readonly words: readonly Argument[];
  readonly environment: ReadonlyMap<string, Text>;
  readonly readScript: ReadScript;
  readonly runner: string;
}

/** A tool that runs tasks of a file by their names. */
interface TaskTool {
  readonly runners: readonly string[];
  readonly file: RegExp;
  /** Paths at which the file may lie for a call in a folder, the likeliest first. */
  find(words: readonly Argument[], folder: string, runner: string): readonly string[];
  run(call: Call): TaskRun['facts'];
  list(call: Pick<Call, 'path' | 'text' | 'readScript'>): readonly string[];
  /** Runs each of several tasks by itself, where that takes less than one after the other. */
  runEach?(
    call: Pick<Call, 'path' | 'text' | 'readScript'>,
    names: readonly string[],
  ): ReadonlyMap<string, TaskRun['facts']>;
  /** Whether a call of the given words runs something that is known. */
  asks(words: readonly Argument[], runner: string): boolean;
}

const make: TaskTool = {
  runners: ['make', 'gmake'],
  file: /(^|\/)(GNUmakefile|[Mm]akefile)([.-][\w.-]+)?$|\.(mk|mak)$/,
  find: (words, folder) => {
    const { directory, file } = readMakeWords(words);
    const inside = directory === null ? folder : joinPath(folder, directory);
    if (inside === null) return [];
    return (file === null ? ['GNUmakefile', 'makefile', 'Makefile'] : [file]).flatMap(
      (name) => joinPath(inside, name) ?? [],
    );
  },
  run: runMake,
  list: listMakeTargets,
  runEach: runMakeAlone,
  asks: (words) => {
    const { goals, open } = readMakeWords(words);
    return goals.length > 0 || !open;
  },
};

const packages: TaskTool = {
  runners: ['npm', 'yarn', 'pnpm', 'bun'],
  file: /(^|\/)package\.json$/,
  find: (words, folder, runner) => {
    const { directory } = readPackageWords(words, runner);
    const inside = directory === null ? folder : joinPath(folder, directory);
    return inside === null ? [] : ancestors(inside).flatMap((one) => joinPath(one, 'package.json') ?? []);
  },
  run: runPackageScript,
  list: listPackageScripts,
  asks: (words, runner) => readPackageWords(words, runner).script !== null,
};

const just: TaskTool = {
  runners: ['just'],
  file: /(^|\/)\.?[Jj]ustfile$|\.just$/,
  find: (words, folder) => {
    const { file, directory } = readJustWords(words);
    if (file !== null) return [joinPath(folder, file) ?? ''];
    const inside = joinPath(folder, directory ?? '');
    return inside === null
      ? []
      : ancestors(inside).flatMap((one) => namesIn(one, ['justfile', 'Justfile', '.justfile']));
  },
  run: runJust,
  list: listJustRecipes,
  asks: () => true,
};

const taskfile: TaskTool = {
  runners: ['task', 'go-task'],
  file: /(^|\/)[Tt]askfile(\.[\w.-]+)?\.ya?ml$/,
  find: (words, folder) => {
    const { file, directory } = readTaskWords(words);
    const inside = joinPath(folder, directory ?? '');
    if (inside === null) return [];
    if (file !== null) return namesIn(inside, [file]);
    const names = ['Taskfile', 'taskfile'].flatMap((name) => [`${name}.yml`, `${name}.yaml`, `${name}.dist.yml`]);
    return ancestors(inside).flatMap((one) => namesIn(one, names));
  },
  run: runTaskfile,
  list: listTaskfile,
  asks: () => true,
};

function namesIn(folder: string, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => joinPath(folder, name) ?? []);
}

const TOOLS: readonly TaskTool[] = [make, packages, just, taskfile];

export function isTaskFile(path: string): boolean {
  return TOOLS.some(({ file }) => file.test(path));
}

/** Runs what a hand-over asks a task tool for; null: it is no such tool, or its file is not of the tree. */
export function runTasks(handOver: HandOver, readText: ReadText): TaskRun | null {
  const { runner = '', argv, environment, directory } = handOver;
  const tool = TOOLS.find(({ runners }) => runners.includes(runner));
  if (!tool || directory === null || !tool.asks(argv, runner)) return null;
  const own = folderOf(handOver.from.path);
  const folders = directory === undefined ? ['', own] : [directory];
  for (const path of folders.flatMap((folder) => tool.find(argv, folder, runner))) {
    const text = readText(path);
    if (text === null) continue;
    const given = new Map(Object.entries(environment));
    const facts = tool.run({ path, text, words: argv, environment: given, readScript: scriptReader(readText), runner });
    return { path, text, facts };
  }
  return null;
}

/** The names of a file's tasks. */
export function listTasks(path: string, text: string, readText: ReadText): readonly string[] {
  return TOOLS.find(({ file }) => file.test(path))?.list({ path, text, readScript: scriptReader(readText) }) ?? [];
}

/** Runs each task by itself, as somebody does at a prompt. */
export function runEach(
  path: string,
  text: string,
  names: readonly string[],
  readText: ReadText,
): ReadonlyMap<string, TaskRun['facts']> {
  const tool = TOOLS.find(({ file }) => file.test(path));
  const readScript = scriptReader(readText);
  if (!tool) return new Map();
  if (tool.runEach) return tool.runEach({ path, text, readScript }, names);
  const [runner = ''] = tool.runners;
  return new Map(
    names.map((name) => {
      const words: Argument[] = [{ text: [{ kind: 'text', text: name, range: null, exact: false }] }];
      return [name, tool.run({ path, text, words, environment: new Map(), readScript, runner })];
    }),
  );
}
