import { objectPlace } from './object-place.ts';
import { type GitPlace, gitFailure, runGit, startGit, streamOutput } from './process.ts';

/** An object as stored, or the news that the repository does not have it (or has it damaged). */
export type StoredObject =
  | { readonly id: string; readonly type: string; readonly bytes: Buffer; readonly missing?: never }
  | { readonly id: string; readonly missing: true };

/** After so many damaged objects that end git in the middle, the repository itself is broken. */
const MOST_RESTARTS = 100;

/**
 * Reads objects in the order of their ids with `git cat-file --batch --buffer`: one process, read no faster than the consumer takes
 * them. Git ends at some damaged objects; such a one counts as missing and a new process goes on behind it.
 *
 * @throws RollcallError GIT_FAILED, GIT_NOT_INSTALLED, INTERRUPTED
 */
export async function* readObjects(
  place: GitPlace,
  ids: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<StoredObject> {
  let next = 0;
  for (let restarts = 0; next < ids.length; restarts++) {
    const stderr = yield* readUntilFailure(place, ids.slice(next), signal, () => next++);
    const damaged = ids[next];
    if (stderr === null || damaged === undefined) return;
    if (restarts === MOST_RESTARTS) throw gitFailure(['cat-file'], stderr);
    next++;
    yield { id: damaged, missing: true };
  }
}

/** Returns null at the end of the ids, or what git said when it ended before. */
async function* readUntilFailure(
  place: GitPlace,
  ids: readonly string[],
  signal: AbortSignal | undefined,
  count: () => void,
): AsyncGenerator<StoredObject, string | null> {
  const [first = ''] = ids;
  const git = startGit(objectPlace(place, first), ['cat-file', '--batch', '--buffer'], { input: lines(ids), signal });
  for await (const object of parseBatch(streamOutput(git, signal))) {
    count();
    yield object;
  }
  const { code, stderr } = await git.done;
  return code === 0 ? null : stderr;
}

/**
 * The sizes of objects by id, from `git cat-file --batch-check`; null for one that is missing.
 *
 * @throws RollcallError GIT_FAILED, GIT_NOT_INSTALLED, INTERRUPTED
 */
export async function readSizes(
  place: GitPlace,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, number | null>> {
  const args = ['cat-file', '--batch-check=%(objectname) %(objectsize)', '--buffer'];
  const [first] = ids;
  if (first === undefined) return new Map();
  const { code, stdout, stderr } = await runGit(objectPlace(place, first), args, { input: lines(ids), signal });
  if (code !== 0) throw gitFailure(args, stderr);
  const sizes = new Map<string, number | null>();
  for (const line of stdout.toString('latin1').split('\n')) {
    const space = line.indexOf(' ');
    const size = Number(line.slice(space + 1));
    if (space > 0) sizes.set(line.slice(0, space), Number.isInteger(size) ? size : null);
  }
  return sizes;
}

function lines(ids: readonly string[]): string {
  for (const id of ids) if (!/^[0-9a-f]{40,64}$/.test(id)) throw new TypeError('An object id has 40 or 64 hex digits.');
  return ids.map((id) => `${id}\n`).join('');
}

/** `<id> SP <type> SP <size> LF <bytes> LF`, or `<id> SP missing LF`, one after the other. */
async function* parseBatch(chunks: AsyncIterable<Buffer>): AsyncGenerator<StoredObject> {
  let rest: Buffer = Buffer.alloc(0);
  let body: Body | null = null;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      if (body === null) {
        const end = rest.indexOf(10);
        if (end < 0) break;
        const header = rest.toString('latin1', 0, end).split(' ');
        rest = rest.subarray(end + 1);
        if (header.length < 3) yield { id: header[0] ?? '', missing: true };
        else body = startBody(header);
      } else {
        rest = fill(body, rest);
        if (body.wanted > 0) continue;
        yield finish(body);
        body = null;
      }
    }
  }
}

interface Body {
  readonly id: string;
  readonly type: string;
  readonly parts: Buffer[];
  /** Bytes still to come, the line end after the content included. */
  wanted: number;
}

function startBody([id = '', type = '', size = '']: readonly string[]): Body {
  return { id, type, parts: [], wanted: Number(size) + 1 };
}

function fill(body: Body, bytes: Buffer): Buffer {
  const part = bytes.subarray(0, body.wanted);
  body.parts.push(part);
  body.wanted -= part.length;
  return bytes.subarray(part.length);
}

/** The bytes are copied: a part is a view of a chunk that holds other objects too, and would keep it in memory. */
function finish(body: Body): StoredObject {
  const bytes = Buffer.concat(body.parts);
  return { id: body.id, type: body.type, bytes: bytes.subarray(0, bytes.length - 1) };
}
