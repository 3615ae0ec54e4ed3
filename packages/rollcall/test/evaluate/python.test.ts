import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

for (const file of [
  'python-plain.txt',
  'python-words.txt',
  'python-libraries.txt',
  'python-mixed.txt',
  'python-settings.txt',
  'python-idioms.txt',
])
  describe(file, () => {
    for (const { title, files, reads } of readCases(file, 'auth/main.py'))
      it(title, async () => {
        expect(await readsIn(files)).toEqual([...reads].sort());
      });
  });
