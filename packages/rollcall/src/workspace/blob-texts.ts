import type { Repository } from '../git/repository.ts';
import { decodeText, type FileText } from './file-text.ts';
import { followLinks } from './links.ts';
import type { TreeFile } from './source-tree.ts';

/** Longer than any path that a file system takes. */
const LINK_LIMIT = 4096;

/**
 * The texts of a commit's files, by blob id: equal files are read and decoded once. Blobs stay bytes until their text is first asked
 * for, since most loaded files are never looked at closer.
 */
export class BlobTexts {
  readonly #repository: Repository;
  readonly #files: ReadonlyMap<string, TreeFile>;
  readonly #missing: Set<string>;
  readonly #limit: number;
  readonly #bytes = new Map<string, Buffer>();
  readonly #decoded = new Map<string, FileText>();
  /** Link targets by blob id; filled on the first load that wants a link. */
  readonly #links = new Map<string, string>();

  constructor(
    repository: Repository,
    files: ReadonlyMap<string, TreeFile>,
    missing: ReadonlySet<string>,
    limit: number,
  ) {
    this.#repository = repository;
    this.#files = files;
    this.#missing = new Set(missing);
    this.#limit = limit;
  }

  async load(wanted: Iterable<string>, signal?: AbortSignal): Promise<void> {
    const chosen = [...wanted].map((path) => this.#files.get(path)).filter((file) => file !== undefined);
    const links = chosen.filter((file) => file.kind === 'symlink');
    if (links.length > 0) await this.#loadLinks(signal);
    const targets = links.map((link) => this.#follow(link)).filter((target) => 'kind' in target);
    const ids = new Set<string>();
    for (const { kind, id, size } of [...chosen, ...targets])
      if (kind === 'file' && id !== null && size <= this.#limit && !this.#isKnown(id)) ids.add(id);
    for await (const [id, bytes] of this.#fetch(ids, signal)) this.#bytes.set(id, bytes);
  }

  read(path: string): FileText | null {
    const file = this.#files.get(path);
    if (!file) return null;
    if (file.kind !== 'symlink') return this.#textOf(file);
    const target = this.#follow(file);
    return 'kind' in target ? this.#textOf(target) : target;
  }

  clear(): void {
    this.#bytes.clear();
    this.#decoded.clear();
    this.#links.clear();
  }

  #isKnown(id: string): boolean {
    return this.#missing.has(id) || this.#bytes.has(id) || this.#decoded.has(id);
  }

  /** All of them: a link may lead through others. */
  async #loadLinks(signal?: AbortSignal): Promise<void> {
    const ids = new Set<string>();
    for (const { kind, id, size } of this.#files.values())
      if (kind === 'symlink' && id !== null && size <= LINK_LIMIT && !this.#missing.has(id) && !this.#links.has(id))
        ids.add(id);
    for await (const [id, bytes] of this.#fetch(ids, signal)) this.#links.set(id, bytes.toString('utf8'));
  }

  async *#fetch(ids: ReadonlySet<string>, signal?: AbortSignal): AsyncGenerator<readonly [string, Buffer]> {
    // The sizes are known from the listing, so git need not look them up again.
    const blobs = this.#repository.readBlobs([...ids], { limit: Number.POSITIVE_INFINITY, signal });
    for await (const blob of blobs) {
      if (blob.bytes) yield [blob.id, blob.bytes];
      else this.#missing.add(blob.id);
    }
  }

  /** The file that a link leads to, or why it leads to none. */
  #follow(link: TreeFile): TreeFile | FileText {
    let blocked: FileText | null = null;
    const target = followLinks(link.path, (path) => {
      const file = this.#files.get(path);
      if (file?.kind !== 'symlink' || file.id === null) return null;
      if (this.#missing.has(file.id)) blocked = MISSING;
      else if (file.size > LINK_LIMIT) blocked = UNREADABLE;
      else if (!this.#links.has(file.id)) throw notLoaded();
      return this.#links.get(file.id) ?? null;
    });
    if (blocked) return blocked;
    if ('reason' in target) return target.reason === 'unreadable' ? UNREADABLE : OUTSIDE;
    return this.#files.get(target.path) ?? UNREADABLE;
  }

  #textOf({ kind, id, size }: TreeFile): FileText {
    if (kind === 'submodule' || id === null) return UNREADABLE;
    if (this.#missing.has(id)) return MISSING;
    if (size > this.#limit) return TOO_LARGE;
    const known = this.#decoded.get(id);
    if (known) return known;
    const bytes = this.#bytes.get(id);
    if (!bytes) throw notLoaded();
    const text = decodeText(bytes);
    this.#decoded.set(id, text);
    this.#bytes.delete(id);
    return text;
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
