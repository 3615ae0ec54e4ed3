import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

const TABLES = [
  ['javascript-schemas.txt', 'auth/index.ts'],
  ['javascript-idioms.txt', 'auth/index.ts'],
  ['python-settings.txt', 'auth/main.py'],
  ['python-idioms.txt', 'auth/main.py'],
] as const;

/** Cuts a part out of a text, or puts a part of it elsewhere. */
function mutate(text: string, [from, length, to]: readonly [number, number, number], moves: boolean): string {
  const start = Math.floor(from * text.length);
  const part = text.slice(start, start + length);
  const rest = text.slice(0, start) + text.slice(start + length);
  const at = Math.floor(to * rest.length);
  return moves ? rest.slice(0, at) + part + rest.slice(at) : rest;
}

describe.each(TABLES)('%s, with a part cut out or moved', (file, entry) => {
  const cases = readCases(file, entry);
  const unit = fc.double({ min: 0, max: 1, noNaN: true });

  it('is evaluated to an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cases),
        fc.tuple(unit, fc.integer({ min: 1, max: 60 }), unit),
        fc.boolean(),
        async ({ files }, places, moves) => {
          const mutated = Object.entries(files).map(([path, text]) => [path, mutate(text, places, moves)] as const);
          expect(Array.isArray(await readsIn(Object.fromEntries(mutated)))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
