import type { Range, Span } from './span.ts';

/** An entry of the contract that excuses one name of one service. */
export interface Excuse {
  readonly name: string;
  /** The last day on which it counts (`2027-01-31`); null: it never ends. */
  readonly until: string | null;
  readonly declaredAt: Range | null;
}

/** A name of one service that is no longer used. */
export interface ContractRetired extends Excuse {
  readonly reason: string;
  readonly replacedBy: string | null;
}

/** A name as the contract knows it. */
export interface ContractName {
  readonly name: string;
  readonly critical: boolean;
  readonly when: 'build' | 'start' | 'request' | null;
  readonly description: string | null;
  readonly sameSecretAs: string | null;
  /** Environment → the name it bears there, where that differs. */
  readonly nameIn: ReadonlyMap<string, string>;
  /** Environment → template of its secret id, where it differs from the environment's. */
  readonly secretIn: ReadonlyMap<string, string>;
  /** Environment → `latest`, `pinned` or a number, where the contract states the version of its secret. */
  readonly versionIn: ReadonlyMap<string, string>;
  readonly declaredAt: Range | null;
}

export interface ContractEnvironment {
  readonly id: string;
  /** Words by which code calls it. */
  readonly codeWords: readonly string[];
  /** Template of its secret ids, for example `{kebab}-staging`. */
  readonly secretId: string | null;
  readonly versions: 'latest' | 'pinned' | null;
  readonly project: string | null;
  readonly region: string | null;
  readonly declaredAt: Range | null;
}

/** Something that the contract adds to what the code shows. */
export interface ContractNeed {
  readonly anyOf: readonly (readonly string[])[];
  /** Environments it holds in; null: in all. */
  readonly only: readonly string[] | null;
  readonly critical: boolean;
  readonly when: 'build' | 'start' | 'request' | null;
  readonly declaredAt: Range | null;
}

export interface ContractService {
  readonly id: string;
  /** Whether its needs are inferred from its code; else the contract alone states them. */
  readonly needsFromCode: boolean;
  readonly add: readonly ContractNeed[];
  readonly drop: readonly Excuse[];
  readonly given: readonly Excuse[];
  readonly retired: readonly ContractRetired[];
  /** Patterns of names that are read by pattern, for example `FEATURE_*`. */
  readonly dynamic: readonly string[];
  /** Names of its plain variables. */
  readonly variables: readonly string[];
  readonly declaredAt: Range | null;
}

/** A finding that the contract asks to be silent about. A null field matches anything. */
export interface Suppression {
  readonly rule: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly name: string | null;
  readonly reason: string;
  readonly until: string | null;
  readonly declaredAt: Range | null;
}

/** What a contract says, in the form that the resolution and the rules ask for. */
export interface ContractFacts {
  /** The contract's file, and the positions in it. */
  readonly path: string;
  span(range: Range): Span;
  /** The preset that it asks for, with or without a version. */
  readonly preset: string | null;
  readonly names: ReadonlyMap<string, ContractName>;
  readonly environments: ReadonlyMap<string, ContractEnvironment>;
  readonly services: ReadonlyMap<string, ContractService>;
  readonly suppressions: readonly Suppression[];
}
