import type { MalformedItem } from '../model/deployment.ts';

/** A name that stands twice in a list: the reader of the flag keeps the last entry and says so. */
export function isRepetition(item: MalformedItem): item is MalformedItem & { readonly name: string } {
  return !item.refused && item.name !== null && item.reason.includes('more than once');
}
