import type { Complain } from './contract-error.ts';
import { nearest } from './nearest.ts';
import { type Pointer, showName } from './places.ts';
import { isMapping } from './strict-schemas.ts';

/** The ids that one part of a contract may refer to in another. */
export interface Known {
  readonly environments: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** Complains of a reference to something that is not in the contract. */
export function refer(
  kind: 'environment' | 'name' | 'service',
  id: string,
  known: ReadonlySet<string>,
  pointer: Pointer,
  complain: Complain,
  at: 'key' | 'value' = 'value',
): void {
  if (known.has(id)) return;
  complain(pointer, `unknown ${kind} ${showName(id)}`, at, () => {
    const near = nearest(id, known);
    return near === null ? `; the contract has no such ${kind}` : `; nearest ${kind}: ${showName(near)}`;
  });
}

/** Where a value is written once for each environment, the keys must be environments. */
export function checkEnvironmentKeys(written: unknown, at: Pointer, known: Known, complain: Complain): void {
  if (!isMapping(written)) return;
  for (const id of Object.keys(written)) refer('environment', id, known.environments, [...at, id], complain, 'key');
}
