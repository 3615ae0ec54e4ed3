import type { LoggedChange, LoggedCommit } from '../git/log.ts';
import type { Repository } from '../git/repository.ts';
import { BlobStore, BlobTexts } from './blob-texts.ts';
import { hasFolder, listFolders, type SourceTree, sortFiles, TEXT_LIMIT, type TreeFile } from './source-tree.ts';

/** One commit of a history with its files; `tree` is null where no wanted file differs from the first parent. */
export interface CommitStep {
  readonly commit: LoggedCommit;
  readonly tree: SourceTree | null;
}

type Files = ReadonlyMap<string, TreeFile>;

/** Commits whose new blobs are read in one batch. */
const BATCH = 256;

/** Bytes and characters of texts that may be held before those of trees that are done with are let go. */
const MOST_TEXT = 200_000_000;

/**
 * The trees of a history, parents before children: each is its first parent's with the commit's changes, so only what is new is read. A
 * tree holds while its step is worked on.
 * @param commits in an order in which parents come before children, with the wanted changes only
 * @throws RollcallError INTERRUPTED, GIT_FAILED
 */
export class CommitTrees {
  readonly #store: BlobStore;
  /** Files of commits that a later commit still builds on. */
  readonly #files = new Map<string, Files>();
  readonly #waiting = new Map<string, number>();
  readonly #commits: readonly LoggedCommit[];

  constructor(repository: Repository, commits: readonly LoggedCommit[]) {
    this.#store = new BlobStore(repository, [], TEXT_LIMIT);
    this.#commits = commits;
    for (const { parents } of commits) {
      const [first] = parents;
      if (first !== undefined) this.#waiting.set(first, (this.#waiting.get(first) ?? 0) + 1);
    }
  }

  /** Blobs that were wanted and are not in the repository. */
  get missing(): ReadonlySet<string> {
    return this.#store.missing;
  }

  async *steps(signal?: AbortSignal): AsyncGenerator<CommitStep> {
    for (let at = 0; at < this.#commits.length; at += BATCH) {
      const batch = this.#commits.slice(at, at + BATCH);
      const ids = batch.flatMap(({ changes }) =>
        changes.flatMap(({ id, mode }) => (mode === SUBMODULE ? [] : (id ?? []))),
      );
      await this.#store.load(ids, false, signal);
      for (const commit of batch) yield { commit, tree: this.#advance(commit) };
      if (this.#store.size > MOST_TEXT) this.#store.keepOnly(this.#liveIds());
    }
  }

  #advance(commit: LoggedCommit): SourceTree | null {
    const [first] = commit.parents;
    const before = first === undefined ? undefined : this.#files.get(first);
    const files = before && commit.changes.length === 0 ? before : applyChanges(before ?? new Map(), commit.changes);
    if (this.#waiting.has(commit.id)) this.#files.set(commit.id, files);
    if (first !== undefined) this.#release(first);
    return files === before ? null : this.#treeOf(commit.id, files);
  }

  #release(parent: string): void {
    const left = (this.#waiting.get(parent) ?? 0) - 1;
    if (left > 0) this.#waiting.set(parent, left);
    else {
      this.#waiting.delete(parent);
      this.#files.delete(parent);
    }
  }

  #treeOf(commit: string, files: Files): SourceTree {
    const texts = new BlobTexts(this.#store, files, TEXT_LIMIT);
    let folders: ReadonlySet<string> | null = null;
    return {
      root: '',
      commit,
      files,
      missingObjects: [],
      nested: [],
      unlisted: [],
      isFolder: (path) => {
        folders ??= listFolders(files.keys());
        return hasFolder(folders, path);
      },
      load: (wanted, signal) => texts.load(wanted, false, signal),
      text: (path) => texts.read(path),
      close: async () => {},
    };
  }

  #liveIds(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const files of this.#files.values()) for (const { id } of files.values()) if (id !== null) ids.add(id);
    return ids;
  }
}

const SUBMODULE = '160000';

function applyChanges(before: Files, changes: readonly LoggedChange[]): Files {
  const files = new Map(before);
  let added = false;
  for (const change of changes) {
    if (change.id === null) files.delete(change.path);
    else {
      added ||= !files.has(change.path);
      files.set(change.path, toFile(change, change.id));
    }
  }
  return added ? sortFiles(files.values()) : files;
}

/** Sizes are not in the log; blobs that are too large are found when they are read. */
function toFile({ path, mode }: LoggedChange, id: string): TreeFile {
  const kind = mode === '120000' ? 'symlink' : mode === SUBMODULE ? 'submodule' : 'file';
  return { path, id, size: 0, kind };
}
