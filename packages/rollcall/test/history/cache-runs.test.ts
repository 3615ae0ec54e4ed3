import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CLI, cleanEnvironment, type Ran, rollcall } from '../cli/run-cli.ts';
import { makeFolder, makeRepository } from '../support/git-repository.ts';
import { filesBelow, history } from './cached-history.ts';

const made = makeRepository(history(400));
const args = ['history', '--all', '--format', 'json'];
const expected = rollcall(made.folder, [...args, '--no-cache']).stdout;

const run = (cache: string): Ran => rollcall(made.folder, args, { ROLLCALL_CACHE_DIR: cache });

/** A run of the command line that goes on while others do. */
function start(cache: string): { kill: () => void; done: Promise<Ran> } {
  const child = spawn(process.execPath, [...CLI, ...args], {
    cwd: made.folder,
    env: cleanEnvironment({ ROLLCALL_CACHE_DIR: cache }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const done = new Promise<Ran>((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
  return { kill: () => void child.kill('SIGKILL'), done };
}

const packsIn = (cache: string): readonly string[] => (existsSync(cache) ? filesBelow(cache) : []);

describe('runs of the command line', () => {
  it('tell the same with the cache as without, with nothing on stderr', () => {
    const cache = join(makeFolder(), 'cache');
    for (const { code, stdout, stderr } of [run(cache), run(cache)])
      expect([code, stdout === expected, stderr]).toEqual([0, true, '']);
    expect(JSON.parse(expected).regressions.length).toBeGreaterThan(50);
  });

  it('may meet in one cache', async () => {
    const cache = join(makeFolder(), 'cache');
    const ran = await Promise.all([start(cache).done, start(cache).done]);
    for (const { code, stdout, stderr } of [...ran, run(cache)])
      expect([code, stdout === expected, stderr]).toEqual([0, true, '']);
  });

  it('may be killed at any moment', async () => {
    const cache = join(makeFolder(), 'cache');
    const first = start(cache);
    const ended = first.done.then(() => true);
    while (packsIn(cache).length === 0 && !(await Promise.race([ended, sleep(5, false)])));
    first.kill();
    await first.done;
    expect(packsIn(cache).length).toBeGreaterThan(0);
    const { code, stdout, stderr } = run(cache);
    expect([code, stdout === expected, stderr]).toEqual([0, true, '']);
    expect(run(cache).stdout).toBe(expected);
  });

  it('say in one line on stderr that the cache cannot be used', () => {
    const file = join(makeFolder(), 'fi\nle');
    writeFileSync(file, '');
    const { code, stdout, stderr } = run(file);
    expect([code, stdout === expected]).toEqual([0, true]);
    expect(stderr).toMatch(/^Note: the cache in .* cannot be used \(ENOTDIR\).*\n$/);
  });
});
