import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

for (const file of ['go-plain.txt', 'go-libraries.txt'])
  describe(file, () => {
    for (const { title, files, reads } of readCases(file, 'auth/main.go'))
      it(title, async () => {
        expect(await readsIn(files)).toEqual([...reads].sort());
      });
  });
