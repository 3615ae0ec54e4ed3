import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { git, makeRepository } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';
import { createScriptRunner } from './fake-npx.ts';
import type { Ran } from './run-cli.ts';

const top = fileURLToPath(new URL('../../../../', import.meta.url));
const PACKAGE = `rollcall@${manifest.version}`;
const action = parse(readFileSync(join(top, 'action.yml'), 'utf8'));
const [step] = action.runs.steps;

/** A work tree with a branch that broke something, below a folder, and the base as a remote's branch. */
function brokenBranch(): string {
  const files = {
    ...pythonService('app/auth', 'KEY = os.environ["KEY"]'),
    'app/deploy.sh': 'gcloud run deploy auth --source=auth --set-secrets=KEY=key:1 --clear-env-vars\n',
  };
  const broken = pythonService('app/auth', 'KEY = os.environ["KEY"]', 'NEW = os.environ["NEW"]');
  const { folder, commits } = makeRepository([
    { files, message: 'Deploy' },
    { files: broken, message: 'Need more', branch: 'feature' },
  ]);
  git(folder, ['update-ref', 'refs/remotes/origin/main', commits[0] ?? '']);
  return folder;
}

/** Runs the step as GitHub does: the inputs that are given or their defaults put where the step's `env` names them. */
function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Ran & { readonly calls: string[][] } {
  const given = Object.entries<string>(step.env).map(([name, written]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(written)?.[1] ?? '';
    return [name, inputs[input] ?? String(action.inputs[input].default)] as const;
  });
  const runner = createScriptRunner();
  const github = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_BASE_REF: '' };
  const ran = runner.run(folder, step.run, { ...Object.fromEntries(given), ...github, ...environment });
  return { ...ran, calls: runner.calls() };
}

const PULL_REQUEST = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' };

describe('action.yml', () => {
  it('is a composite action that runs this version and takes inputs by variables only', () => {
    expect(action.runs.using).toBe('composite');
    expect(action.runs.steps).toHaveLength(1);
    expect(String(action.inputs.version.default)).toBe(manifest.version);
    expect(step.run).not.toContain('${{');
    const read = Object.values<string>(step.env).map((written) => /inputs\.([a-z-]+)/.exec(written)?.[1]);
    expect(read.sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('compares a pull request with its base', () => {
    const { code, stdout, calls } = runAction(brokenBranch(), {}, PULL_REQUEST);
    expect(calls).toEqual([['--yes', PACKAGE, 'diff', '--against=origin/main']]);
    expect([code, stdout.includes('NEW'), stdout.includes('::error')]).toEqual([1, true, true]);
  });

  it('checks otherwise, in the folder and with the words that are given', () => {
    const inputs = { 'working-directory': 'app', args: ' --preset  strict\n--only auth\t--only=* ' };
    const { calls } = runAction(brokenBranch(), inputs);
    expect(calls).toEqual([['--yes', PACKAGE, 'check', '--preset', 'strict', '--only', 'auth', '--only=*']]);
    expect(runAction(brokenBranch(), { 'working-directory': 'app' }).code).toBe(1);
  });

  it('writes SARIF beside the annotations, from the workspace, and keeps the exit code', () => {
    const folder = brokenBranch();
    const inputs = { 'working-directory': 'app', 'sarif-file': 'out.sarif' };
    const { code, stdout, calls } = runAction(folder, inputs, PULL_REQUEST);
    expect([code, stdout.includes('::error'), calls.length]).toEqual([1, true, 2]);
    const log = JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8'));
    expect(log.runs[0].results).toHaveLength(1);
    expect(JSON.stringify(log.runs[0].results[0].locations)).toContain('app/');
  });

  it.each([
    ['another command', { command: 'init' }],
    ['a package that is not this one', { version: 'npm:other@1' }],
    ['a version with a blank', { version: '1 2' }],
    ['no version', { version: '' }],
    ['a base for check', { command: 'check', against: 'main' }],
    ['diff without a base', { command: 'diff' }],
    ['a folder that is not there', { 'working-directory': 'nowhere' }],
  ])('refuses %s, and runs nothing', (_what, inputs) => {
    const { code, stdout, calls } = runAction(brokenBranch(), inputs);
    expect([code, calls]).toEqual([2, []]);
    expect(stdout).toContain('::error title=Rollcall::');
  });

  it.each(Object.keys(action.inputs))('takes what is given as %s for no command', (input) => {
    const folder = brokenBranch();
    const { code } = runAction(folder, {
      command: 'diff',
      against: 'main',
      [input]: '$(touch broken)`touch broken`;touch broken',
    });
    expect(code).not.toBe(0);
    expect(existsSync(join(folder, 'broken')) || existsSync(join(folder, 'app/broken'))).toBe(false);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const hooks: { id: string; entry: string; args?: string[]; language: string; pass_filenames: boolean }[] = parse(
    readFileSync(join(top, '.pre-commit-hooks.yaml'), 'utf8'),
  );

  it.each(hooks)(
    'runs $id by this version of the package, on no list of files',
    ({ entry, args, language, ...how }) => {
      expect([language, how.pass_filenames]).toEqual(['system', false]);
      const runner = createScriptRunner();
      const { code, stdout } = runner.run(brokenBranch(), [entry, ...(args ?? [])].join(' '));
      expect([code, stdout.includes('NEW')]).toEqual([1, true]);
      expect(runner.calls()[0]?.slice(0, 2)).toEqual(['--yes', PACKAGE]);
    },
  );
});

it('names this version in docs/ci.md', () => {
  const versions = readFileSync(join(top, 'docs/ci.md'), 'utf8').match(/(?<=rollcall@)\d[\w.-]*/g);
  expect([...new Set(versions)]).toEqual([manifest.version]);
});
