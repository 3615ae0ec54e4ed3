import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName, encodeName, splitNames } from '../../src/git/names.ts';
import { git, makeRepository } from '../support/git-repository.ts';
import { codeOf, collect, open } from './open.ts';

const objectPath = (folder: string, id: string): string => join(folder, '.git/objects', id.slice(0, 2), id.slice(2));

describe('the files of a commit', () => {
  it('come with mode, id and size, whatever they are called', async () => {
    const names = [
      'a b.txt',
      'q"u\'o`te.txt',
      'new\nline.txt',
      'tab\there',
      'ü/東京.txt',
      '-dash',
      'x/y/z',
      '*[?].txt',
    ];
    const { folder, commits } = makeRepository([
      { files: Object.fromEntries(names.map((name) => [name, `in ${name}`])), message: 'names' },
      { files: { link: { symlink: 'x/y/z' } }, message: 'link' },
    ]);
    const repository = await open(folder);
    const { entries, missing } = await repository.listTree(commits[1] ?? '');
    expect(missing).toEqual([]);
    expect(entries.map((entry) => entry.path).sort()).toEqual([...names, 'link'].sort());
    expect(entries.find((entry) => entry.path === 'link')).toMatchObject({ mode: '120000', size: 5 });
    for (const { path, size } of entries.filter((entry) => entry.path !== 'link'))
      expect(size).toBe(Buffer.byteLength(`in ${path}`));
    expect((await repository.listTree(commits[1] ?? '', 'x')).entries.map((entry) => entry.path)).toEqual(['y/z']);
    for (const path of ['x/y/z', 'nowhere'])
      expect(await codeOf(repository.listTree(commits[1] ?? '', path))).toBe('FOLDER_MISSING');
  });

  it('may have names that are not UTF-8', async () => {
    const { folder } = makeRepository([]);
    const blob = git(folder, ['hash-object', '-w', '--stdin'], 'x');
    const record = Buffer.concat([Buffer.from(`100644 blob ${blob}\tcaf`), Buffer.from([0xe9, 0x2e, 0xff, 0])]);
    const tree = git(folder, ['mktree', '-z'], record);
    const commit = git(folder, ['commit-tree', '-m', 'bytes', tree]);
    const { entries } = await (await open(folder)).listTree(commit);
    expect(entries).toEqual([{ path: 'caf\udce9.\udcff', mode: '100644', id: blob, size: 1 }]);
    expect([...encodeName(entries[0]?.path ?? '')]).toEqual([0x63, 0x61, 0x66, 0xe9, 0x2e, 0xff]);
  });

  it('are still listed where blobs and trees are missing', async () => {
    const { folder, commits } = makeRepository([
      { files: { 'a/1': 'one', 'b/c/2': 'two', 'b/3': 'three', 'copy/c/2': 'two' }, message: 'all' },
    ]);
    const [commit = ''] = commits;
    const tree = git(folder, ['rev-parse', 'HEAD:b/c']);
    const blob = git(folder, ['rev-parse', 'HEAD:a/1']);
    for (const id of [tree, blob]) rmSync(objectPath(folder, id));
    const repository = await open(folder);
    const { entries, missing } = await repository.listTree(commit);
    expect(entries.map(({ path, size }) => [path, size])).toEqual([
      ['a/1', null],
      ['b/3', 5],
    ]);
    expect(missing).toEqual([tree, blob]);
    const root = git(folder, ['rev-parse', 'HEAD^{tree}']);
    rmSync(objectPath(folder, root));
    expect(await codeOf(repository.listTree(commit))).toBe('MISSING_OBJECT');
    rmSync(objectPath(folder, commit));
    expect(await codeOf(repository.resolveCommit('main'))).toBe('MISSING_OBJECT');
  });
});

describe('blobs', () => {
  it('come in order, large and empty ones, twice where asked twice', async () => {
    const contents = ['', 'a\nb\n', 'x'.repeat(300_000), `${'0'.repeat(40)} blob 3\nabc`, '\0\r\n', 'end'];
    const { folder } = makeRepository([
      { files: Object.fromEntries(contents.map((content, index) => [`${index}`, content])), message: 'blobs' },
    ]);
    const ids = contents.map((_, index) => git(folder, ['rev-parse', `HEAD:${index}`]));
    const repository = await open(folder);
    const blobs = await collect(repository.readBlobs([...ids, ...ids]));
    expect(blobs.map((blob) => blob.id)).toEqual([...ids, ...ids]);
    expect(blobs.map((blob) => blob.bytes?.toString())).toEqual([...contents, ...contents]);
    expect(await collect(repository.readBlobs([]))).toEqual([]);
    expect(await collect(repository.readBlobs(ids.slice(1, 4), { limit: 100 }))).toMatchObject([
      { id: ids[1], bytes: expect.anything() },
      { id: ids[2], tooLarge: true },
      { id: ids[3], bytes: expect.anything() },
    ]);
  });

  it('that are missing or damaged are told, and the others come', async () => {
    const { folder } = makeRepository([{ files: { a: 'one', b: 'two', c: 'three', d: 'four' }, message: 'x' }]);
    const ids = ['a', 'b', 'c', 'd'].map((path) => git(folder, ['rev-parse', `HEAD:${path}`]));
    const [, second = '', third = ''] = ids;
    rmSync(objectPath(folder, second));
    chmodSync(objectPath(folder, third), 0o644);
    writeFileSync(objectPath(folder, third), 'damaged');
    const blobs = await collect((await open(folder)).readBlobs(ids));
    expect(blobs.map((blob) => blob.bytes?.toString() ?? 'missing')).toEqual(['one', 'missing', 'missing', 'four']);
    expect(blobs.map((blob) => blob.id)).toEqual(ids);
  });

  it('cut off in the middle are damaged too', async () => {
    const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251));
    const { folder } = makeRepository([{ files: { a: content, b: 'two' }, message: 'x' }]);
    const ids = ['a', 'b'].map((path) => git(folder, ['rev-parse', `HEAD:${path}`]));
    const path = objectPath(folder, ids[0] ?? '');
    const stored = git(folder, ['cat-file', '-s', ids[0] ?? '']);
    expect(stored).toBe('50000');
    chmodSync(path, 0o644);
    writeFileSync(path, (await import('node:fs')).readFileSync(path).subarray(0, 200));
    const blobs = await collect((await open(folder)).readBlobs(ids));
    expect(blobs.map((blob) => blob.bytes?.toString() ?? 'missing')).toEqual(['missing', 'two']);
  });

  it('stop where the reader stops or is interrupted', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`, `${index}`.repeat(50_000)]));
    const { folder } = makeRepository([{ files, message: 'x' }]);
    const ids = Object.keys(files).map((path) => git(folder, ['rev-parse', `HEAD:${path}`]));
    const repository = await open(folder);
    for await (const blob of repository.readBlobs(ids)) {
      expect(blob.id).toBe(ids[0]);
      break;
    }
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of repository.readBlobs(ids, { signal: abort.signal })) abort.abort();
    })();
    expect(await codeOf(reading)).toBe('INTERRUPTED');
  });
});

describe('names', () => {
  it('survive decoding and encoding, and no two fall together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.uint8Array({ minLength: 1 }), (a, b) => {
        const [one, two] = [decodeName(Buffer.from(a)), decodeName(Buffer.from(b))];
        expect([...encodeName(one)]).toEqual([...a]);
        expect(one === two).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  it('are cut at NUL', () => {
    const name = fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes.map((byte) => byte || 1)));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const bytes = Buffer.concat(names.flatMap((each) => [each, Buffer.from([0])]));
        expect(splitNames(bytes)).toEqual(names.map(decodeName));
      }),
    );
  });
});
