import type { LocatedContract } from '../contract/contract.ts';
import type { ContractFacts } from '../model/contract-facts.ts';
import { type BindingFact, type Deployment, localRank } from '../model/deployment.ts';
import type { Mode, Read, Switch } from '../model/read.ts';
import type {
  AppliedRequirement,
  GivenName,
  Requirement,
  Resolution,
  ResolvedDeployment,
} from '../model/resolution.ts';
import type { Service } from '../model/service.ts';
import { known } from '../model/text.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { applyDeployment, emptyState } from './bindings.ts';
import { type Chain, chainDeployments } from './chains.ts';
import { requirementsFromCode } from './code-requirements.ts';
import { applies, type Place } from './conditions.ts';
import { chooseContainers } from './containers.ts';
import { readContract } from './contract-facts.ts';
import { requirementsFromContract, withoutExcused } from './contract-requirements.ts';
import { deepFreeze } from './freeze.ts';
import { decideGiven, opennessOf, plainElsewhere } from './given.ts';
import { sortByPlace, sortDeployments, sortReads, sortRequirements } from './order.ts';

/**
 * Joins what was found in a tree with the contract: what each service needs, and what each deployment gives. Pure, deeply frozen, and
 * in the same order on every machine.
 * @param today the day (`2026-08-24`) that decides whether the contract's dated entries still count; null: all count
 */
export function resolve(facts: TreeFacts, located: LocatedContract | null, today: string | null = null): Resolution {
  const contract = located && readContract(located);
  const reads = readsByService(facts.reads);
  const requirements = sortRequirements(
    serviceIds(facts, contract).flatMap((id) => requirementsOf(id, reads.get(id) ?? [], contract, today)),
  );
  const join: Join = { facts, contract, today, requirements, services: new Map(facts.services.map((s) => [s.id, s])) };
  const chains = chainDeployments(sortByPlace(facts.deployments));
  const resolved = chooseContainers(chains.flatMap((chain) => resolveChain(chain, join)));
  const byId = new Map(resolved.map((r) => [r.deployment, r]));
  return deepFreeze({
    facts,
    deployments: sortDeployments(facts.deployments).flatMap((deployment) => byId.get(deployment) ?? []),
    requirements,
    hasContract: contract !== null,
    contract,
    readsOf: (service: string) => reads.get(service) ?? [],
  });
}

interface Join {
  readonly facts: TreeFacts;
  readonly contract: ContractFacts | null;
  readonly today: string | null;
  readonly requirements: readonly Requirement[];
  readonly services: ReadonlyMap<string, Service>;
}

function serviceIds(facts: TreeFacts, contract: ContractFacts | null): string[] {
  const ids = [...facts.services.map((service) => service.id), ...(contract?.services.keys() ?? [])];
  for (const read of facts.reads) if (read.service !== null) ids.push(read.service);
  return [...new Set(ids)];
}

function readsByService(reads: readonly Read[]): Map<string, readonly Read[]> {
  const byService = new Map<string, Read[]>();
  for (const read of reads) {
    if (read.service === null) continue;
    const list = byService.get(read.service);
    if (list) list.push(read);
    else byService.set(read.service, [read]);
  }
  return new Map([...byService].map(([service, list]) => [service, Object.freeze(sortReads(list))]));
}

function requirementsOf(
  id: string,
  reads: readonly Read[],
  contract: ContractFacts | null,
  today: string | null,
): Requirement[] {
  const stated = contract?.services.get(id);
  const fromCode = stated && !stated.needsFromCode ? [] : requirementsFromCode(id, reads, contract);
  if (!contract || !stated) return fromCode;
  return withoutExcused([...fromCode, ...requirementsFromContract(stated, contract)], stated, today);
}

function resolveChain(chain: Chain, join: Join): ResolvedDeployment[] {
  const state = emptyState();
  for (const step of chain.steps) applyDeployment(state, step);
  const openness = opennessOf(chain, join.facts.unresolved);
  const bindings: ReadonlyMap<string, readonly BindingFact[]> = new Map([...state.bindings].sort(compareNames));
  const words = Object.assign(Object.create(null), ...chain.steps.map((step) => step.environmentWords));
  return chain.steps.map((deployment) => {
    const service = deployment.service === null ? null : (join.services.get(deployment.service) ?? null);
    const stated = deployment.service === null ? undefined : join.contract?.services.get(deployment.service);
    const plain = plainElsewhere(chain, join.facts.deployments);
    const input = { state, openness, deployment, service, plain, contract: stated ?? null, today: join.today };
    const given = remember((name) => deepFreeze(decideGiven(input, name)));
    const place = {
      environment: deployment.environment,
      environmentWords: words,
      lacks: (name: string) => given(name).given === 'no',
    };
    return {
      deployment,
      service,
      bindings,
      requirements: appliedRequirements(deployment, place, bindings, join),
      partOf: deployment === chain.speaker ? null : chain.speaker.id,
      closes: [...state.closes].sort(),
      given,
    };
  });
}

/** Every rule asks every deployment of the same names. */
function remember(decide: (name: string) => GivenName): (name: string) => GivenName {
  const decided = new Map<string, GivenName>();
  return (name) => {
    const known = decided.get(name) ?? decide(name);
    decided.set(name, known);
    return known;
  };
}

function appliedRequirements(
  deployment: Deployment,
  place: Place,
  bindings: ReadonlyMap<string, readonly BindingFact[]>,
  join: Join,
): AppliedRequirement[] {
  if (deployment.service === null || isLocalCopy(deployment, join)) return [];
  const imageNames = join.services.get(deployment.service)?.imageNames ?? [];
  return join.requirements.flatMap((requirement) => {
    if (requirement.service !== deployment.service) return [];
    const verdict = applies(requirement, place, join.contract);
    const inImage = (requirement.unless ?? []).some(({ name }) => imageNames.includes(name));
    const switched = inImage ? 'maybe' : isSwitched(requirement.unless ?? [], bindings);
    if (verdict === 'no' || switched === 'yes' || !isInMode(requirement.where, bindings)) return [];
    // What names no environment and may run on somebody's machine does not need what staging needs.
    if (verdict === 'maybe' && localRank(deployment.format) > 0) return [];
    return [{ ...requirement, applies: switched === 'maybe' ? 'maybe' : verdict }];
  });
}

/** A compose file or `docker run` of code that something else deploys is of somebody's machine: what is asked of the service is asked of that. */
function isLocalCopy({ format, service }: Deployment, { facts, services }: Join): boolean {
  if (localRank(format) === 0 || service === null) return false;
  const entry = services.get(service)?.entry ?? null;
  return facts.deployments.some(
    (other) =>
      localRank(other.format) < localRank(format) &&
      other.service !== null &&
      (other.service === service || (entry !== null && services.get(other.service)?.entry === entry)),
  );
}

/** Whether a deployment is known to give the word of a mode in which alone something is needed. */
function isInMode(modes: readonly Mode[] | undefined, bindings: ReadonlyMap<string, readonly BindingFact[]>): boolean {
  if (modes === undefined) return true;
  return modes.some(({ name, words }) =>
    (bindings.get(name) ?? []).some(({ value }) => words.includes((value && known(value)) ?? '')),
  );
}

/** Whether a deployment gives a switch another value than its default. */
function isSwitched(
  switches: readonly Switch[],
  bindings: ReadonlyMap<string, readonly BindingFact[]>,
): 'yes' | 'no' | 'maybe' {
  const given = switches.flatMap(({ name, like }) =>
    (bindings.get(name) ?? []).map(({ value, conditional }) => ({ text: value && known(value), like, conditional })),
  );
  const others = given.filter(({ text, like }) => text === null || like === null || text.trim() !== like.trim());
  if (others.length === 0) return 'no';
  return others.some(({ text, like, conditional }) => text !== null && like !== null && !conditional) ? 'yes' : 'maybe';
}

function compareNames(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
