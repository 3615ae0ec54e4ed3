import { join } from 'node:path';
import {
  type CheckOptions,
  type CheckReport,
  check,
  findOnDisk,
  NeedsStore,
  openTarget,
  placeOf,
  ScanMemory,
  type Target,
} from '../check.ts';
import { isRollcallError } from '../errors.ts';
import { layOver, type OpenDocument } from './documents.ts';
import { addressOf, type FolderPaths, fileOf, realOf } from './paths.ts';

/** What a person types within this many milliseconds is checked at once. */
const DEBOUNCE = 30;
/** Where a check takes long, the next one waits as long, up to this. */
const MOST_WAIT = 1000;

/** One check of a workspace folder. Its target stays open until the next check is done: places are found in its texts. */
export interface Checked {
  readonly target: Target;
  readonly report: CheckReport;
  /** By the files' real paths, as they were checked. */
  readonly documents: ReadonlyMap<string, OpenDocument>;
  /** A path of the tree in the editor's words. */
  uriOf(path: string): string;
}

export interface FolderCheckOptions extends Pick<CheckOptions, 'preset' | 'only'> {
  /** A contract's file; by default the nearest one. */
  readonly contract?: string;
  /** False: nothing of sessions before is used, and nothing is kept for the next one. */
  readonly cache?: boolean;
}

/** Whom a folder's checks tell. */
export interface Listener {
  readonly openDocuments: () => Iterable<OpenDocument>;
  readonly onChecked: (checked: Checked) => void;
  readonly onFailed: (error: unknown, documents: ReadonlyMap<string, OpenDocument>) => Promise<void>;
  readonly onNote: (note: string) => void;
}

/** Checks a workspace folder again whenever it is asked to, one check at a time. */
export class FolderCheck {
  readonly paths: FolderPaths;
  readonly #options: FolderCheckOptions;
  readonly #listener: Listener;
  #memory: ScanMemory | null = null;
  #checked: Checked | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;
  #took = 0;

  constructor(paths: FolderPaths, options: FolderCheckOptions, listener: Listener) {
    this.paths = paths;
    this.#options = options;
    this.#listener = listener;
  }

  /** The last check that came to an end. */
  get checked(): Checked | null {
    return this.#checked;
  }

  /** Checks soon; more requests until then are the same one. */
  request(): void {
    if (this.#closed) return;
    if (this.#running) this.#again = true;
    else {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#start(), Math.max(DEBOUNCE, Math.min(MOST_WAIT, this.#took - 300)));
    }
  }

  /** The check of all that was asked for so far. */
  async settled(): Promise<Checked | null> {
    while (this.#timer || this.#running) {
      if (this.#timer) this.#start();
      await this.#running;
    }
    return this.#checked;
  }

  /** Leaves what a later session can use. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
    this.#memory?.close();
    await this.#checked?.target.close();
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.request();
      this.#again = false;
    });
  }

  async #run(): Promise<void> {
    const started = performance.now();
    const documents = this.#snapshot();
    try {
      const checked = await this.#check(documents);
      const before = this.#checked;
      this.#checked = checked;
      await before?.target.close();
      this.#listener.onChecked(checked);
    } catch (error) {
      if (!this.#checked && isRollcallError(error, 'CONTRACT_INVALID')) await this.#lookWithoutContract(documents);
      await this.#listener.onFailed(error, documents);
    }
    this.#took = performance.now() - started;
  }

  /** Names are known then, although nothing can be judged. */
  async #lookWithoutContract(documents: ReadonlyMap<string, OpenDocument>): Promise<void> {
    const file = await this.contractFile().catch(() => null);
    if (file === null) return;
    const empty = { uri: addressOf(this.paths, file), version: 0, text: '{ "version": 1 }\n' };
    this.#checked = await this.#check(new Map([...documents, [file, empty]])).catch(() => null);
  }

  async #check(documents: ReadonlyMap<string, OpenDocument>): Promise<Checked> {
    const { contract, preset, only = [], cache } = this.#options;
    const target = await openTarget({
      folder: this.paths.real,
      ...(contract === undefined ? {} : { contract }),
      leavePrograms: true,
      overlay: (tree) => layOver(tree, documents),
    });
    try {
      this.#memory ??= new ScanMemory(cache === false ? null : new NeedsStore(placeOf(target), this.#listener.onNote));
      const memory = this.#memory;
      const report = await check(target, { only, memory, ...(preset === undefined ? {} : { preset }) });
      const uriOf = (path: string): string => {
        const file = join(target.tree.root, path);
        return documents.get(file)?.uri ?? addressOf(this.paths, file);
      };
      return { target, report, documents, uriOf };
    } catch (error) {
      await target.close();
      throw error;
    }
  }

  /** The file of the contract that applies to the folder, by its real path. */
  async contractFile(): Promise<string | null> {
    return this.#options.contract ?? findOnDisk(this.paths.real);
  }

  #snapshot(): Map<string, OpenDocument> {
    const found = new Map<string, OpenDocument>();
    for (const document of this.#listener.openDocuments()) {
      const file = fileOf(document.uri);
      if (file !== null) found.set(realOf(this.paths, file), document);
    }
    return found;
  }
}
