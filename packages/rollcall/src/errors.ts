/**
 * Every way in which Rollcall itself gives up. `what` says what is so and why it stops, `fix` the way out; `{name}` is filled from
 * the parameters. Exit codes: 2 the call or the contract is wrong, 3 something that matters could not be checked, 130 interrupted.
 */
export const ERRORS = {
  USAGE: { exitCode: 2, what: '{what}', fix: '{fix}' },
  CONTRACT_NOT_FOUND: {
    exitCode: 2,
    what: 'There is no contract in {folder} or in a folder above it.',
    fix: 'Run `rollcall init` to propose one, or name it with `--contract <file>`.',
  },
  CONTRACT_INVALID: {
    exitCode: 2,
    what: 'The contract {file} is not valid: {count}.',
    fix: 'Correct the places listed; the schema is at docs/reference/contract.md.',
  },
  BASELINE_INVALID: {
    exitCode: 2,
    what: 'The baseline {file} cannot be used: {why}.',
    fix: 'Write one with `rollcall check --baseline <file> --update-baseline`, under a name that nothing else has.',
  },
  CONTRACT_NOT_TRUSTED: {
    exitCode: 2,
    what: 'The contract {file} is a program, and it was not run: {why}.',
    fix: 'Pass `--trust-config` if you trust the repository, or write the contract as YAML or JSON.',
  },
  PATH_OUTSIDE_ROOT: {
    exitCode: 2,
    what: 'The path {path} leaves the folder {root}, so it is not read.',
    fix: 'Name a path inside the folder, or start from a folder that holds both.',
  },
  FOLDER_MISSING: {
    exitCode: 2,
    what: 'The folder {folder} does not exist.',
    fix: 'Check the path; a folder removed during the run must be put back before it is run again.',
  },
  NOT_A_FOLDER: {
    exitCode: 2,
    what: '{folder} is not a folder.',
    fix: 'Name the folder that holds the repository.',
  },
  NOT_A_REPOSITORY: {
    exitCode: 2,
    what: '{folder} is not in a git repository, and {need} needs one.',
    fix: 'Run it inside a clone of the repository, or name the clone.',
  },
  NO_SUCH_REF: {
    exitCode: 2,
    what: 'The repository has no commit called {ref}.',
    fix: 'List what it has with `git branch --all` and `git tag`; a branch of a remote must be fetched first: `git fetch origin <branch>`.',
  },
  NO_COMMITS: {
    exitCode: 2,
    what: 'The repository has no commits yet, so {ref} means nothing in it.',
    fix: 'Commit something first, or leave the ref out to read the files on disk.',
  },
  SHALLOW_CLONE: {
    exitCode: 3,
    what: 'The clone is shallow (it holds the last {depth} only), and {need} lies beyond its depth.',
    fix: 'Bring the rest of the history: `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0` for actions/checkout).',
  },
  MISSING_OBJECT: {
    exitCode: 3,
    what: 'The object {id} that {need} needs is not in the repository: a partial clone, or a damaged one.',
    fix: 'Bring it with `git fetch --refetch origin`, or make a full clone; `git fsck` lists what is missing.',
  },
  GIT_NOT_INSTALLED: {
    exitCode: 3,
    what: 'The program `git` was not found, and {need} needs it.',
    fix: 'Install git 2.32 or newer and see that it is on the PATH: https://git-scm.com/downloads.',
  },
  GIT_FAILED: {
    exitCode: 3,
    what: '`git {command}` failed: {reason}',
    fix: 'Check the repository with `git fsck`; if it is sound, run the command by hand to see more.',
  },
  PERMISSION_REFUSED: {
    exitCode: 3,
    what: 'The system refuses to let {path} be read.',
    fix: 'Give the account that runs Rollcall the right to read it, or run it as the owner.',
  },
  INTERRUPTED: {
    exitCode: 130,
    what: 'Interrupted before {what} was finished; nothing was written.',
    fix: 'Run it again to get a result.',
  },
} as const satisfies Record<string, { exitCode: 2 | 3 | 130; what: string; fix: string }>;

export type ErrorCode = keyof typeof ERRORS;

type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** The parameters that the templates of a code ask for. */
export type ErrorParameters<Code extends ErrorCode> = {
  readonly [Name in Placeholder<(typeof ERRORS)[Code]['what'] | (typeof ERRORS)[Code]['fix']>]: string;
};

/** An error that a person can act on: `message` tells what is so and why, `fix` the way out, `details` the places, one a line. */
export class RollcallError extends Error {
  override readonly name = 'RollcallError';
  readonly code: ErrorCode;
  readonly exitCode: 2 | 3 | 130;
  readonly fix: string;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, fix: string, details: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.exitCode = ERRORS[code].exitCode;
    this.fix = fix;
    this.details = details;
  }
}

/**
 * The error of a code, its templates filled. Parameters and details may hold foreign text (paths, refs, git's words): control
 * characters in them are escaped here, so that an error can be printed as it is. They must not hold a secret's value.
 */
export function createError<Code extends ErrorCode>(
  code: Code,
  parameters: ErrorParameters<Code>,
  more: { readonly details?: readonly string[]; readonly cause?: unknown } = {},
): RollcallError {
  const given = new Map<string, string>(Object.entries(parameters));
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => escapeControls(given.get(name) ?? ''));
  const { what, fix } = ERRORS[code];
  const details = (more.details ?? []).map(escapeControls);
  return new RollcallError(code, fill(what), fill(fix), details, more.cause === undefined ? {} : { cause: more.cause });
}

/** Whether an error is one of ours, and of this code where one is named. */
export function isRollcallError(error: unknown, code?: ErrorCode): error is RollcallError {
  return error instanceof RollcallError && (code === undefined || error.code === code);
}

/**
 * Text with what would steer a terminal or hide itself made visible (`\u001b`, `\u202e`): C0 and C1 controls, line separators,
 * direction marks, and lone surrogates, which stand for bytes of a name that are not UTF-8.
 */
export function escapeControls(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const STEERING = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;
