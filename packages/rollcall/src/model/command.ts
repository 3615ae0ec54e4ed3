import type { Range } from './span.ts';
import type { Text } from './text.ts';

/** One argument of a command. */
export interface Word {
  readonly text: Text;
  /** Present on some runs only: it stands in a branch whose condition is not known. */
  readonly conditional?: boolean;
}

/** A place in a command where an unknown number of words may stand. */
export interface OpenWords {
  readonly open: true;
  readonly written: string;
  readonly range: Range | null;
}

export type Argument = Word | OpenWords;

export const CARRIERS = [
  'shell',
  'python',
  'javascript',
  'go',
  'github-actions',
  'gitlab-ci',
  'cloud-build',
  'circleci',
  'azure-pipelines',
  'bitbucket',
  'jenkins',
  'make',
  'just',
  'taskfile',
  'package-json',
  'powershell',
  'batch',
  'skaffold',
] as const;
export type Carrier = (typeof CARRIERS)[number];

/** A fact that holds where the command runs: a source expression that was compared with a known word. */
export interface Condition {
  /** The expression as written, for example `service.name` or `$1`. */
  readonly subject: string;
  readonly equals: string;
}

/** What a way through a script takes for granted of something unknown: that it is one word, or none of some. */
export interface Assumption {
  /** Tells the unknown from others of the same script. */
  readonly key: string;
  readonly equals: string | null;
  readonly not: readonly string[];
}

/** A literal record (a dict, an object, a dataclass) from which words of a command were taken. */
export interface ContextRecord {
  readonly fields: Readonly<Record<string, string>>;
  readonly range: Range | null;
}

/** A command that a host file runs, with every word's place in the source. */
export interface Command {
  readonly carrier: Carrier;
  readonly argv: readonly Argument[];
  /** Where the command is run: the call, the simple command, the step. */
  readonly range: Range;
  /** Environment variables set for this command by its host, name → text. */
  readonly environment: Readonly<Record<string, Text>>;
  readonly conditions: readonly Condition[];
  /** Of the ways that lead to it in a shell script: what they have in common. Left out where control flow is not known. */
  readonly assumes?: readonly Assumption[];
  readonly records: readonly ContextRecord[];
  /** Branch names, tags or events to which the host limits the command, as written. */
  readonly branches?: readonly string[];
  /** The step's or job's name, where the host has one. */
  readonly step?: string;
  /** The folder in which it runs where the host changes it, inside the root; null when only run time knows it. */
  readonly directory?: string | null;
  /** Files that its words name and that were written before it, by their path, with what was written. */
  readonly files?: Readonly<Record<string, Text>>;
}

/** A hand-over: a host file runs or includes another file of the tree. */
export interface HandOver {
  readonly from: Range;
  /** Path inside the root as far as it is known, normalised; null when only run time knows it. */
  readonly to: string | null;
  readonly written: string;
  readonly argv: readonly Argument[];
  readonly environment: Readonly<Record<string, Text>>;
  readonly how: 'run' | 'source' | 'import';
  /** Variables of the steps around an action of the tree. */
  readonly around?: Readonly<Record<string, Text>>;
  /** Branches to which the host limits it, as written. */
  readonly branches?: readonly string[];
  /** The tool that runs a task of a file of its own (`make`, `npm`); `argv` then has all words after it, and `to` is null. */
  readonly runner?: string;
  /** The folder in which it runs, where that is not the root; null when only run time knows it. */
  readonly directory?: string | null;
  /** Nothing but `environment` gives variables to the other file. */
  readonly told?: true;
  /** Where the other file or the task is named. */
  readonly at?: Range;
}

export function isWord(argument: Argument): argument is Word {
  return !('open' in argument);
}
