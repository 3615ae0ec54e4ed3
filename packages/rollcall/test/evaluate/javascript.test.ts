import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

for (const file of [
  'javascript-plain.txt',
  'javascript-words.txt',
  'javascript-libraries.txt',
  'javascript-mixed.txt',
  'javascript-schemas.txt',
  'javascript-idioms.txt',
])
  describe(file, () => {
    for (const { title, files, reads } of readCases(file, 'auth/index.ts'))
      it(title, async () => {
        expect(await readsIn(files)).toEqual([...reads].sort());
      });
  });
