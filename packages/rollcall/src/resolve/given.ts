import type { ContractService } from '../model/contract-facts.ts';
import type { Deployment } from '../model/deployment.ts';
import type { GivenName } from '../model/resolution.ts';
import type { Service } from '../model/service.ts';
import type { Unresolved, UnresolvedReason } from '../model/unresolved.ts';
import type { BindingState } from './bindings.ts';
import { agrees, type Chain } from './chains.ts';
import { inForce } from './contract-requirements.ts';
import { isPlatformName, mayBeServiceLink } from './platform-names.ts';

/** Gaps about which service it is or which secret is meant: they leave no doubt about whether a name is given. */
const ABOUT_OTHER_THINGS: ReadonlySet<UnresolvedReason> = new Set([
  'dynamic-secret',
  'dynamic-service',
  'unknown-service',
]);

/** Which names a chain's lists may hold beside those that were read. */
export interface Openness {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
}

/**
 * A flag that the deploy tool refuses may have been meant for any name.
 * @param unresolved the tree's gaps that affect a step of the chain
 */
export function opennessOf(chain: Chain, unresolved: readonly Unresolved[]): Openness {
  const ids = new Set(chain.steps.map((step) => step.id));
  const affected = [
    ...chain.steps.flatMap((step) =>
      step.gaps.map(({ reason, names }) => ({ reason, names: names ?? (reason === 'malformed-flag' ? 'all' : []) })),
    ),
    ...unresolved
      .filter((gap) => gap.affects.deployment !== null && ids.has(gap.affects.deployment))
      .map((gap) => ({ reason: gap.reason, names: gap.affects.names })),
  ].filter((gap) => !ABOUT_OTHER_THINGS.has(gap.reason));
  const all = chain.steps.some((step) => step.open) || affected.some((gap) => gap.names === 'all');
  return { all, names: new Set(affected.flatMap((gap) => (gap.names === 'all' ? [] : gap.names))) };
}

/** All that decides whether a name is given. */
export interface GivenInput {
  readonly state: BindingState;
  readonly openness: Openness;
  readonly deployment: Deployment;
  readonly service: Service | null;
  /** Names that are plain values wherever else the service is deployed to the same place. */
  readonly plain: ReadonlySet<string>;
  readonly contract: ContractService | null;
  readonly today: string | null;
}

/**
 * Whether a name is given, and why. `no` only where nothing else can be there: it was removed, or both lists are closed and complete.
 * A name that is not listed where one list stays as it was may have been set before: `unknown`; but not in a list that it is never in.
 */
export function decideGiven(input: GivenInput, name: string): GivenName {
  const { state, openness } = input;
  const bindings = (state.bindings.get(name) ?? []).filter((binding) => binding.target === 'env');
  const doubtful = state.doubtful.has(name);
  if (!doubtful && bindings.some((binding) => !binding.conditional)) {
    return { given: 'yes', because: 'binding', bindings };
  }
  const outside = givenOutside(input, name);
  if (outside) return { given: 'yes', because: outside, bindings };
  if (doubtful || bindings.length > 0) return { given: 'unknown', because: 'conditional', bindings };
  const linked = mayBeServiceLink(name, input.deployment.format);
  if (openness.all || openness.names.has(name) || linked) return { given: 'unknown', because: 'open', bindings };
  if (state.removed.has(name)) return { given: 'no', because: 'removed', bindings };
  const closed = state.closes.has('value') && (state.closes.has('secret') || input.plain.has(name));
  return { given: closed ? 'no' : 'unknown', because: 'not-listed', bindings };
}

/**
 * Names that other deployments of the same service, to the same environment and project as far as they say, give as plain values, and none
 * gives as a secret: such a name does not survive where all plain values are replaced.
 */
export function plainElsewhere(chain: Chain, deployments: readonly Deployment[]): ReadonlySet<string> {
  const { speaker } = chain;
  const others = deployments.filter((one) => one.service !== null && one.service === speaker.service);
  const given = others.flatMap((one) => one.bindings.map((binding) => ({ one, binding })));
  const secret = new Set(given.flatMap(({ binding }) => (binding.source.kind === 'secret' ? [binding.name] : [])));
  const plain = given.flatMap(({ one, binding }) => {
    const elsewhere = !chain.steps.includes(one) && one.environment === speaker.environment;
    const isGiven = binding.operation === 'set' || binding.operation === 'update';
    return elsewhere && isGiven && agrees(one.project, speaker.project) ? [binding.name] : [];
  });
  return new Set(plain.filter((name) => !secret.has(name)));
}

function givenOutside(input: GivenInput, name: string): 'image' | 'platform' | 'contract' | null {
  if (input.service?.imageNames.includes(name)) return 'image';
  if (isPlatformName(name, input.deployment.workload, input.deployment.format)) return 'platform';
  const stated = input.contract?.given.some((excuse) => excuse.name === name && inForce(excuse, input.today));
  return stated ? 'contract' : null;
}
