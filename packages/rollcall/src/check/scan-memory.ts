import type { NeedsStore } from '../cache/needs-store.ts';
import { LinkMemory } from '../link/link.ts';
import { StoredNeeds } from '../link/stored-needs.ts';

/** What took less is worked out again as fast as it is read. Milliseconds. */
const WORTHWHILE = 1000;

/** What the scans of one session are given by sessions before, and what the last of them leaves for the next. */
export class ScanMemory {
  readonly #store: NeedsStore | null;
  readonly #worthwhile: number;
  #stored: StoredNeeds | null | undefined;
  #last: LinkMemory | null = null;
  #took = 0;

  /** @param worthwhile milliseconds of scanning from which on something is left for the next session */
  constructor(store: NeedsStore | null = null, worthwhile = WORTHWHILE) {
    this.#store = store;
    this.#worthwhile = worthwhile;
  }

  async scanWith<Result>(scan: (memory: LinkMemory) => Promise<Result>): Promise<Result> {
    const started = performance.now();
    if (this.#stored === undefined) this.#stored = this.#read();
    this.#last = new LinkMemory(this.#stored);
    const result = await scan(this.#last);
    this.#took = performance.now() - started;
    return result;
  }

  /** Writes what was worked out, where that took long. */
  close(): void {
    const last = this.#last;
    if (last?.hasNews && this.#took >= this.#worthwhile) this.#store?.write((key) => last.write(key));
    this.#last = null;
  }

  #read(): StoredNeeds | null {
    const stored = this.#store?.read();
    return stored ? new StoredNeeds(stored.lines, stored.key) : null;
  }
}
