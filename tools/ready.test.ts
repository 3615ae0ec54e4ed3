import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** npm asks a registry for its own news too, and waits long where there is none. */
const OFFLINE = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };

/** A repository like ours whose only dependency lies in it, so that npm needs no network, and whose build leaves a trace. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ready-'));
  const build =
    "const fs = require('fs'); fs.mkdirSync('packages/rollcall/dist', { recursive: true }); fs.appendFileSync('builds', '.'); for (const f of ['cli', 'index']) fs.writeFileSync('packages/rollcall/dist/' + f + '.mjs', '')";
  write('build.js', build);
  write('local/package.json', JSON.stringify({ name: 'local', version: '1.0.0' }));
  write(
    'package.json',
    JSON.stringify({ name: 'trial', dependencies: { local: 'file:local' }, scripts: { build: 'node build.js' } }),
  );
  write('packages/rollcall/src/a.ts', 'one');
  mkdirSync(join(folder, 'tools'));
  copyFileSync(join(dirname(fileURLToPath(import.meta.url)), 'ready.mjs'), join(folder, 'tools', 'ready.mjs'));
  lock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function lock(): void {
  execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: OFFLINE,
    stdio: 'ignore',
    timeout: 50_000,
  });
}

function ready(purpose: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['tools/ready.mjs', purpose], { cwd: folder, env: OFFLINE });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })));
}

function builds(): string {
  return existsSync(join(folder, 'builds')) ? readFileSync(join(folder, 'builds'), 'utf8') : '';
}

test('installs and builds once, then is quiet until a source changes', async () => {
  const first = await ready('build');
  expect(first).toMatchObject({ code: 0, stdout: '' });
  expect(first.stderr).toContain('installing dependencies');
  expect(existsSync(join(folder, 'node_modules', 'local', 'package.json'))).toBe(true);
  expect(await ready('build')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(builds()).toBe('.');
  write('packages/rollcall/src/a.ts', 'two');
  expect(await ready('test')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await ready('build')).code).toBe(0);
  expect(builds()).toBe('..');
});

test('two runs that meet do the work once', async () => {
  const both = await Promise.all([ready('build'), ready('build')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(builds()).toBe('.');
  expect(existsSync(join(folder, '.ready.lock'))).toBe(false);
});

test('a lock whose owner died is taken over', async () => {
  write('.ready.lock', '');
  utimesSync(join(folder, '.ready.lock'), 1, 1);
  expect((await ready('build')).code).toBe(0);
  expect(builds()).toBe('.');
});

test('an install that is no longer the locked one is done again', async () => {
  await ready('test');
  write('other/package.json', JSON.stringify({ name: 'other', version: '1.0.0' }));
  write('package.json', JSON.stringify({ name: 'trial', dependencies: { local: 'file:local', other: 'file:other' } }));
  lock();
  expect((await ready('test')).stderr).toContain('installing dependencies');
});

test('a build that fails is told and leaves no lock', async () => {
  write('build.js', 'process.exit(3)');
  const { code, stderr } = await ready('build');
  expect(code).toBe(1);
  expect(stderr).toContain('the build failed');
  expect(existsSync(join(folder, '.ready.lock'))).toBe(false);
});
