import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeRepository, writeFiles, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { CLI, cleanEnvironment, rollcall } from './run-cli.ts';

const service = pythonService('auth', 'key = os.environ["SECRET_KEY"]', 'log = os.environ["LOG"]');
const broken = { ...service, 'deploy.py': deployScript('auth', '--set-env-vars=LOG=info', '--clear-secrets') };
const sound = {
  ...service,
  'deploy.py': deployScript('auth', '--set-env-vars=LOG=info', '--set-secrets=SECRET_KEY=key:latest'),
};

const folders = { broken: writeFolder(broken), sound: writeFolder(sound), nothing: writeFolder({ 'a.txt': 'a\n' }) };

describe('exit codes', () => {
  it.each([
    [['--version'], 'nothing', 0],
    [['--help'], 'nothing', 0],
    [['check', '--help'], 'nothing', 0],
    [['scan'], 'broken', 0],
    [['check'], 'sound', 0],
    [['check'], 'broken', 1],
    [[], 'broken', 1],
    [[], 'nothing', 3],
    [['check'], 'nothing', 3],
    [['check', '--allow-incomplete'], 'nothing', 0],
    [['--allow-incomplete', 'check'], 'nothing', 0],
    [['diff'], 'sound', 2],
    [['check', '--ref', 'HEAD'], 'sound', 2],
    [['check', '-C', 'no-such'], 'sound', 2],
    [['check', 'extra'], 'sound', 2],
    [['check', '--format', 'xml'], 'sound', 2],
    [['explain', 'SECRET_KEY'], 'broken', 0],
    [['check', '--explain', 'SECRET_KEY'], 'broken', 0],
  ] as const)('%j in the folder "%s": %i', (args, folder, code) => {
    const ran = rollcall(folders[folder], args);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stdout === '').toBe(code === 2);
    expect(ran.stderr === '').toBe(code !== 2);
  });

  it('says which command or option was meant', () => {
    expect(rollcall(folders.sound, ['chekc']).stderr).toBe("rollcall: Unknown command 'chekc'.\nDid you mean check?\n");
    expect(rollcall(folders.sound, ['check', '--formt', 'json']).stderr).toContain('Did you mean --format?');
    expect(rollcall(folders.sound, ['verify']).code).toBe(2);
  });
});

describe('JSON', () => {
  const keys = (folder: string, args: readonly string[]): string[] =>
    Object.keys(JSON.parse(rollcall(folder, [...args, '--format', 'json']).stdout));

  it('of a scan has the documented shape', () => {
    const { stdout, code } = rollcall(folders.sound, ['scan', '--format=json']);
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual([
      'schema',
      'tool',
      'root',
      'commit',
      'complete',
      'services',
      'deployments',
      'bindings',
      'reads',
      'unresolved',
      'coverage',
    ]);
    expect(report).toMatchObject({ schema: 'rollcall/scan@1', root: '.', commit: null, complete: true });
    expect(Object.keys(report.bindings[0])).toEqual([
      'deployment',
      'service',
      'environment',
      'name',
      'target',
      'operation',
      'source',
      'format',
      'carrier',
      'via',
      'related',
      'span',
    ]);
    const binding = report.bindings.find(({ name }: { name: string }) => name === 'SECRET_KEY');
    expect(binding.source).toEqual({
      kind: 'secret',
      project: null,
      secret: 'key',
      version: 'latest',
      template: false,
    });
    expect(sound['deploy.py'].slice(binding.span.start, binding.span.end)).toBe('SECRET_KEY=key:latest');
    expect(report.bindings.find(({ name }: { name: string }) => name === 'LOG').source).toEqual({ kind: 'value' });
    expect(Object.keys(report.reads[0])).toEqual([
      'service',
      'name',
      'level',
      'only',
      'except',
      'when',
      'group',
      'language',
      'idiom',
      'via',
      'span',
    ]);
    expect(Object.keys(report.deployments[0])).toEqual([
      'id',
      'service',
      'environment',
      'workload',
      'container',
      'mode',
      'open',
      'format',
      'carrier',
      'span',
    ]);
    expect(Object.keys(report.services[0])).toEqual(['id', 'aliases', 'roots', 'entry']);
  });

  it('of a check and of a name has the documented shape', () => {
    expect(keys(folders.broken, ['check'])).toEqual([
      'schema',
      'tool',
      'complete',
      'findings',
      'notChecked',
      'coverage',
      'summary',
    ]);
    expect(keys(folders.broken, ['explain', 'SECRET_KEY'])).toEqual([
      'schema',
      'tool',
      'kind',
      'name',
      'description',
      'services',
    ]);
    expect(keys(folders.broken, ['explain', 'no-missing-binding'])).toEqual(['schema', 'tool', 'kind', 'rule']);
  });

  it('stays valid on failure', () => {
    const contract = writeFolder({ ...sound, 'rollcall.yaml': 'version: 1\nservice: {}\n' });
    const wrong = rollcall(contract, ['check', '--format', 'json']);
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      schema: 'rollcall/error@1',
      error: { code: 'CONTRACT_INVALID' },
      exitCode: 2,
    });
    expect(wrong.stderr).toContain('rollcall.yaml:2:1');
    expect(JSON.parse(rollcall(contract, ['chekc', '--format=json']).stdout)).toMatchObject({
      error: { code: 'USAGE' },
    });
  });

  it('restricts a scan to paths, and takes a folder as root', () => {
    const one = JSON.parse(rollcall(folders.sound, ['scan', 'deploy.py', '--format', 'json']).stdout);
    expect([one.deployments.length, one.reads.length]).toEqual([1, 0]);
    const other = JSON.parse(rollcall(folders.nothing, ['scan', folders.sound, '--format', 'json']).stdout);
    expect([other.root, other.deployments.length, other.reads.length]).toEqual([folders.sound, 1, 2]);
  });
});

describe('the terminal report', () => {
  it('shows both sides, the fix, and the end of a long list', () => {
    const many = Array.from({ length: 100 }, (_, i) => `NAME_${i}=name-${i}:latest`).join(',');
    const files = { ...service, 'deploy.py': deployScript('auth', '--set-env-vars=LOG=info', `--set-secrets=${many}`) };
    const { stdout } = rollcall(writeFolder(files), ['check']);
    expect(stdout).toContain('> 3 | key = os.environ["SECRET_KEY"]');
    expect(stdout).toMatch(/…\S*NAME_98=name-98:latest,NAME_99=name-99:latest",?$/m);
    expect(stdout).toContain('fix: gcloud run services update auth');
    const wide = stdout.split('\n').filter((line) => line.length > 100 && !/^ {4}(fix|edit):/.test(line));
    expect(wide).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });

  it('has colours only where they are wanted', () => {
    const colours = (args: readonly string[], environment = {}) =>
      rollcall(folders.broken, ['check', ...args], environment).stdout.includes('\u001b[');
    expect(colours(['--color'])).toBe(true);
    expect(colours([], { NO_COLOR: '1' })).toBe(false);
    expect(colours(['--no-color'])).toBe(false);
  });

  it('escapes what would steer the terminal', () => {
    const folder = writeFolder({ ...service, 'de\u001b[31mploy\u202e.py': broken['deploy.py'] });
    for (const args of [['check'], ['scan'], ['scan', '--format', 'json'], []]) {
      const { stdout } = rollcall(folder, args);
      expect(stdout).toContain('\\u001b[31m');
      expect(stdout.includes('\u001b') || stdout.includes('\u202e')).toBe(false);
    }
  });
});

describe('init', () => {
  it('writes a contract that check takes, and never overwrites', () => {
    const folder = writeFolder(sound);
    expect(rollcall(folder, ['init']).code).toBe(0);
    const written = readFileSync(join(folder, 'rollcall.yaml'), 'utf8');
    expect(readdirSync(folder).sort()).toEqual(['auth', 'deploy.py', 'rollcall.yaml']);
    expect(rollcall(folder, ['check']).code).not.toBe(2);
    const again = rollcall(folder, ['init']);
    expect([again.code, again.stderr.includes('never overwrites')]).toEqual([2, true]);
    expect(readFileSync(join(folder, 'rollcall.yaml'), 'utf8')).toBe(written);
  });

  it('writes through no link', () => {
    const folder = writeFolder(sound);
    symlinkSync('elsewhere.yaml', join(folder, 'rollcall.yaml'));
    expect(rollcall(folder, ['init']).code).toBe(2);
    expect(existsSync(join(folder, 'elsewhere.yaml'))).toBe(false);
  });
});

it('compares a branch with where it began', () => {
  const { folder } = makeRepository([{ files: sound, message: 'Base' }]);
  expect(rollcall(folder, ['diff', '--against', 'main']).code).toBe(0);
  writeFiles(folder, { 'deploy.py': broken['deploy.py'] });
  const ran = rollcall(folder, ['diff', '--against', 'main', '--format', 'json']);
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout).findings).toMatchObject([{ rule: 'no-dropped-binding', name: 'SECRET_KEY' }]);
});

it('runs a contract that is a program for a person, and in CI when it is trusted', () => {
  const folder = writeFolder({
    ...sound,
    'rollcall.config.ts': 'export default { version: 1, services: { auth: {} } };\n',
  });
  expect(rollcall(folder, ['check']).code).not.toBe(2);
  expect(rollcall(folder, ['check'], { CI: 'true' }).code).toBe(2);
  expect(rollcall(folder, ['check', '--trust-config'], { CI: 'true' }).code).not.toBe(2);
});

it('is quiet when its reader goes away', async () => {
  const child = spawn(process.execPath, [...CLI, 'scan', '--format', 'json'], {
    cwd: folders.sound,
    env: cleanEnvironment(),
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, stderr]).toEqual([0, '']);
});

it('ends at once on an interrupt, in the middle of a computation', async () => {
  const busy = 'import { writeFileSync } from "node:fs";\nwriteFileSync("started", "");\nfor (;;);\n';
  const folder = writeFolder({ ...sound, 'rollcall.config.mjs': busy });
  const child = spawn(process.execPath, [...CLI, 'check'], { cwd: folder, env: cleanEnvironment() });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve([code, signal])));
  while (!existsSync(join(folder, 'started'))) await wait(20);
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(stdout).toBe('');
});
