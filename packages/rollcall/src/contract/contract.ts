import type { Range, Span } from '../model/span.ts';
import type { Pointer } from './places.ts';

/** A value for all environments, with others for some. */
export interface PerEnvironment<T> {
  readonly all: T | null;
  readonly by: ReadonlyMap<string, T>;
}

export type NeedTime = 'build' | 'start' | 'request';

export interface ContractEnvironment {
  readonly id: string;
  readonly extends: string | null;
  readonly project: string | null;
  readonly region: string | null;
  /** Template of secret ids. */
  readonly secretId: string | null;
  readonly versions: 'latest' | 'pinned' | null;
  readonly match: {
    readonly branches: readonly string[];
    readonly flags: ReadonlyMap<string, string>;
    readonly codeWords: readonly string[];
  };
  readonly per: 'pullRequest' | null;
  readonly range: Range | null;
}

export interface ContractQuality {
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly format: string | null;
  readonly schemes: readonly string[];
  readonly pattern: string | null;
}

export interface ContractName {
  readonly name: string;
  readonly category: string | null;
  readonly critical: boolean;
  readonly when: NeedTime | null;
  readonly description: string | null;
  readonly quality: ContractQuality | null;
  /** Template of its secret's id, where it differs from its environment's. */
  readonly secretId: PerEnvironment<string>;
  readonly sameSecretAs: string | null;
  /** Environment → the name it bears there. */
  readonly nameIn: ReadonlyMap<string, string>;
  readonly version: PerEnvironment<string>;
  readonly owner: string | null;
  readonly range: Range | null;
}

/** One thing that the contract says a service needs. */
export interface ContractRequirement {
  /** Alternatives of which one suffices; each is a list of names that must all be given. */
  readonly anyOf: readonly (readonly string[])[];
  /** Null: in all. */
  readonly environments: readonly string[] | null;
  readonly when: NeedTime | null;
  readonly critical: boolean;
  readonly range: Range | null;
}

export interface ContractDrop {
  readonly name: string;
  readonly reason: string;
  readonly until: string | null;
  readonly range: Range | null;
}

export interface ContractGiven {
  readonly name: string;
  readonly by: string;
  readonly until: string | null;
  readonly range: Range | null;
}

export interface ContractRetired {
  readonly name: string;
  readonly since: string;
  readonly reason: string;
  readonly replacedBy: string | null;
  readonly range: Range | null;
}

export interface ContractDeployedBy {
  readonly file: string;
  readonly step: string | null;
  readonly role: 'primary' | 'alternative';
  readonly range: Range | null;
}

/** A plain variable. Its values stay in the process: they are for comparing, generating and rehearsing, never for printing. */
export interface ContractVariable {
  readonly name: string;
  readonly value: PerEnvironment<string>;
  readonly range: Range | null;
}

export interface ContractResources {
  readonly memory: string | null;
  readonly cpu: string | null;
  readonly minInstances: number | null;
  readonly maxInstances: number | null;
  readonly timeoutMs: number | null;
  readonly port: number | null;
  readonly serviceAccount: string | null;
  readonly connector: string | null;
  readonly cloudSql: readonly string[];
}

export interface ContractStart {
  /** A list of words, or one line for the shell; null when only health or timeout is stated. */
  readonly command: string | readonly string[] | null;
  readonly health: string | null;
  readonly timeoutMs: number | null;
}

export interface ContractService {
  readonly id: string;
  readonly cloudRun: PerEnvironment<string>;
  readonly entry: string | null;
  readonly roots: readonly string[];
  readonly deployedBy: readonly ContractDeployedBy[];
  readonly start: ContractStart | null;
  readonly needs: {
    readonly from: 'code' | 'contract';
    readonly add: readonly ContractRequirement[];
    readonly drop: readonly ContractDrop[];
  };
  readonly variables: ReadonlyMap<string, ContractVariable>;
  readonly given: readonly ContractGiven[];
  readonly dynamic: readonly string[];
  readonly retired: readonly ContractRetired[];
  readonly owner: string | null;
  readonly resources: ContractResources | null;
  readonly dependsOn: readonly string[];
  readonly range: Range | null;
}

export interface ContractSuppression {
  readonly rule: string;
  readonly service: string | null;
  readonly name: string | null;
  readonly environment: string | null;
  readonly reason: string;
  readonly until: string;
  readonly range: Range | null;
}

export interface ContractTable {
  readonly file: string;
  readonly requirements: string | null;
  readonly secrets: string | null;
  readonly critical: string | null;
  readonly range: Range | null;
}

/** A contract with its defaults filled in and `extends` resolved; the same for YAML, JSON and TypeScript. */
export interface Contract {
  readonly version: 1;
  /** Which rules run, and how much they weigh; null: the tool's default. */
  readonly preset: string | null;
  readonly environments: ReadonlyMap<string, ContractEnvironment>;
  readonly names: ReadonlyMap<string, ContractName>;
  readonly services: ReadonlyMap<string, ContractService>;
  readonly suppress: readonly ContractSuppression[];
  readonly tables: readonly ContractTable[];
}

/** A contract and the file it stands in. */
export interface LocatedContract {
  readonly path: string;
  readonly text: string;
  readonly contract: Contract;
  /** The key of an entry or the whole item of a list, by its path in the contract; null where it is not written. */
  rangeOf(pointer: Pointer): Range | null;
  span(range: Range): Span;
}
