import { isMap, isScalar, type Node } from 'yaml';
import type { Argument } from '../../model/command.ts';
import { asWritten, known, splitOnce, type Text } from '../../model/text.ts';
import { findCall, resolvePath } from '../shell/hand-over.ts';
import type { ReadScript } from '../shell/machine.ts';
import { entriesOf, itemsOf, parseYaml, rangeOfNode, stringOf, stringsOf, type YamlFile } from '../yaml/document.ts';
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

export interface CloudBuildInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
  /** Substitutions that the caller gives (`gcloud builds submit --substitutions`, a trigger). */
  readonly substitutions?: ReadonlyMap<string, Text>;
}

/** Substitutions that Cloud Build makes by itself. */
const BUILT_IN = new Set(
  `PROJECT_ID PROJECT_NUMBER BUILD_ID LOCATION TRIGGER_NAME TRIGGER_ID TRIGGER_BUILD_CONFIG_PATH COMMIT_SHA REVISION_ID SHORT_SHA REPO_NAME
  REPO_FULL_NAME BRANCH_NAME TAG_NAME REF_NAME SERVICE_ACCOUNT SERVICE_ACCOUNT_EMAIL`.split(/\s+/),
);

const REFERENCE = /\$(\$)|\$\{([A-Z_][A-Z0-9_]*)\}|\$([A-Z_][A-Z0-9_]*)/g;

/**
 * Reads a build configuration of Cloud Build: the commands of its steps, and of the scripts inside them. Never throws, whatever the text.
 *
 * https://cloud.google.com/build/docs/build-config-file-schema
 */
export function readCloudBuild(input: CloudBuildInput): HostFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('cloud-build', input.readScript, file.gaps);
  const root = entriesOf(file, file.root);
  const substitutions = readSubstitutions(file, root.get('substitutions'), input.substitutions);
  const options = entriesOf(file, root.get('options'));
  const shared = readEnv(file, options.get('env'), substitutions);
  const sharedSecrets = stringsOf(file, options.get('secretEnv'));
  for (const [i, step] of itemsOf(file, root.get('steps')).entries())
    readStep(collector, file, step, i, substitutions, shared, sharedSecrets);
  return factsOf(collector);
}

function readSubstitutions(
  file: YamlFile,
  node: Node | undefined,
  given: CloudBuildInput['substitutions'],
): ReadonlyMap<string, Text> {
  const out = new Map<string, Text>();
  for (const [name, held] of entriesOf(file, node)) {
    const text = textOf(file, held);
    if (text) out.set(name, fill(text, out));
  }
  for (const [name, text] of given ?? []) out.set(name, text);
  return out;
}

/** `$_X`, `${_X}` and the built-in ones; `$$` is a dollar sign, and other names are the script's own. */
function fill(text: Text, substitutions: ReadonlyMap<string, Text>): Text {
  return fillReferences(text, REFERENCE, (name, written) => {
    if (name === '$') return [{ kind: 'text', text: '$', range: null, exact: false }];
    const value = substitutions.get(name);
    if (value) return value;
    return name.startsWith('_') || BUILT_IN.has(name) ? unknownReference(written) : null;
  });
}

/** `env: ["A=b"]`. */
function readEnv(file: YamlFile, node: Node | undefined, substitutions: ReadonlyMap<string, Text>): Map<string, Text> {
  const out = new Map<string, Text>();
  for (const item of itemsOf(file, node)) {
    const sides = splitOnce(fill(textOf(file, item) ?? [], substitutions), '=');
    const name = sides ? known(sides[0]) : null;
    if (sides && name !== null) out.set(name, sides[1]);
  }
  return out;
}

/** Images that set no variables of their own which a script may mean: what neither `env` nor `secretEnv` gives is empty there. */
const PLAIN_IMAGES = /(^|\/)(cloud-sdk|google-cloud-cli|gcloud|docker|ubuntu|debian|alpine|bash|busybox)([:@]|$)/;

/** The command that an image runs when the step names no entrypoint; null: the first argument is the command. */
function entrypointOf(image: string): string | null {
  const name = /([^/:@]+)(?:[:@][^/]*)?$/.exec(image)?.[1] ?? '';
  if (/^(?:cloud-sdk|google-cloud-cli|ubuntu|debian|alpine|bash|node|python)$/.test(name)) return null;
  return name;
}

function readStep(
  collector: HostCollector,
  file: YamlFile,
  step: Node,
  index: number,
  substitutions: ReadonlyMap<string, Text>,
  shared: ReadonlyMap<string, Text>,
  sharedSecrets: readonly string[],
): void {
  if (!isMap(step)) return;
  const entries = entriesOf(file, step);
  const secrets = [...sharedSecrets, ...stringsOf(file, entries.get('secretEnv'))];
  const variables = new Map([
    ...secrets.map((name): [string, Text] => [name, unknownReference(`$${name}`)]),
    ...shared,
    ...readEnv(file, entries.get('env'), substitutions),
  ]);
  const folder = stringOf(file, entries.get('dir'));
  const place: HostPlace = {
    path: file.path,
    step: stringOf(file, entries.get('id')) ?? `step ${index + 1}`,
    variables,
    conditions: [],
    branches: null,
    closed: PLAIN_IMAGES.test(stringOf(file, entries.get('name')) ?? ''),
    ...(folder === null ? {} : { directory: resolvePath('', folder) }),
  };
  const script = entries.get('script');
  if (script) {
    collectScript(collector, textOf(file, script) ?? [], place);
    return;
  }
  const words = readWords(file, entries, substitutions);
  if (words.length > 0) collectWords(collector, file, step, words, place);
}

function readWords(
  file: YamlFile,
  entries: ReadonlyMap<string, Node>,
  substitutions: ReadonlyMap<string, Text>,
): Text[] {
  const own = entries.get('entrypoint');
  const image = stringOf(file, entries.get('name')) ?? '';
  const implied = own ? null : entrypointOf(image);
  const first = own
    ? [fill(textOf(file, own) ?? [], substitutions)]
    : implied
      ? [[{ kind: 'text', text: implied, range: null, exact: false } as const]]
      : [];
  const args = entries.get('args');
  const items = isScalar(args) ? [args] : itemsOf(file, args);
  return [...first, ...items.map((item) => fill(textOf(file, item) ?? [], substitutions))];
}

/** A shell's script is evaluated; anything else is a command as it stands. */
function collectWords(
  collector: HostCollector,
  file: YamlFile,
  step: Node,
  words: readonly Text[],
  place: HostPlace,
): void {
  const [name = '', flag = ''] = words.map((word) => known(word) ?? asWritten(word));
  const script = words[2];
  if (/(?:^|\/)(?:bash|sh|dash)$/.test(name) && /^-[a-z]*c$/.test(flag) && script) {
    collectScript(collector, script, { ...place, positional: words.slice(4) });
    return;
  }
  const argv: Argument[] = words.map((text) => ({ text }));
  const range = rangeOfNode(file, step);
  const directory = place.directory === undefined ? {} : { directory: place.directory };
  const base = { carrier: collector.carrier, argv, range, environment: {}, conditions: [], records: [], ...directory };
  const files = filesNamed(collector, words);
  collectCommand(collector, files ? { ...base, files } : base, place);
  const call = findCall(words.map((text) => ({ text })));
  if (!call) return;
  const to = call.path === null || place.directory === null ? null : resolvePath(place.directory ?? '', call.path);
  const written = asWritten(words[call.written] ?? []);
  collectHandOver(
    collector,
    { from: range, to, written, argv: argv.slice(call.args), environment: {}, how: 'run' },
    place,
  );
}

/** Files that steps before wrote and that the words of a command name. */
function filesNamed({ files }: HostCollector, words: readonly Text[]): Readonly<Record<string, Text>> | null {
  const named = [...(files ?? [])].filter(([path]) =>
    words.some((word) => asWritten(word).includes(path.slice(path.lastIndexOf('/') + 1))),
  );
  return named.length > 0 ? Object.fromEntries(named) : null;
}
