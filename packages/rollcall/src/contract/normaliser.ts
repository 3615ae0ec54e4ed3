import type { Range } from '../model/span.ts';
import type { PerEnvironment } from './contract.ts';
import { type Place, type Pointer, placeAt, rangeAt } from './places.ts';
import { isMapping } from './strict-schemas.ts';

/** What normalising needs beside the input: where things stand, how they are spelled, and which environment extends which. */
export class Normaliser {
  private readonly place: Place | null;
  private readonly bases: ReadonlyMap<string, string | null>;
  readonly criticalNames: ReadonlySet<string>;

  constructor(place: Place | null, bases: ReadonlyMap<string, string | null>, criticalNames: ReadonlySet<string>) {
    this.place = place;
    this.bases = bases;
    this.criticalNames = criticalNames;
  }

  range(pointer: Pointer): Range | null {
    return rangeAt(this.place, pointer);
  }

  /** A plain value as text, as the file spells it: `1.10` stays `1.10`. */
  spell(value: unknown, pointer: Pointer): string {
    return typeof value === 'string' ? value : (placeAt(this.place, pointer)?.spelling ?? String(value));
  }

  /** A value that is written once for all, or once for each environment. */
  per<T>(written: T | Readonly<Record<string, T>> | undefined, pointer: Pointer): PerEnvironment<string> {
    if (written === undefined) return { all: null, by: new Map() };
    if (!isMapping(written)) return { all: this.spell(written, pointer), by: new Map() };
    const by = Object.entries(written).map(([id, value]) => [id, this.spell(value, [...pointer, id])] as const);
    return { all: null, by: new Map(by) };
  }

  /** What is written for an environment holds in those that extend it too, unless they have their own. */
  inherit<T>(written: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
    if (written.size === 0) return written;
    const all = new Map(written);
    for (const [id, base] of this.bases) {
      let holder = written.has(id) ? null : base;
      while (holder !== null && !written.has(holder)) holder = this.bases.get(holder) ?? null;
      const value = holder === null ? undefined : written.get(holder);
      if (value !== undefined) all.set(id, value);
    }
    return all;
  }

  /** {@link per} and {@link inherit}. */
  perInherited<T>(written: T | Readonly<Record<string, T>> | undefined, pointer: Pointer): PerEnvironment<string> {
    const { all, by } = this.per(written, pointer);
    return { all, by: this.inherit(by) };
  }
}

export function listOf<T>(written: T | readonly T[] | undefined): readonly T[] {
  if (written === undefined) return [];
  return Array.isArray(written) ? written : [written as T];
}
