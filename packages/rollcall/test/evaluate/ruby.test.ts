import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

describe('ruby.txt', () => {
  for (const { title, files, reads } of readCases('ruby.txt', 'auth/main.rb'))
    it(title, async () => {
      expect(await readsIn(files)).toEqual([...reads].sort());
    });
});
