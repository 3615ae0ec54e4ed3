import { expect } from 'vitest';
import { extractGcloud } from '../../src/formats/gcloud/index.ts';
import type { BindingFact, DeploymentFact } from '../../src/model/deployment.ts';
import { asWritten } from '../../src/model/text.ts';
import { commandOf } from './shell-words.ts';

/** Flags on a service that has `existing`. */
export interface FlagCase {
  readonly platform?: 'functions';
  readonly flag: string;
  readonly values: readonly string[];
  readonly existing?: { readonly env?: Readonly<Record<string, string>>; readonly secrets?: string };
  readonly also?: Readonly<Record<string, readonly string[] | true>>;
}

/** What gcloud makes of them. */
export interface Answer {
  readonly ok: boolean;
  readonly error: string | null;
  readonly mapping: {
    readonly env: Readonly<Record<string, unknown>>;
    /** Of a function, which may have both a variable and a secret of one name as far as gcloud is concerned. */
    readonly secrets?: Readonly<Record<string, unknown>>;
    readonly mounts: Readonly<
      Record<string, { readonly secret: string; readonly items: Readonly<Record<string, string>> }>
    >;
  } | null;
}

/** gcloud's complaints and ours; the item that they quote is left out of ours. */
const complaints: readonly (readonly [RegExp, RegExp])[] = [
  [/Bad syntax for dict arg/, /^Bad syntax for dict arg/],
  [/Invalid flag value/, /^Invalid flag value/],
  [/Invalid delimeter/, /^Invalid delimeter/],
  [/not a valid secret name/, /^Not a valid secret name/],
  [/^Invalid secret spec/, /^Invalid secret spec/],
  [/^No secret version specified/, /^No secret version specified/],
  [/^Mount path/, /^Mount path [\s\S]* must be in the form/],
  [/cannot be specified multiple times/, /cannot be specified multiple times$/],
  [/At most one of/, /^At most one of/],
  [/are reserved/, /are reserved/],
  [/keys cannot be empty/, /keys cannot be empty/],
  [/cannot contain `=`/, /cannot contain `=`/],
  [/different secret is already mounted/, /different secret is already mounted/],
  [/Secrets value configuration (must match|cannot contain)/, /^Secrets value configuration must match/],
  [/is reserved for internal use/, /is reserved for internal use/],
  [/names\/secret paths cannot be empty/, /names\/secret paths cannot be empty/],
  [/More than one secret is configured/, /different secret is already mounted|^conflict with the service$/],
  [
    /already been set with a different type|Multiple secrets are specified for directory/,
    /^conflict with the service$/,
  ],
];

/** Fails where the answer of gcloud differs from what is read of the same flags. */
export function expectAgreement(input: FlagCase, answer: Answer): void {
  const deployment = deploy(input);
  const service = new Map<string, string>();
  if (input.existing) apply(service, deployExisting(input), input.platform);
  const refused = (deployment.malformed ?? []).filter((item) => item.refused).map((item) => item.reason);
  if (refused.length === 0 && !apply(service, deployment, input.platform)) refused.push('conflict with the service');
  if (answer.ok) {
    expect(refused).toEqual([]);
    expect([...service].sort()).toEqual(expected(answer, deployment).sort());
  } else {
    const pair = complaints.find(([theirs]) => theirs.test((answer.error ?? '').replace(/^argument --[\w-]+: /, '')));
    expect(
      refused.some((reason) => pair?.[1].test(reason)),
      `${answer.error} | ${refused.join(' | ')}`,
    ).toBe(true);
  }
}

function deploy({ platform, flag, values, also }: FlagCase): DeploymentFact {
  const rest = Object.entries(also ?? {}).flatMap(([name, given]) =>
    given === true ? [`--${name}`] : given.map((one) => `--${name}=${one}`),
  );
  return only(...commandFor(platform), ...values.map((value) => `--${flag}=${value}`), ...rest);
}

function commandFor(platform: FlagCase['platform']): readonly string[] {
  return platform ? ['gcloud', 'functions', 'deploy', 'svc'] : ['gcloud', 'run', 'services', 'update', 'svc'];
}

function deployExisting({ platform, existing }: FlagCase): DeploymentFact {
  const { env, secrets } = existing ?? {};
  const pairs = Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`);
  const variables = pairs.length > 0 ? [`--set-env-vars=^\u0001^${pairs.join('\u0001')}`] : [];
  return only(...commandFor(platform), ...variables, ...(secrets === undefined ? [] : [`--set-secrets=${secrets}`]));
}

function only(...words: readonly string[]): DeploymentFact {
  const [deployment] = extractGcloud(commandOf(...words)).deployments;
  if (!deployment) throw new Error('no deployment was read');
  return deployment;
}

/** Applies a deployment to a service as gcloud does; false where it would put one kind over the other, or two secrets in one folder. */
function apply(
  service: Map<string, string>,
  { bindings, closes }: DeploymentFact,
  platform: FlagCase['platform'],
): boolean {
  for (const kind of ['value', 'secret'] as const) {
    if (closes.includes(kind)) for (const [name, value] of service) if (value.startsWith(kind)) service.delete(name);
    for (const binding of bindings.filter((one) => one.source.kind === kind)) {
      const key = platform && !binding.name.startsWith('/') ? ofKind(binding.name, kind) : binding.name;
      const held = service.get(key);
      if (binding.operation === 'remove') {
        if (held?.startsWith(kind)) service.delete(key);
      } else {
        if (held !== undefined && !held.startsWith(kind)) return false;
        service.set(key, describeSource(binding));
      }
    }
  }
  const folders = [...service]
    .filter(([name]) => name.startsWith('/'))
    .map(([name, held]) => [folderOf(name), held.split(' ')[1]]);
  return new Set(folders.map(([folder]) => folder)).size === new Set(folders.map(String)).size;
}

/** A function may have a variable and a secret of one name, as far as gcloud is concerned. */
function ofKind(name: string, kind: string): string {
  return `${name} as ${kind}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function describeSource({ source, value }: BindingFact): string {
  if (source.kind === 'value') return `value ${asWritten(value ?? [])}`;
  const path = source.project === null ? source.secret : `projects/${source.project}/secrets/${source.secret}`;
  return `secret ${path} ${source.version}`;
}

/** The recorded mapping, without keys that can be no name: those are told as such, and not shown. */
function expected({ mapping }: Answer, deployment: DeploymentFact): [string, string][] {
  const secrets = mapping?.secrets;
  const env = [...Object.entries(mapping?.env ?? {}), ...Object.entries(secrets ?? {})].map(
    ([name, held]): [string, string] => {
      if (typeof held !== 'object' || held === null) return [name, `value ${held ?? ''}`];
      const { secret, version } = held as { secret: string; version: string };
      return [name, `secret ${secret} ${version}`];
    },
  );
  const plausible = env.filter(([name]) => /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name));
  if (plausible.length < env.length)
    expect((deployment.malformed ?? []).some((item) => /no name that a variable has/.test(item.reason))).toBe(true);
  const files = Object.entries(mapping?.mounts ?? {}).flatMap(([folder, { secret, items }]) =>
    Object.entries(items).map(([file, version]): [string, string] => [
      `${folder}/${file}`,
      `secret ${secret} ${version}`,
    ]),
  );
  const kindOf = (held: string): string => held.slice(0, held.indexOf(' '));
  const keyed = plausible.map(([name, held]): [string, string] => [secrets ? ofKind(name, kindOf(held)) : name, held]);
  return [...keyed, ...files];
}
