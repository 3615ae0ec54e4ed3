import { type Given, joinGiven } from '../../manifests/given.ts';
import { type Argument, type Command, isWord } from '../../model/command.ts';
import type { BindingFact, DeploymentFact } from '../../model/deployment.ts';
import { asShown, coverLiterals, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, known, literal, rangeOf, split, splitOnce, type Text, trim } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { isVariableName } from '../gcloud/index.ts';
import { SHORT, SWITCHES } from './flags.ts';

/** A container that a command starts and leaves running, before the files of variables that it names are read. */
export interface DockerRun {
  readonly fact: DeploymentFact;
  readonly files: readonly Text[];
}

interface Use {
  readonly flag: string;
  readonly value: Text | null;
  readonly conditional: boolean;
}

interface Words {
  readonly uses: readonly Use[];
  readonly image: Text | null;
  readonly rest: readonly Argument[];
  readonly gaps: readonly Gap[];
}

/**
 * `docker run` of a container that is to stay: in the background, and started again when it or its host ends. One that is removed when it
 * ends, or that nothing starts again, is a trial, a test or a tool.
 * Source: https://docs.docker.com/reference/cli/docker/container/run/
 */
export function extractDockerRun(command: Command): DockerRun | null {
  const at = startOf(command.argv);
  if (at === null) return null;
  const words = sortWords(command, command.argv.slice(at));
  if (!words.image || !stays(words.uses)) return null;
  return { fact: makeFact(command, words, words.image), files: valuesOf(words.uses, '--env-file') };
}

/** Where the words behind `docker run`, `docker container run` begin. */
function startOf(argv: readonly Argument[]): number | null {
  const names = argv.slice(0, 8).map((word) => (isWord(word) ? (known(word.text) ?? '') : ''));
  if (!/(^|\/)(docker|podman|nerdctl)$/.test(names[0] ?? '')) return null;
  const at = names.indexOf('run');
  const before = names.slice(1, Math.max(at, 1));
  const isRun =
    at > 0 && before.every((word, i) => word.startsWith('-') || word === 'container' || before[i - 1]?.startsWith('-'));
  return isRun ? at + 1 : null;
}

function sortWords(command: Command, words: readonly Argument[]): Words {
  const uses: Use[] = [];
  const gaps: Gap[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    if (!isWord(word)) {
      gaps.push(openGap(coverLiterals(word.written), word.range ?? command.range));
      continue;
    }
    const read = readFlag(word.text);
    if (!read) return { uses, image: word.text, rest: words.slice(i + 1), gaps };
    const next = read.takes ? words[++i] : undefined;
    const value = read.takes ? (next && isWord(next) ? next.text : null) : read.value;
    const conditional = word.conditional === true;
    uses.push(...read.switches.map((flag) => ({ flag, value: null, conditional })), {
      flag: read.flag,
      value,
      conditional,
    });
  }
  return { uses, image: null, rest: [], gaps };
}

function openGap(text: string, range: Range | null): Gap {
  return { reason: 'dynamic-list', text, range, names: 'all' };
}

interface ReadFlag {
  /** One-letter switches that stand before it. */
  readonly switches: readonly string[];
  readonly flag: string;
  readonly value: Text | null;
  readonly takes: boolean;
}

const LONG = new Map([
  ['-e', '--env'],
  ['-d', '--detach'],
]);

/** A word that is a flag; null: it is the image. */
function readFlag(word: Text): ReadFlag | null {
  const [first] = word;
  if (first?.kind !== 'text' || !first.text.startsWith('-') || first.text === '-') return null;
  const sides = splitOnce(word, '=');
  if (first.text.startsWith('--')) {
    const flag = asWritten(sides ? sides[0] : word);
    return { switches: [], flag, value: sides ? sides[1] : null, takes: !sides && !SWITCHES.has(flag) };
  }
  const [, switches = '', letter, joined = ''] = SHORT.exec(first.text) ?? [];
  const all = [...switches].map((one) => LONG.get(`-${one}`) ?? `-${one}`);
  if (letter === undefined) return { switches: all, flag: '', value: null, takes: false };
  const behind = [...(joined === '' ? [] : cutTail(word, joined)), ...word.slice(1)];
  const flag = LONG.get(`-${letter}`) ?? `-${letter}`;
  return { switches: all, flag, value: behind.length > 0 ? behind : null, takes: behind.length === 0 };
}

/** The last characters of a word's first piece. */
function cutTail([first]: Text, tail: string): Text {
  if (first?.kind !== 'text') return [];
  const { range, exact } = first;
  const at = range && exact ? { ...range, start: range.end - tail.length } : range;
  return literal(tail, at, exact);
}

function stays(uses: readonly Use[]): boolean {
  const has = (flag: string): boolean => uses.some((use) => use.flag === flag && !isNo(use.value));
  const restarts = valuesOf(uses, '--restart').at(-1);
  return has('--detach') && !has('--rm') && restarts !== undefined && known(restarts) !== 'no';
}

function isNo(value: Text | null): boolean {
  return value !== null && known(value) === 'false';
}

function valuesOf(uses: readonly Use[], flag: string): readonly Text[] {
  return uses.flatMap((use) => (use.flag === flag && use.value ? [use.value] : []));
}

function makeFact(command: Command, { uses, image, rest, gaps }: Words, stated: Text): DeploymentFact {
  const listed = uses.flatMap((use) =>
    use.flag === '--env' && use.value ? [readVariable(use.value, use.conditional, 'flag')] : [],
  );
  const name = valuesOf(uses, '--name').at(-1) ?? imageCalled(stated);
  const own = joinLast(listed);
  const all = [...gaps, ...own.gaps];
  return {
    format: 'docker-run',
    carrier: command.carrier,
    workload: 'service',
    container: null,
    deployedName: name,
    project: null,
    region: null,
    source: null,
    image,
    ...startIn(valuesOf(uses, '--entrypoint').at(-1) ?? null, rest),
    mode: 'declare',
    closes: ['secret', 'value'],
    open: all.some((gap) => gap.names === 'all'),
    bindings: own.bindings.map((binding) => ({ ...binding, related: [command.range] })),
    gaps: all,
    hidden: own.hidden,
    range: command.range,
  };
}

/** The image's own name, without registry and tag. */
function imageCalled(image: Text): Text {
  const written = asWritten(image);
  const name = written.replace(/@.*$/s, '').replace(/:[^/:]*$/s, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return isKnown(image) ? literal(last, rangeOf(image)) : image;
}

function startIn(entrypoint: Text | null, rest: readonly Argument[]): Pick<DeploymentFact, 'start'> {
  const args = rest.map((word) => (isWord(word) && !word.conditional ? known(word.text) : null));
  const words = args.every((word) => word !== null) ? args : null;
  const command = entrypoint && known(entrypoint);
  if (command === null && rest.length === 0) return {};
  return { start: { command: command === null ? null : [command], args: rest.length > 0 ? words : null } };
}

/** Of one name the last counts. */
function joinLast(parts: readonly Given[]): Given {
  const all = joinGiven(parts);
  const last = (one: BindingFact, i: number): boolean =>
    !all.bindings.slice(i + 1).some((other) => other.name === one.name && !other.conditional);
  return { ...all, bindings: all.bindings.filter(last) };
}

function noName(text: string, range: Range | null, hidden: readonly Range[]): Given {
  return { bindings: [], hidden, gaps: [{ ...openGap(text, range), reason: 'dynamic-name' }] };
}

/** `NAME=value`; a bare `NAME` has the value that the shell has, if it has one. */
function readVariable(text: Text, conditional: boolean, via: string): Given {
  const sides = splitOnce(text, '=');
  const name = known(sides ? sides[0] : text);
  const range = rangeOf(text);
  const value = sides ? sides[1] : [];
  const hidden = literalPlaces(value);
  if (name === null) return noName(asShown(sides ? sides[0] : text), range, hidden);
  if (!isVariableName(name)) return noName('no name of a variable', range, [...hidden, ...(range ? [range] : [])]);
  if (!sides)
    return { bindings: [], hidden, gaps: [{ ...openGap(`${name} is taken from the shell`, range), names: [name] }] };
  const binding: BindingFact = {
    name,
    target: 'env',
    operation: 'set',
    source: { kind: 'value' },
    via,
    conditional,
    range: rangeOf(sides[0]) ?? range ?? { path: '', start: 0, end: 0 },
    related: [],
    value,
  };
  return { bindings: [binding], hidden, gaps: [] };
}

/**
 * Puts the variables of the files of `--env-file` into the deployment: a flag goes before a file, and a later file before an earlier one.
 * @param texts each file's text in the order of the command; null for one that could not be had
 */
export function joinEnvFiles({ fact, files }: DockerRun, texts: readonly (Text | null)[]): DeploymentFact {
  const read = joinLast(texts.map((text, i) => (text ? readEnvFile(text) : unreadFile(files[i] ?? [], fact.range))));
  const own = new Set(fact.bindings.flatMap(({ name, conditional }) => (conditional ? [] : [name])));
  const gaps = [...fact.gaps, ...read.gaps];
  const bindings = read.bindings.filter(({ name }) => !own.has(name)).map((one) => ({ ...one, related: [fact.range] }));
  return {
    ...fact,
    bindings: [...bindings, ...fact.bindings],
    gaps,
    open: gaps.some((gap) => gap.names === 'all'),
    hidden: [...(fact.hidden ?? []), ...read.hidden],
  };
}

function unreadFile(name: Text, command: Range): Given {
  const text = `--env-file ${asShown(name)}`;
  return {
    bindings: [],
    hidden: [],
    gaps: [{ ...openGap(text, rangeOf(name) ?? command), reason: 'unread-hand-over' }],
  };
}

/** Lines `NAME=value` without quotes; `#` begins a comment. Source: https://docs.docker.com/reference/cli/docker/container/run/#env */
function readEnvFile(text: Text): Given {
  const lines = split(text, '\n').map((line) => trim(line, 'left'));
  const variables = lines.filter((line) => line.length > 0 && !asWritten(line).startsWith('#'));
  return joinLast(
    variables.map((line) =>
      readVariable(
        withoutReturn(line),
        line.every(({ conditional }) => conditional === true),
        'file',
      ),
    ),
  );
}

function withoutReturn(line: Text): Text {
  const last = line.at(-1);
  return last?.kind === 'text' && last.text.endsWith('\r') ? trim(line) : line;
}
