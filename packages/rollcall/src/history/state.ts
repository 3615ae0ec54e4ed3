import { createHmac, randomBytes } from 'node:crypto';
import type { BindingFact } from '../model/deployment.ts';
import type { Need } from '../model/history.ts';
import type { Read } from '../model/read.ts';
import type { AppliedRequirement, Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { asWritten, known } from '../model/text.ts';
import { atStart, type Judged, judgedDeployments, missingNames, requirementState } from '../rules/requirement-state.ts';

/** What one deployment gives for one name. */
export interface GivenName {
  /** Tells one source from another: the secret, or a plain value's class; both where it is given as both. No value. */
  readonly source: string;
  /** The secret's id; null for a plain value. */
  readonly secret: string | null;
  /** Given as a secret and as a plain value at once. */
  readonly both: boolean;
  readonly at: Range;
}

/** A requirement of the code that a deployment does not meet. */
export interface UnmetNeed {
  /** Environment words in which it is required; empty: in all. */
  readonly environments: readonly string[];
  /** The service refuses to start, and not only when the name is first used. */
  readonly starts: boolean;
  readonly certain: boolean;
  readonly needed: Range;
  /** The deployment's place. */
  readonly at: Range;
}

/** One deployment of a service at one commit. */
export interface DeploymentState {
  /** The same deployment at other commits: its service, what starts it, its workload, and which of several it is. */
  readonly key: string;
  readonly service: string;
  readonly entry: string;
  readonly environment: string | null;
  /** What it does not list is not there. */
  readonly closed: boolean;
  readonly names: ReadonlyMap<string, GivenName>;
  readonly unmet: ReadonlyMap<string, UnmetNeed>;
  readonly at: Range;
}

/** What the code of one service does with a name, in the worst of its reads. */
export interface NeededName {
  readonly need: Exclude<Need, 'none'>;
  readonly at: Range;
}

/** What of one tree history compares with other trees. */
export interface State {
  readonly deployments: ReadonlyMap<string, DeploymentState>;
  readonly needs: ReadonlyMap<string, ReadonlyMap<string, NeededName>>;
}

export function stateOf(resolution: Resolution): State {
  const deployments = new Map<string, DeploymentState>();
  const ordinals = new Map<string, number>();
  for (const judged of judgedDeployments(resolution)) {
    const { entry, workload, container } = judged.deployment;
    const stem = [judged.serviceId, entry, workload, container ?? ''].join('\n');
    const ordinal = (ordinals.get(stem) ?? 0) + 1;
    ordinals.set(stem, ordinal);
    const key = ordinal === 1 ? stem : `${stem}\n${ordinal}`;
    deployments.set(key, deploymentState(key, judged));
  }
  const services = new Set([
    ...resolution.facts.services.map(({ id }) => id),
    ...[...deployments.values()].map(({ service }) => service),
  ]);
  const needs = new Map([...services].map((service) => [service, neededNames(resolution.readsOf(service))]));
  return { deployments, needs };
}

function deploymentState(key: string, judged: Judged): DeploymentState {
  const { deployment } = judged;
  const names = new Map<string, GivenName>();
  for (const [name, bindings] of judged.bindings) {
    const given = givenName(bindings);
    if (given) names.set(name, given);
  }
  return {
    key,
    service: judged.serviceId,
    entry: deployment.entry,
    environment: deployment.environment,
    closed: !deployment.open && judged.closes.length === 2,
    names,
    unmet: unmetNeeds(judged),
    at: deployment.range,
  };
}

/** Null where only some runs give it: that is neither given nor lost. */
function givenName(bindings: readonly BindingFact[]): GivenName | null {
  const [first] = bindings;
  if (!first) return null;
  const kinds = new Set(bindings.map(({ source }) => source.kind));
  const certain = bindings.filter(({ conditional }) => !conditional);
  const secret = bindings.flatMap(({ source }) => (source.kind === 'secret' ? [source.secret] : []))[0] ?? null;
  const source = [...new Set(bindings.map(sourceOf))].sort().join(' | ');
  return { source, secret, both: kinds.size > 1 && certain.length > 1, at: (certain[0] ?? first).range };
}

function sourceOf({ source, value, target }: BindingFact): string {
  if (source.kind === 'secret') return `${target} secret ${source.project ?? ''}/${source.secret}`;
  return `${target} value ${value === null ? '?' : classOf(known(value) ?? asWritten(value))}`;
}

const KEY = randomBytes(32);

/** Tells equal values from others without holding them; means nothing outside of this process. */
function classOf(value: string): string {
  return createHmac('sha256', KEY).update(value).digest('base64').slice(0, 16);
}

function unmetNeeds(judged: Judged): ReadonlyMap<string, UnmetNeed> {
  const unmet = new Map<string, UnmetNeed>();
  for (const requirement of judged.requirements) {
    if (requirement.level !== 'required' || requirement.when === 'build') continue;
    for (const name of lackingNames(judged, requirement)) {
      const read = requirement.reads.find((one) => one.name === name) ?? requirement.reads[0];
      if (!read) continue;
      const before = unmet.get(name);
      const starts = atStart(requirement) || before?.starts === true;
      const certain = requirement.applies === 'yes' || before?.certain === true;
      const environments = [...new Set([...(before?.environments ?? []), ...(requirement.only ?? [])])].sort();
      unmet.set(name, { environments, starts, certain, needed: read.range, at: judged.deployment.range });
    }
  }
  return unmet;
}

/** The names that would have to be given; of alternatives the first in order stands for all. */
function lackingNames(judged: Judged, requirement: AppliedRequirement): readonly string[] {
  if (requirement.anyOf.length <= 1) return missingNames(judged, requirement);
  if (requirementState(judged, requirement) !== 'no') return [];
  return requirement.anyOf.flat().slice(0, 1);
}

function neededNames(reads: readonly Read[]): ReadonlyMap<string, NeededName> {
  const names = new Map<string, NeededName>();
  for (const read of reads) {
    const need = read.level === 'required' ? 'required' : 'read';
    const before = names.get(read.name);
    if (!before || (need === 'required' && before.need !== 'required')) names.set(read.name, { need, at: read.range });
  }
  return names;
}
