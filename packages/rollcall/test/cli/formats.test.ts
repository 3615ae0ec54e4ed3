import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deploy, refuses, service } from '../../src/rules/example-files.ts';
import { readCommands } from '../reporters/actions-log.ts';
import { makeRepository, writeFolder } from '../support/git-repository.ts';
import { rollcall } from './run-cli.ts';

const broken = {
  ...service('auth', refuses('SECRET_KEY')),
  'deploy.sh': deploy('auth', '--clear-secrets', '--clear-env-vars'),
};

test('under GitHub Actions a check annotates, and adds to the summary of the job', () => {
  const folder = writeFolder(broken);
  const summary = join(folder, '..', `${folder.split('/').at(-1)}-summary.md`);
  writeFileSync(summary, 'What a step before wrote.\n\n');
  const ran = rollcall(folder, ['check'], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
  expect(ran.code).toBe(1);
  const { commands, text } = readCommands(ran.stdout);
  expect(commands).toMatchObject([{ name: 'error', file: 'deploy.sh', line: '1' }]);
  expect(text).toContain('no-missing-binding');
  expect(readFileSync(summary, 'utf8')).toMatch(/^What a step before wrote\.\n\n<!-- rollcall -->\n\n## Rollcall/);
});

test('a summary that cannot be written is told with its path', () => {
  const folder = writeFolder(broken);
  const ran = rollcall(folder, ['check'], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'no', 'such') });
  expect([ran.code, readCommands(ran.stdout).commands[0]?.name]).toEqual([2, 'error']);
  expect(ran.stderr).toContain('no/such');
});

test('paths are those of the repository, wherever in it the check runs', () => {
  const { folder } = makeRepository([
    {
      files: Object.fromEntries(Object.entries(broken).map(([path, text]) => [`apps/${path}`, text])),
      message: 'Base',
    },
  ]);
  const ran = rollcall(folder, ['check', '-C', 'apps', '--format', 'sarif']);
  const [result] = JSON.parse(ran.stdout).runs[0].results;
  expect(result.locations[0].physicalLocation.artifactLocation).toEqual({
    uri: 'apps/deploy.sh',
    uriBaseId: '%SRCROOT%',
  });
});

test.each([
  ['sarif', '"executionSuccessful": false'],
  ['junit', '<error type="CONTRACT_INVALID"'],
  ['github', '::error '],
  ['markdown', 'Nothing was checked.'],
  ['html', '<!DOCTYPE html>'],
])('a contract that is wrong leaves %s on stdout, and exit code 2', (format, part) => {
  const ran = rollcall(writeFolder({ ...broken, 'rollcall.yaml': 'version: 1\nservice: {}\n' }), [
    'check',
    '--format',
    format,
  ]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toContain(part);
  expect(ran.stderr).toContain('rollcall.yaml:2:1');
});

test('nothing but the report is on stdout, also where a folder cannot be listed', () => {
  const folder = writeFolder(broken);
  mkdirSync(join(folder, 'closed'), { mode: 0 });
  for (const format of ['json', 'sarif']) JSON.parse(rollcall(folder, ['check', '--format', format]).stdout);
});
