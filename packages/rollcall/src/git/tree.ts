import { createError } from '../errors.ts';
import { decodeName, splitNames } from './names.ts';
import { objectPlace } from './object-place.ts';
import { readObjects, readSizes } from './objects.ts';
import { type GitPlace, runGit } from './process.ts';

/** One file of a tree. */
export interface TreeEntry {
  /** '/'-separated, relative to the listed tree; see {@link decodeName} for bytes that are not UTF-8. */
  readonly path: string;
  /** `100644`, `100755`, `120000` (symbolic link) or `160000` (submodule: the id is a commit of another repository). */
  readonly mode: string;
  readonly id: string;
  /** Bytes; null where the blob is missing, and for a submodule. */
  readonly size: number | null;
}

export interface TreeListing {
  readonly entries: readonly TreeEntry[];
  /** Ids of blobs and trees that the repository lacks; what lies below a missing tree is unknown. */
  readonly missing: readonly string[];
}

type Entry = Omit<TreeEntry, 'size'>;

/** A few small trees that hold one another many times over can spell out billions of paths. */
const MOST_ENTRIES = 5_000_000;
const TOO_MANY = 'the tree holds more than five million files.';

/**
 * Every file of a tree, at any depth. `git ls-tree -r` stops at a missing tree; then each tree is read on its own, so that only what
 * lies below the missing one is lost.
 *
 * @throws RollcallError MISSING_OBJECT when the tree itself is missing; GIT_FAILED, GIT_NOT_INSTALLED, INTERRUPTED
 */
export async function listTree(place: GitPlace, treeId: string, signal?: AbortSignal): Promise<TreeListing> {
  const listing = await runGit(objectPlace(place, treeId), ['ls-tree', '-r', '-z', '--full-tree', treeId], { signal });
  const found =
    listing.code === 0
      ? { entries: parseListing(listing.stdout), missing: [] }
      : await walkTrees(place, treeId, signal);
  return addSizes(place, found, signal);
}

async function addSizes(
  place: GitPlace,
  { entries, missing }: { entries: readonly Entry[]; missing: readonly string[] },
  signal?: AbortSignal,
): Promise<TreeListing> {
  const blobs = new Set(entries.filter((entry) => entry.mode !== '160000').map((entry) => entry.id));
  const sizes = await readSizes(place, [...blobs], signal);
  const lacking = [...blobs].filter((id) => (sizes.get(id) ?? null) === null);
  return {
    entries: entries.map((entry) => ({ ...entry, size: blobs.has(entry.id) ? (sizes.get(entry.id) ?? null) : null })),
    missing: [...missing, ...lacking],
  };
}

/** `<mode> SP <type> SP <id> TAB <path> NUL`, one after the other. */
function parseListing(bytes: Buffer): Entry[] {
  return splitNames(bytes).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    return { mode, id, path: line.slice(tab + 1) };
  });
}

async function walkTrees(
  place: GitPlace,
  treeId: string,
  signal?: AbortSignal,
): Promise<{ entries: Entry[]; missing: string[] }> {
  const entries: Entry[] = [];
  const missing: string[] = [];
  let level: readonly Entry[] = [{ path: '', mode: '40000', id: treeId }];
  while (level.length > 0) {
    if (level.length + entries.length > MOST_ENTRIES)
      throw createError('GIT_FAILED', { command: 'ls-tree', reason: TOO_MANY });
    const pathsOf = groupById(level);
    const below: Entry[] = [];
    for await (const tree of readObjects(place, [...pathsOf.keys()], signal)) {
      if (tree.missing) missing.push(tree.id);
      else if (tree.type === 'tree')
        for (const path of pathsOf.get(tree.id) ?? []) below.push(...parseTree(tree.bytes, path, treeId.length / 2));
    }
    entries.push(...below.filter((entry) => entry.mode !== '40000'));
    level = below.filter((entry) => entry.mode === '40000');
  }
  if (missing.includes(treeId)) throw createError('MISSING_OBJECT', { id: treeId, need: 'the list of files' });
  return { entries, missing };
}

function groupById(entries: readonly Entry[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, path } of entries) {
    const paths = groups.get(id);
    if (paths) paths.push(path);
    else groups.set(id, [path]);
  }
  return groups;
}

/** A tree object: `<mode> SP <name> NUL <id as bytes>`, one after the other. */
function parseTree(bytes: Buffer, folder: string, idBytes: number): Entry[] {
  const entries: Entry[] = [];
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(32, start);
    const end = bytes.indexOf(0, space);
    if (space < 0 || end < 0 || end + 1 + idBytes > bytes.length) break;
    const name = decodeName(bytes.subarray(space + 1, end));
    entries.push({
      mode: bytes.toString('latin1', start, space),
      path: folder === '' ? name : `${folder}/${name}`,
      id: bytes.toString('hex', end + 1, end + 1 + idBytes),
    });
    start = end + 1 + idBytes;
  }
  return entries;
}
