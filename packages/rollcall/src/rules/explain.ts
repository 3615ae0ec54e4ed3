import type { Read } from '../model/read.ts';
import type { Given, GivenName, Resolution } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { distinct, scopeWords, whyNeeded } from './evidence.ts';
import { type Judged, judgedDeployments } from './requirement-state.ts';

/** Why a name counts as needed by one service. */
export interface NeedExplanation {
  readonly level: 'required' | 'hollow';
  readonly from: 'contract' | 'code';
  /** The alternatives it is one of; one list of one name where there is no choice. */
  readonly anyOf: readonly (readonly string[])[];
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** Why a name counts as given, not given, or unknown in one deployment. */
export interface GivenExplanation {
  readonly deployment: string;
  readonly environment: string | null;
  readonly given: Given;
  readonly because: GivenName['because'];
  /** Whether a need of it holds here. */
  readonly needed: 'yes' | 'maybe' | 'no';
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** One place that reads the name. */
export interface ReadExplanation extends Pick<Read, 'level' | 'only' | 'except' | 'range'> {
  /** The environments in which the level holds, in words; empty: in all. */
  readonly scope: string;
}

export interface ServiceExplanation {
  readonly service: string;
  readonly needs: readonly NeedExplanation[];
  /** Places that read it, whatever happens without it. */
  readonly reads: readonly ReadExplanation[];
  readonly deployments: readonly GivenExplanation[];
}

export interface NameExplanation {
  readonly name: string;
  readonly description: string | null;
  readonly services: readonly ServiceExplanation[];
}

/** Why a name counts as needed and given, for each service that has to do with it. */
export function explainName(resolution: Resolution, name: string): NameExplanation {
  const deployments = judgedDeployments(resolution);
  const ids = new Set<string>();
  for (const read of resolution.facts.reads) if (read.name === name && read.service !== null) ids.add(read.service);
  for (const r of resolution.requirements) if (r.anyOf.flat().includes(name)) ids.add(r.service);
  for (const d of deployments) if (d.bindings.has(name) || d.given(name).because === 'removed') ids.add(d.serviceId);
  return {
    name,
    description: resolution.contract?.names.get(name)?.description ?? null,
    services: [...ids].sort().map((id) => explainService(resolution, id, name, deployments)),
  };
}

function explainService(
  resolution: Resolution,
  service: string,
  name: string,
  deployments: readonly Judged[],
): ServiceExplanation {
  const requirements = resolution.requirements.filter((r) => r.service === service && r.anyOf.flat().includes(name));
  return {
    service,
    needs: requirements.map((requirement) => ({
      level: requirement.level,
      from: requirement.from,
      anyOf: requirement.anyOf,
      text: whyNeeded(requirement, resolution.facts),
      ranges: distinct([
        ...requirement.reads.flatMap((read) => [read.range, ...(read.refusal ? [read.refusal] : []), ...read.via]),
        ...(requirement.declaredAt ? [requirement.declaredAt] : []),
      ]),
    })),
    reads: resolution
      .readsOf(service)
      .filter((read) => read.name === name)
      .map((read) => {
        const { level, only, except, range } = read;
        return { level, only, except, scope: scopeWords(read), range };
      }),
    deployments: deployments
      .filter((deployment) => deployment.serviceId === service)
      .map((deployment) => explainDeployment(deployment, name)),
  };
}

function explainDeployment(resolved: Judged, name: string): GivenExplanation {
  const { given, because, bindings } = resolved.given(name);
  const applying = resolved.requirements.filter((r) => r.anyOf.flat().includes(name)).map((r) => r.applies);
  return {
    deployment: resolved.id,
    environment: resolved.deployment.environment,
    given,
    because,
    needed: applying.includes('yes') ? 'yes' : applying.includes('maybe') ? 'maybe' : 'no',
    text: SENTENCES[because](given),
    ranges: bindings.length > 0 ? bindings.map(({ range }) => range) : [resolved.deployment.range],
  };
}

const SENTENCES: Readonly<Record<GivenName['because'], (given: Given) => string>> = {
  binding: () => 'The deployment gives it.',
  contract: () => 'The contract says that it is given outside of the repository.',
  image: () => 'The image sets it.',
  platform: () => 'The platform sets it.',
  open: () => 'Unknown: a list of the deployment was not read in full.',
  conditional: () => 'Unknown: only some runs of the deployment give it.',
  removed: () => 'The deployment removes it.',
  'not-listed': (given) =>
    given === 'no'
      ? 'The deployment states all there is, and does not list it.'
      : 'Unknown: the deployment does not list it, and leaves what was there before.',
};
