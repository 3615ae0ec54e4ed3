import { readWorkflow } from '../carriers/github-actions/index.ts';
import { evaluateShell, type ShellFacts } from '../carriers/shell/index.ts';
import { bindingsFromActionFile, extractDeployCloudrun, isDeployCloudrun } from '../formats/deploy-cloudrun/index.ts';
import type { HandOver } from '../model/command.ts';
import { asWritten, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import { deploymentsOf, type Found, type FoundDeployment, type ReadText, withEnvFiles } from './found.ts';
import { extensionOf } from './paths.ts';
import type { ShellLine } from './script-commands.ts';

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

/** What a workflow deploys, itself and through the scripts that it runs. */
export function collectWorkflow(hosts: Hosts, path: string, text: string): Found {
  const facts = readWorkflow({ path, text, readScript: scriptReader(hosts) });
  const own = deploymentsOf(facts.commands, path, hosts.readText);
  const steps: FoundDeployment[] = [];
  const gaps: Gap[] = [...own.gaps];
  for (const step of facts.uses) {
    if (!isDeployCloudrun(asWritten(step.action))) continue;
    const extraction = extractDeployCloudrun(step);
    for (const fact of withEnvFiles(extraction, hosts.readText, bindingsFromActionFile))
      steps.push({ fact, command: null, entry: path });
    gaps.push(...extraction.gaps);
  }
  const handed = follow(hosts, facts.handOvers, path, 1);
  const deployments = [...own.deployments, ...steps, ...handed.deployments];
  // A workflow that does not deploy has nothing here that could be missed.
  const worth = deployments.length > 0 || mentions(text) ? facts.gaps : [];
  return { deployments, gaps: [...worth, ...gaps, ...handed.gaps] };
}

function mentions(text: string): boolean {
  return /gcloud|deploy-cloudrun/.test(text);
}

/** What a shell script deploys when it is started with arguments that nothing is known of. */
export function collectScript(hosts: Hosts, path: string, text: string): Found {
  return fromShell(
    hosts,
    evaluateShell({ path, script: text, readScript: scriptReader(hosts) }),
    path,
    1,
    mentions(text),
  );
}

/** What a line that a program hands to a shell deploys. */
export function collectLine(hosts: Hosts, line: ShellLine, entry: string): Found {
  const facts = evaluateShell({ path: entry, script: line.text, readScript: scriptReader(hosts), open: true });
  const commands = facts.commands.map((command) => ({
    ...command,
    range: line.range,
    conditions: [...line.command.conditions, ...command.conditions],
    records: [...command.records, ...line.command.records],
  }));
  return deploymentsOf(commands, entry, hosts.readText);
}

function scriptReader(hosts: Hosts): (path: string) => { path: string; text: string } | null {
  return (path) => {
    const text = hosts.readText(path);
    return text === null ? null : { path, text };
  };
}

function fromShell(hosts: Hosts, facts: ShellFacts, entry: string, depth: number, worth: boolean): Found {
  const own = deploymentsOf(facts.commands, entry, hosts.readText);
  const handed = follow(hosts, facts.handOvers, entry, depth);
  const gaps = worth || own.deployments.length > 0 ? facts.gaps : [];
  return { deployments: [...own.deployments, ...handed.deployments], gaps: [...gaps, ...own.gaps, ...handed.gaps] };
}

/** Goes on in the shell scripts that are run; the entry stays the file that was started. */
function follow(hosts: Hosts, handOvers: readonly HandOver[], entry: string, depth: number): Found {
  const deployments: FoundDeployment[] = [];
  const gaps: Gap[] = [];
  for (const handOver of handOvers) {
    if (handOver.how !== 'run' || handOver.to === null || depth > DEEPEST) continue;
    const text = hosts.readText(handOver.to);
    if (text === null || !isShellScript(handOver.to, text)) continue;
    hosts.reached.add(handOver.to);
    const facts = evaluateShell({
      path: handOver.to,
      script: text,
      readScript: scriptReader(hosts),
      variables: new Map(Object.entries(handOver.environment)),
      ...positionalOf(handOver),
    });
    const found = fromShell(hosts, facts, entry, depth + 1, mentions(text));
    deployments.push(...found.deployments);
    gaps.push(...found.gaps);
  }
  return { deployments, gaps };
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
