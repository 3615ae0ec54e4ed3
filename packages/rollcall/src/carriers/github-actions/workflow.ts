import type { Node } from 'yaml';
import type { Command, Condition, HandOver } from '../../model/command.ts';
import type { Range } from '../../model/span.ts';
import { known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { createCommandSink } from '../shell/command-sink.ts';
import type { ReadScript } from '../shell/machine.ts';
import { entriesOf, itemsOf, parseYaml, rangeOfNode, stringOf, type YamlFile } from '../yaml/document.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { type Combination, conditionsOfCombination, readMatrix } from './matrix.ts';
import { fillIn, type Scope } from './scope.ts';
import {
  addBoundGap,
  addHandOver,
  type Collected,
  holds,
  type JobContext,
  readEnv,
  readStep,
  type UsesStep,
} from './steps.ts';
import { branchOf, readTriggers } from './triggers.ts';
import { inEveryWay, type Way } from './ways.ts';

export interface WorkflowInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
  /** Inputs that a caller gives to a reusable workflow or a composite action; the others have their defaults then. */
  readonly inputs?: ReadonlyMap<string, Text>;
  /** Variables of the steps around a composite action. */
  readonly env?: ReadonlyMap<string, Text>;
  /** Branches to which a caller limits it. */
  readonly branches?: readonly string[];
}

export interface WorkflowFacts {
  readonly commands: readonly Command[];
  readonly handOvers: readonly HandOver[];
  readonly gaps: readonly Gap[];
  /** Steps that run actions, in the order of the file; a job of a matrix gives one for each distinct set of inputs. */
  readonly uses: readonly UsesStep[];
  /** Variables that scripts expand and nobody is known to give. */
  readonly inputs: ReadonlyMap<string, readonly Range[]>;
}

/**
 * Reads a workflow, a reusable workflow or a composite action of GitHub Actions. Never throws, whatever the text.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export function readWorkflow(input: WorkflowInput): WorkflowFacts {
  const file = parseYaml(input.path, input.text);
  const collected: Collected = {
    file,
    readScript: input.readScript ?? null,
    commands: createCommandSink(),
    handOvers: new Map(),
    uses: new Map(),
    gaps: [...file.gaps],
    inputs: new Map(),
  };
  const root = entriesOf(file, file.root);
  const values = startValues(file, root, input.inputs ?? null);
  readRoot(collected, root, values, input);
  const { handOvers, uses, gaps, inputs } = collected;
  return {
    commands: collected.commands.list(),
    handOvers: [...handOvers.values()],
    uses: [...uses.values()],
    gaps: distinctGaps(gaps),
    inputs,
  };
}

function distinctGaps(gaps: readonly Gap[]): Gap[] {
  const seen = new Set<string>();
  return gaps.filter((gap) => {
    const key = [gap.reason, gap.range?.path, gap.range?.start, gap.text].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

/** Inputs as the caller gives them; without a caller nothing is known of them. */
function startValues(
  file: YamlFile,
  root: ReadonlyMap<string, Node>,
  given: ReadonlyMap<string, Text> | null,
): Map<string, Text> {
  const values = new Map<string, Text>();
  if (!given) return values;
  const call = entriesOf(file, entriesOf(file, root.get('on')).get('workflow_call'));
  const declared = new Map([...entriesOf(file, root.get('inputs')), ...entriesOf(file, call.get('inputs'))]);
  for (const [name, node] of declared) {
    const fallback = entriesOf(file, node).get('default');
    if (fallback) values.set(`inputs.${name}`, textOf(file, fallback) ?? []);
  }
  for (const [name, text] of given) values.set(`inputs.${name}`, text);
  return values;
}

function readRoot(
  collected: Collected,
  root: ReadonlyMap<string, Node>,
  values: Map<string, Text>,
  { env: around, branches: limits }: WorkflowInput,
): void {
  const { file } = collected;
  const start: Way = { values, decisions: new Map() };
  const branches = limits ?? readTriggers(file, root.get('on'));
  inEveryWay(start, (way, decide) => {
    const scope: Scope = { env: new Map(around), values: way.values, decisions: way.decisions, decide };
    const env = readEnv(file, root.get('env'), scope);
    for (const [id, job] of entriesOf(file, root.get('jobs'))) readJob(collected, root, id, job, env, way, branches);
    const runs = root.get('runs');
    if (runs) readSteps(collected, entriesOf(file, runs), actionContext(env, branches), way);
  });
}

function actionContext(env: ReadonlyMap<string, Text>, branches: readonly string[] | null): JobContext {
  const left = { env: new Map(), values: new Map(), files: new Map(), open: true };
  return {
    name: 'action',
    env,
    environment: null,
    conditions: [],
    branches,
    shell: null,
    directory: null,
    hosted: false,
    left,
  };
}

function readSteps(collected: Collected, entries: ReadonlyMap<string, Node>, job: JobContext, way: Way): void {
  for (const step of itemsOf(collected.file, entries.get('steps'))) readStep(collected, job, step, way);
}

function readJob(
  collected: Collected,
  root: ReadonlyMap<string, Node>,
  id: string,
  job: Node,
  env: ReadonlyMap<string, Text>,
  start: Way,
  branches: readonly string[] | null,
): void {
  const { file } = collected;
  const entries = entriesOf(file, job);
  const { combinations, cut } = readMatrix(file, entries.get('strategy'));
  if (cut) addBoundGap(collected, rangeOfNode(file, job), `job ${id}`);
  for (const combination of combinations) {
    const from: Way = { values: new Map([...start.values, ...combination]), decisions: start.decisions };
    const all = inEveryWay(from, (way, decide) => {
      const scope: Scope = { env, values: way.values, decisions: way.decisions, decide };
      if (!holds(file, entries.get('if'), scope)) return;
      const inner: Scope = { ...scope, env: readEnv(file, entries.get('env'), scope) };
      readJobOn(collected, root, id, entries, inner, way, combination, branches);
    });
    if (!all) addBoundGap(collected, rangeOfNode(file, job), `job ${id}`);
  }
}

function readJobOn(
  collected: Collected,
  root: ReadonlyMap<string, Node>,
  id: string,
  entries: ReadonlyMap<string, Node>,
  scope: Scope,
  way: Way,
  combination: Combination,
  branches: readonly string[] | null,
): void {
  const { file } = collected;
  const uses = entries.get('uses');
  if (uses) readCalledWorkflow(collected, uses, entries, scope, branchOf(way.decisions) ?? branches);
  const defaults = [root, entries].map((place) => entriesOf(file, entriesOf(file, place.get('defaults')).get('run')));
  const setting = (name: string): Node | undefined => defaults[1]?.get(name) ?? defaults[0]?.get(name);
  const folder = setting('working-directory');
  const environment = readEnvironment(file, entries.get('environment'), scope);
  const context: JobContext = {
    name: stringOf(file, entries.get('name')) ?? id,
    env: scope.env,
    environment,
    conditions: [...conditionsOfCombination(combination), ...environmentCondition(environment)],
    branches: branchOf(way.decisions) ?? branches,
    shell: stringOf(file, setting('shell')),
    directory: folder ? fillIn(textOf(file, folder) ?? [], scope) : null,
    hosted: isHosted(file, entries, scope),
    left: { env: new Map(), values: new Map(), files: new Map(), open: false },
  };
  readSteps(collected, entries, context, way);
}

/**
 * A job on a runner of GitHub that is not in a container of its own.
 * https://docs.github.com/en/actions/reference/runners/github-hosted-runners
 */
function isHosted(file: YamlFile, entries: ReadonlyMap<string, Node>, scope: Scope): boolean {
  const node = entries.get('runs-on');
  const label = node ? textOf(file, node) : null;
  const runner = label && known(fillIn(label, scope));
  const guarded = /\benv\b/.test(stringOf(file, entries.get('if')) ?? '');
  return !entries.has('container') && !guarded && /^(ubuntu|windows|macos)-[\w.-]+$/.test(runner ?? '');
}

/** `environment: production`, or its `name`. */
function readEnvironment(file: YamlFile, node: Node | undefined, scope: Scope): Text | null {
  if (!node) return null;
  const text = textOf(file, node) ?? textOf(file, entriesOf(file, node).get('name'));
  return text ? fillIn(text, scope) : null;
}

function environmentCondition(environment: Text | null): Condition[] {
  const equals = environment ? known(environment) : null;
  return equals ? [{ subject: 'environment', equals }] : [];
}

/** A job that calls a workflow of the tree. */
function readCalledWorkflow(
  collected: Collected,
  uses: Node,
  entries: ReadonlyMap<string, Node>,
  scope: Scope,
  branches: readonly string[] | null,
): void {
  const { file } = collected;
  const path = stringOf(file, uses);
  if (!path?.startsWith('./')) return;
  const inputs = new Map<string, Text>();
  for (const [name, held] of entriesOf(file, entries.get('with')))
    inputs.set(name, fillIn(textOf(file, held) ?? [], scope));
  addHandOver(collected, path.slice(2), path, inputs, rangeOfNode(file, uses), branches ? { branches } : {});
}
