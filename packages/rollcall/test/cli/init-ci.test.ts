import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { git, makeFolder, makeRepository, writeFolder } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';
import { createScriptRunner } from './fake-npx.ts';
import { rollcall } from './run-cli.ts';

const PACKAGE = `rollcall@${manifest.version}`;
const FILES = {
  github: '.github/workflows/rollcall.yml',
  gitlab: '.gitlab/rollcall.gitlab-ci.yml',
  cloudbuild: 'cloudbuild-rollcall.yaml',
} as const;
const HOSTS = Object.keys(FILES) as (keyof typeof FILES)[];

const sound = {
  ...pythonService('auth', 'KEY = os.environ["KEY"]'),
  'deploy.sh': 'gcloud run deploy auth --source=auth --set-secrets=KEY=key:1 --clear-env-vars\n',
};
const lapse = { 'auth/main.py': 'import os\n\nKEY = os.environ["KEY"]\nNEW = os.environ["NEW"]\n' };

/** A remote with a branch that breaks something, if asked, and a clone of it as CI has one: without local branches. */
function cloneForCi(breaks: boolean, ...options: readonly string[]): { origin: string; clone: string } {
  const steps = [
    { files: { 'README.md': 'Shop\n' }, message: 'Begin' },
    { files: sound, message: 'Deploy' },
    { files: breaks ? lapse : { 'README.md': 'The shop\n' }, message: 'Change', branch: 'feature' },
  ];
  const origin = makeRepository(steps).folder;
  const clone = makeFolder();
  git(clone, ['clone', '--quiet', ...options, `file://${origin}`, '.']);
  git(clone, ['checkout', '--quiet', '--detach', 'origin/feature']);
  return { origin, clone };
}

function written(host: keyof typeof FILES, folder = makeRepository([{ files: sound, message: 'A' }]).folder): string {
  expect(rollcall(folder, ['init', '--ci', host])).toMatchObject({ code: 0, stderr: '' });
  return readFileSync(join(folder, FILES[host]), 'utf8');
}

describe.each(HOSTS)('init --ci %s', (host) => {
  it('writes one file, prints it, and never overwrites', () => {
    const { folder } = makeRepository([{ files: sound, message: 'A' }]);
    const { stdout } = rollcall(folder, ['init', '--ci', host]);
    const text = readFileSync(join(folder, FILES[host]), 'utf8');
    expect(stdout).toContain(text);
    expect(stdout).toContain(`Wrote ${FILES[host]}.`);
    expect(git(folder, ['status', '--porcelain', '--untracked-files=all'])).toBe(`?? ${FILES[host]}`);
    writeFileSync(join(folder, FILES[host]), 'mine\n');
    const again = rollcall(folder, ['init', '--ci', host]);
    expect([again.code, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toContain('never overwrites');
    expect(again.stderr).toContain('Move it away');
    expect(readFileSync(join(folder, FILES[host]), 'utf8')).toBe('mine\n');
  });

  it('writes what leaves the check of the repository as it was', () => {
    const { folder } = makeRepository([{ files: sound, message: 'A' }]);
    written(host, folder);
    expect(rollcall(folder, ['check'])).toMatchObject({ code: 0 });
  });

  it('tells as JSON what it wrote', () => {
    const { folder } = makeRepository([{ files: sound, message: 'A' }]);
    const told = JSON.parse(rollcall(folder, ['init', '--ci', host, '--format', 'json']).stdout);
    expect(told).toMatchObject({ schema: 'rollcall/init@1', written: FILES[host] });
    expect(told.text).toBe(readFileSync(join(folder, FILES[host]), 'utf8'));
  });
});

describe('where the file goes', () => {
  it("is the repository's top, with the folder that was meant in the command", () => {
    const { folder } = makeRepository([{ files: { 'apps/shop/a.py': 'a = 1\n' }, message: 'A' }]);
    expect(rollcall(join(folder, 'apps/shop'), ['init', '--ci', 'github']).code).toBe(0);
    expect(readFileSync(join(folder, FILES.github), 'utf8')).toContain(
      `${PACKAGE} diff -C apps/shop --against "$BASE"`,
    );
  });

  it('is nowhere for a folder that a script would have to quote, outside of a repository, and for a commit', () => {
    const { folder } = makeRepository([{ files: { 'a $(b)/a.py': 'a = 1\n' }, message: 'A' }]);
    const refused = rollcall(join(folder, 'a $(b)'), ['init', '--ci', 'github']);
    expect([refused.code, refused.stderr.includes('quote')]).toEqual([2, true]);
    expect(rollcall(folder, ['init', '--ci', 'github', '--ref', 'HEAD']).code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['.git', 'a $(b)']);
    const outside = writeFolder({ 'a.py': 'a = 1\n' });
    const { code, stderr } = rollcall(outside, ['init', '--ci', 'gitlab']);
    expect([code, stderr.includes('is not in a git repository')]).toEqual([2, true]);
    expect(readdirSync(outside)).toEqual(['a.py']);
  });

  it('is never behind a link', () => {
    const { folder } = makeRepository([{ files: sound, message: 'A' }]);
    const elsewhere = makeFolder();
    symlinkSync(elsewhere, join(folder, '.github'));
    expect(rollcall(folder, ['init', '--ci', 'github']).code).toBe(2);
    mkdirSync(join(folder, '.gitlab'));
    symlinkSync(join(elsewhere, 'x.yml'), join(folder, FILES.gitlab));
    expect(rollcall(folder, ['init', '--ci', 'gitlab']).code).toBe(2);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe("GitHub's workflow", () => {
  it('runs on pull requests with the least rights, on the whole history, by pinned actions', () => {
    const workflow = parse(written('github'));
    expect(workflow.on).toEqual({ pull_request: null });
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const { rollcall: job } = workflow.jobs;
    expect(job.permissions).toBeUndefined();
    expect(job.env).toEqual({ BASE: `origin/\${{ github.base_ref }}` });
    const [checkout, node, compare] = job.steps;
    expect(checkout.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
    for (const { uses } of [checkout, node]) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
    expect(compare.run).not.toContain('${{');
    expect(job.steps).toHaveLength(3);
  });

  it.each([
    ['passes a sound change', false, 0],
    ['fails a change that breaks something', true, 1],
  ])('%s', (_what, breaks, code) => {
    const { steps } = parse(written('github')).jobs.rollcall;
    const runner = createScriptRunner();
    const { clone } = cloneForCi(breaks);
    const summary = join(makeFolder(), 'summary.md');
    const environment = { BASE: 'origin/main', CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const ran = runner.run(clone, steps[2].run, environment);
    expect(ran.code).toBe(code);
    expect(runner.calls()).toEqual([['--yes', PACKAGE, 'diff', '--against', 'origin/main']]);
    expect(ran.stdout.includes('NEW')).toBe(breaks);
    expect(existsSync(summary)).toBe(true);
  });

  it('takes a name of a branch for nothing but a name', () => {
    const { steps } = parse(written('github')).jobs.rollcall;
    const { clone } = cloneForCi(false);
    const ran = createScriptRunner().run(clone, steps[2].run, { BASE: 'origin/$(touch broken);touch broken' });
    expect(ran.code).toBe(2);
    expect(existsSync(join(clone, 'broken'))).toBe(false);
  });

  it('has the steps for code scanning as comments that are valid once they are none', () => {
    const text = written('github').replace(/^( +)# (?=(?:permissions:| {2}|- name:|- uses:))/gm, '$1');
    const { rollcall: job } = parse(text).jobs;
    expect(job.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    const [, , , scan, upload] = job.steps;
    const runner = createScriptRunner();
    const { clone } = cloneForCi(true);
    expect(runner.run(clone, scan.run, { BASE: 'origin/main' }).code).toBe(1);
    const log = JSON.parse(readFileSync(join(clone, upload.with.sarif_file), 'utf8'));
    expect([log.version, log.runs[0].results.length]).toEqual(['2.1.0', 1]);
    expect(upload.uses).toMatch(/^github\/codeql-action\/upload-sarif@v\d+$/);
  });
});

it("compares a merge request with its target by GitLab's job, which is told to be included", () => {
  const { folder } = makeRepository([{ files: sound, message: 'A' }]);
  const { stdout } = rollcall(folder, ['init', '--ci', 'gitlab']);
  expect(stdout).toContain(`include:\n  - local: ${FILES.gitlab}`);
  const { rollcall: job } = parse(readFileSync(join(folder, FILES.gitlab), 'utf8'));
  expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
  expect(job.variables).toEqual({ GIT_DEPTH: '0' });
  const runner = createScriptRunner();
  const { clone } = cloneForCi(true, '--single-branch', '--branch=feature');
  const ran = runner.run(clone, job.script.join('\n'), { CI: 'true', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' });
  expect([ran.code, ran.stdout.includes('NEW')]).toEqual([1, true]);
  expect(runner.calls()).toEqual([['--yes', PACKAGE, 'diff', '--against', 'origin/main']]);
});

describe("Cloud Build's steps", () => {
  it.each([
    ['a shallow clone', ['--depth=1', '--branch=feature']],
    ['a whole clone', []],
  ])('bring the history to %s and compare with the base', (_which, options) => {
    const { steps } = parse(written('cloudbuild'));
    expect(steps.map(({ env }: { env: unknown }) => env)).toEqual([['BASE=$_BASE_BRANCH'], ['BASE=$_BASE_BRANCH']]);
    const runner = createScriptRunner();
    const { clone } = cloneForCi(true, ...options);
    const runs = steps.map(({ script }: { script: string }) =>
      runner.run(clone, script, { BASE: 'main' }, ['sh', '-c']),
    );
    expect(runs.map(({ code }: { code: number }) => code)).toEqual([0, 1]);
    expect(runs[1].stdout).toContain('NEW');
    expect(runner.calls()).toEqual([['--yes', PACKAGE, 'diff', '--against', 'origin/main']]);
  });

  it('stop where a trigger names no base', () => {
    const { steps } = parse(written('cloudbuild'));
    const { clone } = cloneForCi(true, '--depth=1', '--branch=feature');
    expect(createScriptRunner().run(clone, steps[0].script, { BASE: '' }, ['sh', '-c']).code).not.toBe(0);
  });
});
