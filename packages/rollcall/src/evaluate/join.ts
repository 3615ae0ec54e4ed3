import type { DictContent, Entry, Item, Value } from './value.ts';
import { isOpen, union } from './value.ts';

/** Joins what a cell holds on two ways through the program. Cells hold a value, a list's items, a dict's content, or a flag. */
export function joinCells(a: unknown, b: unknown): unknown {
  if (a === b) return a;
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (Array.isArray(a) && Array.isArray(b)) return joinItems(a as Item[], b as Item[]);
  if (isContent(a) && isContent(b)) return joinContents(a, b);
  if (typeof a === 'string' || typeof b === 'string') return 'maybe';
  return union([a as Value, b as Value]);
}

function isContent(value: unknown): value is DictContent {
  return typeof value === 'object' && value !== null && 'entries' in value;
}

/** Items that both have stay; what only one has becomes conditional. */
function joinItems(a: readonly Item[], b: readonly Item[]): readonly Item[] {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return [...a.slice(0, shared), ...a.slice(shared).map(conditionally), ...b.slice(shared).map(conditionally)];
}

function conditionally(item: Item): Item {
  return isOpen(item) || item.conditional ? item : { value: item.value, conditional: true };
}

function joinContents(a: DictContent, b: DictContent): DictContent {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of a.entries) {
    const other = b.entries.get(key);
    if (other === entry) entries.set(key, entry);
    else if (other)
      entries.set(key, {
        key: entry.key,
        value: union([entry.value, other.value]),
        conditional: entry.conditional || other.conditional,
      });
    else entries.set(key, { ...entry, conditional: true });
  }
  for (const [key, entry] of b.entries) if (!a.entries.has(key)) entries.set(key, { ...entry, conditional: true });
  return { entries, open: a.open || b.open };
}
