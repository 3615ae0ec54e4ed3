import type { Range } from '../../model/span.ts';
import { rangeOf, type Text } from '../../model/text.ts';

/** The range of an item whose pieces lie one after the other in one file, else of its name; `otherwise` when neither has one. */
export function placeOf(whole: Text, name: Text, otherwise: Range): Range {
  return (liesTogether(whole) ? rangeOf(whole) : null) ?? rangeOf(name) ?? rangeOf(whole) ?? otherwise;
}

/** Whether the pieces that have a place follow each other in one file, with no more between them than a quote and a sign. */
function liesTogether(text: Text): boolean {
  let end: Range | null = null;
  for (const { range } of text) {
    if (!range) continue;
    if (end && (range.path !== end.path || range.start < end.start || range.start - end.end > 2)) return false;
    end = range;
  }
  return true;
}

/** Whether one range lies in another. */
export function within(inner: Range, outer: Range): boolean {
  return inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;
}
