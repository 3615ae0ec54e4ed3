import { createHmac } from 'node:crypto';
import type { BindingFact, Workload } from '../model/deployment.ts';
import type { Need } from '../model/history.ts';
import type { Read } from '../model/read.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Range, Span } from '../model/span.ts';
import { asWritten, known, type Text } from '../model/text.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import type { UnresolvedReason } from '../model/unresolved.ts';
import { isPlatformName } from '../resolve/platform-names.ts';
import { type Judged, judgedDeployments } from '../rules/requirement-state.ts';
import { type FoundFault, faultsOf, findingsAsFaults } from './state-faults.ts';

/** What one deployment gives for one name. */
export interface GivenName {
  /** Tells one source from another: the secret, or a plain value's class; both where it is given as both; ` ?` before what run time knows. No value. */
  readonly source: string;
  /** The secret's id; null for a plain value. */
  readonly secret: string | null;
  readonly at: Span;
}

/** Something that is wrong with a name in one deployment, as long as it lasts. */
export interface Fault {
  readonly kind: 'unmet-requirement' | 'type-conflict' | 'wiped' | 'malformed';
  /** The name may be there all the same, or may never be missed: it is only told where the deployment comes to give it. */
  readonly doubtful: boolean;
  /** It is missed at the start, and the only doubt is whether a list that stays as it was holds it. */
  readonly unlisted: boolean;
  /** Environment words in which it holds; empty: in all. */
  readonly environments: readonly string[];
  readonly confidence: number;
  readonly needed: Span | null;
  readonly given: Span | null;
}

export type Kind = 'secret' | 'value';

/** One deployment of a service at one commit. */
export interface DeploymentState {
  readonly service: string;
  /** What else the service is called: its deployed names. */
  readonly aliases: readonly string[];
  /** The deployed name as written. */
  readonly deployedName: string;
  readonly entry: string;
  readonly environment: string | null;
  readonly workload: Workload;
  /** It may give more names than were read. */
  readonly open: boolean;
  /** The kinds of which it states the whole list; of the others it merely adds to what is there. */
  readonly closes: readonly Kind[];
  readonly names: ReadonlyMap<string, GivenName>;
  /** By kind and name. */
  readonly faults: ReadonlyMap<string, Fault>;
  readonly at: Span;
}

/** What the code of one service does with a name, in the worst of its reads. */
export interface NeededName {
  readonly need: Exclude<Need, 'none'>;
  readonly at: Span;
}

/** What of one tree history compares with other trees. */
export interface State {
  /** By what stays the same from commit to commit: see {@link lineageOf}. */
  readonly deployments: ReadonlyMap<string, DeploymentState>;
  /** By service and name. */
  readonly needs: ReadonlyMap<string, ReadonlyMap<string, NeededName>>;
  /** Files that were not, or not wholly, read: what they held before may be there still. */
  readonly unread: ReadonlySet<string>;
}

/**
 * What stays the same from commit to commit: the service, what starts the deployment, its workload and container, and which of several
 * such it is.
 */
export function lineageOf(stem: string, ordinal: number): string {
  return ordinal === 1 ? stem : `${stem}\u0001${ordinal}`;
}

/** A lineage without which of several it is. */
export function stemOf(lineage: string): string {
  const at = lineage.indexOf('\u0001');
  return at < 0 ? lineage : lineage.slice(0, at);
}

/** Turns a range into a span with its line. */
export type Locate = (range: Range) => Span;

/** @param key tells equal plain values from others without holding them; means nothing to those who do not have it */
export function stateOf(resolution: Resolution, key: Buffer): State {
  const { facts } = resolution;
  const deployments = new Map<string, DeploymentState>();
  const ordinals = new Map<string, number>();
  const findings = findingsAsFaults(resolution);
  const all = judgedDeployments(resolution);
  for (const judged of all) {
    const { entry, workload, container } = judged.deployment;
    const stem = [judged.serviceId, entry, workload, container ?? ''].join('\n');
    const ordinal = (ordinals.get(stem) ?? 0) + 1;
    ordinals.set(stem, ordinal);
    deployments.set(lineageOf(stem, ordinal), deploymentState(judged, all, findings, facts.span, key));
  }
  const services = new Set([...deployments.values()].map(({ service }) => service));
  const needs = new Map(
    [...services].map((service) => [service, neededNames(resolution.readsOf(service), facts.span)] as const),
  );
  return { deployments, needs, unread: unreadFiles(facts) };
}

/** Gaps that leave a file, or a part of it, unread. */
const UNREAD: ReadonlySet<UnresolvedReason> = new Set([
  'binary',
  'conflict-markers',
  'missing-object',
  'not-utf8',
  'symlink-outside',
  'syntax-error',
  'too-large',
  'unreadable',
]);

/** Objects that the repository lacks are told for the whole history, not for each tree. */
function unreadFiles({ unresolved }: TreeFacts): ReadonlySet<string> {
  const gaps = unresolved.filter(
    ({ reason, affects, span }) =>
      UNREAD.has(reason) && affects.deployment === null && !(reason === 'missing-object' && span === null),
  );
  return new Set(gaps.map(({ span, text }) => span?.path ?? text).sort());
}

function deploymentState(
  judged: Judged,
  all: readonly Judged[],
  findings: readonly FoundFault[],
  span: Locate,
  key: Buffer,
): DeploymentState {
  const { deployment } = judged;
  const names = new Map<string, GivenName>();
  for (const [name, bindings] of judged.bindings) {
    // Whatever a deployment says of it, the platform gives it.
    if (isPlatformName(name, deployment.workload, deployment.format)) continue;
    const given = givenName(bindings, span, key);
    if (given) names.set(name, given);
  }
  return {
    service: judged.serviceId,
    aliases: [...(judged.service?.aliases ?? []), asWritten(deployment.deployedName)].filter((name) => name !== ''),
    deployedName: asWritten(deployment.deployedName),
    entry: deployment.entry,
    environment: deployment.environment,
    workload: deployment.workload,
    open: deployment.open,
    closes: judged.closes,
    names,
    faults: faultsOf(judged, all, findings, span),
    at: span(deployment.range),
  };
}

/** Of a secret and a plain value that are both given, the secret is the source: that they conflict is told by itself. */
function givenName(bindings: readonly BindingFact[], span: Locate, key: Buffer): GivenName | null {
  const certain = bindings.filter(({ conditional }) => !conditional);
  const possible = certain.length > 0 ? certain : bindings;
  const secrets = possible.filter(({ source }) => source.kind === 'secret');
  const chosen = secrets.length > 0 ? secrets : possible;
  const [first] = chosen;
  if (!first) return null;
  const source = [...new Set(chosen.map((binding) => sourceOf(binding, key)))].sort().join(' | ');
  return { source, secret: first.source.kind === 'secret' ? first.source.secret : null, at: span(first.range) };
}

function sourceOf({ source, value, target }: BindingFact, key: Buffer): string {
  if (source.kind === 'secret')
    return `${target} secret ${source.template ? '?' : ''}${source.project ?? ''}/${source.secret}`;
  const text = value && known(value);
  return `${target} value ${text === null ? `?${value ? classOf(asCompared(value), key) : ''}` : classOf(text, key)}`;
}

/** A value with what only run time knows as it is written; what a command prints may be the same however the command is written. */
function asCompared(value: Text): string {
  return value
    .map((piece) => (piece.kind === 'text' ? piece.text : /^(?:\$\(|`)/.test(piece.written) ? '$()' : piece.written))
    .join('');
}

function classOf(value: string, key: Buffer): string {
  return createHmac('sha256', key).update(value).digest('base64').slice(0, 16);
}

/** How much depends on a read: whether it refuses, then whether before anyone calls the service. */
function weightOf({ level, when }: Read): number {
  return (level === 'required' ? 2 : 0) + (when === 'import' || when === 'start' ? 1 : 0);
}

/** By weight; of equals the first by place, in whatever order they were found. */
function isBefore(one: Read, other: Read): boolean {
  const difference = weightOf(one) - weightOf(other);
  if (difference !== 0) return difference > 0;
  const [a, b] = [one.range, other.range];
  return a.path === b.path ? a.start < b.start : a.path < b.path;
}

function neededNames(reads: readonly Read[], span: Locate): ReadonlyMap<string, NeededName> {
  const worst = new Map<string, Read>();
  for (const read of reads) {
    const before = worst.get(read.name);
    if (!before || isBefore(read, before)) worst.set(read.name, read);
  }
  return new Map(
    [...worst].map(([name, { level, range }]) => [
      name,
      { need: level === 'required' ? 'required' : 'read', at: span(range) },
    ]),
  );
}
