import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCommitTree } from '../../src/workspace/commit-tree.ts';
import { codeOf, open } from '../git/open.ts';
import { git, makeRepository } from '../support/git-repository.ts';

const ok = (text: string): object => ({ ok: true, text, lossy: false });

it('holds the files of its commit, not those on disk', async () => {
  const { folder, commits } = makeRepository([
    { files: { 'b.py': 'old\r\n', 'a/x.py': 'x', 'a-b.py': 'y', __proto__x: 'z', constructor: 'c' }, message: 'first' },
    { files: { 'b.py': 'new', 'a/x.py': null }, message: 'second' },
  ]);
  const tree = await openCommitTree(await open(folder), commits[0] ?? '');
  expect(tree).toMatchObject({ root: '', commit: commits[0], missingObjects: [], nested: [], unlisted: [] });
  expect([...tree.files.keys()]).toEqual(['__proto__x', 'a-b.py', 'a/x.py', 'b.py', 'constructor']);
  expect(tree.files.get('b.py')).toEqual({
    path: 'b.py',
    size: 5,
    kind: 'file',
    id: git(folder, ['rev-parse', `${commits[0]}:b.py`]),
  });
  await tree.load(['b.py', 'a/x.py', 'nowhere.py', 'constructor']);
  expect(tree.text('b.py')).toEqual(ok('old\r\n'));
  expect(tree.text('b.py')).toBe(tree.text('b.py'));
  expect(tree.text('constructor')).toEqual(ok('c'));
  expect(tree.text('nowhere.py')).toBeNull();
  expect(tree.text('toString')).toBeNull();
  expect(() => tree.text('a-b.py')).toThrow('before load()');
  await tree.load(['a-b.py', 'b.py']);
  expect(tree.text('a-b.py')).toEqual(ok('y'));
  expect(['', '.', 'a', 'a/'].map(tree.isFolder)).toEqual([true, true, true, true]);
  expect(['a/x.py', 'b', 'a/x'].map(tree.isFolder)).toEqual([false, false, false]);
  await tree.close();
  expect(() => tree.text('b.py')).toThrow('before load()');
});

it('may begin at a folder of the commit', async () => {
  const { folder, commits } = makeRepository([
    { files: { 'svc/app/main.py': 'm', 'svc/out': { symlink: '../other.py' }, 'other.py': 'o' }, message: 'x' },
  ]);
  const repository = await open(folder);
  const tree = await openCommitTree(repository, commits[0] ?? '', './svc/');
  expect(tree.root).toBe('svc');
  expect([...tree.files.keys()]).toEqual(['app/main.py', 'out']);
  await tree.load(tree.files.keys());
  expect(tree.text('app/main.py')).toEqual(ok('m'));
  expect(tree.text('out')).toEqual({ ok: false, reason: 'symlink-outside' });
  expect(await codeOf(openCommitTree(repository, commits[0] ?? '', 'nowhere'))).toBe('FOLDER_MISSING');
});

it('follows links inside the tree, through folders and other links, and no others', async () => {
  const { folder, commits } = makeRepository([
    {
      files: {
        'real/a.py': 'A',
        one: { symlink: 'real/a.py' },
        two: { symlink: './one' },
        linked: { symlink: 'real' },
        three: { symlink: 'linked/a.py' },
        'deep/four': { symlink: '../three' },
        loop: { symlink: 'pool' },
        pool: { symlink: 'loop' },
        broken: { symlink: 'real/b.py' },
        outside: { symlink: '../a.py' },
        absolute: { symlink: '/etc/hostname' },
      },
      message: 'links',
    },
  ]);
  const tree = await openCommitTree(await open(folder), commits[0] ?? '');
  await tree.load(['deep/four', 'two', 'loop', 'broken', 'outside', 'absolute', 'linked']);
  for (const path of ['one', 'two', 'three', 'deep/four', 'real/a.py']) expect(tree.text(path)).toEqual(ok('A'));
  for (const path of ['loop', 'pool', 'broken', 'linked'])
    expect(tree.text(path)).toEqual({ ok: false, reason: 'unreadable' });
  for (const path of ['outside', 'absolute']) expect(tree.text(path)).toEqual({ ok: false, reason: 'symlink-outside' });
  expect(tree.files.get('one')?.kind).toBe('symlink');
});

it('tells what it lacks: missing blobs and links, large and binary files', async () => {
  const { folder, commits } = makeRepository([
    {
      files: {
        'a.py': 'missing',
        'b.py': 'there',
        link: { symlink: 'b.py' },
        toMissing: { symlink: 'a.py' },
        'big.json': 'x'.repeat(101),
        'image.png': 'P\0G',
      },
      message: 'x',
    },
  ]);
  const ids = ['a.py', 'link'].map((path) => git(folder, ['rev-parse', `HEAD:${path}`]));
  for (const id of ids) rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)));
  const tree = await openCommitTree(await open(folder), commits[0] ?? '', { limit: 100 });
  expect([...tree.missingObjects].sort()).toEqual([...ids].sort());
  await tree.load(tree.files.keys());
  for (const path of ['a.py', 'link', 'toMissing'])
    expect(tree.text(path)).toEqual({ ok: false, reason: 'missing-object' });
  expect(tree.text('b.py')).toEqual(ok('there'));
  expect(tree.text('big.json')).toEqual({ ok: false, reason: 'too-large' });
  expect(tree.text('image.png')).toEqual({ ok: false, reason: 'binary' });
  expect(tree.files.get('a.py')?.size).toBe(0);
});

it('is interrupted by a signal', async () => {
  const { folder, commits } = makeRepository([{ files: { 'a.py': 'a' }, message: 'x' }]);
  const repository = await open(folder);
  const signal = AbortSignal.abort();
  expect(await codeOf(openCommitTree(repository, commits[0] ?? '', { signal }))).toBe('INTERRUPTED');
  const tree = await openCommitTree(repository, commits[0] ?? '');
  expect(await codeOf(tree.load(['a.py'], signal))).toBe('INTERRUPTED');
});
