import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPack, writePack } from '../cache/pack.ts';
import { systemCode } from '../git/system-error.ts';

/** `<version>-<time>-<random>.pack`, and what was being written when a run was killed. */
const PACK = /^[\w-]{16}-[0-9a-z]{9}-[0-9a-f]{12}\.pack$/;
const PART = /\.part$/;

/** More packs than this are made one. */
const MOST_PACKS = 8;
/** Packs of more bytes stay as they are. */
const LARGE = 8_000_000;
/** All repositories' packs together, in bytes. */
const MOST_STORED = 200_000_000;
/** After a day nobody writes on a part any more, nor goes back and forth between two versions. */
const DAY = 24 * 60 * 60 * 1000;

interface StoredFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly changed: number;
}

/**
 * The packs of one repository that one version of the code has written, in a folder of their own. A pack is never changed: runs that meet
 * write each its own, and what stands in two is the same. All functions throw errors of the file system, except that what is not
 * there (any more) is nothing.
 */
export class Packs {
  readonly #root: string;
  readonly #folder: string;
  readonly #key: Buffer;
  readonly #version: string;

  /** @param root the folder with those of all repositories */
  constructor(root: string, repository: string, key: Buffer, version: string) {
    this.#root = root;
    this.#folder = join(root, repository);
    this.#key = key;
    this.#version = version;
  }

  /** The lines of all packs, the oldest pack first. One that is gone meanwhile was made one with others: they are looked for again. */
  read(): readonly string[] {
    const read = new Map<string, readonly string[]>();
    for (let rounds = 0, gone = true; gone && rounds < 3; rounds++) {
      gone = false;
      for (const { name, path } of this.#own()) {
        if (read.has(name)) continue;
        const lines = ifThere(() => readPack(path, this.#key));
        if (lines === undefined) gone = true;
        else read.set(name, lines ?? []);
      }
    }
    return [...read].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines);
  }

  write(lines: readonly string[]): void {
    makeFolder(this.#folder);
    const time = Date.now().toString(36).padStart(9, '0');
    const name = `${this.#version}-${time}-${randomBytes(6).toString('hex')}.pack`;
    writePack(this.#folder, name, this.#key, lines);
  }

  /** Makes one of many small packs, and removes what other versions and killed runs have left and what is too much. */
  tidy(): void {
    const small = this.#own().filter(({ size }) => size < LARGE);
    if (small.length > MOST_PACKS) this.#join(small);
    const old = Date.now() - DAY;
    for (const { path, name, changed } of listFiles(this.#folder))
      if (changed < old && !(PACK.test(name) && name.startsWith(`${this.#version}-`))) rmSync(path, { force: true });
    const all = listFolders(this.#root).flatMap((name) => listFiles(join(this.#root, name)));
    let stored = all.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of all.sort((a, b) => a.changed - b.changed)) {
      if (stored <= MOST_STORED) break;
      rmSync(path, { force: true });
      stored -= size;
    }
  }

  /** The new one is written before the others go. Of lines with one beginning the last stands. */
  #join(packs: readonly StoredFile[]): void {
    const lines = packs.flatMap(({ path }) => ifThere(() => readPack(path, this.#key)) ?? []);
    this.write([...new Map(lines.map((line) => [keyOfLine(line), line])).values()]);
    for (const { path } of packs) rmSync(path, { force: true });
  }

  #own(): readonly StoredFile[] {
    return listFiles(this.#folder).filter(({ name }) => PACK.test(name) && name.startsWith(`${this.#version}-`));
  }
}

const KEY_LENGTH = 22;

/** Each line is a list in JSON whose first item is the key that it is found by. */
export function keyOfLine(line: string): string {
  return line.slice('["'.length, '["'.length + KEY_LENGTH);
}

/** Node's own way of making the folders above never ends where the system says that what is there is not (`/proc`). */
function makeFolder(folder: string): void {
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

/** Packs and parts in a folder, by name. What is not ours is left alone. */
function listFiles(folder: string): readonly StoredFile[] {
  const names = ifThere(() => readdirSync(folder)) ?? [];
  return names
    .filter((name) => PACK.test(name) || PART.test(name))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = ifThere(() => statSync(path));
      return stats?.isFile() ? [{ path, name, size: stats.size, changed: stats.mtimeMs }] : [];
    });
}

function listFolders(root: string): readonly string[] {
  const entries = ifThere(() => readdirSync(root, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function ifThere<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
