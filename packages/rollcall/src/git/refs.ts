import { createError, type RollcallError } from '../errors.ts';
import { objectPlace } from './object-place.ts';
import { type GitPlace, gitFailure, runGit } from './process.ts';

/** What git calls the object that an expression names: its full id, or null when it names none (a missing object has an id too). */
export async function resolveId(place: GitPlace, expression: string, signal?: AbortSignal): Promise<string | null> {
  if (expression.includes('\0')) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', expression];
  const { code, stdout } = await runGit(place, args, { signal });
  // `^main` verifies as `^<id>`; older versions print the option too.
  const id = stdout.toString('latin1').trim().split('\n').at(-1) ?? '';
  return code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : null;
}

/** An object's type by full id; null when it is missing. */
export async function typeOf(place: GitPlace, id: string, signal?: AbortSignal): Promise<string | null> {
  const args = ['cat-file', '--batch-check=%(objecttype)'];
  const { code, stdout, stderr } = await runGit(objectPlace(place, id), args, { input: `${id}\n`, signal });
  if (code !== 0) throw gitFailure(args, stderr);
  const type = stdout.toString('latin1').trim();
  return type.endsWith(' missing') ? null : type;
}

/**
 * The full id of the commit that an expression names.
 *
 * @throws RollcallError NO_SUCH_REF, NO_COMMITS, SHALLOW_CLONE, MISSING_OBJECT
 */
export async function peelToCommit(place: GitPlace, ref: string, signal?: AbortSignal): Promise<string> {
  const id = await resolveId(place, ref, signal);
  if (id === null) throw await unresolved(place, ref, signal);
  const type = await typeOf(place, id, signal);
  if (type === 'commit') return id;
  if (type === null) throw await absent(place, ref, id, signal);
  const commit = type === 'tag' ? await resolveId(place, `${id}^{commit}`, signal) : null;
  if (commit === null) throw createError('NO_SUCH_REF', { ref });
  return commit;
}

/**
 * The best common ancestor of two commits, or null.
 *
 * @throws RollcallError as {@link peelToCommit}; SHALLOW_CLONE when none is found in a shallow clone
 */
export async function findMergeBase(
  place: GitPlace,
  a: string,
  b: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const args = ['merge-base', await peelToCommit(place, a, signal), await peelToCommit(place, b, signal)];
  const { code, stdout, stderr } = await runGit(place, args, { signal });
  if (code > 1) throw gitFailure(args, stderr);
  const base = stdout.toString('latin1').trim();
  if (base !== '') return base;
  if (await isShallow(place, signal)) throw await shallow(place, `the common ancestor of ${a} and ${b}`, signal);
  return null;
}

/** Whether the clone's history was cut off. */
export async function isShallow(place: GitPlace, signal?: AbortSignal): Promise<boolean> {
  const args = ['rev-parse', '--is-shallow-repository'];
  const { code, stdout, stderr } = await runGit(place, args, { signal });
  if (code !== 0) throw gitFailure(args, stderr);
  return stdout.toString('latin1').trim() === 'true';
}

async function unresolved(place: GitPlace, ref: string, signal?: AbortSignal): Promise<RollcallError> {
  const args = ['for-each-ref', '--count=1'];
  const any = await runGit(place, args, { signal });
  // It is not the ref's fault then: the repository's format is unknown, or its configuration does not parse.
  if (any.code !== 0) return gitFailure(args, any.stderr);
  if (any.stdout.length === 0 && (await resolveId(place, 'HEAD', signal)) === null)
    return createError('NO_COMMITS', { ref });
  const start = /^(.+?)[~^]/.exec(ref)?.[1];
  const beyond = start !== undefined && (await resolveId(place, start, signal)) !== null;
  if ((beyond || /^[0-9a-f]{7,64}$/.test(ref)) && (await isShallow(place, signal))) return shallow(place, ref, signal);
  return createError('NO_SUCH_REF', { ref });
}

async function absent(place: GitPlace, ref: string, id: string, signal?: AbortSignal): Promise<RollcallError> {
  if (await isShallow(place, signal)) return shallow(place, ref, signal);
  return ref === id ? createError('NO_SUCH_REF', { ref }) : createError('MISSING_OBJECT', { id, need: ref });
}

async function shallow(place: GitPlace, need: string, signal?: AbortSignal): Promise<RollcallError> {
  const { stdout } = await runGit(place, ['rev-list', '--count', 'HEAD'], { signal });
  const count = stdout.toString('latin1').trim();
  return createError('SHALLOW_CLONE', { depth: count === '1' ? 'commit' : `${count} commits`, need });
}
