import { type Move, readCount, readList, readText, readWhole, unfit, type Written } from './state-fields.ts';

/** How one sort of thing is written, beside the one of the same key before. */
export interface Items<Item> {
  /** How far each of its spans has moved where nothing else is new; null: it is another. */
  moves(old: Item, now: Item): readonly Move[] | null;
  move(old: Item, moves: readonly Move[]): Item;
  write(now: Item, old: Item | undefined): readonly Written[];
  /** @throws UnfitRecord */
  read(written: readonly Written[], old: Item | undefined): Item;
}

/**
 * A map beside the one before, in the map's order: 0 where nothing differs; else steps, `[position, count, …moves]` for so many that were there in
 * the same order and have moved alike, and `[key, …]` for one that is new or another.
 */
export function writeItems<Item>(
  items: Items<Item>,
  before: ReadonlyMap<string, Item>,
  now: ReadonlyMap<string, Item>,
): Written {
  if (before === now) return 0;
  const steps: Written[][] = [];
  const positions = new Map([...before.keys()].map((key, position) => [key, position]));
  let run: Run | null = null;
  for (const [key, item] of now) {
    const old = before.get(key);
    const moves = old === undefined ? null : flatten(items.moves(old, item));
    const position = positions.get(key) ?? -1;
    if (moves === null) {
      run = null;
      steps.push([key, ...items.write(item, old)]);
    } else if (run && run.next === position && isSame(run.moves, moves)) {
      run.step[1] = ++run.count;
      run.next++;
    } else {
      run = { step: [position, 1, ...moves], next: position + 1, count: 1, moves };
      steps.push(run.step);
    }
  }
  const [only] = steps;
  const same = now.size === 0 || (steps.length === 1 && only?.length === 2 && only[0] === 0 && only[1] === now.size);
  return same && before.size === now.size ? 0 : steps;
}

interface Run {
  readonly step: Written[];
  readonly moves: readonly number[];
  next: number;
  count: number;
}

/** As pairs of numbers; none where nothing has moved. */
function flatten(moves: readonly Move[] | null): readonly number[] | null {
  if (moves === null) return null;
  const flat = moves.flat();
  return flat.every((one) => one === 0) ? [] : flat;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** @throws UnfitRecord */
export function readItems<Item>(
  items: Items<Item>,
  before: ReadonlyMap<string, Item>,
  written: Written | undefined,
): ReadonlyMap<string, Item> {
  if (written === 0) return before;
  const now = new Map<string, Item>();
  const known = [...before];
  for (const step of readList(written).map(readList)) {
    const [head, ...rest] = step;
    if (typeof head === 'string') add(now, head, items.read(rest, before.get(head)));
    else for (const [key, item] of readRun(items, known, step)) add(now, key, item);
  }
  return now;
}

function add<Item>(now: Map<string, Item>, key: string, item: Item): void {
  if (now.has(key)) throw unfit();
  now.set(readText(key), item);
}

function readRun<Item>(
  items: Items<Item>,
  known: readonly (readonly [string, Item])[],
  [position, count, ...moves]: readonly Written[],
): readonly (readonly [string, Item])[] {
  const from = readCount(position);
  const to = from + readCount(count);
  if (to > known.length) throw unfit();
  const run = known.slice(from, to);
  if (moves.length === 0) return run;
  const pairs = pairsOf(moves.map(readWhole));
  return run.map(([key, item]) => [key, items.move(item, pairs)]);
}

function pairsOf(numbers: readonly number[]): readonly Move[] {
  const pairs: Move[] = [];
  for (let i = 0; i < numbers.length; i += 2) pairs.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
  return pairs;
}
