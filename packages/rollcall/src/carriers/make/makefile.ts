import type { Argument, HandOver } from '../../model/command.ts';
import { asWritten, known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { type Choices, inEveryChoice } from '../yaml/every-way.ts';
import { collectScript, createCollector, factsOf, type HostCollector } from '../yaml/host-script.ts';
import type { TaskFacts, TaskInput } from '../yaml/task-facts.ts';
import { readMakefile } from './evaluate.ts';
import { runGoal } from './run.ts';
import { type Make, MakeBound, type MakeVariable } from './state.ts';
import { plain } from './word-functions.ts';
import { type MakeCall, readMakeWords } from './words.ts';

/**
 * Runs the goals that a call of make asks for, without running anything: the commands of their recipes. Never throws, whatever the text.
 *
 * https://www.gnu.org/software/make/manual/make.html
 */
export function runMake(input: TaskInput): TaskFacts {
  const call = readMakeWords(input.words);
  const collector = createCollector('make', input.readScript, []);
  const done = new Set<string>();
  const all = inEveryWay(input, call, collector.gaps, (make) => {
    const goals = call.goals.length > 0 ? call.goals : first(make);
    const ran = new Set<string>();
    for (const goal of goals) runGoal(make, goal, ran, (recipe) => collectRecipe(collector, input, make, recipe));
    for (const target of ran) done.add(target);
  });
  if (!all) collector.gaps.push(boundGap(input, 'more ways through it than can be followed'));
  const facts = factsOf(collector);
  return { ...facts, handOvers: facts.handOvers.map((one) => withOverrides(one, call)), tasks: [...done] };
}

/** Runs each of the given goals by itself; the makefile is read once for all of them. */
export function runMakeAlone(
  input: Omit<TaskInput, 'words'>,
  names: readonly string[],
): ReadonlyMap<string, TaskFacts> {
  const runs = names.map((name) => ({
    name,
    collector: createCollector('make', input.readScript, []),
    done: new Set<string>(),
  }));
  const whole = { ...input, words: [] };
  const gaps: Gap[] = [];
  const all = inEveryWay(whole, readMakeWords([]), gaps, (make) => {
    for (const { name, collector, done } of runs) {
      const ran = new Set<string>();
      make.steps = 0;
      try {
        runGoal(make, name, ran, (recipe) => collectRecipe(collector, whole, make, recipe));
      } catch (error) {
        if (!(error instanceof MakeBound) && !(error instanceof RangeError)) throw error;
        Object.assign(make, { scopes: [], depth: 0 });
        if (collector.gaps.length === 0) collector.gaps.push(boundGap(whole, `${name} takes too many steps`));
      }
      for (const target of ran) done.add(target);
    }
  });
  if (!all) gaps.push(boundGap(whole, 'more ways through it than can be followed'));
  return new Map(
    runs.map(({ name, collector, done }) => {
      const facts = factsOf(collector);
      return [name, { ...facts, gaps: [...gaps, ...facts.gaps], tasks: [...done] }];
    }),
  );
}

/** The targets that a makefile has recipes or prerequisites for. */
export function listMakeTargets(input: Omit<TaskInput, 'words'>): readonly string[] {
  const targets = new Set<string>();
  inEveryWay({ ...input, words: [] }, readMakeWords([]), [], (make) => {
    for (const target of make.rules.keys()) if (!/^\.[A-Z]/.test(target)) targets.add(target);
  });
  return [...targets];
}

function inEveryWay(input: TaskInput, call: MakeCall, gaps: Gap[], look: (make: Make) => void): boolean {
  return inEveryChoice((choices) => {
    const make = startMake(input, call, choices, gaps);
    const range = { path: input.path, start: 0, end: input.text.length };
    try {
      readMakefile(make, [{ kind: 'text', text: input.text, range, exact: true }]);
      look(make);
    } catch (error) {
      if (!(error instanceof MakeBound) && !(error instanceof RangeError)) throw error;
      if (!gaps.some(({ reason }) => reason === 'evaluation-bound'))
        gaps.push(boundGap(input, 'the makefile takes too many steps'));
    }
  });
}

function boundGap({ path, text }: TaskInput, words: string): Gap {
  return { reason: 'evaluation-bound', text: words, range: { path, start: 0, end: text.length }, names: 'all' };
}

function startMake(input: TaskInput, call: MakeCall, choices: Choices, gaps: Gap[]): Make {
  const variables = new Map<string, MakeVariable>([
    ['MAKE', { recursive: false, value: plain('make'), origin: 'default' }],
    ['CURDIR', { recursive: false, value: plain('.'), origin: 'default' }],
    ['SHELL', { recursive: false, value: plain('/bin/sh'), origin: 'default' }],
    ['MAKECMDGOALS', { recursive: false, value: plain(call.goals.join(' ')), origin: 'default' }],
  ]);
  const origin = call.environmentWins ? 'override' : 'environment';
  for (const [name, value] of input.environment ?? [])
    if (name !== 'SHELL') variables.set(name, { recursive: false, value, origin });
  for (const [name, value] of call.overrides) variables.set(name, { recursive: false, value, origin: 'command line' });
  return {
    path: input.path,
    variables,
    scopes: [],
    rules: new Map(),
    patterns: [],
    specifics: new Map(),
    exported: new Set(),
    unexported: new Set(),
    exportsAll: false,
    oneShell: false,
    first: null,
    choices,
    told: new Map(),
    assigned: new Set(),
    readScript: input.readScript ?? null,
    gaps,
    reading: [input.path],
    run: readMakefile,
    steps: 0,
    depth: 0,
  };
}

function first(make: Make): string[] {
  const stated = make.variables.get('.DEFAULT_GOAL');
  const goal = (stated && known(stated.value)) ?? make.first;
  return goal === null ? [] : [goal];
}

function collectRecipe(
  collector: HostCollector,
  input: TaskInput,
  make: Make,
  { target, scripts, environment }: Parameters<Parameters<typeof runGoal>[3]>[0],
): void {
  const { path } = input;
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const conditions = [...(input.conditions ?? []), ...make.choices.conditions];
  const place = { path, step: target, variables: environment, conditions, branches: null, directory };
  for (const { text, range } of scripts)
    if (MATTERS.test(asWritten(text))) collectScript(collector, text, place, range);
}

/** Words without which a line neither deploys nor builds, nor runs what may. */
const MATTERS =
  /gcloud|docker|podman|pack|kubectl|env|\.(?:sh|bash|ps1|py|[cm]?[jt]s|ya?ml|json)\b|\/|\b(?:make|just|task|npm|npx|pnpm|yarn|bun|bash|sh|zsh|source|eval|cd)\b|^\. /i;

/** What a call of make overrides, it overrides in the calls of make below it too. */
function withOverrides(handOver: HandOver, { overrides }: MakeCall): HandOver {
  if (!/^g?make$/.test(handOver.runner ?? '')) return handOver;
  const own = readMakeWords(handOver.argv).overrides;
  const added: Argument[] = [...overrides]
    .filter(([name]) => !own.has(name))
    .map(([name, value]): { text: Text } => ({ text: [...plain(`${name}=`), ...value] }));
  return { ...handOver, argv: [...handOver.argv, ...added] };
}
