import type { Argument, Command } from '../model/command.ts';
import type { Range } from '../model/span.ts';
import { asWritten, known, type Text } from '../model/text.ts';
import { folderOf, joinPath } from './paths.ts';

/** One step that makes a container image from a folder of the tree. */
export interface Build {
  /** The image's references, without tags and digests, as written. */
  readonly images: readonly string[];
  /** Folders that the context may be, the likeliest first. */
  readonly folders: readonly string[];
  /** Paths that the Dockerfile may have, where it is named. */
  readonly files: readonly string[];
  /** The stage of the Dockerfile that becomes the image; null: the last. */
  readonly target: string | null;
  /** A configuration of Cloud Build that it follows. */
  readonly config: readonly string[];
  readonly substitutions: ReadonlyMap<string, Text>;
  /** Cloud Build runs it: a configuration of steps may take the place of a Dockerfile. */
  readonly submits: boolean;
  /** The file that holds the step. */
  readonly path: string;
  readonly start: number;
  readonly entry: string;
}

/** Flags of `gcloud builds submit` that take no value. https://cloud.google.com/sdk/gcloud/reference/builds/submit */
const SWITCHES = /^--(async|no-cache|no-source|quiet|suppress-logs|no-async|cache|log-http|user-output-enabled)$|^-q$/;

/** Flags of `docker build` and its likes that take a value. https://docs.docker.com/reference/cli/docker/buildx/build/ */
const VALUED = new Set(
  `-t --tag -f --file --target --platform --build-arg --build-context --builder --cache-from --cache-to --cgroup-parent --label -l
  --annotation --network --output -o --progress --secret --ssh --add-host --memory -m --memory-swap --shm-size --ulimit --iidfile
  --metadata-file --allow --attest --sbom --provenance --cpu-period --cpu-quota --cpu-shares -c --cpuset-cpus --cpuset-mems --isolation
  --security-opt --authfile --volume -v --env --arch --os --variant --call --policy --format --manifest --jobs --userns`.split(
    /\s+/,
  ),
);

/** The builds among commands: `docker build`, `docker buildx build`, `podman build`, `gcloud builds submit`. */
export function buildsOf(commands: readonly Command[], entry: string): readonly Build[] {
  return commands.flatMap((command) => {
    const words = command.argv;
    const names = words.slice(0, 6).map((word) => ('open' in word ? '' : (known(word.text) ?? '')));
    const [tool = ''] = names;
    if (/(^|\/)(docker|podman|nerdctl|buildah)$/.test(tool)) {
      const at = names.findIndex((name) => name === 'build' || name === 'bud');
      return at > 0 && at < 4 ? [buildOf(command, words.slice(at + 1), entry, false)] : [];
    }
    if (/(^|\/)executor$/.test(tool) && words.some(isDestination)) return [kanikoBuild(command, words.slice(1), entry)];
    if (/(^|\/)pack$/.test(tool) && names[1] === 'build') return [packBuild(command, words.slice(2), entry)];
    const plain = names.filter((name) => name !== 'alpha' && name !== 'beta');
    if (!/(^|\/)gcloud$/.test(tool) || plain[1] !== 'builds' || plain[2] !== 'submit') return [];
    return [buildOf(command, words.slice(names.indexOf('submit') + 1), entry, true)];
  });
}

function isDestination(word: Argument): boolean {
  return !('open' in word) && /^(-d|--destination)(=|$)/.test(asWritten(word.text));
}

/** https://github.com/GoogleContainerTools/kaniko#additional-flags */
function kanikoBuild(command: Command, words: readonly Argument[], entry: string): Build {
  const uses = flagsOf(words);
  const context = usesOf(uses, /^(-c|--context)$/).at(-1);
  const file = usesOf(uses, /^(-f|--dockerfile)$/).at(-1);
  const place = { path: command.range.path, directory: command.directory, carrier: command.carrier };
  const inside = context
    ? asWritten(context)
        .replace(/^dir:\/\//, '')
        .replace(/^\/workspace\/?/, './')
    : '.';
  const folders = placesOf(place, inside);
  return {
    ...NO_BUILD,
    images: usesOf(uses, /^(-d|--destination)$/).map(imageName),
    folders,
    files: file ? folders.flatMap((folder) => joinPath(folder, relativeTo(asWritten(file))) ?? []) : [],
    target:
      usesOf(uses, /^--target$/)
        .map(asWritten)
        .at(-1) ?? null,
    path: command.range.path,
    start: command.range.start,
    entry,
  };
}

/** https://buildpacks.io/docs/for-platform-operators/how-to/integrate-ci/pack/cli/pack_build/ */
function packBuild(command: Command, words: readonly Argument[], entry: string): Build {
  const uses = flagsOf(words);
  const place = { path: command.range.path, directory: command.directory, carrier: command.carrier };
  const [image] = usesOf(uses, /^$/);
  return {
    ...NO_BUILD,
    images: image ? [imageName(image)] : [],
    folders: placesOf(
      place,
      usesOf(uses, /^(-p|--path)$/)
        .map(asWritten)
        .at(-1) ?? '.',
    ),
    path: command.range.path,
    start: command.range.start,
    entry,
  };
}

const NO_BUILD = { files: [], target: null, config: [], substitutions: new Map<string, Text>(), submits: false };

/** A path in the build's machine as one of the tree. */
function relativeTo(path: string): string {
  return path.replace(ROOTS, './').replace(/^\/workspace\//, './');
}

/** Flags with their values, and what stands alone under an empty name. A flag without a sign of equality takes the next word. */
function flagsOf(words: readonly Argument[]): readonly (readonly [flag: string, value: Text])[] {
  const out: (readonly [string, Text])[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word || 'open' in word) continue;
    if (!asWritten(word.text).startsWith('-')) {
      out.push(['', word.text]);
      continue;
    }
    const [flag, joined] = splitFlag(word.text);
    const next = words[i + 1];
    const takes = joined === null && next && !('open' in next) && !asWritten(next.text).startsWith('-');
    if (joined) out.push([flag, joined]);
    else if (takes) {
      out.push([flag, next.text]);
      i++;
    }
  }
  return out;
}

function usesOf(uses: ReturnType<typeof flagsOf>, flag: RegExp): readonly Text[] {
  return uses.filter(([name]) => flag.test(name)).map(([, value]) => value);
}

interface Options {
  readonly images: Text[];
  readonly files: string[];
  readonly config: string[];
  readonly targets: string[];
  readonly substitutions: Map<string, Text>;
  readonly positionals: string[];
}

function buildOf(command: Command, words: readonly Argument[], entry: string, submit: boolean): Build {
  const options = readOptions(words, submit);
  const place = { path: command.range.path, directory: command.directory, carrier: command.carrier };
  const context = (submit ? options.positionals[0] : options.positionals.at(-1)) ?? '.';
  return {
    images: options.images.map(imageName),
    folders: placesOf(place, context),
    files: options.files.flatMap((file) => placesOf(place, file)),
    target: options.targets.at(-1) ?? null,
    config: options.config.flatMap((file) => placesOf(place, file)),
    substitutions: options.substitutions,
    submits: submit,
    path: command.range.path,
    start: command.range.start,
    entry,
  };
}

function readOptions(words: readonly Argument[], submit: boolean): Options {
  const out: Options = { images: [], files: [], config: [], targets: [], substitutions: new Map(), positionals: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word || 'open' in word) continue;
    const written = known(word.text) ?? asWritten(word.text);
    if (!written.startsWith('-')) {
      out.positionals.push(written);
      continue;
    }
    const [flag = '', joined] = splitFlag(word.text);
    const takes = joined === null && (submit ? !SWITCHES.test(flag) : VALUED.has(flag));
    const next = takes ? words[++i] : undefined;
    const value = joined ?? (next && !('open' in next) ? next.text : null);
    if (value) readOption(out, flag, value, submit);
  }
  return out;
}

function splitFlag(text: Text): readonly [string, Text | null] {
  const [first, ...rest] = text;
  if (first?.kind !== 'text') return [asWritten(text), null];
  const at = first.text.indexOf('=');
  if (at < 0) return [asWritten(text), null];
  return [first.text.slice(0, at), [{ ...first, text: first.text.slice(at + 1), exact: false }, ...rest]];
}

function readOption(out: Options, flag: string, value: Text, submit: boolean): void {
  if (flag === '--tag' || flag === '-t') out.images.push(value);
  else if (submit && flag === '--pack') out.images.push(...imageOfPack(value));
  else if (!submit && (flag === '--file' || flag === '-f')) out.files.push(asWritten(value));
  else if (!submit && flag === '--target') out.targets.push(asWritten(value));
  else if (submit && flag === '--config') out.config.push(asWritten(value));
  else if (submit && flag === '--substitutions') readSubstitutions(out.substitutions, value);
}

/** `--pack image=X,builder=Y`. https://cloud.google.com/sdk/gcloud/reference/builds/submit#--pack */
function imageOfPack(value: Text): readonly Text[] {
  const read = new Map<string, Text>();
  readSubstitutions(read, value);
  return [...read].flatMap(([name, text]) => (name === 'image' ? [text] : []));
}

function readSubstitutions(into: Map<string, Text>, value: Text): void {
  let name = '';
  let current: Text = [];
  const close = (): void => {
    if (name !== '') into.set(name, current);
    name = '';
    current = [];
  };
  for (const piece of value) {
    if (piece.kind === 'hole') {
      current = [...current, piece];
      continue;
    }
    for (const [i, part] of piece.text.split(',').entries()) {
      if (i > 0) close();
      const sides = name === '' ? /^\s*(_?\w+)=(.*)$/s.exec(part) : null;
      if (sides) name = sides[1] ?? '';
      const text = sides ? (sides[2] ?? '') : part;
      if (text !== '') current = [...current, { kind: 'text', text, range: piece.range, exact: false }];
    }
  }
  close();
}

/** How hosts call the folder that they have checked out. */
const ROOTS = /^\$\{?(PWD|CI_PROJECT_DIR|GITHUB_WORKSPACE)\}?\/?|^\$\{\{ *github\.workspace *\}\}\/?/;

/**
 * What a relative path may mean: from the folder that the host has changed to; else from the root, or from beside the file that
 * holds the command, from where scripts are often started.
 */
function placesOf(
  place: { path: string; directory?: string | null | undefined; carrier: Command['carrier'] },
  written: string,
): readonly string[] {
  if (written === '-' || /^(https?|git|gs):\/\//.test(written)) return [];
  const own = folderOf(place.path);
  const folders =
    place.directory !== undefined ? [place.directory ?? own] : place.carrier === 'github-actions' ? [''] : ['', own];
  const relative = written.replace(ROOTS, './');
  const found = folders.map((folder) => joinPath(folder, relative));
  return [...new Set(found.filter((path): path is string => path !== null))];
}

/** A step of a workflow that uses an action. */
interface ActionStep {
  readonly action: Text;
  readonly with: ReadonlyMap<string, Text>;
  readonly range: Range;
}

/** Inputs by which an action that builds an image names its parts. */
interface BuildAction {
  readonly uses: RegExp;
  readonly context: string;
  readonly file: string;
  readonly image: string;
  readonly registry: string | null;
  readonly target: string | null;
}

const BUILD_ACTIONS: readonly BuildAction[] = [
  // https://github.com/docker/build-push-action#inputs
  {
    uses: /^docker\/build-push-action(@|$)/,
    context: 'context',
    file: 'file',
    image: 'tags',
    registry: null,
    target: 'target',
  },
  // https://github.com/whoan/docker-build-with-cache-action#inputs
  {
    uses: /^whoan\/docker-build-with-cache-action(@|$)/,
    context: 'context',
    file: 'dockerfile',
    image: 'image_name',
    registry: 'registry',
    target: null,
  },
  // https://github.com/mr-smithers-excellent/docker-build-push#inputs
  {
    uses: /^mr-smithers-excellent\/docker-build-push(@|$)/,
    context: 'directory',
    file: 'dockerfile',
    image: 'image',
    registry: 'registry',
    target: 'target',
  },
];

/** The build that a step's action does. */
export function buildOfStep(step: ActionStep, path: string): Build | null {
  const used = asWritten(step.action);
  const action = BUILD_ACTIONS.find(({ uses }) => uses.test(used));
  if (!action) return null;
  const input = (name: string | null): string | null => {
    const text = name === null ? undefined : step.with.get(name);
    return text ? asWritten(text).trim() : null;
  };
  const place = { path, carrier: 'github-actions' as const };
  const file = input(action.file);
  const context = input(action.context) ?? '.';
  const registry = input(action.registry)?.replace(/\/+$/, '');
  const folders = placesOf(place, context);
  const inContext =
    action.registry === null || file === null ? [] : folders.flatMap((folder) => joinPath(folder, file) ?? []);
  return {
    images: (input(action.image) ?? '')
      .split(/[\n,]+/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '')
      .map((tag) => withoutTag(registry ? `${registry}/${tag}` : tag)),
    folders,
    files: file === null ? [] : [...inContext, ...placesOf(place, file)],
    target: input(action.target),
    config: [],
    substitutions: new Map(),
    submits: false,
    path,
    start: step.range.start,
    entry: path,
  };
}

/** An image's reference without its tag and digest, as written. */
export function imageName(image: Text): string {
  return withoutTag(asWritten(image));
}

function withoutTag(image: string): string {
  return image
    .replace(/@(sha256:|\$).*$/s, '')
    .replace(/:(?!\/\/)[^/]*$/s, '')
    .replace(/:[^/]*$/s, '');
}

/** What only run time fills, as hosts write it. */
const HOLE = /\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+/gs;

/** Whether two references may name one image: part by part the same, or left to run time; the image's own name is known. */
export function sameImage(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [a, b].map((one) => one.replace(HOLE, '*').split('/'));
  if (!left || !right || left.length !== right.length) return false;
  const name = left.at(-1) ?? '';
  if (name.includes('*') || name === '' || !fits(name, right.at(-1) ?? '')) return false;
  return left.every((part, i) => mayEqual(part, right[i] ?? ''));
}

/** Whether two parts may be one, each star standing for any text: what stands before and behind the stars agrees. */
function mayEqual(a: string, b: string): boolean {
  if (!a.includes('*') && !b.includes('*')) return a === b;
  const [first, second] = [a, b].map(endsOf);
  if (!first || !second) return false;
  const heads = first.head.startsWith(second.head) || second.head.startsWith(first.head);
  return heads && (first.tail.endsWith(second.tail) || second.tail.endsWith(first.tail));
}

function endsOf(part: string): { readonly head: string; readonly tail: string } {
  const at = part.indexOf('*');
  return at < 0 ? { head: part, tail: part } : { head: part.slice(0, at), tail: part.slice(part.lastIndexOf('*') + 1) };
}

/** Whether a name is what the other is at its known ends, of which there must be one. */
function fits(name: string, other: string): boolean {
  const parts = other.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return name === other;
  return (first !== '' || last !== '') && name.startsWith(first) && name.endsWith(last);
}
