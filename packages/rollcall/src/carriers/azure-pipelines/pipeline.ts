import { isMap, type Node } from 'yaml';
import type { Condition } from '../../model/command.ts';
import type { Text } from '../../model/text.ts';
import { evaluatePowerShell } from '../powershell/index.ts';
import { resolvePath } from '../shell/hand-over.ts';
import type { ReadScript } from '../shell/machine.ts';
import { entriesOf, itemsOf, parseYaml, stringOf, stringsOf, type YamlFile } from '../yaml/document.ts';
import {
  collectCommand,
  collectHandOver,
  collectScript,
  createCollector,
  factsOf,
  type HostCollector,
  type HostFacts,
  type HostPlace,
} from '../yaml/host-script.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { fillReferences, unknownReference } from '../yaml/script-text.ts';

export interface AzureInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

interface Place {
  readonly collector: HostCollector;
  readonly file: YamlFile;
  readonly variables: ReadonlyMap<string, Text>;
  readonly conditions: readonly Condition[];
  readonly branches: readonly string[] | null;
  readonly step: string;
}

/**
 * Reads a pipeline of Azure: the scripts of its stages, jobs and deployments. Never throws, whatever the text.
 *
 * https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/
 */
export function readAzure(input: AzureInput): HostFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('azure-pipelines', input.readScript, file.gaps);
  const root = entriesOf(file, file.root);
  const trigger =
    entriesOf(file, entriesOf(file, root.get('trigger')).get('branches')).get('include') ?? root.get('trigger');
  const branches = stringsOf(file, trigger).filter((name) => name !== 'none');
  const parameters = defaultsOf(file, root.get('parameters'));
  const place: Place = {
    collector,
    file,
    variables: readVariables(file, root.get('variables'), parameters),
    conditions: [],
    branches: branches.length > 0 ? branches : null,
    step: 'pipeline',
  };
  readLevel(place, root, 0);
  return factsOf(collector);
}

/** Defaults of parameters, by the name under which templates refer to them. */
function defaultsOf(file: YamlFile, node: Node | undefined): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const item of itemsOf(file, node)) {
    const entries = entriesOf(file, item);
    const name = stringOf(file, entries.get('name'));
    const text = textOf(file, entries.get('default'));
    if (name !== null && text) out.set(`parameters.${name}`, text);
  }
  return out;
}

/** `variables` as a map, or as a list of names and values. */
function readVariables(file: YamlFile, node: Node | undefined, base: ReadonlyMap<string, Text>): Map<string, Text> {
  const out = new Map(base);
  const add = (name: string | null, held: Node | undefined): void => {
    const text = textOf(file, held);
    if (name !== null && text) out.set(name, fill(text, out));
  };
  if (node && isMap(node)) for (const [name, held] of entriesOf(file, node)) add(name, held);
  for (const item of itemsOf(file, node)) {
    const entries = entriesOf(file, item);
    add(stringOf(file, entries.get('name')), entries.get('value'));
  }
  return out;
}

const REFERENCE = /\$\(([A-Za-z_][\w.]*)\)|\$\{\{\s*([\w.]+)\s*\}\}|\$\[\s*([\w.]+)\s*\]/g;
/** Commands that a script takes the output of, and that are no variables. */
const COMMANDS = new Set(['date', 'pwd', 'whoami', 'hostname', 'id', 'uname', 'nproc', 'tty']);

/** `$(NAME)` and `${{ variables.NAME }}`. https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax */
function fill(text: Text, variables: ReadonlyMap<string, Text>): Text {
  return fillReferences(text, REFERENCE, (written, whole) => {
    const name = written.replace(/^variables\./, '');
    if (whole.startsWith('$(') && COMMANDS.has(name)) return null;
    return variables.get(name) ?? unknownReference(whole);
  });
}

function readLevel(outer: Place, entries: ReadonlyMap<string, Node>, depth: number): void {
  if (depth > 8) return;
  const { file } = outer;
  const named =
    stringOf(file, entries.get('displayName')) ??
    stringOf(file, entries.get('job') ?? entries.get('deployment') ?? entries.get('stage'));
  const environment =
    stringOf(file, entries.get('environment')) ??
    stringOf(file, entriesOf(file, entries.get('environment')).get('name'));
  const word = environment?.split('.')[0] ?? null;
  const conditions = word !== null && /^[\w-]{1,64}$/.test(word) ? [{ subject: 'environment', equals: word }] : [];
  const place: Place = {
    ...outer,
    variables: depth === 0 ? outer.variables : readVariables(file, entries.get('variables'), outer.variables),
    conditions: [...outer.conditions, ...conditions],
    step: named ?? outer.step,
  };
  for (const list of ['stages', 'jobs'])
    for (const item of itemsOf(file, entries.get(list))) readLevel(place, entriesOf(file, item), depth + 1);
  for (const strategy of entriesOf(file, entries.get('strategy')).values())
    for (const hook of entriesOf(file, strategy).values())
      readLevel(place, new Map([['steps', hook], ...entriesOf(file, hook)]), depth + 1);
  for (const step of itemsOf(file, entries.get('steps'))) readStep(place, entriesOf(file, step));
}

function readStep(place: Place, entries: ReadonlyMap<string, Node>): void {
  const { file } = place;
  const task = stringOf(file, entries.get('task')) ?? '';
  const inputs = entriesOf(file, entries.get('inputs'));
  const inline = /^(?:Bash|CmdLine|PowerShell)@/.test(task) ? inputs.get('script') : undefined;
  const isPower = entries.has('pwsh') || entries.has('powershell') || task.startsWith('PowerShell@');
  const script =
    entries.get('script') ?? entries.get('bash') ?? entries.get('pwsh') ?? entries.get('powershell') ?? inline;
  const text = textOf(file, script);
  if (!text) return;
  const folder = stringOf(file, entries.get('workingDirectory') ?? inputs.get('workingDirectory'));
  const variables = new Map<string, Text>();
  for (const [name, value] of place.variables)
    if (!name.startsWith('parameters.')) variables.set(name.replaceAll('.', '_').toUpperCase(), value);
  for (const [name, held] of entriesOf(file, entries.get('env')))
    variables.set(name, fill(textOf(file, held) ?? [], place.variables));
  const at: HostPlace = {
    path: file.path,
    step: stringOf(file, entries.get('displayName')) ?? place.step,
    variables,
    conditions: place.conditions,
    branches: place.branches,
    directory: folder === null ? '' : resolvePath('', folder.replace(/^\$\([\w.]*\)\/?/, './')),
    // Variable groups are in no file.
    open: true,
  };
  if (isPower) collectPowerShell(place, fill(text, place.variables), at);
  else collectScript(place.collector, fill(text, place.variables), at);
}

function collectPowerShell({ collector, file }: Place, script: Text, at: HostPlace): void {
  const facts = evaluatePowerShell({
    path: file.path,
    script,
    words: [],
    environment: at.variables,
    step: at.step,
    directory: at.directory ?? null,
    ...(collector.readScript ? { readScript: collector.readScript } : {}),
  });
  for (const command of facts.commands) collectCommand(collector, command, at);
  for (const handOver of facts.handOvers) collectHandOver(collector, handOver, at);
  collector.gaps.push(...facts.gaps);
}
