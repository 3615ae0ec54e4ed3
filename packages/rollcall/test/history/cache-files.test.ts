import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/cache/folder.ts';
import { keyOfLine, Packs } from '../../src/history/cache-packs.ts';
import { makeFolder } from '../support/git-repository.ts';

const key = createHash('sha256').update('key').digest();
const line = (name: string, rest: string): string => JSON.stringify([name.padEnd(22, '-'), null, rest]);

function packs(root = makeFolder(), version = 'version-0000-000'): { root: string; folder: string; packs: Packs } {
  return { root, folder: join(root, 'repository'), packs: new Packs(root, 'repository', key, version) };
}

/** Makes a file as old as so many hours. */
function age(path: string, hours: number): void {
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(path, then, then);
}

describe('packs', () => {
  it('give what was written, from any run', () => {
    const { root, packs: one } = packs();
    expect(one.read()).toEqual([]);
    one.write([line('a', '1'), line('b', '2')]);
    packs(root).packs.write([line('c', '3')]);
    expect([...packs(root).packs.read()].sort()).toEqual([line('a', '1'), line('b', '2'), line('c', '3')]);
    expect(keyOfLine(line('a', '1'))).toBe('a'.padEnd(22, '-'));
  });

  it('are made one where they are many, and what stands twice stands once', () => {
    const { folder, packs: one } = packs();
    for (let i = 0; i < 9; i++) one.write([line(`own-${i}`, '1'), line('common', '1')]);
    expect(readdirSync(folder)).toHaveLength(9);
    one.tidy();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(one.read()).toHaveLength(10);
    one.tidy();
    expect(one.read()).toHaveLength(10);
  });

  it('of other versions, and parts of them, go after a day; what is not ours stays', () => {
    const { root, folder, packs: one } = packs();
    packs(root, 'version-1111-111').packs.write([line('a', '1')]);
    const [other = ''] = readdirSync(folder);
    const part = join(folder, `${other}.0123456789ab.part`);
    for (const path of [part, join(folder, 'notes.txt')]) writeFileSync(path, 'text');
    one.write([line('b', '2')]);
    one.tidy();
    expect(readdirSync(folder)).toHaveLength(4);
    for (const name of readdirSync(folder)) age(join(folder, name), 25);
    one.tidy();
    expect(readdirSync(folder)).toHaveLength(2);
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
    expect(one.read()).toEqual([line('b', '2')]);
  });

  it('of all repositories have a limit, at which the oldest go', () => {
    const { root, folder, packs: one } = packs();
    one.write([line('a', '1')]);
    const other = join(root, 'another');
    mkdirSync(other);
    const [own = ''] = readdirSync(folder);
    for (const [i, hours] of [20, 10, 2].entries()) {
      const path = join(other, own.replace(/[0-9a-f]{12}/, String(i).repeat(12)));
      writeFileSync(path, '');
      truncateSync(path, 90_000_000);
      age(path, hours);
    }
    one.tidy();
    expect(readdirSync(other)).toHaveLength(2);
    expect(existsSync(join(other, own.replace(/[0-9a-f]{12}/, '0'.repeat(12))))).toBe(false);
    expect(one.read()).toHaveLength(1);
  });
});

describe('the folder', () => {
  const of = (platform: NodeJS.Platform, environment: Record<string, string>, home = '/home/someone') =>
    cacheFolder({ platform, environment, home });

  it('is the one that is named, else the system’s', () => {
    expect(of('linux', { ROLLCALL_CACHE_DIR: '/own', XDG_CACHE_HOME: '/xdg' })).toBe('/own');
    expect(of('linux', { XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/rollcall');
    expect(of('linux', { XDG_CACHE_HOME: 'relative' })).toBe('/home/someone/.cache/rollcall');
    expect(of('linux', { XDG_CACHE_HOME: '', ROLLCALL_CACHE_DIR: '' })).toBe('/home/someone/.cache/rollcall');
    expect(of('darwin', {})).toBe('/home/someone/Library/Caches/rollcall');
    expect(of('win32', { LOCALAPPDATA: 'C:\\Local' })).toMatch(/^C:\\Local.rollcall.cache$/);
  });

  it('is none where there is no home', () => {
    expect(of('win32', {})).toBe(null);
    expect(of('linux', {}, '')).toBe(null);
  });
});
