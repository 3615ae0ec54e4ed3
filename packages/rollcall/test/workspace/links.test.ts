import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followLinks } from '../../src/workspace/links.ts';

function follow(path: string, links: Record<string, string>): string {
  const known = new Map(Object.entries(links));
  const target = followLinks(path, (link) => known.get(link) ?? null);
  return 'path' in target ? target.path : `(${target.reason})`;
}

it.each([
  ['a', { a: 'b' }, 'b'],
  ['x/a', { 'x/a': '../b' }, 'b'],
  ['x/a', { 'x/a': './y//z' }, 'x/y/z'],
  ['a', { a: 'b', b: 'c/d', c: 'e' }, 'e/d'],
  ['dir/file', { dir: 'real' }, 'real/file'],
  ['a', { a: 'dir/../b', dir: 'x/y' }, 'x/b'],
  ['a', { a: '.' }, ''],
  ['a', { a: '' }, ''],
  ['plain', {}, 'plain'],
  ['a', { a: '../b' }, '(symlink-outside)'],
  ['x/a', { 'x/a': '../../x/b' }, '(symlink-outside)'],
  ['a', { a: '/etc/passwd' }, '(symlink-outside)'],
  ['a', { a: 'a' }, '(unreadable)'],
  ['a', { a: 'b/c', b: 'a' }, '(unreadable)'],
  ['a', { a: '__proto__/b' }, '__proto__/b'],
])('%s with %j leads to %s', (path, links, expected) => {
  expect(follow(path, links)).toBe(expected);
});

it('ends for any links, and never leaves the tree', () => {
  const part = fc.constantFrom('a', 'b', 'c', '..', '.', '');
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(path, fc.dictionary(fc.constantFrom('a', 'b', 'a/b', 'b/c', 'c/a'), path), (start, links) => {
      expect(follow(start, links).split('/')).not.toContain('..');
    }),
  );
});
