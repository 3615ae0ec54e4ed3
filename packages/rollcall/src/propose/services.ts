import type { Deployment } from '../model/deployment.ts';
import type { Service } from '../model/service.ts';
import { known } from '../model/text.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { only, type ProposedEnvironment } from './environments.ts';

export interface ProposedService {
  readonly id: string;
  /** One name for all environments, or one for each. */
  readonly cloudRun: string | ReadonlyMap<string, string> | null;
  /** Files that deploy it. */
  readonly deployedFrom: readonly string[];
  readonly names: { readonly read: number; readonly required: number };
  readonly hasCode: boolean;
  readonly entry: string | null;
  readonly readsDynamically: boolean;
}

/** The services of a tree that are deployed or have code, in the order of their ids. */
export function proposeServices(facts: TreeFacts, environments: readonly ProposedEnvironment[]): ProposedService[] {
  const services = facts.services.filter(({ id }) => isId(id));
  return services.map((service) => describe(service, facts, environments)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function describe(service: Service, facts: TreeFacts, environments: readonly ProposedEnvironment[]): ProposedService {
  const own = (deployment: Deployment) => deployment.service === service.id;
  const deployments = facts.deployments.filter(own);
  const reads = facts.reads.filter((read) => read.service === service.id);
  const required = reads.filter(({ level }) => level === 'required');
  return {
    id: service.id,
    cloudRun: proposeNames(deployments, environments),
    deployedFrom: [...new Set(deployments.map(({ range }) => range.path))].sort(),
    names: {
      read: new Set(reads.map(({ name }) => name)).size,
      required: new Set(required.map(({ name }) => name)).size,
    },
    hasCode: service.roots.length > 0 || service.entry !== null,
    entry: service.entry,
    readsDynamically: service.readsDynamically,
  };
}

/** The deployed names; an environment with several has none proposed. */
function proposeNames(
  deployments: readonly Deployment[],
  environments: readonly ProposedEnvironment[],
): ProposedService['cloudRun'] {
  const one = only(deployments.flatMap(deployedName));
  if (one !== null) return one;
  const names = new Map<string, string>();
  for (const { id, deployments: there } of environments) {
    const name = only(deployments.filter((deployment) => there.includes(deployment)).flatMap(deployedName));
    if (name !== null) names.set(id, name);
  }
  return names.size === 0 ? null : names;
}

function deployedName({ deployedName, workload }: Deployment): string[] {
  const name = known(deployedName);
  return workload === 'service' && name && /^[A-Za-z0-9][\w.-]*$/.test(name) ? [name] : [];
}

function isId(id: string): boolean {
  return id.trim() !== '' && [...id].every((character) => character >= ' ' && character !== '\u007f');
}
