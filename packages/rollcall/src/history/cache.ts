import { join } from 'node:path';
import { cacheFolder } from '../cache/folder.ts';
import { escapeControls } from '../errors.ts';
import { systemCode } from '../git/system-error.ts';
import { deriveKey } from './cache-key.ts';
import { keyOfLine, Packs } from './cache-packs.ts';
import type { Written } from './state-fields.ts';

/** What is kept of one tree's state: what differs from the state of another tree. */
export interface StateRecord {
  /** The other tree's key; null: all of it differs. */
  readonly base: string | null;
  readonly written: Written;
}

/** Told at most once, where the cache cannot be used. */
export type OnNote = (note: string) => void;

/** Written when so many characters have come together, or after this time; first soon, so that a run that is killed is not for nothing. */
const MOST_WAITING = 8_000_000;
const FIRST_WAIT = 1000;
const MOST_WAIT = 30_000;

/**
 * The states of one repository's trees that runs before have worked out. A cache that cannot be read or written is no failure: the
 * states are worked out then.
 */
export class StateCache {
  readonly #packs: Packs | null;
  readonly #folder: string;
  readonly #onNote: OnNote;
  readonly #lines = new Map<string, string>();
  #waiting: string[] = [];
  #size = 0;
  #since = Date.now();
  #wait = FIRST_WAIT;
  #written = false;
  #usable: boolean;

  /**
   * @param key the repository's
   * @param version of the code that works states out
   */
  constructor(key: Buffer, version: string, onNote: OnNote, folder: string | null = cacheFolder()) {
    this.#onNote = onNote;
    this.#folder = folder ?? '';
    this.#usable = folder !== null;
    const name = deriveKey(key, 'folder').toString('hex').slice(0, 32);
    this.#packs = folder === null ? null : new Packs(join(folder, 'history'), name, deriveKey(key, 'seal'), version);
    this.#attempt(() => {
      for (const line of this.#packs?.read() ?? []) this.#lines.set(keyOfLine(line), line);
    });
  }

  find(key: string): StateRecord | null {
    const line = this.#lines.get(key);
    return line === undefined ? null : parseLine(key, line);
  }

  /** Takes a record for one that was never there. */
  forget(key: string): void {
    this.#lines.delete(key);
  }

  /** Keeps a record for the next run; it is written now and then. */
  keep(key: string, { base, written }: StateRecord): void {
    if (!this.#usable) return;
    const line = JSON.stringify([key, base, written]);
    this.#waiting.push(line);
    this.#size += line.length;
    if (this.#size > MOST_WAITING || Date.now() - this.#since > this.#wait) this.#write();
  }

  /** Writes what is left and tidies up. */
  close(): void {
    this.#write();
    if (this.#written) this.#attempt(() => this.#packs?.tidy());
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    this.#attempt(() => {
      this.#packs?.write(this.#waiting);
      this.#written = true;
    });
    this.#waiting = [];
    this.#size = 0;
    this.#since = Date.now();
    this.#wait = Math.min(this.#wait * 2, MOST_WAIT);
  }

  #attempt(work: () => void): void {
    if (!this.#usable) return;
    try {
      work();
    } catch (error) {
      const code = systemCode(error);
      if (code === null) throw error;
      this.#usable = false;
      this.#onNote(
        `Note: the cache in ${escapeControls(this.#folder)} cannot be used (${code}): the next run reads again what this one has read. --no-cache does without.`,
      );
    }
  }
}

function parseLine(key: string, line: string): StateRecord | null {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!Array.isArray(parsed) || parsed.length !== 3 || parsed[0] !== key) return null;
    const [, base, written] = parsed;
    return base === null || typeof base === 'string' ? { base, written } : null;
  } catch {
    return null;
  }
}
