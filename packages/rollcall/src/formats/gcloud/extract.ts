import type { Command } from '../../model/command.ts';
import type { DeploymentFact } from '../../model/deployment.ts';
import { asShown, coverLiterals, literalPlace, literalPlaces } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, known, literal, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { type FlagUse, type SortedArguments, sortArguments } from './arguments.ts';
import { chooseName, type DeployedName, isHoleAlone, readDeployedName } from './deployed-name.ts';
import { readList } from './flag-value.ts';
import { bindingFlags } from './flags.ts';
import { type ReadBindings, readBindings } from './read-bindings.ts';
import { type Recognition, type RunCommand, recognise } from './recognise.ts';
import { refuseReserved } from './reserved-names.ts';
import { findUsageErrors, unknownListValues } from './usage.ts';

/** A manifest that a command applies: another file of the tree, which the link reads. */
export interface ManifestReference {
  readonly kind: 'run' | 'app';
  readonly file: Text;
  readonly project: Text | null;
  readonly region: Text | null;
  readonly range: Range;
}

/** A file of plain variables that a deployment reads. */
export interface EnvFileReference {
  readonly file: Text;
  /** Index into the extraction's deployments. */
  readonly deployment: number;
  readonly range: Range;
  /** The names that Cloud Run sets itself may stand in it. */
  readonly unreserved?: true;
}

export interface GcloudExtraction {
  readonly deployments: readonly DeploymentFact[];
  readonly manifests: readonly ManifestReference[];
  readonly envFiles: readonly EnvFileReference[];
  /** What no deployment holds. */
  readonly gaps: readonly Gap[];
}

const nothing: GcloudExtraction = { deployments: [], manifests: [], envFiles: [], gaps: [] };

/**
 * What a command gives to Cloud Run: `gcloud run deploy`, `services update|replace`, `jobs deploy|create|update|replace`,
 * `worker-pools deploy|update|replace`, and what `functions deploy`, `app deploy` and a `jobs execute` with variables of its own give, of any
 * release track. Any other command gives nothing.
 * Source: https://cloud.google.com/sdk/gcloud/reference/run, https://cloud.google.com/sdk/gcloud/reference/functions/deploy
 */
export function extractGcloud(command: Command): GcloudExtraction {
  const recognition: Recognition = recognise(command);
  if (recognition.is === 'other') return nothing;
  if (recognition.is === 'unknown')
    return {
      ...nothing,
      gaps: [{ reason: 'dynamic-command', text: recognition.written, range: command.range, names: 'all' }],
    };
  const { run } = recognition;
  const words = sortArguments(run.rest);
  if (run.what === 'replace') return extractManifest(command, words);
  if (run.what === 'app') return extractApp(command, words);
  return run.what === 'execute' && !givesNames(words) ? nothing : extractDeployments(command, run, words);
}

/** A run of a job that leaves its names as they are deploys nothing. */
function givesNames({ flags, containers }: SortedArguments): boolean {
  return [flags, ...containers.values()].flat().some(({ flag }) => bindingFlags.has(flag));
}

/** `gcloud app deploy`, `app deploy a/app.yaml b/app.yaml`. https://cloud.google.com/sdk/gcloud/reference/app/deploy */
function extractApp(command: Command, { flags, positionals, open }: SortedArguments): GcloudExtraction {
  const project = lastValue(flags, 'project') ?? fromEnvironment(command, 'CLOUDSDK_CORE_PROJECT');
  const stated = [...positionals.map(({ text }) => text), ...flags.flatMap(appYaml)];
  const files = stated.length > 0 ? stated : [literal('app.yaml')];
  return {
    ...nothing,
    manifests: files.map((file) => ({
      kind: 'app',
      file,
      project,
      region: null,
      range: command.range,
    })),
    gaps: open.map(({ written, range }) => ({
      reason: 'dynamic-list',
      text: coverLiterals(written),
      range: range ?? command.range,
      names: 'all',
    })),
  };
}

function appYaml({ flag, value }: FlagUse): Text[] {
  return flag === 'appyaml' && value ? [value] : [];
}

function extractManifest(command: Command, words: SortedArguments): GcloudExtraction {
  const file = chooseName(words.positionals)?.text ?? null;
  const gap = (text: string): Gap => ({ reason: 'unread-hand-over', text, range: command.range, names: 'all' });
  if (!file || asWritten(file) === '-')
    return { ...nothing, gaps: [gap(file ? 'standard input' : 'no file is named')] };
  const { project, region } = readLocation(command, words.flags);
  return { ...nothing, manifests: [{ kind: 'run', file, project, region, range: command.range }] };
}

function extractDeployments(command: Command, run: RunCommand, words: SortedArguments): GcloudExtraction {
  const named = readDeployedName(chooseName(words.positionals)?.text ?? null, command.range);
  const common = commonGaps(command, words);
  const parts = splitContainers(words).map(({ container, flags }) => ({
    container,
    flags,
    read: readBindings(flags, command.range, run.workload === 'function' ? 'functions' : 'run'),
  }));
  return {
    ...nothing,
    deployments: parts.map((part, i) =>
      makeDeployment(command, run, words, named, part, i === 0 ? common : sharedGaps(common)),
    ),
    envFiles: parts.flatMap(({ read }, deployment) =>
      read.envFiles.map((file) => ({ ...file, deployment, ...(reserves(run) ? {} : { unreserved: true as const }) })),
    ),
  };
}

interface Part {
  readonly container: string | null;
  readonly flags: readonly FlagUse[];
  readonly read: ReadBindings;
}

/** Flags that stand before `--container` belong to the whole; those of its kind that gcloud refuses there go to the first container. */
function splitContainers({ flags, containers }: SortedArguments): Omit<Part, 'read'>[] {
  if (containers.size === 0) return [{ container: null, flags }];
  return [...containers].map(([container, own], i) => ({ container, flags: i === 0 ? [...flags, ...own] : own }));
}

/** Every container of an open command is open. */
function sharedGaps(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter((gap) => gap.names === 'all');
}

function makeDeployment(
  command: Command,
  run: RunCommand,
  words: SortedArguments,
  named: DeployedName,
  { container, flags, read }: Part,
  common: readonly Gap[],
): DeploymentFact {
  const location = readLocation(command, [...words.flags, ...flags]);
  const creates = run.what === 'create';
  const closes = creates ? (['secret', 'value'] as const) : read.closes;
  const malformed = [...read.malformed, ...findUsageErrors(words, command.range)];
  const refusals: Gap[] = malformed
    .filter((item) => item.refused)
    .map(({ flag, reason, name, range }) => {
      const gap = { reason: 'malformed-flag', text: `${flag}: ${reason}`, range } as const;
      return name === null ? gap : { ...gap, names: [name] };
    });
  const gaps = [...common, ...read.gaps, ...refusals];
  const made: DeploymentFact = {
    format: 'gcloud',
    carrier: command.carrier,
    workload: run.workload,
    container,
    deployedName: named.name,
    project: location.project ?? named.project,
    region: location.region ?? named.region,
    source: lastValue(flags, 'source') ?? (run.workload === 'function' ? literal('.') : null),
    image: lastValue(flags, 'image'),
    ...readStart(flags),
    ...readEntryPoint(run, flags, named.name),
    mode: closes.length > 0 ? 'replace' : 'merge',
    open: gaps.some((gap) => gap.names === 'all'),
    closes,
    bindings: read.bindings,
    gaps,
    malformed,
    hidden: [...read.hidden, ...unknownListValues(flags), ...valuesBeside(command, words, flags)],
    range: command.range,
  };
  return reserves(run) ? refuseReserved(made) : made;
}

/** Nothing tells a worker pool a port, and gcloud looks at no function's names. */
function reserves({ pool, workload }: RunCommand): boolean {
  return !pool && workload !== 'function';
}

/** Values that a command holds beside its lists: its own environment, the arguments of the container, defaults in expressions. */
function valuesBeside({ environment }: Command, { open }: SortedArguments, flags: readonly FlagUse[]): Range[] {
  const given = flags.filter(({ flag }) => flag === 'args' || flag === 'command').map(({ value }) => value ?? []);
  return [
    ...[...Object.values(environment), ...given].flatMap(rangesOf),
    ...flags.flatMap(({ value, valueOpen }) => [
      ...literalPlaces(value ?? []),
      ...(valueOpen ? literalPlace(valueOpen) : []),
    ]),
    ...open.flatMap(literalPlace),
  ];
}

function readLocation(command: Command, flags: readonly FlagUse[]): { project: Text | null; region: Text | null } {
  return {
    project: lastValue(flags, 'project') ?? fromEnvironment(command, 'CLOUDSDK_CORE_PROJECT'),
    region:
      lastValue(flags, 'region') ?? lastValue(flags, 'regions') ?? fromEnvironment(command, 'CLOUDSDK_RUN_REGION'),
  };
}

function fromEnvironment(command: Command, name: string): Text | null {
  return Object.hasOwn(command.environment, name) ? (command.environment[name] ?? null) : null;
}

/** `--command` and `--args`, lists both; one whose words are not all known says nothing. */
function readStart(flags: readonly FlagUse[]): Pick<DeploymentFact, 'start'> {
  const [command, args] = ['command', 'args'].map((flag) => {
    const value = lastValue(flags, flag);
    return value && isKnown(value) ? readList(value).items.map(({ key }) => asWritten(key)) : null;
  });
  return command || args ? { start: { command: command ?? null, args: args ?? null } } : {};
}

/** `--entry-point` of a function, whose own name stands for it; `--function` of a service that is deployed as one. */
function readEntryPoint(
  { workload }: RunCommand,
  flags: readonly FlagUse[],
  name: Text,
): Pick<DeploymentFact, 'entryPoint'> {
  const stated = workload === 'function' ? (lastValue(flags, 'entry-point') ?? name) : lastValue(flags, 'function');
  const entryPoint = stated && known(stated);
  return entryPoint ? { entryPoint } : {};
}

/** The last use counts. */
function lastValue(flags: readonly FlagUse[], flag: string): Text | null {
  return flags.findLast((use) => use.flag === flag && use.value !== null)?.value ?? null;
}

/** Words that may hold flags: they leave every list open. */
function commonGaps(command: Command, words: SortedArguments): Gap[] {
  const name = chooseName(words.positionals);
  const extra = words.positionals.filter((one) => one !== name && isHoleAlone(one.text)).map((one) => one.text);
  const files = words.flags.flatMap((use) => (use.flag === 'flags-file' && use.value ? [use.value] : []));
  const list = (written: string, range: Range | null): Gap => ({
    reason: 'dynamic-list',
    text: coverLiterals(written),
    range: range ?? command.range,
    names: 'all',
  });
  return [
    ...words.open.map((open) => list(open.written, open.range)),
    ...[...extra, ...words.unknownFlags].map((text) => list(holesOf(text), text[0]?.range ?? null)),
    ...files.map((file): Gap => ({ ...list(asWritten(file), file[0]?.range ?? null), reason: 'unread-hand-over' })),
  ];
}

function holesOf(text: Text): string {
  return isKnown(text) ? '' : asShown(text.filter((piece) => piece.kind === 'hole'));
}
