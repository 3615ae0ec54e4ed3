import type { NeedsStore } from '../cache/needs-store.ts';
import { LinkMemory } from '../link/link.ts';
import { StoredNeeds } from '../link/stored-needs.ts';

/** What took less is worked out again as fast as it is read. Milliseconds. */
const WORTHWHILE = 1000;

/** What the scans of one session are given by sessions before and by each other, and what the first of them leaves for the next session. */
export class ScanMemory {
  readonly #store: NeedsStore | null;
  readonly #worthwhile: number;
  #first: LinkMemory | null = null;
  #took = 0;

  /** @param worthwhile milliseconds of scanning from which on something is left for the next session */
  constructor(store: NeedsStore | null = null, worthwhile = WORTHWHILE) {
    this.#store = store;
    this.#worthwhile = worthwhile;
  }

  /** The first scan of a session is given what sessions before have left, all others what the scans before them have found. */
  async scanWith<Result>(scan: (memory: LinkMemory) => Promise<Result>): Promise<Result> {
    if (this.#first) return scan(this.#first.next());
    const started = performance.now();
    this.#first = new LinkMemory(this.#read());
    const result = await scan(this.#first);
    this.#took = performance.now() - started;
    return result;
  }

  /** Writes what the first scan worked out, where that took long. */
  close(): void {
    const first = this.#first;
    if (first?.hasNews && this.#took >= this.#worthwhile) this.#store?.write((key) => first.write(key));
    this.#first = null;
  }

  #read(): StoredNeeds | null {
    const stored = this.#store?.read();
    return stored ? new StoredNeeds(stored.lines, stored.key) : null;
  }
}
