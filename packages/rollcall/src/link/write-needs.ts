import type { Refusal } from '../evaluate/refused-names.ts';
import type { Root } from '../evaluate/roots.ts';
import type { Part } from '../evaluate/touched.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { Range } from '../model/span.ts';
import { hasBroken } from './broken.ts';
import type { TreeGround } from './ground.ts';
import {
  type IdleProgram,
  keyedDigest,
  type Lasting,
  type LinkedRoot,
  type StoredConsultation,
  type StoredIdle,
  type StoredModule,
  type StoredRange,
  type StoredRead,
  type StoredRefusal,
  type StoredRoot,
  type StoredSwitch,
  type StoredTables,
  statedUnits,
  Unsayable,
} from './needs-form.ts';
import type { LinkedProgram } from './program.ts';

/**
 * The needs of one tree's roots as lines, for a run that comes later, perhaps on another tree. No value and no text of the sources is in
 * them: units are told by keyed digests, and the texts of defaults by their places. None where something cannot be said so.
 */
export function writeNeeds(
  program: LinkedProgram,
  ground: TreeGround,
  lasting: Lasting,
  key: Buffer,
): readonly string[] {
  const writer = new NeedsWriter(program, ground, key);
  const lines: string[] = [];
  for (const root of lasting.roots) {
    const stored = writer.write(root);
    if (!stored) return [];
    lines.push(JSON.stringify([root.key, stored]));
  }
  return [JSON.stringify(writer.tables(lasting)), ...lines];
}

class NeedsWriter {
  readonly #program: LinkedProgram;
  readonly #ground: TreeGround;
  readonly #digest: (text: string) => string;
  readonly #parts = new Map<Part, number>();
  readonly #units = new Map<string, number>();
  readonly #unitTable: (readonly [string, string])[] = [];

  constructor(program: LinkedProgram, ground: TreeGround, key: Buffer) {
    this.#program = program;
    this.#ground = ground;
    this.#digest = keyedDigest(key);
  }

  tables(lasting: Lasting): StoredTables {
    const idle = lasting.idle.map((program) => [program.path, this.#idle(program)] as const);
    const modules = lasting.modules.map(([path, roots]) => [path, this.#module(path, roots)] as const);
    const parts = [...this.#parts.keys()].map(
      (part) => [part, this.#digest(this.#ground.statedVersion(part)), !hasBroken(this.#program, part)] as const,
    );
    return { setting: this.#digest(this.#ground.answer('setting')), parts, units: this.#unitTable, idle, modules };
  }

  #module(path: string, roots: readonly Root[]): StoredModule {
    const version = this.#digest(statedUnits(this.#program, path));
    return { version, roots: roots.map(({ names, starts }) => [names, starts] as const) };
  }

  #idle({ touched, texts }: IdleProgram): StoredIdle {
    return {
      touched: this.#touched(touched),
      texts: [...texts].map(([path, version]) => [path, version === '' ? '' : this.#digest(version)] as const),
    };
  }

  #touched(parts: ReadonlySet<Part>): readonly number[] {
    return [...parts].map((part) => indexIn(this.#parts, part));
  }

  write({ needs, answers }: LinkedRoot): StoredRoot | null {
    const {
      root,
      reads,
      refusals,
      calm,
      words,
      by,
      unset,
      dynamicReads,
      overflow,
      ends,
      entered,
      calmlyEntered,
      calls,
      guarded,
      grounds,
    } = needs;
    try {
      return {
        root,
        touched: this.#touched(grounds.touched),
        main: answers.flatMap(([question, answer]) =>
          question.startsWith('main ') ? [[question.slice('main '.length), answer] as const] : [],
        ),
        consulted: [...grounds.consulted].map(([site, names]) => this.#consultation(site, names)),
        reads: reads.map((event) => this.#read(event)),
        refusals: refusals.map((refusal) => this.#refusal(refusal, reads)),
        calm: [...calm],
        words,
        by,
        unset,
        dynamicReads: dynamicReads.map((range) => this.#range(range)),
        overflow,
        ends,
        entered: [...entered].map((place) => this.#place(place)),
        calmlyEntered: [...calmlyEntered].map((place) => this.#place(place)),
        calls: [...calls].map((place) => this.#place(place)),
        guarded: [...guarded].map(([place, names]) => [this.#place(place), [...names]] as const),
      };
    } catch (error) {
      if (error instanceof Unsayable) return null;
      throw error;
    }
  }

  #read(event: ReadEvent): StoredRead {
    const { name, range, idiom, via, otherwise, tested, instead, placeholder } = event;
    const ways = via.map((one) => this.#range(one));
    const others = instead ? [...instead] : null;
    return [name, this.#range(range), idiom, ways, otherwise, tested, others, placeholder ?? null];
  }

  #refusal({ names, word, at, deferred, unless, where }: Refusal, reads: readonly ReadEvent[]): StoredRefusal {
    const switches = unless.map(({ name, like }): StoredSwitch => {
      if (like === null || like === '') return [name, like];
      const found = reads.find((event) => event.name === name && event.fallback === like && event.fallbackAt);
      if (!found?.fallbackAt) throw new Unsayable();
      return [name, this.#range(found.fallbackAt)];
    });
    const mode = where ? ([where.name, this.#range(where.at)] as const) : null;
    return [names, word, at && this.#range(at), deferred, switches, mode];
  }

  #consultation(site: string, names: readonly string[]): StoredConsultation {
    const [, path = '', place = '', word = ''] = /^(.*?):(\d+):(.*)$/s.exec(site) ?? [];
    const start = Number(place);
    const at = this.#range({ path, start, end: start });
    if (`${path}:${start}:${word}` !== site) throw new Unsayable();
    return [at, word, names];
  }

  #place(place: string): StoredRange {
    const at = place.lastIndexOf(':');
    const start = Number(place.slice(at + 1));
    return this.#range({ path: place.slice(0, at), start, end: start });
  }

  #range({ path, start, end }: Range): StoredRange {
    const stated = this.#program.statePlace(path, start);
    if (!stated) throw new Unsayable();
    const unit = stated.unit === '' ? '' : this.#digest(stated.unit);
    const before = this.#units.size;
    const index = indexIn(this.#units, `${path}\0${unit}`);
    if (index === before) this.#unitTable.push([path, unit]);
    return [index, stated.offset, end - start];
  }
}

function indexIn(table: Map<string, number>, text: string): number {
  let index = table.get(text);
  if (index === undefined) {
    index = table.size;
    table.set(text, index);
  }
  return index;
}
