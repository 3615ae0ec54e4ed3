import type { State } from './state.ts';
import { readList, readText, UnfitRecord, type Written } from './state-fields.ts';
import { deployments, needsOfServices } from './state-items.ts';
import { readItems, writeItems } from './state-lists.ts';

export const NO_STATE: State = { deployments: new Map(), needs: new Map(), unread: new Set() };

/**
 * A state as what differs from the one before it, {@link NO_STATE} where there is none; 0 where nothing does. It holds what the report may
 * print, and no value.
 */
export function writeState(before: State, now: State): Written {
  const parts = [
    writeItems(deployments, before.deployments, now.deployments),
    writeItems(needsOfServices, before.needs, now.needs),
    JSON.stringify([...now.unread]) === JSON.stringify([...before.unread]) ? 0 : [...now.unread],
  ];
  return parts.every((part) => part === 0) ? 0 : parts;
}

/** The state that was written beside `before`, of which it keeps what is the same; null: it was not, or not so. */
export function readState(before: State, written: Written): State | null {
  if (written === 0) return before;
  try {
    const [deployed, needed, unread] = readList(written);
    return {
      deployments: readItems(deployments, before.deployments, deployed),
      needs: readItems(needsOfServices, before.needs, needed),
      unread: unread === 0 ? before.unread : new Set(readList(unread).map(readText)),
    };
  } catch (error) {
    if (error instanceof UnfitRecord) return null;
    throw error;
  }
}
