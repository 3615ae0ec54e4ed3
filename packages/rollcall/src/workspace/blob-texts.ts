import type { Repository } from '../git/repository.ts';
import { decodeText, type FileText } from './file-text.ts';
import { followLinks } from './links.ts';
import type { TreeFile } from './source-tree.ts';

/** Longer than any path that a file system takes. */
const LINK_LIMIT = 4096;

/**
 * Texts by blob id: equal files of any tree are read and decoded once. Blobs stay bytes until their text is first asked for, since most
 * loaded files are never looked at closer.
 */
export class BlobStore {
  readonly #repository: Repository;
  readonly #limit: number;
  readonly #missing: Set<string>;
  readonly #bytes = new Map<string, Buffer>();
  readonly #decoded = new Map<string, FileText>();
  /** Bytes and characters held. */
  #size = 0;

  constructor(repository: Repository, missing: Iterable<string>, limit: number) {
    this.#repository = repository;
    this.#missing = new Set(missing);
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  get missing(): ReadonlySet<string> {
    return this.#missing;
  }

  isMissing(id: string): boolean {
    return this.#missing.has(id);
  }

  /**
   * Brings blobs into memory in one batch, those of too many bytes left out.
   * @param sized their sizes are known to be within the limit, so git need not look them up
   * @throws RollcallError INTERRUPTED, GIT_FAILED
   */
  async load(ids: Iterable<string>, sized: boolean, signal?: AbortSignal): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.#isKnown(id));
    if (wanted.length === 0) return;
    const limit = sized ? Number.POSITIVE_INFINITY : this.#limit;
    for await (const blob of this.#repository.readBlobs(wanted, { limit, signal })) {
      if (blob.bytes) this.#bytes.set(blob.id, blob.bytes);
      else if (blob.tooLarge) this.#decoded.set(blob.id, TOO_LARGE);
      else this.#missing.add(blob.id);
      this.#size += blob.bytes?.length ?? 0;
    }
  }

  /** @throws Error for a blob that `load` did not bring */
  text(id: string): FileText {
    if (this.#missing.has(id)) return MISSING;
    const known = this.#decoded.get(id);
    if (known) return known;
    const bytes = this.#bytes.get(id);
    if (!bytes) throw notLoaded();
    const text = decodeText(bytes);
    this.#decoded.set(id, text);
    this.#bytes.delete(id);
    return text;
  }

  /** Lets go of all blobs but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#bytes.keys()) if (!ids.has(id)) this.#bytes.delete(id);
    for (const id of this.#decoded.keys()) if (!ids.has(id)) this.#decoded.delete(id);
    this.#size = 0;
    for (const bytes of this.#bytes.values()) this.#size += bytes.length;
    for (const text of this.#decoded.values()) this.#size += text.ok ? text.text.length : 0;
  }

  #isKnown(id: string): boolean {
    return this.#missing.has(id) || this.#bytes.has(id) || this.#decoded.has(id);
  }
}

/** The texts of one tree's files; symbolic links are followed within it. */
export class BlobTexts {
  readonly #store: BlobStore;
  readonly #files: ReadonlyMap<string, TreeFile>;
  readonly #limit: number;

  constructor(store: BlobStore, files: ReadonlyMap<string, TreeFile>, limit: number) {
    this.#store = store;
    this.#files = files;
    this.#limit = limit;
  }

  /** @param sized the files' sizes are known */
  async load(wanted: Iterable<string>, sized: boolean, signal?: AbortSignal): Promise<void> {
    const chosen = [...wanted].map((path) => this.#files.get(path)).filter((file) => file !== undefined);
    const links = chosen.filter((file) => file.kind === 'symlink');
    if (links.length > 0) await this.#store.load(this.#linkIds(), sized, signal);
    const targets = links.map((link) => this.#follow(link)).filter((target) => 'kind' in target);
    const ids = new Set<string>();
    for (const { kind, id, size } of [...chosen, ...targets])
      if (kind === 'file' && id !== null && size <= this.#limit) ids.add(id);
    await this.#store.load(ids, sized, signal);
  }

  read(path: string): FileText | null {
    const file = this.#files.get(path);
    if (!file) return null;
    if (file.kind !== 'symlink') return this.#textOf(file);
    const target = this.#follow(file);
    return 'kind' in target ? this.#textOf(target) : target;
  }

  /** All of them: a link may lead through others. */
  #linkIds(): readonly string[] {
    return [...this.#files.values()].flatMap(({ kind, id, size }) =>
      kind === 'symlink' && id !== null && size <= LINK_LIMIT ? [id] : [],
    );
  }

  /** The file that a link leads to, or why it leads to none. */
  #follow(link: TreeFile): TreeFile | FileText {
    let blocked: FileText | null = null;
    const target = followLinks(link.path, (path) => {
      const file = this.#files.get(path);
      if (file?.kind !== 'symlink' || file.id === null) return null;
      if (this.#store.isMissing(file.id)) blocked = MISSING;
      else if (file.size > LINK_LIMIT) blocked = UNREADABLE;
      const content = blocked ? null : this.#store.text(file.id);
      return content?.ok ? content.text : null;
    });
    if (blocked) return blocked;
    if ('reason' in target) return target.reason === 'unreadable' ? UNREADABLE : OUTSIDE;
    return this.#files.get(target.path) ?? UNREADABLE;
  }

  #textOf({ kind, id, size }: TreeFile): FileText {
    if (kind === 'submodule' || id === null) return UNREADABLE;
    return size > this.#limit ? TOO_LARGE : this.#store.text(id);
  }
}

const MISSING: FileText = { ok: false, reason: 'missing-object' };
const OUTSIDE: FileText = { ok: false, reason: 'symlink-outside' };
const TOO_LARGE: FileText = { ok: false, reason: 'too-large' };
const UNREADABLE: FileText = { ok: false, reason: 'unreadable' };

/** A mistake in the program, not in the repository, and therefore without a code. */
function notLoaded(): Error {
  return new Error('The text of a file of a commit was asked for before load() brought it.');
}
