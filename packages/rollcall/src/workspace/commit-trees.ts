import type { LoggedChange, LoggedCommit } from '../git/log.ts';
import type { Repository } from '../git/repository.ts';
import { BlobStore, BlobTexts } from './blob-texts.ts';
import { hasFolder, listFolders, type SourceTree, sortFiles, TEXT_LIMIT, type TreeFile } from './source-tree.ts';
import { changeSum, NO_FILES, type SummedFile, sumText, type TreeSum } from './tree-sum.ts';

/** One commit of a history with its files. */
export interface CommitStep {
  readonly commit: LoggedCommit;
  /** The same for every commit with the same wanted files, in any run, whatever else its tree holds. */
  readonly files: string;
  /** The first parent's `files`; null for a commit without one. Where both are equal, so are the trees. */
  readonly filesBefore: string | null;
  /** The files themselves. They are put together when first asked for, and hold while the step is worked on. */
  tree(): SourceTree;
}

export interface StepOptions {
  /** Whether the tree with these files will not be asked for: its texts need not be read. */
  readonly isKnown?: (files: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

type Files = ReadonlyMap<string, TreeFile>;

/** A commit's place in the history: its files are those of the first parent and its changes, put together when they are needed. */
interface Place {
  readonly sum: TreeSum;
  readonly text: string;
  readonly changes: readonly LoggedChange[];
  /** Null where the files are here, or where there is none. */
  parent: Place | null;
  files: Files | null;
}

/** Commits whose new blobs are read in one batch. */
const BATCH = 256;

/** Bytes and characters of texts that may be held before those of trees that are done with are let go. */
const MOST_TEXT = 200_000_000;

/**
 * The trees of a history, parents before children: each is its first parent's with the commit's changes, so only what is new is read.
 * @param commits in an order in which parents come before children, with the wanted changes only
 * @throws RollcallError INTERRUPTED, GIT_FAILED
 */
export class CommitTrees {
  readonly #repository: Repository;
  readonly #commits: readonly LoggedCommit[];
  #store: BlobStore;
  /** Blobs that git does not find, of all that the history names. */
  #missing: ReadonlySet<string> = new Set();
  /** Places of commits that a later commit still builds on. */
  readonly #places = new Map<string, Place>();
  readonly #waiting = new Map<string, number>();

  constructor(repository: Repository, commits: readonly LoggedCommit[]) {
    this.#repository = repository;
    this.#store = new BlobStore(repository, [], TEXT_LIMIT);
    this.#commits = commits;
    for (const { parents } of commits) {
      const [first] = parents;
      if (first !== undefined) this.#waiting.set(first, (this.#waiting.get(first) ?? 0) + 1);
    }
  }

  /** Blobs of wanted files that are not in the repository, whether or not their tree was asked for, and those that turned out damaged. */
  get missing(): ReadonlySet<string> {
    return this.#store.missing;
  }

  /** Whether a blob turned out damaged: git had counted it as one that is here, and so do the `files` of its trees. */
  get isDamaged(): boolean {
    return this.#store.missing.size > this.#missing.size;
  }

  async *steps({ isKnown = () => false, signal }: StepOptions = {}): AsyncGenerator<CommitStep> {
    await this.#findMissing(signal);
    for (let at = 0; at < this.#commits.length; at += BATCH) {
      const batch = this.#commits.slice(at, at + BATCH).map((commit) => this.#advance(commit));
      const unknown = batch.filter(({ files, filesBefore }) => files !== filesBefore && !isKnown(files));
      await this.#store.load(unknown.flatMap(newIds), false, signal);
      yield* batch;
      if (this.#store.size > MOST_TEXT) this.#store.keepOnly(this.#liveIds());
    }
  }

  /** Asks once for all: what is missing may differ from run to run, and what is found in a tree rests on it. */
  async #findMissing(signal?: AbortSignal): Promise<void> {
    const ids = new Set<string>();
    for (const { changes } of this.#commits)
      for (const { id, mode } of changes) if (id !== null && mode !== SUBMODULE) ids.add(id);
    this.#missing = await this.#repository.findMissing([...ids], signal);
    this.#store = new BlobStore(this.#repository, this.#missing, TEXT_LIMIT);
  }

  #advance(commit: LoggedCommit): CommitStep {
    const [first] = commit.parents;
    const before = first === undefined ? null : (this.#places.get(first) ?? null);
    const place = this.#placeOf(commit, before);
    if (this.#waiting.has(commit.id)) this.#places.set(commit.id, place);
    if (first !== undefined) this.#release(first);
    const tree = (): SourceTree => this.#treeOf(commit.id, filesOf(place));
    return { commit, files: place.text, filesBefore: before?.text ?? null, tree };
  }

  #placeOf({ changes }: LoggedCommit, before: Place | null): Place {
    if (before && changes.length === 0) return before;
    const removed = before ? changes.flatMap(({ path, before: old }) => (old ? this.#summed(path, old) : [])) : [];
    const added = changes.flatMap(({ path, id, mode }) => (id === null ? [] : this.#summed(path, { id, mode })));
    const sum = changeSum(before?.sum ?? NO_FILES, removed, added);
    return { sum, text: sumText(sum), changes, parent: before, files: null };
  }

  #summed(path: string, { id, mode }: { readonly id: string; readonly mode: string }): SummedFile {
    return { path, id, mode, here: !this.#missing.has(id) };
  }

  #release(parent: string): void {
    const left = (this.#waiting.get(parent) ?? 0) - 1;
    if (left > 0) this.#waiting.set(parent, left);
    else {
      this.#waiting.delete(parent);
      this.#places.delete(parent);
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
    for (const { files } of this.#places.values())
      for (const { id } of files?.values() ?? []) if (id !== null) ids.add(id);
    return ids;
  }
}

const SUBMODULE = '160000';

/** The commits from a place back to the first whose files are here, the youngest first. */
function unmade(place: Place): readonly Place[] {
  const chain: Place[] = [];
  for (let at: Place | null = place; at !== null && at.files === null; at = at.parent) chain.push(at);
  return chain;
}

/** What a tree holds beside these is brought when it is loaded. */
function newIds({ commit }: CommitStep): readonly string[] {
  return commit.changes.flatMap(({ id, mode }) => (mode === SUBMODULE ? [] : (id ?? [])));
}

function filesOf(place: Place): Files {
  if (place.files) return place.files;
  const chain = unmade(place);
  const start = chain.at(-1)?.parent?.files ?? new Map<string, TreeFile>();
  place.files = applyChanges(start, chain.toReversed());
  place.parent = null;
  return place.files;
}

function applyChanges(before: Files, steps: readonly Pick<Place, 'changes'>[]): Files {
  const files = new Map(before);
  let added = false;
  for (const change of steps.flatMap(({ changes }) => changes)) {
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
