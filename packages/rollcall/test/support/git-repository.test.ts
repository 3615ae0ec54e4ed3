import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { git, makeRepository, writeFolder } from './git-repository.ts';

it('makes one commit a step, with fixed author, dates and therefore ids', () => {
  const steps = [
    { files: { 'a.txt': 'one\n', 'b c/d"e\nf.txt': 'two\n' }, message: 'First\n\nBody' },
    { files: { 'a.txt': null, 'ü.txt': 'three', link: { symlink: 'ü.txt' } }, message: 'Second' },
    { files: {}, message: 'Third', date: '2025-09-04T20:44:27-07:00', authorDate: '2025-09-04T23:00:00+05:30' },
  ];
  const { folder, commits } = makeRepository(steps);
  expect(makeRepository(steps).commits).toEqual(commits);
  expect(git(folder, ['log', '--format=%H %an <%ae> %aI %cI %s', '--reverse']).split('\n')).toEqual([
    `${commits[0]} Rollcall Tests <tests@rollcall.invalid> 2025-01-01T01:00:00+00:00 2025-01-01T01:00:00+00:00 First`,
    `${commits[1]} Rollcall Tests <tests@rollcall.invalid> 2025-01-01T02:00:00+00:00 2025-01-01T02:00:00+00:00 Second`,
    `${commits[2]} Rollcall Tests <tests@rollcall.invalid> 2025-09-04T23:00:00+05:30 2025-09-04T20:44:27-07:00 Third`,
  ]);
  expect(git(folder, ['status', '--porcelain'])).toBe('');
  expect(existsSync(join(folder, 'a.txt'))).toBe(false);
  expect(readFileSync(join(folder, 'b c/d"e\nf.txt'), 'utf8')).toBe('two\n');
  expect(readlinkSync(join(folder, 'link'))).toBe('ü.txt');
});

it('branches from the step before, goes on with a branch, and merges', () => {
  const { folder, commits } = makeRepository([
    { files: { a: '1' }, message: 'base' },
    { files: { b: '1' }, message: 'side', branch: 'side' },
    { files: { c: '1' }, message: 'main', branch: 'main' },
    { files: { b: '1' }, message: 'merge', merge: ['side'] },
  ]);
  const parents = git(folder, ['log', '-1', '--format=%P', commits[3] ?? '']);
  expect(parents).toBe(`${commits[2]} ${commits[1]}`);
  expect(git(folder, ['log', '-1', '--format=%P', commits[1] ?? ''])).toBe(commits[0]);
  expect(git(folder, ['ls-tree', '--name-only', 'main'])).toBe('a\nb\nc');
  expect(git(folder, ['symbolic-ref', '--short', 'HEAD'])).toBe('main');
});

it('makes a repository without commits, and plain folders', () => {
  expect(makeRepository([]).commits).toEqual([]);
  const folder = writeFolder({ 'x/y.bin': new Uint8Array([0, 255]), l: { symlink: 'x' } });
  expect([...readFileSync(join(folder, 'l/y.bin'))]).toEqual([0, 255]);
});
