import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { escapeControls } from '../errors.ts';
import { systemCode } from '../git/system-error.ts';
import { readCodeVersion } from './code-version.ts';
import { cacheFolder } from './folder.ts';
import { readPack, writePack } from './pack.ts';
import { readUserKey } from './user-key.ts';

/** Files of all folders together, in bytes; the oldest go first. */
const MOST_STORED = 100_000_000;
/** A part that is older belongs to a run that was killed. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * What scans of one folder or repository have found of its code, one file for each: the last run's stands. A store that cannot be read or
 * written is no failure: what it would have told is worked out.
 */
export class NeedsStore {
  readonly #folder: string | null;
  readonly #root: string;
  readonly #onNote: (note: string) => void;
  #usable = true;

  /**
   * @param root the folder, as an absolute path
   * @param onNote told, once, where the store cannot be used
   * @param folder that of the cache; null: there is none
   */
  constructor(root: string, onNote: (note: string) => void, folder: string | null = cacheFolder()) {
    this.#folder = folder === null ? null : join(folder, 'needs');
    this.#root = root;
    this.#onNote = onNote;
  }

  /** The lines that a run of this code has left, with the key that they were written under. */
  read(): { readonly lines: readonly string[]; readonly key: Buffer } | null {
    return this.#attempt((folder) => {
      if (!existsSync(join(folder, 'key'))) return null;
      const key = readUserKey(folder);
      const path = join(folder, this.#nameOf(key));
      if (!existsSync(path)) return null;
      const [version, ...lines] = readPack(path, key) ?? [];
      return version === readCodeVersion() && lines.length > 0 ? { lines, key } : null;
    });
  }

  /** Replaces what is there. */
  write(linesFor: (key: Buffer) => readonly string[]): void {
    this.#attempt((folder) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const key = readUserKey(folder);
      const lines = linesFor(key);
      if (lines.length === 0) return null;
      writePack(folder, this.#nameOf(key), key, [readCodeVersion(), ...lines]);
      tidy(folder);
      return null;
    });
  }

  #nameOf(key: Buffer): string {
    return `${createHmac('sha256', key).update(this.#root).digest('hex').slice(0, 32)}.pack`;
  }

  #attempt<Result>(work: (folder: string) => Result | null): Result | null {
    if (this.#folder === null || !this.#usable) return null;
    try {
      return work(this.#folder);
    } catch (error) {
      const code = systemCode(error);
      if (code === null) throw error;
      this.#usable = false;
      this.#onNote(
        `Note: the cache in ${escapeControls(this.#folder)} cannot be used (${code}): the next run works out again what this one has. --no-cache does without.`,
      );
      return null;
    }
  }
}

function tidy(folder: string): void {
  const files = readdirSync(folder).flatMap((name) => {
    if (!/^[0-9a-f]{32}\.pack(\.[0-9a-f]{12}\.part)?$/.test(name)) return [];
    const path = join(folder, name);
    const { size, mtimeMs } = statSync(path);
    return [{ path, size, changed: mtimeMs }];
  });
  let stored = files.reduce((sum, { size }) => sum + size, 0);
  const old = Date.now() - DAY;
  for (const { path, size, changed } of files.sort((a, b) => a.changed - b.changed)) {
    if (stored <= MOST_STORED && !(path.endsWith('.part') && changed < old)) continue;
    rmSync(path, { force: true });
    stored -= size;
  }
}
