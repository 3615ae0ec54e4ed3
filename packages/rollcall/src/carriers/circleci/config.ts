import { isMap, isScalar, type Node } from 'yaml';
import type { Text } from '../../model/text.ts';
import { resolvePath } from '../shell/hand-over.ts';
import type { ReadScript } from '../shell/machine.ts';
import { entriesOf, itemsOf, parseYaml, rangeOfNode, stringOf, stringsOf, type YamlFile } from '../yaml/document.ts';
import { collectScript, createCollector, factsOf, type HostCollector, type HostFacts } from '../yaml/host-script.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { fillReferences, unknownReference } from '../yaml/script-text.ts';

export interface CircleInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

/** Where steps are read: what their parameters are, and what the job gives them. */
interface Place {
  readonly collector: HostCollector;
  readonly file: YamlFile;
  readonly root: ReadonlyMap<string, Node>;
  readonly parameters: ReadonlyMap<string, Text>;
  readonly variables: ReadonlyMap<string, Text>;
  readonly branches: readonly string[] | null;
  readonly folder: string | null;
  readonly step: string;
}

const REFERENCE = /<<\s*(?:pipeline\.)?parameters\.([\w-]+)\s*>>/g;

/**
 * Reads a configuration of CircleCI: the scripts of its jobs, once for each way in which a workflow calls them. Never throws, whatever
 * the text.
 *
 * https://circleci.com/docs/reference/configuration-reference/
 */
export function readCircle(input: CircleInput): HostFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('circleci', input.readScript, file.gaps);
  const root = entriesOf(file, file.root);
  const shared = defaultsOf(file, root.get('parameters'));
  const jobs = entriesOf(file, root.get('jobs'));
  for (const [name, job] of jobs) {
    const calls = callsOf(file, root, name);
    for (const call of calls.length > 0 ? calls : [new Map<string, Node>()])
      readJob(collector, file, root, name, job, call, shared);
  }
  return factsOf(collector);
}

/** How workflows call a job: with parameters, for branches. */
function callsOf(file: YamlFile, root: ReadonlyMap<string, Node>, name: string): ReadonlyMap<string, Node>[] {
  const out: ReadonlyMap<string, Node>[] = [];
  for (const workflow of entriesOf(file, root.get('workflows')).values())
    for (const item of itemsOf(file, entriesOf(file, workflow).get('jobs'))) {
      if (isScalar(item) && stringOf(file, item) === name) out.push(new Map());
      const own = entriesOf(file, item).get(name);
      if (own) out.push(entriesOf(file, own));
    }
  return out.slice(0, 32);
}

function defaultsOf(file: YamlFile, node: Node | undefined): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const [name, held] of entriesOf(file, node)) {
    const text = textOf(file, entriesOf(file, held).get('default'));
    if (text) out.set(name, text);
  }
  return out;
}

function readJob(
  collector: HostCollector,
  file: YamlFile,
  root: ReadonlyMap<string, Node>,
  name: string,
  job: Node,
  call: ReadonlyMap<string, Node>,
  shared: ReadonlyMap<string, Text>,
): void {
  const entries = entriesOf(file, job);
  const parameters = new Map([...shared, ...defaultsOf(file, entries.get('parameters'))]);
  for (const [key, node] of call) {
    const text = textOf(file, node);
    if (text) parameters.set(key, text);
  }
  const filters = entriesOf(file, entriesOf(file, call.get('filters')).get('branches'));
  const branches = stringsOf(file, filters.get('only'));
  const folder = stringOf(file, entries.get('working_directory'));
  const place: Place = {
    collector,
    file,
    root,
    parameters,
    variables: readEnvironment(file, entries.get('environment'), parameters, new Map()),
    branches: branches.length > 0 ? branches : null,
    folder: folder === null || /^[~/]/.test(folder) ? '' : resolvePath('', folder),
    step: name,
  };
  readSteps(place, entries.get('steps'), 0);
}

/** A map, or a list of maps. */
function readEnvironment(
  file: YamlFile,
  node: Node | undefined,
  parameters: ReadonlyMap<string, Text>,
  base: ReadonlyMap<string, Text>,
): Map<string, Text> {
  const out = new Map(base);
  const maps = node && isMap(node) ? [node] : itemsOf(file, node);
  for (const map of maps)
    for (const [name, held] of entriesOf(file, map)) {
      const text = textOf(file, held);
      if (text) out.set(name, fill(text, parameters));
    }
  return out;
}

function fill(text: Text, parameters: ReadonlyMap<string, Text>): Text {
  return fillReferences(text, REFERENCE, (name, written) => parameters.get(name) ?? unknownReference(written), '<<');
}

function readSteps(place: Place, node: Node | undefined, depth: number): void {
  if (depth > 10) return;
  for (const item of itemsOf(place.file, node)) readStep(place, item, depth);
}

function readStep(place: Place, item: Node, depth: number): void {
  const { file, root } = place;
  const named = isScalar(item) ? stringOf(file, item) : null;
  const [[name, held] = ['', undefined]] = isMap(item) ? entriesOf(file, item) : [[named ?? '', undefined]];
  if (name === 'run' && held) runScript(place, held);
  else if (name === 'when' || name === 'unless') readSteps(place, entriesOf(file, held).get('steps'), depth + 1);
  else if (/^(?:[\w-]*cloud-?run)\/(?:deploy|init-and-deploy)/.test(name)) runOrb(place, held);
  else {
    const command = entriesOf(file, root.get('commands')).get(name);
    if (!command) return;
    const entries = entriesOf(file, command);
    const parameters = defaultsOf(file, entries.get('parameters'));
    for (const [key, node] of entriesOf(file, held)) {
      const text = textOf(file, node);
      if (text) parameters.set(key, fill(text, place.parameters));
    }
    readSteps({ ...place, parameters }, entries.get('steps'), depth + 1);
  }
}

function runScript(place: Place, held: Node): void {
  const { file, collector, parameters } = place;
  const entries = entriesOf(file, held);
  const text = textOf(file, isScalar(held) ? held : entries.get('command'));
  if (!text) return;
  const folder = stringOf(file, entries.get('working_directory'));
  collectScript(collector, fill(text, parameters), {
    path: file.path,
    step: stringOf(file, entries.get('name')) ?? place.step,
    variables: readEnvironment(file, entries.get('environment'), parameters, place.variables),
    conditions: [],
    branches: place.branches,
    directory: folder === null ? place.folder : /^[~/]/.test(folder) ? '' : resolvePath(place.folder ?? '', folder),
    // Contexts and the project's settings are in no file.
    open: true,
  });
}

/** The deploy command of CircleCI's own orb. https://circleci.com/developer/orbs/orb/circleci/gcp-cloud-run */
function runOrb(place: Place, held: Node | undefined): void {
  const { file, collector, parameters } = place;
  const entries = entriesOf(file, held);
  const input = (name: string): Text => fill(textOf(file, entries.get(name)) ?? [], parameters);
  const range = held ? rangeOfNode(file, held) : null;
  const plain = (text: string): Text => [{ kind: 'text', text, range, exact: false }];
  const flags = ['image', 'region', 'project'].flatMap((name): Text => {
    const value = input(name);
    return value.length > 0 ? [...plain(` --${name} `), ...value] : [];
  });
  const script = [...plain('gcloud run deploy '), ...input('service-name'), ...flags, ...plain(' '), ...input('args')];
  const base = {
    path: file.path,
    step: place.step,
    variables: place.variables,
    conditions: [],
    branches: place.branches,
  };
  collectScript(collector, script, { ...base, open: true });
}
