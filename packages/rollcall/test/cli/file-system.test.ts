import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeOnce } from '../../src/cli/commands/init/write-once.ts';
import { run as scan } from '../../src/cli/commands/scan/run.ts';
import { writeFolder } from '../support/git-repository.ts';
import { rollcall } from './run-cli.ts';

/** What a file system says that has no hard links. */
function noLinks(): never {
  throw Object.assign(new Error('operation not permitted, link'), { code: 'EPERM' });
}

describe('a contract that is written once', () => {
  it('is written where the file system has no hard links, and leaves nothing beside it', () => {
    const folder = writeFolder({ 'a.txt': 'a' });
    const file = join(folder, 'rollcall.yaml');
    writeOnce(file, 'version: 1\n', { fix: 'Move it.', link: noLinks });
    expect(readFileSync(file, 'utf8')).toBe('version: 1\n');
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'rollcall.yaml']);
  });

  it('overwrites nothing there either, and writes through no link', () => {
    const folder = writeFolder({ 'rollcall.yaml': 'mine' });
    expect(() => writeOnce(join(folder, 'rollcall.yaml'), 'version: 1\n', { fix: 'Move it.', link: noLinks })).toThrow(
      'never overwrites',
    );
    expect(readFileSync(join(folder, 'rollcall.yaml'), 'utf8')).toBe('mine');
    symlinkSync('elsewhere.yaml', join(folder, 'link.yaml'));
    expect(() => writeOnce(join(folder, 'link.yaml'), 'version: 1\n', { fix: 'Move it.', link: noLinks })).toThrow(
      'never overwrites',
    );
    expect(existsSync(join(folder, 'elsewhere.yaml'))).toBe(false);
  });
});

describe('a path that is scanned', () => {
  it('is an error of its own where the system refuses to look', async () => {
    const folder = writeFolder({ 'closed/a.py': 'a' });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed'), 0o000);
    // Who runs the tests as root may see everything.
    const asRoot = process.getuid?.() === 0;
    if (asRoot) process.seteuid?.(65534);
    try {
      const scanned = async (): Promise<unknown> => scan([join(folder, 'closed/a.py')], {});
      await expect(scanned()).rejects.toMatchObject({ code: 'PERMISSION_REFUSED' });
    } finally {
      if (asRoot) process.seteuid?.(0);
      chmodSync(join(folder, 'closed'), 0o755);
    }
  });

  it('is missing where its name leads nowhere', () => {
    const folder = writeFolder({ 'a.txt': 'a' });
    symlinkSync('round', join(folder, 'round'));
    for (const path of ['round', 'x'.repeat(300), 'a.txt/b']) {
      const { code, stderr } = rollcall(folder, ['scan', path]);
      expect([code, stderr.includes('There is no file or folder')]).toEqual([2, true]);
    }
  });
});
