import type { Node } from 'yaml';
import type { Command, Condition, HandOver } from '../../model/command.ts';
import { coverLiterals } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, known, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { evaluatePowerShell } from '../powershell/index.ts';
import type { CommandSink } from '../shell/command-sink.ts';
import { evaluateShell } from '../shell/evaluate.ts';
import type { ReadScript } from '../shell/machine.ts';
import { REMOTE } from '../shell/nested-scripts.ts';
import { entriesOf, rangeOfNode, stringOf, type YamlFile } from '../yaml/document.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { parseExpression } from './parse-expression.ts';
import { conditionsIn, fillIn, type Scope, truth } from './scope.ts';
import { branchOf } from './triggers.ts';
import { inEveryWay, type Way } from './ways.ts';

/** A step that runs an action, with its inputs, for the formats that know the action. */
export interface UsesStep {
  /** `google-github-actions/deploy-cloudrun@v2`. */
  readonly action: Text;
  /** Inputs in their order. */
  readonly with: ReadonlyMap<string, Text>;
  readonly range: Range;
  readonly step: string;
  readonly branches?: readonly string[];
  /** The job's `environment`, null where it has none. */
  readonly environment: Text | null;
  /** `env` of workflow, job and step together. */
  readonly env: ReadonlyMap<string, Text>;
  readonly conditions: readonly Condition[];
}

/** What reading a workflow collects. */
export interface Collected {
  readonly file: YamlFile;
  readonly readScript: ReadScript | null;
  readonly commands: CommandSink;
  readonly handOvers: Map<string, HandOver>;
  readonly uses: Map<string, UsesStep>;
  readonly gaps: Gap[];
  readonly inputs: Map<string, Range[]>;
}

/** What a step finds of the job that it stands in. */
export interface JobContext {
  readonly name: string;
  readonly env: ReadonlyMap<string, Text>;
  readonly environment: Text | null;
  readonly conditions: readonly Condition[];
  readonly branches: readonly string[] | null;
  readonly shell: string | null;
  readonly directory: Text | null;
  /** It runs on a machine of GitHub, which gives it nothing beside what GitHub documents. */
  readonly hosted: boolean;
  /** What earlier steps left: written to GITHUB_ENV and GITHUB_OUTPUT. */
  readonly left: {
    readonly env: Map<string, Text>;
    readonly values: Map<string, Text>;
    /** Files that steps wrote, by their path. */
    readonly files: Map<string, Text>;
    open: boolean;
  };
}

/** A step on one way through it. */
interface StepWay {
  readonly collected: Collected;
  readonly job: JobContext;
  readonly step: Node;
  readonly entries: ReadonlyMap<string, Node>;
  readonly name: string;
  readonly scope: Scope;
  readonly way: Way;
}

/** Reads one step: its script, or the action that it uses. */
export function readStep(collected: Collected, job: JobContext, step: Node, start: Way): void {
  const { file } = collected;
  const entries = entriesOf(file, step);
  const name = stringOf(file, entries.get('name')) ?? stringOf(file, entries.get('id')) ?? job.name;
  const all = inEveryWay(start, (way, decide) => {
    for (const [path, text] of job.left.values) if (!way.values.has(path)) way.values.set(path, text);
    const base: Scope = {
      env: new Map([...job.env, ...job.left.env]),
      values: way.values,
      decisions: way.decisions,
      decide,
    };
    const env = readEnv(file, entries.get('env'), base);
    const scope: Scope = { ...base, env };
    if (!holds(file, entries.get('if'), scope)) return;
    const stepWay: StepWay = { collected, job, step, entries, name, scope, way };
    if (entries.has('run')) readRun(stepWay);
    else if (entries.has('uses')) readUses(stepWay);
  });
  if (!entries.has('run') && !entries.has('uses')) addRefusedStep(collected, rangeOfNode(file, step), name);
  if (!all) addBoundGap(collected, rangeOfNode(file, step), name);
  leaveBehind(collected, job, entries);
}

/**
 * A step that does nothing makes the whole workflow invalid, and nothing of it runs: it says as little as a file that does not parse.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
 */
function addRefusedStep({ gaps }: Collected, range: Range, name: string): void {
  const text = `the step ${name} has neither run nor uses, so GitHub refuses the file`;
  gaps.push({ reason: 'syntax-error', text, range, names: 'all' });
}

export function addBoundGap(collected: Collected, range: Range, name: string): void {
  collected.gaps.push({
    reason: 'evaluation-bound',
    text: `more ways through ${name} than can be followed`,
    range,
    names: 'all',
  });
}

/** `env` of a place, over that of the places around it. */
export function readEnv(file: YamlFile, node: Node | undefined, scope: Scope): ReadonlyMap<string, Text> {
  if (!node) return scope.env;
  const env = new Map(scope.env);
  for (const [name, held] of entriesOf(file, node)) {
    const text = textOf(file, held);
    if (text) env.set(name, fillIn(text, { ...scope, env }));
  }
  return env;
}

/** Whether a job or step runs on this way; what is not known runs. */
export function holds(file: YamlFile, node: Node | undefined, scope: Scope): boolean {
  const written = node ? stringOf(file, node) : null;
  if (written === null) return true;
  const expression = parseExpression(written.replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1').trim());
  return !expression || truth(expression, scope) !== false;
}

const LEAVES_NO_NAMES = /^(?:actions|google-github-actions(?!\/get-secretmanager-secrets)|docker)\//;

/** A step may set variables for those after it: by the file that GITHUB_ENV names, or inside an action. */
function leaveBehind(collected: Collected, job: JobContext, entries: ReadonlyMap<string, Node>): void {
  const action = stringOf(collected.file, entries.get('uses'));
  if (action !== null && !LEAVES_NO_NAMES.test(action)) job.left.open = true;
  if (stringOf(collected.file, entries.get('run'))?.includes('GITHUB_ENV')) job.left.open = true;
}

function readUses({ collected, job, step, entries, name, scope, way }: StepWay): void {
  const { file } = collected;
  const uses = entries.get('uses');
  const action = uses ? textOf(file, uses) : null;
  if (!action) return;
  const inputs = new Map<string, Text>();
  const given = entries.get('with');
  if (given) for (const [key, held] of entriesOf(file, given)) inputs.set(key, fillIn(textOf(file, held) ?? [], scope));
  const range = rangeOfNode(file, step);
  const path = known(action);
  if (path?.startsWith('./')) {
    const limits = branchOf(way.decisions) ?? job.branches;
    const more = { around: Object.fromEntries(scope.env), ...(limits ? { branches: limits } : {}) };
    addHandOver(collected, actionFile(collected, path), path, inputs, range, more);
    return;
  }
  const conditions = [...job.conditions, ...conditionsIn(way.decisions)];
  const branches = branchOf(way.decisions) ?? job.branches;
  const remote = path !== null && /^[\w-]+\/ssh-action@/.test(path) ? inputs.get('script') : undefined;
  if (remote) {
    const facts = evaluateShell({ path: file.path, script: remote, positional: [], open: true, directory: REMOTE });
    for (const command of facts.commands)
      collected.commands.add(inStep(command, { name, scope: { ...scope, env: new Map() } }, conditions, branches));
    collected.gaps.push(...facts.gaps);
  }
  const found: UsesStep = {
    action,
    with: inputs,
    range,
    step: name,
    ...(branches ? { branches } : {}),
    environment: job.environment,
    env: scope.env,
    conditions,
  };
  const words = [...inputs].map(([key, text]) => `${key}=${asWritten(text)}`);
  const key = [range.start, ...words].join('\0');
  const other = collected.uses.get(key);
  collected.uses.set(key, other ? { ...other, conditions: shared(other.conditions, conditions) } : found);
}

function shared(a: readonly Condition[], b: readonly Condition[]): Condition[] {
  return a.filter((one) => b.some((other) => other.subject === one.subject && other.equals === one.equals));
}

/** The file of an action of the tree. */
function actionFile(collected: Collected, path: string): string {
  const folder = path.replace(/^\.\//, '').replace(/\/+$/, '');
  if (/\.ya?ml$/.test(folder)) return folder;
  const other = `${folder}/action.yaml`;
  return collected.readScript?.(other) ? other : `${folder}/action.yml`;
}

/** A hand-over to a workflow or an action of the tree; its inputs stand in `environment`. */
export function addHandOver(
  collected: Collected,
  to: string,
  written: string,
  inputs: ReadonlyMap<string, Text>,
  from: Range,
  more: Pick<HandOver, 'around' | 'branches'> = {},
): void {
  const words = [...inputs].map(([key, text]) => `${key}=${asWritten(text)}`);
  collected.handOvers.set([from.start, to, ...words].join('\0'), {
    from,
    to,
    written,
    argv: [],
    environment: Object.fromEntries(inputs),
    how: 'run',
    ...more,
  });
}

const SHELLS = /^(?:bash|sh|dash|zsh)\b/;
/** What PowerShell writes to files is not kept. */
const NO_FILES = { files: new Map<string, Text>(), written: new Map<string, ReadonlyMap<string, Text>>() };

const POWERSHELLS = /^(?:pwsh|powershell)\b/;

function readRun(stepWay: StepWay): void {
  const { collected, job, entries, scope, way, name } = stepWay;
  const { file } = collected;
  const run = entries.get('run');
  const raw = run ? textOf(file, run) : null;
  if (!run || !raw) return;
  const shell = stringOf(file, entries.get('shell')) ?? job.shell ?? 'bash';
  if (!SHELLS.test(shell) && !POWERSHELLS.test(shell)) {
    const isDeploy = asWritten(raw).includes('gcloud');
    if (isDeploy)
      collected.gaps.push({
        reason: 'dynamic-command',
        text: `${name}: a script for ${coverLiterals(shell)}`,
        range: rangeOfNode(file, run),
        names: 'all',
      });
    return;
  }
  const folder = entries.get('working-directory');
  const directory = folder ? fillIn(textOf(file, folder) ?? [], scope) : job.directory;
  const path = directory === null ? '' : known(directory);
  const input = {
    path: file.path,
    script: fillIn(raw, scope),
    directory: path === null ? null : path.replace(/^\.\//, '').replace(/^\.$/, ''),
    ...(collected.readScript ? { readScript: collected.readScript } : {}),
  };
  const facts = POWERSHELLS.test(shell)
    ? { ...evaluatePowerShell({ ...input, words: [], environment: scope.env, step: name }), ...NO_FILES }
    : evaluateShell({
        ...input,
        variables: scope.env,
        positional: [],
        open: job.left.open,
        told: job.hosted && !asksForVariables(stepWay),
        files: job.left.files,
      });
  const conditions = [...job.conditions, ...conditionsIn(way.decisions)];
  const branches = branchOf(way.decisions) ?? job.branches;
  for (const command of facts.commands) collected.commands.add(inStep(command, stepWay, conditions, branches));
  for (const handOver of facts.handOvers) collected.handOvers.set(keyOf(handOver), withEnv(handOver, scope.env));
  for (const gap of facts.gaps) collected.gaps.push(gap);
  for (const [input, ranges] of facts.inputs)
    collected.inputs.set(input, [...(collected.inputs.get(input) ?? []), ...ranges]);
  for (const [file, text] of facts.files) job.left.files.set(file, text);
  keepWritten(stepWay, facts.written);
}

/** Whether the step runs only where a variable is there. */
function asksForVariables({ collected, entries }: StepWay): boolean {
  return /\benv\b/.test(stringOf(collected.file, entries.get('if')) ?? '');
}

/** What a script appended to the files of GITHUB_ENV and GITHUB_OUTPUT is there for the steps after it. */
function keepWritten(
  { job, entries, collected }: StepWay,
  written: ReadonlyMap<string, ReadonlyMap<string, Text>>,
): void {
  const id = stringOf(collected.file, entries.get('id'));
  for (const [name, text] of written.get('GITHUB_ENV') ?? []) keepSame(job.left.env, name, text);
  if (id === null) return;
  for (const [name, text] of written.get('GITHUB_OUTPUT') ?? [])
    keepSame(job.left.values, `steps.${id}.outputs.${name}`, text);
}

/** Text that differs from way to way is a hole. */
function keepSame(map: Map<string, Text>, name: string, text: Text): void {
  const held = map.get(name);
  const isSame = held === undefined || asWritten(held) === asWritten(text);
  map.set(name, isSame ? text : [{ kind: 'hole', written: `$${name}`, range: null }]);
}

function keyOf(handOver: HandOver): string {
  const words = handOver.argv.map((argument) => ('open' in argument ? argument.written : asWritten(argument.text)));
  return [handOver.from.start, handOver.to ?? '', handOver.how, ...words].join('\0');
}

function withEnv(handOver: HandOver, env: ReadonlyMap<string, Text>): HandOver {
  return { ...handOver, environment: { ...Object.fromEntries(env), ...handOver.environment } };
}

function inStep(
  command: Command,
  { name, scope }: Pick<StepWay, 'name' | 'scope'>,
  conditions: readonly Condition[],
  branches: readonly string[] | null,
): Command {
  const environment = { ...Object.fromEntries(scope.env), ...command.environment };
  const held = {
    ...command,
    carrier: 'github-actions',
    step: name,
    environment,
    conditions: [...conditions, ...command.conditions],
  } as const;
  return branches ? { ...held, branches } : held;
}
