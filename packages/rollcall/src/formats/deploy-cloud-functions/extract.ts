import type { BindingFact, DeploymentFact, MalformedItem } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, concat, hole, isKnown, known, literal, rangeOf, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { envFileGap, type GcloudExtraction } from '../gcloud/index.ts';
import {
  type ActionStep,
  inputOf,
  isComment,
  type KeyValue,
  majorOf,
  malformInput,
  readKeyValues,
  usesAction,
} from '../google-actions/index.ts';
import { readSecretName } from './secret-name.ts';

/** Whether a step's `uses` is this action. */
export function isDeployCloudFunctions(action: string): boolean {
  return usesAction(action, 'deploy-cloud-functions');
}

type Kind = 'secret' | 'value';

/** Inputs by kind, of every version; an older name in a newer version is no input, and the reverse. */
const INPUTS: readonly {
  readonly name: string;
  readonly kind: Kind;
  readonly since: number;
  readonly until: number;
}[] = [
  { name: 'env_vars', kind: 'value', since: 0, until: 2 },
  { name: 'environment_variables', kind: 'value', since: 3, until: 99 },
  { name: 'secret_environment_variables', kind: 'secret', since: 0, until: 2 },
  { name: 'secret_volumes', kind: 'secret', since: 0, until: 2 },
  { name: 'secrets', kind: 'secret', since: 3, until: 99 },
];

/**
 * What a step of google-github-actions/deploy-cloud-functions gives to its function. Before version 3 the action replaces all that it does
 * not name, too; since then an input that is given replaces what there was of its kind.
 * Source: https://github.com/google-github-actions/deploy-cloud-functions
 */
export function extractDeployCloudFunctions(step: ActionStep): GcloudExtraction {
  const major = majorOf(step);
  const lists = INPUTS.flatMap((input) => readInput(step, input, major));
  const file = major === null || major < 3 ? inputOf(step, 'env_vars_file') : null;
  const fileRange = file ? (rangeOf(file) ?? step.range) : step.range;
  const gaps = [...lists.flatMap((list) => list.gaps), ...(file ? [envFileGap(file, fileRange)] : [])];
  const replacesAll = major !== null && major < 3;
  const kinds = new Set(lists.filter((list) => list.replaces).map((list) => list.kind));
  const closes = (['secret', 'value'] as const).filter((kind) => replacesAll || kinds.has(kind));
  const deployment: DeploymentFact = {
    format: 'deploy-cloud-functions',
    carrier: 'github-actions',
    workload: 'function',
    container: null,
    deployedName: inputOf(step, 'name') ?? hole('NAME', step.range),
    project: inputOf(step, 'project_id'),
    region: inputOf(step, 'region') ?? literal('us-central1'),
    source: inputOf(step, 'source_dir') ?? literal('./'),
    image: null,
    ...readEntryPoint(step),
    mode: closes.length > 0 ? 'replace' : 'merge',
    open: gaps.some((gap) => gap.names === 'all'),
    closes,
    bindings: lists.flatMap((list) => list.bindings),
    gaps,
    malformed: [...lists.flatMap((list) => list.malformed), ...strangeInputs(step, major)],
    hidden: [...lists.flatMap((list) => list.hidden), ...unreadValues(step, major)],
    range: step.range,
  };
  const envFiles = file ? [{ file, deployment: 0, range: fileRange, unreserved: true as const }] : [];
  return { deployments: [deployment], manifests: [], envFiles, gaps: [] };
}

function readEntryPoint(step: ActionStep): Pick<DeploymentFact, 'entryPoint'> {
  const stated = inputOf(step, 'entry_point') ?? inputOf(step, 'name');
  const entryPoint = stated && known(stated);
  return entryPoint ? { entryPoint } : {};
}

/** Inputs of another version: the action does not read them. */
function strangeInputs(step: ActionStep, major: number | null): MalformedItem[] {
  if (major === null) return [];
  const names = strangeNames(major);
  return [...names, ...(major < 3 ? [] : ['env_vars_file'])]
    .filter((name) => inputOf(step, name) !== null)
    .map((name) =>
      malformInput(step, name, `Version ${major} of the action has no such input: it is not read.`, false),
    );
}

function strangeNames(major: number): string[] {
  return INPUTS.filter(({ since, until }) => major < since || major > until).map(({ name }) => name);
}

/** What is no binding and may be a value: variables of the build, and inputs of another version. */
function unreadValues(step: ActionStep, major: number | null): Range[] {
  const names = ['build_environment_variables', ...(major === null ? [] : strangeNames(major))];
  return names.flatMap((name) => rangesOf(inputOf(step, name) ?? []));
}

interface List {
  readonly kind: Kind;
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  readonly malformed: readonly MalformedItem[];
  readonly hidden: readonly Range[];
  /** It stands there: what was there of its kind is replaced. */
  readonly replaces: boolean;
}

function readInput(
  step: ActionStep,
  { name, kind, since, until }: (typeof INPUTS)[number],
  major: number | null,
): readonly List[] {
  const text = inputOf(step, name);
  if (!text || (major !== null && (major < since || major > until))) return [];
  const { pairs, fault } = readKeyValues(text);
  const read = pairs.map((pair) => readPair(step, name, kind, pair));
  const given = read.flatMap((one) => one.bindings);
  const refused = fault === null ? [] : [malformInput(step, name, fault, true)];
  return [
    {
      kind,
      bindings: keepLast(given),
      gaps: [...read.flatMap((one) => one.gaps), ...refused.map(refusalGap)],
      malformed: [...read.flatMap((one) => one.malformed), ...refused],
      hidden: [...read.flatMap((one) => one.hidden), ...replaced(given), ...(fault === null ? [] : rangesOf(text))],
      replaces: true,
    },
  ];
}

type ReadPair = Omit<List, 'kind' | 'replaces'>;

function readPair(step: ActionStep, input: string, kind: Kind, pair: KeyValue): ReadPair {
  const whole = concat(pair.key, pair.value);
  const range = rangeOf(whole) ?? step.range;
  if (isComment(pair)) {
    const reason = 'The action has no comments here: it takes this line for a name.';
    const note = malformInput(step, input, reason, false, rangeOf(pair.key));
    return { bindings: [], gaps: [], malformed: [note], hidden: rangesOf(whole) };
  }
  if (!isKnown(pair.key)) return openPair(pair, range);
  const name = asWritten(pair.key);
  if (!/^([A-Za-z_][A-Za-z0-9_.-]*|\/.+)$/.test(name)) {
    const reason = 'What stands before `=` is no name that a variable has; a value with the delimiter in it?';
    return {
      bindings: [],
      gaps: [],
      malformed: [malformInput(step, input, reason, false, range)],
      hidden: rangesOf(whole),
    };
  }
  return kind === 'value' ? bindValue(name, pair.value, range, step) : bindSecret(step, input, name, pair.value, range);
}

/** An expression alone may be any number of pairs. */
function openPair({ key, value, assigned }: KeyValue, range: Range): ReadPair {
  const text = asShown(key.filter((piece) => piece.kind === 'hole'));
  const reason = assigned ? 'dynamic-name' : 'dynamic-list';
  return { bindings: [], gaps: [{ reason, text, range, names: 'all' }], malformed: [], hidden: rangesOf(value) };
}

function bindValue(name: string, value: Text, range: Range, step: ActionStep): ReadPair {
  return { bindings: [bind(name, { kind: 'value' }, value, range, step)], gaps: [], malformed: [], hidden: [] };
}

function bindSecret(step: ActionStep, input: string, name: string, value: Text, range: Range): ReadPair {
  const read = readSecretName(value);
  if (!read) {
    const item = { ...malformInput(step, input, FORM, true, range), name };
    return { bindings: [], gaps: [refusalGap(item)], malformed: [item], hidden: rangesOf(value) };
  }
  const gaps: Gap[] = read.source.template
    ? [{ reason: 'dynamic-secret', text: asShown(value), range: rangeOf(read.id) ?? range, names: [name] }]
    : [];
  return { bindings: [bind(name, read.source, null, range, step)], gaps, malformed: [], hidden: [] };
}

const FORM =
  'Failed to parse secret reference: unknown format. Secrets should be of the format "projects/p/secrets/s/versions/v".';

function bind(
  name: string,
  source: BindingFact['source'],
  value: Text | null,
  range: Range,
  step: ActionStep,
): BindingFact {
  return {
    name,
    target: source.kind === 'secret' && name.startsWith('/') ? 'file' : 'env',
    operation: 'set',
    source,
    via: 'input',
    conditional: false,
    range,
    related: [step.range],
    value,
  };
}

/** Of pairs with one name the last holds. */
function keepLast(bindings: readonly BindingFact[]): BindingFact[] {
  return [...new Map(bindings.map((binding) => [binding.name, binding])).values()];
}

/** Values that a later pair of the same name replaces. */
function replaced(bindings: readonly BindingFact[]): Range[] {
  const kept = new Set(keepLast(bindings));
  return bindings.filter((one) => !kept.has(one)).flatMap(({ value }) => rangesOf(value ?? []));
}

function refusalGap({ flag, reason, range, name }: MalformedItem): Gap {
  return { reason: 'malformed-flag', text: `${flag}: ${reason}`, range, names: name === null ? 'all' : [name] };
}
