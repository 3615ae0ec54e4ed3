import { readCloudBuild } from '../carriers/cloud-build/index.ts';
import { readWorkflow } from '../carriers/github-actions/index.ts';
import { readPipeline } from '../carriers/gitlab-ci/index.ts';
import { evaluatePowerShell } from '../carriers/powershell/index.ts';
import { evaluateShell } from '../carriers/shell/index.ts';
import { type Command, type HandOver, isWord } from '../model/command.ts';
import { asWritten, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import { deploymentsOfSteps } from './action-steps.ts';
import type { Build } from './builds.ts';
import { deploymentsOf, type Found, joinFound, type ReadText, scriptReader } from './found.ts';
import { joinWays } from './join-ways.ts';
import { extensionOf, joinPath } from './paths.ts';
import type { ShellLine } from './script-commands.ts';
import { runTasks } from './tasks.ts';

/** Shell scripts and CI files of one tree: what they deploy, following them from one to the other. */
export interface Hosts {
  readonly readText: ReadText;
  /** Scripts that another file runs with arguments and variables of its own; alone they say less. */
  readonly reached: Set<string>;
}

const DEEPEST = 5;
const SCRIPT = /\.(sh|bash|zsh)$/;

export function isWorkflow(path: string): boolean {
  return /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(^|\/)action\.ya?ml$/.test(path);
}

export function isShellScript(path: string, text: string): boolean {
  return SCRIPT.test(path) || (extensionOf(path) === '' && /^#!.*\b(ba|da|z|k)?sh\b/.test(text));
}

/** Whether a file is there for workflows to call: what calls it gives it its inputs. */
export function isCalled(path: string, text: string): boolean {
  return (
    /(^|\/)action\.ya?ml$/.test(path) || /^\s*["']?workflow_call\b/m.test(text) || /^on:.*\bworkflow_call\b/m.test(text)
  );
}

/** How a workflow calls another, or an action of the tree. */
interface WorkflowCall {
  readonly inputs: ReadonlyMap<string, Text>;
  readonly handOver: HandOver;
  readonly entry: string;
  readonly depth: number;
  /** The workflows that led to the call: GitHub refuses one that leads back to itself. */
  readonly callers: readonly string[];
}

/** What a workflow deploys, itself and through the workflows, actions and scripts that it runs. */
export function collectWorkflow(hosts: Hosts, path: string, text: string, call: WorkflowCall | null = null): Found {
  const { around, branches } = call?.handOver ?? {};
  const facts = readWorkflow({
    path,
    text,
    readScript: scriptReader(hosts.readText),
    ...(call ? { inputs: call.inputs } : {}),
    ...(around ? { env: new Map(Object.entries(around)) } : {}),
    ...(branches ? { branches } : {}),
  });
  const entry = call?.entry ?? path;
  const depth = call?.depth ?? 1;
  const steps = deploymentsOfSteps(facts.uses, path, entry, hosts.readText);
  const callers = [...(call?.callers ?? []), path];
  const called = facts.handOvers.map((handOver) => followWorkflow(hosts, handOver, entry, depth, callers));
  return fromHost(hosts, facts, entry, depth, mentions(text), joinFound([steps, ...called]));
}

function followWorkflow(
  hosts: Hosts,
  handOver: HandOver,
  entry: string,
  depth: number,
  callers: readonly string[],
): Found {
  const { to } = handOver;
  const follows = to !== null && isWorkflow(to) && depth <= DEEPEST && !callers.includes(to);
  const text = follows ? hosts.readText(to) : null;
  if (to === null || text === null) return joinFound([]);
  hosts.reached.add(to);
  const inputs = new Map(Object.entries(handOver.environment));
  return collectWorkflow(hosts, to, text, { inputs, handOver, entry, depth: depth + 1, callers });
}

/** What a pipeline of GitLab CI deploys, itself and through the scripts that it runs. */
export function collectPipeline(hosts: Hosts, path: string, text: string): Found {
  const facts = readPipeline({ path, text, readScript: scriptReader(hosts.readText) });
  for (const { how, to } of facts.handOvers) if (how === 'import' && to !== null) hosts.reached.add(to);
  return fromHost(hosts, facts, path, 1, mentions(text));
}

/** What a configuration of Cloud Build deploys with the substitutions that it is started with. */
export function collectCloudBuild(
  hosts: Hosts,
  path: string,
  text: string,
  substitutions: ReadonlyMap<string, Text>,
  entry: string,
  depth = 1,
): Found {
  const facts = readCloudBuild({ path, text, readScript: scriptReader(hosts.readText), substitutions });
  return fromHost(hosts, facts, entry, depth, mentions(text));
}

export function isPipeline(path: string): boolean {
  return /(^|\/)\.gitlab-ci\.ya?ml$|\.gitlab-ci\.ya?ml$/.test(path);
}

export function isCloudBuild(path: string, text: string): boolean {
  if (!/\.ya?ml$/.test(path)) return false;
  const named = /(^|\/)[^/]*cloud-?build[^/]*$/i.test(path);
  return (
    named ||
    (/^steps:/m.test(text) &&
      /^\s*(- )?(name|["']name["']):.*(gcr\.io|docker\.pkg\.dev|cloud-builders|cloud-sdk)/m.test(text))
  );
}

/** Goes on in the configurations of Cloud Build that are submitted. */
export function followBuilds(hosts: Hosts, found: Found, depth = 1): Found {
  const parts: Found[] = [found];
  for (const build of found.builds) {
    const stated = build.config.find((path) => hosts.readText(path) !== null);
    const usual = build.images.length === 0 ? build.folders.map((folder) => joinPath(folder, 'cloudbuild.yaml')) : [];
    const path = stated ?? usual.find((one) => one !== null && hosts.readText(one) !== null) ?? null;
    const text = path === null ? null : hosts.readText(path);
    if (path === null || text === null || !build.submits || depth > DEEPEST) continue;
    hosts.reached.add(path);
    const inner = collectCloudBuild(hosts, path, text, build.substitutions, build.entry, depth + 1);
    parts.push({ ...inner, builds: inner.builds.map((one) => within(one, build)) });
  }
  return joinFound(parts);
}

/** The steps of a submitted configuration run in the folder that was submitted. */
function within(inner: Build, outer: Build): Build {
  const move = (paths: readonly string[]): readonly string[] => [
    ...new Set([...outer.folders.flatMap((folder) => paths.flatMap((path) => joinPath(folder, path) ?? [])), ...paths]),
  ];
  return { ...inner, folders: move(inner.folders), files: move(inner.files) };
}

interface HostFacts {
  readonly commands: readonly Command[];
  readonly handOvers: readonly HandOver[];
  readonly gaps: readonly Gap[];
}

/** A host that does not deploy has nothing in it that could be missed. */
function fromHost(hosts: Hosts, facts: HostFacts, entry: string, depth: number, worth: boolean, more?: Found): Found {
  const own = followBuilds(hosts, deploymentsOf(facts.commands, entry, hosts.readText), depth);
  const handed = follow(hosts, facts.handOvers, entry, depth);
  const found = joinFound([own, ...(more ? [more] : []), handed]);
  const deploys = found.deployments.length > 0 || (found.releases ?? []).length > 0;
  const told = worth || deploys ? facts.gaps : [];
  return { ...found, gaps: [...told, ...found.gaps] };
}

function mentions(text: string): boolean {
  return /gcloud|deploy-cloudrun|deploy-cloud-functions|deploy-appengine/.test(text);
}

/** What a shell script deploys when it is started with arguments that nothing is known of. */
export function collectScript(hosts: Hosts, path: string, text: string): Found {
  return fromHost(
    hosts,
    evaluateShell({ path, script: text, readScript: scriptReader(hosts.readText) }),
    path,
    1,
    mentions(text),
  );
}

/** What a line that a program hands to a shell deploys. */
export function collectLine(hosts: Hosts, line: ShellLine, entry: string): Found {
  const facts = evaluateShell({ path: entry, script: line.text, readScript: scriptReader(hosts.readText), open: true });
  const commands = facts.commands.map((command) => ({
    ...command,
    range: line.range,
    conditions: [...line.command.conditions, ...command.conditions],
    records: [...command.records, ...line.command.records],
  }));
  return followBuilds(hosts, deploymentsOf(commands, entry, hosts.readText));
}

/**
 * Goes on in the shell scripts that are run; the entry stays the file that was started. What one call runs in several ways, since its
 * arguments have alternatives, is one way each of what is deployed.
 */
function follow(hosts: Hosts, handOvers: readonly HandOver[], entry: string, depth: number): Found {
  const byCall = new Map<string, HandOver[]>();
  for (const handOver of handOvers) {
    const call = `${handOver.from.path}:${handOver.from.start}`;
    byCall.set(call, [...(byCall.get(call) ?? []), handOver]);
  }
  const followed = new Set<string>();
  const calls = [...byCall.values()].map((ways) => {
    const found = followWays(hosts, ways, entry, depth, followed);
    return ways.length > 1 ? { ...found, deployments: joinWays(found.deployments) } : found;
  });
  return joinFound(calls);
}

function followWays(
  hosts: Hosts,
  handOvers: readonly HandOver[],
  entry: string,
  depth: number,
  followed: Set<string>,
): Found {
  const parts: Found[] = [];
  for (const handOver of handOvers) {
    const key = keyOfCall(handOver);
    // What a task starts several times alike deploys once; tasks that start themselves would multiply.
    if (handOver.how !== 'run' || depth > DEEPEST || (depth > 1 && followed.has(key))) continue;
    followed.add(key);
    const tasks = runTasks(handOver, hosts.readText);
    if (tasks) {
      for (const name of tasks.facts.tasks) hosts.reached.add(`${tasks.path}#${name}`);
      parts.push(through(handOver, fromHost(hosts, tasks.facts, entry, depth + 1, mentions(tasks.text))));
    }
    if (tasks || handOver.to === null) continue;
    const text = hosts.readText(handOver.to);
    if (text === null || (!isShellScript(handOver.to, text) && !isPowerShell(handOver.to))) continue;
    hosts.reached.add(handOver.to);
    const facts = isPowerShell(handOver.to)
      ? startPowerShell(hosts, handOver, handOver.to, text)
      : evaluateShell({
          path: handOver.to,
          script: text,
          readScript: scriptReader(hosts.readText),
          variables: new Map(Object.entries(handOver.environment)),
          told: handOver.told ?? false,
          ...positionalOf(handOver),
        });
    parts.push(through(handOver, fromHost(hosts, facts, entry, depth + 1, mentions(text))));
  }
  return joinFound(parts);
}

function keyOfCall({ to, runner, directory, argv, environment }: HandOver): string {
  const words = argv.map((word) => (isWord(word) ? asWritten(word.text) : word.written));
  const variables = Object.entries(environment).map(([name, value]) => [name, asWritten(value)]);
  return JSON.stringify([to, runner, directory, words, variables]);
}

function startPowerShell(hosts: Hosts, { argv, environment }: HandOver, path: string, script: string): HostFacts {
  const given = new Map(Object.entries(environment));
  return evaluatePowerShell({
    path,
    script,
    words: argv,
    environment: given,
    readScript: scriptReader(hosts.readText),
  });
}

/** What a PowerShell script deploys when it is started with arguments that nothing is known of. */
export function collectPowerShell(hosts: Hosts, path: string, text: string): Found {
  return readHost(
    hosts,
    evaluatePowerShell({ path, script: text, readScript: scriptReader(hosts.readText) }),
    path,
    text,
  );
}

export function isPowerShell(path: string): boolean {
  return /\.ps1$/i.test(path);
}

/** Each binding tells by which calls it was reached, the innermost first. */
function through({ at, from }: HandOver, found: Found): Found {
  const place = at ?? { ...from, end: from.start };
  const deployments = found.deployments.map((one) => {
    const bindings = one.fact.bindings.map((binding) => ({ ...binding, related: [...binding.related, place] }));
    return { ...one, fact: { ...one.fact, bindings } };
  });
  return { ...found, deployments };
}

/** What a host deploys, itself and through what it runs. */
export function readHost(hosts: Hosts, facts: HostFacts, path: string, text: string, worth = mentions(text)): Found {
  return fromHost(hosts, facts, path, 1, worth);
}

/** The arguments, unless some of them are not known. */
function positionalOf(handOver: HandOver): { positional?: readonly Text[] } {
  const words: Text[] = [];
  for (const argument of handOver.argv) {
    if ('open' in argument) return {};
    words.push(argument.text);
  }
  return { positional: words };
}
