import type { Argument } from '../../model/command.ts';
import type { DeploymentFact, MalformedItem } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, concat, known, literal, rangeOf, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { envFileGap, extractGcloud, type GcloudExtraction } from '../gcloud/index.ts';
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
import { readFlagWords } from './flag-words.ts';

/** Whether a step's `uses` is this action. */
export function isDeployCloudrun(action: string): boolean {
  return usesAction(action, 'deploy-cloudrun');
}

/**
 * What a step of google-github-actions/deploy-cloudrun deploys: the gcloud command that the action runs, read as gcloud would.
 * Source: https://github.com/google-github-actions/deploy-cloudrun
 */
export function extractDeployCloudrun(step: ActionStep): GcloudExtraction {
  const made = makeArguments(step);
  const read = extractGcloud({
    carrier: 'github-actions',
    argv: made.argv,
    range: step.range,
    environment: {},
    conditions: [],
    records: [],
    ...(step.branches ? { branches: step.branches } : {}),
    ...(step.step === undefined ? {} : { step: step.step }),
  });
  const deployments = read.deployments.map((deployment) => finish(deployment, step, made));
  const envFile = made.envFile;
  const envFiles = envFile
    ? deployments.map((_, deployment) => ({ file: envFile, deployment, range: rangeOf(envFile) ?? step.range }))
    : [];
  return { ...read, deployments, envFiles: [...read.envFiles, ...envFiles] };
}

interface Made {
  readonly argv: readonly Argument[];
  readonly malformed: readonly MalformedItem[];
  readonly hidden: readonly Range[];
  readonly envFile: Text | null;
  readonly overwritesVariables: boolean;
}

function makeArguments(step: ActionStep): Made {
  const job = inputOf(step, 'job');
  const metadata = inputOf(step, 'metadata');
  const secrets = readList(step, 'secrets', strategy(step, 'secrets_update_strategy', job !== null), 'secrets');
  const variableStrategy = strategy(step, 'env_vars_update_strategy', false);
  const variables = readList(step, 'env_vars', variableStrategy, 'env-vars');
  const flags = readFlagWords(inputOf(step, 'flags') ?? []);
  const flagFault = flags.fault === null ? [] : [malformInput(step, 'flags', flags.fault, true)];
  const head = metadata
    ? [...words('run', 'services', 'replace'), { text: metadata }]
    : [
        ...words(...(job ? ['run', 'jobs', 'deploy'] : ['run', 'deploy'])),
        ...optional(job ?? inputOf(step, 'service')),
      ];
  const lists = metadata ? [] : [...variables.argv, ...secrets.argv];
  const envFile = metadata ? null : readEnvFileInput(step);
  return {
    argv: [...words('gcloud'), ...head, ...lists, ...plainFlags(step), ...flags.words],
    malformed: [
      ...secrets.malformed,
      ...variables.malformed,
      ...variableStrategy.malformed,
      ...flagFault,
      ...(envFile?.malformed ?? []),
    ],
    hidden: [...secrets.hidden, ...variables.hidden],
    envFile: envFile?.file ?? null,
    overwritesVariables: variableStrategy.verb === 'set',
  };
}

/** Inputs that the action passes on as they are. */
function plainFlags(step: ActionStep): Argument[] {
  const region = inputOf(step, 'region') ?? literal('us-central1');
  const project = inputOf(step, 'project_id');
  const image = inputOf(step, 'image');
  const source = image ? null : inputOf(step, 'source');
  const pairs: [string, Text | null][] = [
    ['--image', image],
    ['--source', source],
    ['--region', region],
    ['--project', project],
  ];
  return pairs.flatMap(([flag, value]) => (value ? [...words(flag), { text: value }] : []));
}

interface Strategy {
  readonly verb: 'set' | 'update';
  readonly malformed: readonly MalformedItem[];
}

/** `merge` where it is not said; jobs' secrets are always set. */
function strategy(step: ActionStep, name: string, alwaysSet: boolean): Strategy {
  const text = inputOf(step, name);
  const word = text ? known(text) : 'merge';
  const wrong = word !== null && word !== 'merge' && word !== 'overwrite';
  const reason = `Invalid "${name}" value, valid values are "overwrite" and "merge".`;
  return {
    verb: alwaysSet || word === 'overwrite' ? 'set' : 'update',
    malformed: wrong ? [malformInput(step, name, reason, true)] : [],
  };
}

interface List {
  readonly argv: readonly Argument[];
  readonly malformed: readonly MalformedItem[];
  /** Comments, and an input that is not read to its end. */
  readonly hidden: readonly Range[];
}

function readList(step: ActionStep, name: string, { verb, malformed }: Strategy, list: 'secrets' | 'env-vars'): List {
  const { pairs, fault } = readKeyValues(inputOf(step, name) ?? []);
  const comments = pairs.filter(isComment);
  const given = pairs.filter((pair) => !isComment(pair));
  const notes = comments.map((pair) =>
    malformInput(
      step,
      name,
      'The action has no comments here: it takes this line for a name.',
      false,
      rangeOf(pair.key),
    ),
  );
  const faults = fault === null ? [] : [malformInput(step, name, fault, true)];
  const argv = given.length > 0 ? [...words(`--${verb}-${list}`), { text: joinForGcloud(given) }] : [];
  const unread = fault === null ? [] : (inputOf(step, name) ?? []);
  const hidden = rangesOf([...comments.flatMap(({ key, value }) => concat(key, value)), ...unread]);
  return { argv, hidden, malformed: [...(list === 'secrets' ? malformed : []), ...notes, ...faults] };
}

/** Writes pairs as one flag value with a delimiter that they do not hold; a lone expression stays alone, since it may be many pairs. */
function joinForGcloud(pairs: readonly KeyValue[]): Text {
  const text = pairs.map((pair) => asWritten(concat(pair.key, pair.value))).join('');
  const delimiter = ['\u0001', '\u0002', '\u0003', '\u0004'].find((c) => !text.includes(c)) ?? '\u0001\u0002\u0001';
  const items = pairs.map(({ key, value, assigned }) => {
    const mayBeMany = !assigned && key.some((piece) => piece.kind === 'hole');
    return mayBeMany ? key : concat(key, literal('='), value);
  });
  return concat(
    literal(`^${delimiter}^`),
    ...items.flatMap((item, i) => (i === 0 ? [item] : [literal(delimiter), item])),
  );
}

/** The file of variables, an input that version 3 no longer has. */
function readEnvFileInput(step: ActionStep): { file: Text | null; malformed: readonly MalformedItem[] } {
  const file = inputOf(step, 'env_vars_file');
  if (!file) return { file: null, malformed: [] };
  const major = majorOf(step);
  if (major === null || major < 3) return { file, malformed: [] };
  const reason = `Version ${major} of the action has no such input: the file is not read.`;
  return { file: null, malformed: [malformInput(step, 'env_vars_file', reason, false)] };
}

function finish(deployment: DeploymentFact, step: ActionStep, made: Made): DeploymentFact {
  const fileGaps: Gap[] = made.envFile ? [envFileGap(made.envFile, rangeOf(made.envFile) ?? step.range)] : [];
  const refusals = made.malformed
    .filter((item) => item.refused)
    .map(
      ({ flag, reason, range }): Gap => ({ reason: 'malformed-flag', text: `${flag}: ${reason}`, range, names: 'all' }),
    );
  const gaps = [...deployment.gaps, ...fileGaps, ...refusals];
  const closesByFile = made.envFile !== null && made.overwritesVariables && !deployment.closes.includes('value');
  const closes = closesByFile ? [...deployment.closes, 'value' as const] : deployment.closes;
  return {
    ...deployment,
    format: 'deploy-cloudrun',
    mode: closes.length > 0 ? 'replace' : 'merge',
    closes,
    open: gaps.some((gap) => gap.names === 'all'),
    bindings: deployment.bindings.map((binding) => ({ ...binding, via: 'input' })),
    gaps,
    malformed: [...(deployment.malformed ?? []), ...made.malformed],
    hidden: [...(deployment.hidden ?? []), ...made.hidden],
  };
}

function words(...texts: readonly string[]): Argument[] {
  return texts.map((text) => ({ text: literal(text) }));
}

function optional(text: Text | null): Argument[] {
  return text ? [{ text }] : [];
}
