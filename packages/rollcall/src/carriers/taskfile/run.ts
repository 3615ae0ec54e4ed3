import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Argument } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { hole, known, splitOnce, type Text } from '../../model/text.ts';
import { resolvePath } from '../shell/hand-over.ts';
import { entriesOf, itemsOf, parseYaml, stringsOf, type YamlFile } from '../yaml/document.ts';
import { collectScript, createCollector, factsOf, type HostCollector } from '../yaml/host-script.ts';
import { textOf } from '../yaml/scalar-text.ts';
import type { TaskFacts, TaskInput } from '../yaml/task-facts.ts';

/** What the words after `task` ask for. https://taskfile.dev/docs/reference/cli */
export interface TaskCall {
  readonly tasks: readonly string[];
  readonly variables: ReadonlyMap<string, Text>;
  readonly rest: Text;
  readonly file: string | null;
  readonly directory: string | null;
}

export function readTaskWords(words: readonly Argument[]): TaskCall {
  const tasks: string[] = [];
  const variables = new Map<string, Text>();
  let [file, directory] = [null, null] as [string | null, string | null];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const text = word && !('open' in word) ? known(word.text) : null;
    if (text === '--') {
      const rest = words
        .slice(i + 1)
        .flatMap(
          (one, at): Text => [
            ...(at > 0 ? [{ kind: 'text', text: ' ', range: null, exact: false } as const] : []),
            ...('open' in one ? hole(one.written, one.range) : one.text),
          ],
        );
      return { tasks, variables, rest, file, directory };
    }
    const sides = word && !('open' in word) ? splitOnce(word.text, '=') : null;
    const name = sides ? known(sides[0]) : null;
    if (sides && name !== null && /^[A-Za-z_]\w*$/.test(name)) variables.set(name, sides[1]);
    else if (text !== null && /^(?:-t|--taskfile|-d|--dir)$/.test(text)) {
      const value = words[++i];
      const path = value && !('open' in value) ? known(value.text) : null;
      if (/t/.test(text.slice(1, 3))) file = path;
      else directory = path;
    } else if (text !== null && !text.startsWith('-')) tasks.push(text);
  }
  return { tasks, variables, rest: [], file, directory };
}

interface Taskfile {
  readonly input: TaskInput;
  readonly file: YamlFile;
  readonly root: ReadonlyMap<string, Node>;
  readonly tasks: ReadonlyMap<string, Node>;
  readonly collector: HostCollector;
  readonly done: Set<string>;
  readonly rest: Text;
}

/**
 * Runs tasks of a Taskfile and what they depend on, without running anything. Never throws, whatever the text.
 *
 * https://taskfile.dev/docs/reference/schema
 */
export function runTaskfile(input: TaskInput): TaskFacts {
  const call = readTaskWords(input.words);
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('taskfile', input.readScript, file.gaps);
  const root = entriesOf(file, file.root);
  const tasks = entriesOf(file, root.get('tasks'));
  const taskfile: Taskfile = { input, file, root, tasks, collector, done: new Set(), rest: call.rest };
  for (const name of call.tasks.length > 0 ? call.tasks : ['default']) runTask(taskfile, name, call.variables);
  return { ...factsOf(collector), tasks: [...new Set([...taskfile.done].map((key) => key.split('\0')[0] ?? ''))] };
}

export function listTaskfile({ path, text }: Pick<TaskInput, 'path' | 'text'>): readonly string[] {
  const file = parseYaml(path, text);
  return [...entriesOf(file, entriesOf(file, file.root).get('tasks')).keys()];
}

const DEEPEST = 20;

function runTask(taskfile: Taskfile, name: string, given: ReadonlyMap<string, Text>, depth = 0): void {
  const { file, root, tasks, input, done } = taskfile;
  const node = tasks.get(name);
  const key = [name, ...[...given].map(([one, text]) => `${one}=${JSON.stringify(text)}`)].join('\0');
  if (!node || depth > DEEPEST || done.has(key) || done.size > 300) return;
  done.add(key);
  const entries = entriesOf(file, node);
  const start = new Map<string, Text>([
    ...(input.environment ?? []),
    ['CLI_ARGS', taskfile.rest],
    ['TASK', plain(name)],
  ]);
  const globals = readVariables(taskfile, root.get('vars'), start);
  const own = readVariables(taskfile, entries.get('vars'), new Map([...globals, ...given]));
  // What a call gives comes before what the task says, unless that refers to it.
  const variables = new Map([...own, ...[...given].filter(([one]) => !entriesOf(file, entries.get('vars')).has(one))]);
  for (const item of itemsOf(file, entries.get('deps'))) follow(taskfile, item, variables, depth);
  const commands = isMap(node) ? (entries.get('cmds') ?? entries.get('cmd')) : node;
  for (const item of isSeq(commands) ? itemsOf(file, commands) : commands ? [commands] : [])
    runCommand(taskfile, name, item, entries, variables, depth);
}

function plain(text: string): Text {
  return [{ kind: 'text', text, range: null, exact: false }];
}

/** `- task: other` with `vars`. */
function follow(taskfile: Taskfile, item: Node, variables: ReadonlyMap<string, Text>, depth: number): boolean {
  const { file } = taskfile;
  const entries = entriesOf(file, item);
  const named = isScalar(item) ? textOf(file, item) : textOf(file, entries.get('task'));
  const name = named ? known(fillIn(named, variables)) : null;
  if (name === null) return false;
  runTask(
    taskfile,
    name.replace(/^:/, ''),
    readVariables(taskfile, entries.get('vars'), variables, new Map()),
    depth + 1,
  );
  return true;
}

function runCommand(
  taskfile: Taskfile,
  name: string,
  item: Node,
  task: ReadonlyMap<string, Node>,
  variables: ReadonlyMap<string, Text>,
  depth: number,
): void {
  const { file, input, root } = taskfile;
  const entries = entriesOf(file, item);
  if (entries.has('task')) {
    follow(taskfile, item, variables, depth);
    return;
  }
  const text = textOf(file, isScalar(item) ? item : (entries.get('cmd') ?? entries.get('defer')));
  if (!text) return;
  const folder = input.path.includes('/') ? input.path.slice(0, input.path.lastIndexOf('/')) : '';
  const stated = task.get('dir') ? known(fillIn(textOf(file, task.get('dir')) ?? [], variables)) : '';
  const environment = new Map(input.environment ?? []);
  for (const node of [root.get('env'), task.get('env')])
    for (const [key, value] of readVariables(taskfile, node, variables, new Map())) environment.set(key, value);
  collectScript(taskfile.collector, fillIn(text, variables), {
    path: input.path,
    step: name,
    variables: environment,
    conditions: input.conditions ?? [],
    branches: null,
    directory: stated === null ? null : stated === '' ? folder : resolvePath(folder, stated),
    open: stringsOf(file, root.get('dotenv')).length > 0 || stringsOf(file, task.get('dotenv')).length > 0,
  });
}

/** `NAME: text` and `NAME: {sh: command}`; each may use those before it. */
function readVariables(
  { file }: Taskfile,
  node: Node | undefined,
  base: ReadonlyMap<string, Text>,
  into: Map<string, Text> = new Map(base),
): Map<string, Text> {
  for (const [name, held] of entriesOf(file, node)) {
    const text = textOf(file, held);
    const scope = into.size > base.size ? into : new Map([...base, ...into]);
    if (text) into.set(name, fillIn(text, scope));
    else if (isMap(held)) into.set(name, hole(`{{.${name}}}`, null));
  }
  return into;
}

const REFERENCE = /\{\{-?\s*([^{}]*?)\s*-?\}\}/g;

/** `{{.NAME}}` and `{{.NAME | default "x"}}`; other templates are left to run time. https://taskfile.dev/docs/reference/templating */
function fillIn(text: Text, variables: ReadonlyMap<string, Text>): Text {
  const flat = flatten(text);
  if (!flat.chars.includes('{{')) return text;
  const out: Text[] = [];
  let from = 0;
  for (const { 0: whole, 1: inner = '', index } of flat.chars.matchAll(REFERENCE)) {
    out.push(flat.cut(from, index));
    from = index + whole.length;
    const first = flat.cut(index, from)[0]?.range ?? null;
    const range = first ? { ...first, end: first.start + whole.length } : null;
    out.push(templateValue(inner, variables) ?? hole(whole, range, /^\.(\w+)$/.exec(inner)?.[1]));
  }
  out.push(flat.cut(from, flat.chars.length));
  return out.flat();
}

function templateValue(inner: string, variables: ReadonlyMap<string, Text>): Text | null {
  const name = /^\.(\w+)$/.exec(inner)?.[1];
  if (name !== undefined) return variables.get(name) ?? null;
  const [, other, fallback, otherFallback, third] =
    /^(?:\.(\w+)\s*\|\s*default\s+"([^"]*)"|default\s+"([^"]*)"\s+\.(\w+))$/.exec(inner) ?? [];
  const wanted = other ?? third;
  if (wanted === undefined) return null;
  const held = variables.get(wanted);
  if (held && held.length > 0) return held;
  const text = fallback ?? otherFallback ?? '';
  return text === '' ? [] : plain(text);
}
