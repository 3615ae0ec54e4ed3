import { PRESET_IDS, PRESET_NAMES } from '../model/finding.ts';
import type { RegressionKind } from '../model/history.ts';
import { REPORT_FORMATS, type ReportFormat } from '../model/report.ts';
import type { CiHost } from './commands/init/ci-hosts.ts';

/** One option of a command, in commander's notation. */
export interface OptionSpec {
  readonly flags: string;
  readonly does: string;
  /** Values that it takes. */
  readonly choices?: readonly string[];
  /** It may be given several times. */
  readonly repeats?: boolean;
}

/** What a command is, apart from its work, which is loaded when it is run. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Arguments in commander's notation, `[path...]`. */
  readonly argument?: { readonly written: string; readonly does: string; readonly choices?: readonly string[] };
  /** Its own; one that is called as a global one takes its place. */
  readonly options: readonly OptionSpec[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly load: () => Promise<{ readonly run: RunCommand }>;
}

/** Options of all commands, and those that single commands have. */
export interface GivenOptions {
  readonly format?: ReportFormat;
  readonly color?: boolean;
  readonly allowIncomplete?: boolean;
  readonly trustConfig?: boolean;
  readonly directory?: string;
  readonly contract?: string;
  readonly ref?: string;
  readonly only?: readonly string[];
  readonly preset?: string;
  readonly explain?: string;
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly against?: string;
  readonly ci?: CiHost;
  readonly all?: boolean;
  readonly service?: readonly string[];
  readonly name?: readonly string[];
  readonly kind?: readonly RegressionKind[];
  readonly since?: string;
  readonly failOn?: 'open';
  /** False with `--no-cache`. */
  readonly cache?: boolean;
}

/** What a command did: its whole output, and the exit code. */
export interface Outcome {
  readonly stdout: string;
  /** What goes beside it. */
  readonly stderr?: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

export type RunCommand = (args: readonly string[], options: GivenOptions) => Promise<Outcome>;

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '-C, --directory <dir>', does: 'work in this folder; a bare repository will do' },
  { flags: '--ref <commit>', does: 'read this commit instead of the files on disk' },
  { flags: '--only <service>', does: 'report on this service only; may be repeated', repeats: true },
  { flags: '--contract <file>', does: 'the contract, instead of the nearest rollcall.yaml' },
  {
    flags: '--preset <preset>',
    does: 'which rules run and how much they weigh; by default what the contract asks for, else recommended',
    choices: [...PRESET_NAMES, ...PRESET_IDS],
  },
  { flags: '--format <format>', does: 'terminal or json', choices: ['terminal', 'json'] },
  { flags: '--allow-incomplete', does: 'exit 0 instead of 3 when something could not be checked' },
  { flags: '--trust-config', does: 'run a contract that is a program (rollcall.config.ts) in CI too' },
  { flags: '--no-cache', does: 'read everything again, and keep nothing for the next run' },
  { flags: '--color', does: 'colours even where the output is no terminal' },
  { flags: '--no-color', does: 'no colours; NO_COLOR does the same' },
];

/** In place of the option of all commands, for those that judge. */
export const REPORT_FORMAT: OptionSpec = {
  flags: '--format <format>',
  does: 'how the result is written; under GitHub Actions github by default, else terminal',
  choices: REPORT_FORMATS,
};
