import { isMap, isSeq, type Node } from 'yaml';
import type { Condition, HandOver } from '../../model/command.ts';
import { known, type Text } from '../../model/text.ts';
import type { ReadScript } from '../shell/machine.ts';
import {
  entriesOf,
  follow,
  itemsOf,
  parseYaml,
  rangeOfNode,
  stringOf,
  stringsOf,
  type YamlFile,
} from '../yaml/document.ts';
import {
  collectHandOver,
  collectScript,
  createCollector,
  factsOf,
  type HostCollector,
  type HostFacts,
  type HostPlace,
} from '../yaml/host-script.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { fillReferences, joinLines, unknownReference } from '../yaml/script-text.ts';

export interface PipelineInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

const RESERVED = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'pages:deploy',
  'spec',
]);

const REFERENCE = /\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g;

/** A node, and the file that it stands in: a pipeline is put together from several. */
interface Placed {
  readonly file: YamlFile;
  readonly node: Node;
}

type Keys = ReadonlyMap<string, Placed>;

const MOST_FILES = 50;

/**
 * Reads a pipeline of GitLab CI: the scripts of its jobs, with the files of the tree that it includes. Never throws, whatever the text.
 *
 * https://docs.gitlab.com/ci/yaml/
 */
export function readPipeline(input: PipelineInput): HostFacts {
  const collector = createCollector('gitlab-ci', input.readScript, []);
  const root = readFile(collector, input.path, input.text, new Set([input.path]));
  const defaults: Keys = new Map([...root, ...keysOf(root.get('default'))]);
  const variables = readVariables(root.get('variables'), new Map());
  for (const [name, job] of root) {
    if (RESERVED.has(name) || name.startsWith('.') || !isMap(job.node)) continue;
    readJob(collector, root, name, withExtended(root, job), defaults, variablesOf(root, job, variables));
  }
  return factsOf(collector);
}

/** The keys of a file over those of the files that it includes; of a job that both have, both. */
function readFile(collector: HostCollector, path: string, text: string, seen: Set<string>): Map<string, Placed> {
  const file = parseYaml(path, text);
  collector.gaps.push(...file.gaps);
  const own = file.root ? keysOf({ file, node: file.root }) : new Map<string, Placed>();
  const out = new Map<string, Placed>();
  for (const other of readIncludes(collector, own.get('include'))) {
    if (seen.has(other.path) || seen.size >= MOST_FILES) continue;
    seen.add(other.path);
    for (const [name, placed] of readFile(collector, other.path, other.text, seen)) out.set(name, placed);
  }
  for (const [name, placed] of own) out.set(name, placed);
  return out;
}

function keysOf(placed: Placed | undefined): Map<string, Placed> {
  if (!placed) return new Map();
  const { file, node } = placed;
  return new Map([...entriesOf(file, node)].map(([name, held]) => [name, { file, node: held }] as const));
}

/** A job's keys over those of the jobs that it extends. */
function withExtended(root: Keys, job: Placed): Map<string, Placed> {
  return new Map(extendedBy(root, job).flatMap((one) => [...keysOf(one)]));
}

/** A job's variables beside those of the jobs that it extends. */
function variablesOf(root: Keys, job: Placed, base: ReadonlyMap<string, Text>): ReadonlyMap<string, Text> {
  return extendedBy(root, job).reduce((held, one) => readVariables(keysOf(one).get('variables'), held), base);
}

/** The jobs that a job extends, those that they extend before them, and the job itself; each once. */
function extendedBy(root: Keys, job: Placed, seen = new Set<string>()): readonly Placed[] {
  const names = stringsAt(keysOf(job).get('extends')).filter((name) => !seen.has(name));
  const parents = names.flatMap((name) => {
    const parent = seen.has(name) ? undefined : root.get(name);
    seen.add(name);
    return parent ? extendedBy(root, parent, seen) : [];
  });
  return [...parents, job];
}

function stringsAt(placed: Placed | undefined): string[] {
  return placed ? stringsOf(placed.file, placed.node) : [];
}

function stringAt(placed: Placed | undefined): string | null {
  return placed ? stringOf(placed.file, placed.node) : null;
}

function itemsAt(placed: Placed | undefined): Placed[] {
  return placed ? itemsOf(placed.file, placed.node).map((node) => ({ file: placed.file, node })) : [];
}

function textAt(placed: Placed | undefined): Text | null {
  return placed ? textOf(placed.file, placed.node) : null;
}

function readVariables(placed: Placed | undefined, base: ReadonlyMap<string, Text>): Map<string, Text> {
  const out = new Map(base);
  for (const [name, held] of keysOf(placed)) {
    const text = textAt(held) ?? textAt(keysOf(held).get('value'));
    if (text)
      out.set(
        name,
        fillReferences(text, REFERENCE, (other, written) => out.get(other) ?? unknownReference(written)),
      );
  }
  return out;
}

/** The files of the tree that are included; those of other projects are not there to be read. */
function readIncludes(collector: HostCollector, include: Placed | undefined): { path: string; text: string }[] {
  if (!include) return [];
  const place: HostPlace = {
    path: include.file.path,
    step: 'include',
    variables: new Map(),
    conditions: [],
    branches: null,
  };
  return (isSeq(include.node) ? itemsAt(include) : [include]).flatMap((item) => {
    const written = stringAt(item) ?? stringAt(keysOf(item).get('local'));
    if (written === null || /^https?:/.test(written)) return [];
    const from = rangeOfNode(item.file, item.node);
    const to = written.replace(/^\.?\//, '');
    const handOver: HandOver = { from, to, written, argv: [], environment: {}, how: 'import' };
    collectHandOver(collector, handOver, place);
    const found = collector.readScript?.(to);
    if (!found && collector.readScript)
      collector.gaps.push({ reason: 'unread-hand-over', text: `include ${written}`, range: from, names: 'all' });
    return found ? [found] : [];
  });
}

function readJob(
  collector: HostCollector,
  root: Keys,
  name: string,
  keys: Keys,
  defaults: Keys,
  shared: ReadonlyMap<string, Text>,
): void {
  const lines = [
    keys.get('before_script') ?? defaults.get('before_script'),
    keys.get('script'),
    keys.get('after_script') ?? defaults.get('after_script'),
  ];
  const script = joinLines(lines.flatMap((placed) => linesOf(root, placed)));
  if (script.length === 0) return;
  const { branches, conditions } = readLimits(keys);
  const environment = environmentOf(keys.get('environment'));
  const path = (keys.get('script') ?? keys.get('before_script'))?.file.path ?? '';
  for (const combination of readParallel(keys.get('parallel'))) {
    const variables = new Map([...shared, ...combination]);
    const chosen = [...combination].flatMap(([subject, text]) => condition(`$${subject}`, known(text)));
    collectScript(collector, script, {
      path,
      step: name,
      variables,
      // Variables of the project's settings are in no file.
      open: true,
      branches,
      conditions: [...chosen, ...condition('environment', environment), ...conditions],
    });
  }
}

function condition(subject: string, equals: string | null): Condition[] {
  return equals !== null && /^[\w./-]{1,64}$/.test(equals) ? [{ subject, equals }] : [];
}

/** Lines of a script: strings, lists of them, and `!reference [job, script]`. */
function linesOf(root: Keys, placed: Placed | undefined, depth = 0): Text[] {
  const at = placed ? follow(placed.file, placed.node) : null;
  if (!placed || !at || depth > 10) return [];
  const { file } = placed;
  if (isSeq(at) && at.tag === '!reference') {
    const [name = '', ...path] = stringsOf(file, at);
    const referred = path.reduce<Placed | undefined>((held, key) => keysOf(held).get(key), root.get(name));
    return linesOf(root, referred, depth + 1);
  }
  if (isSeq(at)) return itemsOf(file, at).flatMap((node) => linesOf(root, { file, node }, depth + 1));
  const text = textOf(file, at);
  return text ? [text] : [];
}

function environmentOf(placed: Placed | undefined): string | null {
  return stringAt(placed) ?? stringAt(keysOf(placed).get('name'));
}

/** `only` and `rules`: the branches and words to which a job is limited. */
function readLimits(keys: Keys): { branches: readonly string[] | null; conditions: Condition[] } {
  const only = keys.get('only');
  const branches = only && isMap(only.node) ? stringsAt(keysOf(only).get('refs')) : stringsAt(only);
  const rules = itemsAt(keys.get('rules')).map(keysOf);
  const applied = rules.filter((rule) => stringAt(rule.get('when')) !== 'never');
  const found = applied.map((rule) => comparisonsIn(stringAt(rule.get('if')) ?? ''));
  for (const comparison of found.flat()) if (isBranch(comparison)) branches.push(comparison.equals);
  const [first] = found;
  const conditions = found.length === 1 && first ? first.filter((comparison) => !isBranch(comparison)) : [];
  return { branches: branches.length > 0 ? branches : null, conditions };
}

function isBranch({ subject }: Condition): boolean {
  return /^\$CI_(?:COMMIT_(?:BRANCH|TAG|REF_NAME)|MERGE_REQUEST_TARGET_BRANCH_NAME)$/.test(subject);
}

/** `$X == "y"`, where no `||` or `!` makes it one of several ways. */
function comparisonsIn(rule: string): Condition[] {
  const out: Condition[] = [];
  for (const match of rule.matchAll(/(\$[A-Za-z_]\w*)\s*==\s*(?:"([^"]*)"|'([^']*)')/g))
    out.push({ subject: match[1] ?? '', equals: match[2] ?? match[3] ?? '' });
  return rule.includes('||') ? out.filter(isBranch) : out;
}

const MOST_COMBINATIONS = 64;

/** `parallel: matrix:` gives one run for each combination of its variables. */
function readParallel(placed: Placed | undefined): ReadonlyMap<string, Text>[] {
  const out: Map<string, Text>[] = [];
  for (const item of itemsAt(keysOf(placed).get('matrix'))) {
    let combinations: Map<string, Text>[] = [new Map()];
    for (const [name, held] of keysOf(item)) {
      const values = isSeq(held.node) ? itemsAt(held) : [held];
      const texts =
        values.flatMap((value) => textAt(value) ?? []).length > 0 ? values.map((value) => textAt(value) ?? []) : [];
      combinations = combinations
        .flatMap((combination) => texts.map((text) => new Map(combination).set(name, text)))
        .slice(0, MOST_COMBINATIONS);
    }
    out.push(...combinations);
  }
  return out.length > 0 ? out.slice(0, MOST_COMBINATIONS) : [new Map()];
}
