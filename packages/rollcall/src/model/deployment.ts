import { type Assumption, CARRIERS } from './command.ts';
import type { Range } from './span.ts';
import type { Text } from './text.ts';
import type { Gap } from './unresolved.ts';

export const FORMAT_IDS = [
  'gcloud',
  'deploy-cloudrun',
  'cloud-run-yaml',
  'deploy-cloud-functions',
  'app-engine',
  'kubernetes',
  'compose',
  'docker-run',
  'terraform',
  'pulumi',
] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

/** Formats that mostly start things on somebody's machine, the higher the likelier; 0 for all others. */
export function localRank(format: FormatId): number {
  return format === 'compose' ? 2 : format === 'docker-run' ? 1 : 0;
}

/** Where a deployment is written: among the commands of a host, or in a file of its own. */
export const DEPLOYMENT_CARRIERS = [...CARRIERS, 'yaml', 'hcl'] as const;
/** `function`: Cloud Run functions, of both generations. `app`: a service of App Engine. */
export const WORKLOADS = ['service', 'job', 'function', 'app'] as const;
export type Workload = (typeof WORKLOADS)[number];

/**
 * `replace`: what it lists of a kind is all there is of that kind afterwards. `merge`: what it does not list stays as it was.
 * `declare`: a whole manifest.
 */
export const MODES = ['replace', 'merge', 'declare'] as const;
export type Mode = (typeof MODES)[number];

export const TARGETS = ['env', 'file'] as const;
export const OPERATIONS = ['set', 'update', 'remove', 'clear'] as const;

export type Source =
  | {
      readonly kind: 'secret';
      readonly project: string | null;
      readonly secret: string;
      readonly version: string;
      /** Part of the id is left to run time; `secret` then holds it as written. */
      readonly template: boolean;
    }
  | { readonly kind: 'value' };

/** A plain value, kept in memory to compare and to learn the environment's name; it never leaves the process. */
export type PlainValue = Text;

/** What one deployment says of one name, as a format found it. */
export interface BindingFact {
  readonly name: string;
  readonly target: (typeof TARGETS)[number];
  readonly operation: (typeof OPERATIONS)[number];
  readonly source: Source;
  readonly via: string;
  /** Present on some runs only. */
  readonly conditional: boolean;
  readonly range: Range;
  /** Other places that make it: the secret id's table, the command that uses it. */
  readonly related: readonly Range[];
  readonly value: PlainValue | null;
}

/** An item of a flag or input that the deploy tool or its server refuses, or reads otherwise than it looks. */
export interface MalformedItem {
  /** The flag with its dashes, or the input's name. */
  readonly flag: string;
  /** In the deploy tool's words where it has some; it holds no value. */
  readonly reason: string;
  /** The deploy tool stops because of it; otherwise it goes on and does what the reason says. */
  readonly refused: boolean;
  /** The name it was meant for, where that is known. */
  readonly name: string | null;
  /** The platform keeps the name to itself. */
  readonly reserved?: true;
  readonly range: Range;
}

/** An expansion of a variable that is empty, since all that gives variables to the command is known and nothing gives this one. */
export interface UnsetInput {
  /** The variable that is expanded. */
  readonly input: string;
  /** The flag whose value it stands in. */
  readonly flag: string | null;
  /** The name that is given that value. */
  readonly name: string | null;
  readonly range: Range;
}

/** Null where the image's own stands. https://cloud.google.com/run/docs/configuring/services/containers#configure-entrypoint */
export interface StatedStart {
  /** In place of the image's `ENTRYPOINT`. */
  readonly command: readonly string[] | null;
  /** In place of the image's `CMD`. */
  readonly args: readonly string[] | null;
}

/** One command, manifest or step that deploys one service, as a format found it; the link joins it to a service. */
export interface DeploymentFact {
  readonly format: FormatId;
  readonly carrier: (typeof DEPLOYMENT_CARRIERS)[number];
  readonly workload: Workload;
  readonly container: string | null;
  /** What the manifest calls its kind: `Deployment`, `CronJob`; where the tool that runs it asks for it. */
  readonly kind?: string;
  /** The deployed name (Cloud Run's service or job name), possibly with holes. */
  readonly deployedName: Text;
  /** The name without what an overlay puts before and behind it: what the service is called everywhere. */
  readonly calledName?: Text;
  readonly project: Text | null;
  readonly region: Text | null;
  /** Folder that the deployment builds from (`--source`, a build context), if it says so. */
  readonly source: Text | null;
  /** Image reference, if it says so. */
  readonly image: Text | null;
  /** What the container starts in place of what its image says, where that is stated and known. */
  readonly start?: StatedStart;
  /** The function of the code that is called, where one is stated and known. */
  readonly entryPoint?: string;
  readonly mode: Mode;
  /** Whether the secrets, the plain variables, or both lists may hold more than was read. */
  readonly open: boolean;
  /** Kinds of binding whose other entries this deployment wipes: a `set` flag, a `clear` flag, a declaration. */
  readonly closes: readonly ('secret' | 'value')[];
  readonly bindings: readonly BindingFact[];
  readonly gaps: readonly Gap[];
  readonly malformed?: readonly MalformedItem[];
  readonly unsetInputs?: readonly UnsetInput[];
  /** Places that may hold a value, or a part of one, though no binding has it: masked as the bindings' values are. */
  readonly hidden?: readonly Range[];
  readonly range: Range;
}

/** A deployment joined to its service and environment. */
export interface Deployment extends DeploymentFact {
  /** Stable within one tree: the path, the deployed name and an ordinal; no line number. */
  readonly id: string;
  readonly service: string | null;
  readonly environment: string | null;
  /** Words that the deployment gives to names by which the code tells its environment, name → word. */
  readonly environmentWords: Readonly<Record<string, string>>;
  /** The script that a person or CI starts to reach it; the command's own file when it is started itself. */
  readonly entry: string;
  /** The ways through its script that lead to it, and the step of the CI file that the script is; left out where that is not known. */
  readonly ways?: { readonly step: string | null; readonly assumes: readonly Assumption[] };
}
