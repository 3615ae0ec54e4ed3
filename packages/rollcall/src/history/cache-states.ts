import { createHmac } from 'node:crypto';
import type { StateCache, StateRecord } from './cache.ts';
import type { State } from './state.ts';
import type { Written } from './state-fields.ts';
import { NO_STATE, readState, writeState } from './state-record.ts';

/** States that are held; they share what they have in common. */
const MOST_HELD = 2048;

/** A record further from a whole state than this is written as one itself, so that few others need to be read for it. */
const MOST_STEPS = 500;

/** A state, the first tree that had it, and how many records lead to it from a whole one. */
interface Held {
  readonly state: State;
  readonly key: string;
  readonly steps: number;
}

/**
 * The states of the trees of one history, by their files: each is worked out once, in this run or in one before. What equals the state
 * that it was made from is that state.
 */
export class KnownStates {
  readonly #cache: StateCache | null;
  readonly #key: Buffer;
  readonly #held = new Map<string, Held>();

  /** @param key made from the repository's and from what states rest on beside their trees */
  constructor(cache: StateCache | null, key: Buffer) {
    this.#cache = cache;
    this.#key = key;
  }

  find(files: string): State | null {
    return this.#find(this.#keyOf(files))?.state ?? null;
  }

  /**
   * The state as it is held from now on: with that of the first parent it shares what is the same.
   * @param lasting whether the next run may have it too
   */
  keep(files: string, filesBefore: string | null, state: State, lasting: boolean): State {
    const key = this.#keyOf(files);
    const before = filesBefore === null ? null : this.#find(this.#keyOf(filesBefore));
    const written = writeState(before?.state ?? NO_STATE, state);
    const held: Held =
      before && written === 0
        ? before
        : { state: readState(before?.state ?? NO_STATE, written) ?? state, key, steps: (before?.steps ?? 0) + 1 };
    this.#hold(key, held);
    if (!lasting) return held.state;
    if (held.steps < MOST_STEPS || held === before) this.#cache?.keep(key, { base: before?.key ?? null, written });
    else {
      this.#hold(key, { ...held, steps: 0 });
      this.#cache?.keep(key, { base: null, written: writeState(NO_STATE, state) });
    }
    return held.state;
  }

  #find(key: string): Held | null {
    const held = this.#held.get(key) ?? this.#recall(key);
    if (held) this.#hold(key, held);
    return held;
  }

  /** Reads a record with those that it builds on, back to a state that is held or a whole one. */
  #recall(key: string): Held | null {
    const seen = new Set<string>();
    const records: { readonly key: string; readonly written: Written }[] = [];
    let base: Held | null = null;
    for (let at: string | null = key; at !== null && base === null; ) {
      const record: StateRecord | null = seen.has(at) ? null : (this.#cache?.find(at) ?? null);
      if (!record) return null;
      seen.add(at);
      records.push({ key: at, written: record.written });
      at = record.base;
      base = at === null ? null : (this.#held.get(at) ?? null);
    }
    for (const record of records.toReversed()) {
      const state = readState(base?.state ?? NO_STATE, record.written);
      if (!state) {
        this.#cache?.forget(record.key);
        return null;
      }
      base = base && record.written === 0 ? base : { state, key: record.key, steps: (base?.steps ?? 0) + 1 };
      this.#hold(record.key, base);
    }
    return base;
  }

  #hold(key: string, held: Held): void {
    this.#held.delete(key);
    this.#held.set(key, held);
    if (this.#held.size > MOST_HELD) for (const [oldest] of this.#held) return void this.#held.delete(oldest);
  }

  #keyOf(files: string): string {
    return createHmac('sha256', this.#key).update(files).digest('base64url').slice(0, 22);
  }
}
