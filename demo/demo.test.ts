import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStates } from './facts.ts';
import type { Finding } from './rollcall.ts';
import { compare } from './tell.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const jiti = join(dirname(createRequire(import.meta.url).resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');
const temporary = mkdtempSync(join(tmpdir(), 'rollcall-demo-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the demo as `npm run demo` does, from a folder of a person's choice. */
function runDemo(args: readonly string[]): Promise<Ended> {
  // A dead repository in GIT_DIR, as a git hook would leave a live one; temporary files go where they can be counted.
  const env = { ...process.env, INIT_CWD: temporary, TMPDIR: join(temporary, 'tmp'), GIT_DIR: join(temporary, 'none') };
  return new Promise((done) => {
    execFile(process.execPath, [jiti, 'demo/main.ts', ...args], { cwd: root, env }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: join(temporary, 'kept', folder) });
  return stdout.trim();
}

describe('the replay', () => {
  let ended: Ended;
  beforeAll(async () => {
    mkdirSync(join(temporary, 'tmp'));
    await promisify(execFile)(process.execPath, ['tools/ready.mjs', 'build'], { cwd: root });
    ended = await runDemo(['--keep', 'kept']);
  }, 300_000);

  it('gives the verdicts that the facts say, and ends well', () => {
    expect(ended.stderr).toBe('');
    expect(ended.stdout).not.toContain('DIFFERS');
    expect(ended.exitCode).toBe(0);
  });

  it('tells each commit, and the cause in full with both sides and the fix', () => {
    for (const { commit } of readStates('as-it-was')) expect(ended.stdout).toContain(String(commit).slice(0, 9));
    expect(ended.stdout).toContain('auth needs REDIS_HOST in staging, not given');
    expect(ended.stdout).toMatch(/needed {2}auth_service\/environment\.py:\d+/);
    expect(ended.stdout).toMatch(/given {3}scripts\/deploy_to_gcp\.py:\d+/);
    expect(ended.stdout).toMatch(/fix: gcloud run services update acme-auth-service .*SECRET_KEY=secret-key-staging/);
  });

  it('keeps repositories with the dates of the facts, each commit naming its counterpart', async () => {
    const states = readStates('as-it-was');
    const log = await git('as-it-was', 'log', '--reverse', '--format=%aI %cI %ae %b%x00', 'main');
    const commits = log.split('\0').filter((entry) => entry.trim() !== '');
    expect(commits).toHaveLength(states.length);
    for (const [index, { commit, date, did }] of states.entries()) {
      const told = `${date} ${date} demo@rollcall.invalid Counterpart of ${commit?.slice(0, 9)}. ${did}`;
      expect(commits[index]?.trim()).toBe(told);
    }
    expect(await git('as-told', 'rev-list', '--count', 'main')).toBe('3');
    expect(await git('as-it-was', 'status', '--porcelain', '--branch')).toBe('## main');
  });

  it('leaves nothing in the temporary folder', async () => {
    expect((await runDemo([])).exitCode).toBe(0);
    expect(readdirSync(join(temporary, 'tmp')).filter((name) => name.startsWith('rollcall-demo'))).toEqual([]);
  }, 120_000);
});

describe('what cannot be done', () => {
  it('does not write into a folder that holds something', async () => {
    const folder = join(temporary, 'full');
    mkdirSync(folder);
    writeFileSync(join(folder, 'letter.txt'), 'mine');
    const { exitCode, stderr, stdout } = await runDemo(['--keep', folder]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('is not empty');
    expect(readdirSync(folder)).toEqual(['letter.txt']);
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('mine');
  });

  it.each([[['--keep']], [['--keep', '']], [['--kept', 'there']], [['there']]])('refuses %j', async (args) => {
    const { exitCode, stderr } = await runDemo(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('usage: npm run demo');
  });
});

describe('a verdict against the facts', () => {
  const missing: Finding = {
    severity: 'error',
    service: 'auth',
    environment: 'staging',
    name: 'SECRET_KEY',
    given: 'no',
    what: 'auth needs SECRET_KEY.',
  };

  it('agrees when the same names are found and the exit code fits', () => {
    expect(compare({ exitCode: 1, findings: [missing] }, ['auth SECRET_KEY'])).toBeNull();
    expect(compare({ exitCode: 0, findings: [] }, [])).toBeNull();
  });

  it.each([
    ['a missed name', { exitCode: 0, findings: [] }, ['auth SECRET_KEY']],
    ['a false finding', { exitCode: 1, findings: [missing] }, []],
    ['another name', { exitCode: 1, findings: [missing] }, ['auth REDIS_HOST']],
    ['a check that was not complete', { exitCode: 3, findings: [] }, []],
  ])('tells of %s', (_case, verdict, expected) => {
    expect(compare(verdict, expected)).toMatch(/^expected .* found /);
  });
});
