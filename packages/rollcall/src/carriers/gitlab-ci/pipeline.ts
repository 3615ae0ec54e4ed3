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

/**
 * Reads a pipeline of GitLab CI: the scripts of its jobs. Never throws, whatever the text.
 *
 * https://docs.gitlab.com/ci/yaml/
 */
export function readPipeline(input: PipelineInput): HostFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('gitlab-ci', input.readScript, file.gaps);
  const root = entriesOf(file, file.root);
  const defaults = new Map([...root, ...entriesOf(file, root.get('default'))]);
  const variables = readVariables(file, root.get('variables'), new Map());
  readIncludes(collector, file, root.get('include'));
  for (const [name, node] of root) {
    if (RESERVED.has(name) || name.startsWith('.') || !isMap(node)) continue;
    readJob(collector, file, name, withExtended(file, root, node), defaults, variables);
  }
  return factsOf(collector);
}

/** A job's entries over those of the jobs that it extends. */
function withExtended(file: YamlFile, root: ReadonlyMap<string, Node>, job: Node, depth = 0): Map<string, Node> {
  const own = entriesOf(file, job);
  const out = new Map<string, Node>();
  for (const name of depth < 10 ? stringsOf(file, own.get('extends')) : []) {
    const parent = root.get(name);
    if (parent) for (const [key, node] of withExtended(file, root, parent, depth + 1)) out.set(key, node);
  }
  for (const [key, node] of own) out.set(key, node);
  return out;
}

function readVariables(file: YamlFile, node: Node | undefined, base: ReadonlyMap<string, Text>): Map<string, Text> {
  const out = new Map(base);
  for (const [name, held] of entriesOf(file, node)) {
    const text = textOf(file, held) ?? textOf(file, entriesOf(file, held).get('value'));
    if (text)
      out.set(
        name,
        fillReferences(text, REFERENCE, (other, written) => out.get(other) ?? unknownReference(written)),
      );
  }
  return out;
}

function readIncludes(collector: HostCollector, file: YamlFile, include: Node | undefined): void {
  if (!include) return;
  const place: HostPlace = { path: file.path, step: 'include', variables: new Map(), conditions: [], branches: null };
  for (const item of isSeq(include) ? itemsOf(file, include) : [include]) {
    const written = stringOf(file, item) ?? stringOf(file, entriesOf(file, item).get('local'));
    if (written === null || /^https?:/.test(written)) continue;
    const handOver: HandOver = {
      from: rangeOfNode(file, item),
      to: written.replace(/^\.?\//, ''),
      written,
      argv: [],
      environment: {},
      how: 'import',
    };
    collectHandOver(collector, handOver, place);
  }
}

function readJob(
  collector: HostCollector,
  file: YamlFile,
  name: string,
  entries: ReadonlyMap<string, Node>,
  defaults: ReadonlyMap<string, Node>,
  shared: ReadonlyMap<string, Text>,
): void {
  const lines = [
    entries.get('before_script') ?? defaults.get('before_script'),
    entries.get('script'),
    entries.get('after_script') ?? defaults.get('after_script'),
  ];
  const script = joinLines(lines.flatMap((node) => linesOf(file, node)));
  if (script.length === 0) return;
  const { branches, conditions } = readLimits(file, entries);
  const environment = environmentOf(file, entries.get('environment'));
  for (const combination of readParallel(file, entries.get('parallel'))) {
    const own = readVariables(file, entries.get('variables'), shared);
    const variables = new Map([...own, ...combination]);
    const chosen = [...combination].flatMap(([subject, text]) => condition(`$${subject}`, known(text)));
    collectScript(collector, script, {
      path: file.path,
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

/** Lines of a script: strings, and lists of them. */
function linesOf(file: YamlFile, node: Node | undefined, depth = 0): Text[] {
  const at = node ? follow(file, node) : null;
  if (!at || depth > 5) return [];
  if (isSeq(at)) return itemsOf(file, at).flatMap((item) => linesOf(file, item, depth + 1));
  const text = textOf(file, at);
  return text ? [text] : [];
}

function environmentOf(file: YamlFile, node: Node | undefined): string | null {
  if (!node) return null;
  return stringOf(file, node) ?? stringOf(file, entriesOf(file, node).get('name'));
}

/** `only` and `rules`: the branches and words to which a job is limited. */
function readLimits(
  file: YamlFile,
  entries: ReadonlyMap<string, Node>,
): { branches: readonly string[] | null; conditions: Condition[] } {
  const only = entries.get('only');
  const branches = only
    ? isMap(only)
      ? stringsOf(file, entriesOf(file, only).get('refs'))
      : stringsOf(file, only)
    : [];
  const rules = itemsOf(file, entries.get('rules')).map((rule) => entriesOf(file, rule));
  const applied = rules.filter((rule) => stringOf(file, rule.get('when')) !== 'never');
  const found = applied.map((rule) => comparisonsIn(stringOf(file, rule.get('if')) ?? ''));
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
function readParallel(file: YamlFile, node: Node | undefined): ReadonlyMap<string, Text>[] {
  const out: Map<string, Text>[] = [];
  for (const item of itemsOf(file, entriesOf(file, node).get('matrix'))) {
    let combinations: Map<string, Text>[] = [new Map()];
    for (const [name, held] of entriesOf(file, item)) {
      const values = isSeq(held) ? itemsOf(file, held) : [held];
      const texts =
        values.flatMap((value) => textOf(file, value) ?? []).length > 0
          ? values.map((value) => textOf(file, value) ?? [])
          : [];
      combinations = combinations
        .flatMap((combination) => texts.map((text) => new Map(combination).set(name, text)))
        .slice(0, MOST_COMBINATIONS);
    }
    out.push(...combinations);
  }
  return out.length > 0 ? out.slice(0, MOST_COMBINATIONS) : [new Map()];
}
