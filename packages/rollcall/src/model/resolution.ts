import type { ContractFacts } from './contract-facts.ts';
import type { BindingFact, Deployment } from './deployment.ts';
import type { Mode, Read, Switch } from './read.ts';
import type { Service } from './service.ts';
import type { Range } from './span.ts';
import type { TreeFacts } from './tree-facts.ts';

export const GIVEN = ['yes', 'no', 'unknown'] as const;
export type Given = (typeof GIVEN)[number];

/** Why a name counts as given, or not: a binding, the contract's `given`, the image, the platform, an open list. */
export const GIVEN_BECAUSE = [
  'binding',
  'contract',
  'image',
  'platform',
  'open',
  'conditional',
  'not-listed',
  'removed',
] as const;

/** What one service needs: one name, or a group of which one alternative suffices. */
export interface Requirement {
  readonly service: string;
  /** The alternatives: each is a list of names that must all be given. A plain requirement has one alternative of one name. */
  readonly anyOf: readonly (readonly string[])[];
  readonly from: 'contract' | 'code';
  readonly level: 'required' | 'hollow';
  readonly critical: boolean;
  readonly when: 'build' | 'import' | 'start' | 'use' | 'unknown';
  /** Environment words it holds in; null: in all. */
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
  readonly by: string | null;
  /** See {@link Read.holdsUnset}. */
  readonly holdsUnset?: boolean;
  /** See {@link Read.unless}. */
  readonly unless?: readonly Switch[];
  /** See {@link Read.where}. */
  readonly where?: readonly Mode[];
  /** Reads that make the requirement; empty when only the contract says so. */
  readonly reads: readonly Read[];
  /** What the contract says the name is for. */
  readonly description: string | null;
  /** The line of the contract that states it. */
  readonly declaredAt: Range | null;
}

/** One name of one deployment after all of its bindings were applied in order. */
export interface GivenName {
  readonly given: Given;
  readonly because: (typeof GIVEN_BECAUSE)[number];
  readonly bindings: readonly BindingFact[];
}

/** A requirement beside one deployment: `maybe` when the deployment's environment is not known well enough to tell. */
export interface AppliedRequirement extends Requirement {
  readonly applies: 'yes' | 'maybe';
}

/** A deployment with its service, and the question every rule asks of it. */
export interface ResolvedDeployment {
  readonly deployment: Deployment;
  readonly service: Service | null;
  /** The bindings that hold afterwards, by name. */
  readonly bindings: ReadonlyMap<string, readonly BindingFact[]>;
  /** Requirements of its service that apply to its environment, or may apply. */
  readonly requirements: readonly AppliedRequirement[];
  /**
   * Another deployment that speaks for this one: both are steps of one script for one service (a deploy, then an update), judged
   * together, or containers of one workload, of which one runs the service's code. Null when it speaks for itself; only these are to be checked, each state of the cloud once.
   */
  readonly partOf: string | null;
  /** Kinds of binding of which nothing else is left afterwards. */
  readonly closes: readonly ('secret' | 'value')[];
  given(name: string): GivenName;
}

/** Contract, deployments and reads joined; built once, frozen, then only queried. */
export interface Resolution {
  readonly facts: TreeFacts;
  readonly deployments: readonly ResolvedDeployment[];
  readonly requirements: readonly Requirement[];
  readonly hasContract: boolean;
  readonly contract: ContractFacts | null;
  readsOf(service: string): readonly Read[];
}
