import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { createError, escapeControls, type RollcallError } from '../errors.ts';

/** Where git works: both folders are named on every call, so that git looks for neither and no configuration moves them. */
export interface GitPlace {
  readonly gitDir: string;
  /** Null for a repository without a work tree. */
  readonly workTree: string | null;
  /** The folder of the objects where it is not the git folder's own. */
  readonly objects?: string;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitProcess {
  readonly stdout: AsyncIterable<Buffer>;
  /** Resolves when git ended, with its exit code; rejects with a coded error where it could not be run or was interrupted. */
  readonly done: Promise<{ readonly code: number; readonly stderr: string }>;
  /** Ends git; harmless when it has ended. */
  kill(): void;
}

export interface GitOptions {
  /** Bytes for git's stdin; nothing by default. */
  readonly input?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settings that a repository's own configuration could use to run a program or to change what is read. `-c` outranks every file.
 * `safe.directory` is not among them: git checks the owner only of a repository that it discovers, and ours is always named. A
 * repository that belongs to someone else is therefore read; nothing of it is run, which is what that check is for.
 */
const SETTINGS = [
  'safe.bareRepository=explicit',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.pager=cat',
  'core.alternateRefsCommand=',
  'diff.external=',
  'diff.orderFile=/dev/null',
  'log.showSignature=false',
  'log.showRoot=true',
  'protocol.allow=never',
] as const;

const GLOBAL_OPTIONS = [
  '--no-pager',
  '--literal-pathspecs',
  ...SETTINGS.flatMap((setting) => ['-c', setting]),
] as const;

/**
 * Starts git on a repository that may be hostile.
 *
 * - `GIT_NO_LAZY_FETCH` (git 2.39.4, 2.45) keeps a partial clone from running the repository's own `uploadpack`. An empty
 *   `GIT_ALLOW_PROTOCOL` does so in older versions too; `protocol.allow` alone does not, since a repository's
 *   `protocol.file.allow` outranks it.
 * - No `GIT_*` of the caller is passed on: inside a hook they name another repository, index or object folder.
 * - Replacement refs and grafts are off: what is read under an id is what the id says.
 * - The working folder is the file system's root, so that no program of the repository can be found in place of git.
 *
 * See `git help git`, "Environment Variables", and `git help config`, `protocol.allow`.
 */
export function startGit(place: GitPlace, args: readonly string[], options: GitOptions = {}): GitProcess {
  const workTree = place.workTree === null ? [] : [`--work-tree=${place.workTree}`];
  const child = spawn('git', [...GLOBAL_OPTIONS, `--git-dir=${place.gitDir}`, ...workTree, ...args], {
    cwd: parse(process.execPath).root,
    env: gitEnvironment(place.objects),
    stdio: 'pipe',
    windowsHide: true,
    signal: options.signal,
  });
  // A git that ends early closes its stdin; its exit code tells why.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const done = waitFor(child, args[0] ?? '');
  done.catch(() => {});
  return { stdout: child.stdout, done, kill: () => void child.kill('SIGKILL') };
}

/** More than any list of files is; a hostile tree could make git write without end. */
const MOST_OUTPUT = 1 << 29;

/**
 * Runs git to its end and keeps what it wrote; the caller judges the exit code.
 *
 * @throws RollcallError GIT_NOT_INSTALLED, INTERRUPTED, and GIT_FAILED where it wrote more than 512 MiB
 */
export async function runGit(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const git = startGit(place, args, options);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamOutput(git, options.signal)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_OUTPUT) throw createError('GIT_FAILED', { command: args[0] ?? '', reason: 'it wrote too much.' });
  }
  return { ...(await git.done), stdout: Buffer.concat(chunks) };
}

/** What git writes, as it comes; ends git when the consumer stops early, and turns an abort into the coded error. */
export async function* streamOutput(git: GitProcess, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let ended = false;
  try {
    yield* git.stdout;
    ended = true;
  } catch (error) {
    // The stream's own abort error says less than the process's.
    if (signal?.aborted) await git.done;
    throw error;
  } finally {
    if (!ended) git.kill();
  }
}

/** The coded error for a git that ended with a failure. */
export function gitFailure(args: readonly string[], stderr: string): RollcallError {
  const command = args[0] ?? '';
  const missing = MISSING.exec(stderr)?.[1];
  if (missing !== undefined) return createError('MISSING_OBJECT', { id: missing, need: `git ${command}` });
  const refused = /'?([^'\n]*?)'?: Permission denied/.exec(stderr)?.[1];
  if (refused !== undefined) return createError('PERMISSION_REFUSED', { path: refused.replace(/^.*? '/, '') });
  return createError('GIT_FAILED', { command, reason: firstLines(stderr) });
}

const MISSING =
  /(?:could not read|could not fetch|unable to read(?: tree| sha1 file of \S+)?|missing \w+|bad object|bad tree object|could not parse commit|failed to traverse parents of commit) \(?'?([0-9a-f]{40,64})/i;

/** At most three lines of what git wrote, on one line, with control characters made visible. */
function firstLines(stderr: string): string {
  const lines = stderr.split(/\r?\n|\r/).filter((line) => line.trim() !== '' && !/^hint:/.test(line));
  const text = lines.slice(0, 3).map((line) => escapeControls(line.trim().slice(0, 300)));
  return text.length === 0 ? 'it gave no reason.' : text.join('; ');
}

function gitEnvironment(objects: string | undefined): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...(objects === undefined ? {} : { GIT_OBJECT_DIRECTORY: objects }),
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    // Messages are read, so they must not be translated; `C` also leaves the bytes of names alone.
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}

const STDERR_KEPT = 8192;

function waitFor(child: ChildProcessWithoutNullStreams, command: string): Promise<{ code: number; stderr: string }> {
  const stderr: Buffer[] = [];
  let kept = 0;
  child.stderr.on('data', (chunk: Buffer) => {
    if (kept < STDERR_KEPT) stderr.push(chunk);
    kept += chunk.length;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startFailure(error, command)));
    child.once('close', (code) => resolve({ code: code ?? 1, stderr: Buffer.concat(stderr).toString('utf8') }));
  });
}

function startFailure(error: Error, command: string): RollcallError {
  if (isAbort(error)) return createError('INTERRUPTED', { what: `git ${command}` }, { cause: error });
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return createError('GIT_NOT_INSTALLED', { need: `\`git ${command}\`` }, { cause: error });
  return createError('GIT_FAILED', { command, reason: error.message }, { cause: error });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
