import { describe, expect, it } from 'vitest';
import { readCases, readsIn } from './cases.ts';

describe('java.txt', () => {
  for (const { title, files, reads } of readCases('java.txt', 'auth/src/main/java/com/acme/App.java'))
    it(title, async () => {
      expect(await readsIn(files)).toEqual([...reads].sort());
    });
});
