import { createError, isRollcallError } from '../errors.ts';
import { decodeName } from './names.ts';
import type { Repository } from './repository.ts';

/** One file that a commit adds, changes or deletes. A renamed file is deleted under one path and added under the other. */
export interface LoggedChange {
  /** '/'-separated; see {@link decodeName} for bytes that are not UTF-8. */
  readonly path: string;
  /** Null: deleted. */
  readonly id: string | null;
  /** `100644`, `100755`, `120000` (symbolic link) or `160000` (submodule); of a deleted file the mode that it had. */
  readonly mode: string;
  /** What the path was at the first parent; null: nothing. */
  readonly before: { readonly id: string; readonly mode: string } | null;
}

export interface LoggedCommit {
  readonly id: string;
  /** Full ids; none at the boundary of a shallow clone, whatever the commit itself says. */
  readonly parents: readonly string[];
  /** The author's instant with the author's offset: `2025-09-04T20:44:27-07:00`. */
  readonly authored: string;
  /** The committer's instant, likewise. */
  readonly committed: string;
  /** The first paragraph of the message on one line, as git's `%s`; foreign text, control characters and all. */
  readonly subject: string;
  /** Against the first parent; all files for a commit without one. */
  readonly changes: readonly LoggedChange[];
}

/** Which commits are read. */
export interface HistoryRange {
  /** Every commit that a ref reaches or that is checked out; otherwise what `from` reaches. */
  readonly all: boolean;
  /** Any ref; HEAD by default. */
  readonly from?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface LogOptions extends HistoryRange {
  /** The paths whose changes are told; it is asked about once a path, mostly, so its answer must depend on the path alone. */
  readonly wants: (path: string) => boolean;
}

/**
 * The history, parents before children; commits without wanted changes come too. One `git log`, read no faster than the consumer
 * takes it; it needs commits and trees only, so a partial clone without blobs will do. Replacement refs and grafts are not in force:
 * the parents and files of an id are those that the commit of that id names. Only the cut of a shallow clone is: its boundary
 * commits come without parents and with all their files (`readHistoryGaps` tells which they are).
 *
 * @throws RollcallError NO_COMMITS, NO_SUCH_REF, SHALLOW_CLONE, MISSING_OBJECT where a commit or tree is missing (after the commits
 *   that came before it), INTERRUPTED
 */
export async function* readLog(repository: Repository, options: LogOptions): AsyncGenerator<LoggedCommit> {
  const range = await rangeArguments(repository, options);
  const output = repository.stream([...LOG, ...range, '--'], { signal: options.signal });
  let count = 0;
  try {
    for await (const commit of parseLog(output, options.wants)) {
      count++;
      yield commit;
    }
  } catch (error) {
    throw await explainFailure(repository, error);
  }
  if (count === 0) throw createError('NO_COMMITS', { ref: options.from ?? 'HEAD' });
}

/**
 * Refs that are no history of the project: stashes hold states that nobody committed, notes hold texts about commits, and replacement
 * refs hold commits that stand in for others where replacing is on.
 */
const NOT_HISTORY = ['refs/stash', 'refs/notes/*', 'refs/replace/*'];

/**
 * The arguments that make git walk a range.
 *
 * @throws RollcallError NO_COMMITS, NO_SUCH_REF, SHALLOW_CLONE, MISSING_OBJECT
 */
export async function rangeArguments(
  repository: Repository,
  { all, from = 'HEAD', signal }: HistoryRange,
): Promise<string[]> {
  if (all) return [...NOT_HISTORY.map((pattern) => `--exclude=${pattern}`), '--all'];
  return [await repository.resolveCommit(from, signal)];
}

/** Git names a missing object by the ref that points to it, where one does. */
export async function explainFailure(repository: Repository, error: unknown): Promise<unknown> {
  if (!isRollcallError(error, 'GIT_FAILED')) return error;
  const ref = /bad object (\S+)/.exec(error.message)?.[1];
  if (ref === undefined) return error;
  const { code, stdout } = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', ref]);
  const id = stdout.toString('latin1').trim().split('\n').at(-1) ?? '';
  return code === 0 ? createError('MISSING_OBJECT', { id, need: ref }, { cause: error }) : error;
}

/** Every option that a repository's configuration could turn is turned back; what only costs time (renames, signatures) is off. */
const LOG = [
  'log',
  '--topo-order',
  '--reverse',
  '--raw',
  '-z',
  '--no-abbrev',
  '--root',
  '--diff-merges=first-parent',
  '--no-renames',
  '--no-relative',
  '--ignore-submodules=none',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-decorate',
  '--no-show-signature',
  '--no-mailmap',
  '--no-notes',
  '--encoding=UTF-8',
  '--date=raw',
  '--format=%H %P%n%ad%n%cd%n%s',
] as const;

async function* parseLog(
  chunks: AsyncIterable<Buffer>,
  wants: (path: string) => boolean,
): AsyncGenerator<LoggedCommit> {
  const log: OpenLog = { open: null, finished: [], pathOf: rememberPaths(wants) };
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    parts.push(chunk);
    // A record ends in NUL: until one comes nothing is joined, so that a name or subject of any length is copied once.
    if (!chunk.includes(0)) continue;
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts);
    const rest = bytes.subarray(readRecords(log, bytes));
    parts = rest.length === 0 ? [] : [rest];
    yield* log.finished.splice(0);
  }
  if (log.open) yield log.open;
}

interface OpenLog {
  /** The commit whose changes come next. */
  open: (LoggedCommit & { readonly changes: LoggedChange[] }) | null;
  readonly finished: LoggedCommit[];
  readonly pathOf: (bytes: Buffer, name: string, start: number) => string | null;
}

const LINE_END = 10;
const COLON = 58;
const ADDED = 65;
const DELETED = 68;

/**
 * Reads whole records and returns where the next one begins: `<id> SP <parents> LF <date> LF <date> LF <subject> NUL` is a commit,
 * and each change of it `:<mode> SP <mode> SP <id> SP <id> SP <status> NUL <path> NUL`, the first one after an LF (`git help
 * diff-format`). Read as Latin-1, a character is a byte, and text is searched and cut faster than bytes are.
 */
function readRecords(log: OpenLog, bytes: Buffer): number {
  const text = bytes.toString('latin1');
  let at = 0;
  for (let end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', at)) {
    const start = text.charCodeAt(at) === LINE_END ? at + 1 : at;
    if (text.charCodeAt(start) === COLON) {
      const pathEnd = text.indexOf('\0', end + 1);
      if (pathEnd < 0) break;
      const path = log.pathOf(bytes, text.slice(end + 1, pathEnd), end + 1);
      if (path !== null) log.open?.changes.push(readChange(bytes, path, start, end));
      at = pathEnd + 1;
    } else {
      if (log.open) log.finished.push(log.open);
      log.open = readCommit(bytes.subarray(start, end));
      at = end + 1;
    }
  }
  return at;
}

/** Cuts from the bytes, since a cut of the text would keep all of it in memory. */
function readChange(bytes: Buffer, path: string, start: number, end: number): LoggedChange {
  const newMode = start + ':100644 '.length;
  const ids = newMode + '100644 '.length;
  const idLength = (end - ids - '  M'.length) / 2;
  const status = bytes[end - 1];
  const newId = bytes.toString('latin1', ids + idLength + 1, end - ' M'.length);
  const oldId = bytes.toString('latin1', ids, ids + idLength);
  return {
    path,
    id: status === DELETED ? null : newId,
    mode: modeAt(bytes, status === DELETED ? start + 1 : newMode),
    before: status === ADDED ? null : { id: oldId, mode: modeAt(bytes, start + 1) },
  };
}

function modeAt(bytes: Buffer, start: number): string {
  return bytes.toString('latin1', start, start + '100644'.length);
}

function readCommit(bytes: Buffer): LoggedCommit & { readonly changes: LoggedChange[] } {
  const [ids = '', authored = '', committed = '', ...subject] = bytes.toString('utf8').split('\n');
  const [id = '', ...parents] = ids.split(' ').filter((each) => each !== '');
  return {
    id,
    parents,
    authored: toInstant(authored),
    committed: toInstant(committed),
    subject: subject.join('\n'),
    changes: [],
  };
}

/** The last second that every offset leaves in a year of four digits. */
const LAST_SECOND = 253_402_214_399;

/**
 * ISO 8601 from git's raw date, seconds since 1970 and offset: asked for ISO 8601, git itself ends at a date that its offset takes
 * before 1970. Some old tools wrote offsets that no place has; the instant then stands in UTC. A date that is none, or beyond the
 * year 9999, is 1970 as in git.
 */
function toInstant(raw: string): string {
  const [, seconds = '', sign = '+', hours = '00', minutes = '00'] =
    /^(\d+) (?:([+-])([01]\d|2[0-3])([0-5]\d)$)?/.exec(raw) ?? [];
  const instant = Number(seconds) <= LAST_SECOND ? Number(seconds) : 0;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const local = new Date((instant + offset) * 1000).toISOString().slice(0, 19);
  return `${local}${sign}${hours}:${minutes}`;
}

const MOST_REMEMBERED = 500_000;

/** Paths come again and again: each is decoded and judged once, or once more where there are too many to remember. */
function rememberPaths(wants: (path: string) => boolean): OpenLog['pathOf'] {
  const paths = new Map<string, string | null>();
  return (bytes, name, start) => {
    const known = paths.get(name);
    if (known !== undefined) return known;
    const end = start + name.length;
    const path = decodeName(bytes.subarray(start, end));
    const wanted = wants(path) ? path : null;
    if (paths.size === MOST_REMEMBERED) paths.clear();
    paths.set(bytes.toString('latin1', start, end), wanted);
    return wanted;
  };
}
