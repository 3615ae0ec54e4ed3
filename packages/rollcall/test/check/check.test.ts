import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CheckReport,
  check,
  checkFiles,
  diff,
  explain,
  openTarget,
  scan,
  worstFindings,
} from '../../src/check.ts';
import { isRollcallError } from '../../src/errors.ts';
import { git, makeRepository, writeFiles, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';

const CLOSED = ['--set-env-vars=LOG=info', '--set-secrets=JWT=jwt:latest'];
const broken: Readonly<Record<string, string>> = {
  ...pythonService('auth', 'key = os.environ["SECRET_KEY"]', 'log = os.environ["LOG"]', 'jwt = os.environ["JWT"]'),
  'deploy.py': deployScript('auth', ...CLOSED),
};
const sound: Readonly<Record<string, string>> = {
  ...broken,
  'deploy.py': deployScript('auth', '--set-env-vars=LOG=info', '--set-secrets=JWT=jwt:latest,SECRET_KEY=key:latest'),
};

describe('a folder', () => {
  it('lacks a name: a finding, and the check is complete', async () => {
    const report = await checkFolder(writeFolder(broken));
    expect(told(report)).toEqual(['error no-missing-binding auth SECRET_KEY']);
    expect(report.complete).toBe(true);
    expect(report.summary).toMatchObject({ services: 1, deployments: 1, errors: 1, warnings: 0 });
  });

  it('gives every name: no finding, complete', async () => {
    const report = await checkFolder(writeFolder(sound));
    expect(told(report)).toEqual([]);
    expect(report.complete).toBe(true);
  });

  it('deploys nothing: never complete, and says what was looked for', async () => {
    const report = await checkFolder(writeFolder({ 'main.py': 'import os\nprint(os.environ["A"])\n' }));
    expect(report.complete).toBe(false);
    expect(report.notChecked.find(({ reason }) => reason === 'nothing-deployed')?.text).toContain(
      'No deployment was found',
    );
  });

  it('leaves a required name open: one line for all names, incomplete', async () => {
    const files = { ...broken, 'deploy.py': deployScript('auth', '--update-secrets=JWT=jwt:latest') };
    const report = await checkFolder(writeFolder(files));
    const open = report.notChecked.filter(({ reason }) => reason === 'undecided');
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ service: 'auth', names: ['LOG', 'SECRET_KEY'], matters: true });
    expect(report.complete).toBe(false);
  });

  it('is read from the folder that holds the contract', async () => {
    const folder = writeFolder({ ...sound, 'rollcall.yaml': 'version: 1\nservices:\n  auth: {}\n' });
    const target = await openTarget({ folder: join(folder, 'auth') });
    expect(target.contract?.path).toBe('rollcall.yaml');
    const facts = await scan(target);
    expect(facts.deployments).toHaveLength(1);
    await target.close();
  });

  it('holds a contract that is wrong: an error with its line', async () => {
    const folder = writeFolder({ ...sound, 'rollcall.yaml': 'version: 1\nservice: {}\n' });
    const error = await failure(openTarget({ folder }));
    expect(error).toMatchObject({ code: 'CONTRACT_INVALID', exitCode: 2 });
    expect(isRollcallError(error) && error.details[0]).toMatch(/^rollcall\.yaml:2:1 /);
  });

  it('holds a contract that is a program: run only when trusted', async () => {
    const folder = writeFolder({
      ...sound,
      'rollcall.config.ts': 'export default { version: 1, services: { auth: {} } };\n',
    });
    expect(await failure(openTarget({ folder }))).toMatchObject({ code: 'CONTRACT_NOT_TRUSTED' });
    const target = await openTarget({ folder, trustConfig: true });
    expect(target.contract?.contract.services.has('auth')).toBe(true);
    await target.close();
  });
});

describe('a commit', () => {
  it('is checked as the folder is, in a work tree and in a bare repository', async () => {
    const { folder, commits } = makeRepository([
      { files: broken, message: 'Broken' },
      { files: sound, message: 'Sound' },
    ]);
    const bare = join(folder, '..', `${folder.split('/').at(-1)}-bare.git`);
    git(folder, ['clone', '--quiet', '--bare', folder, bare]);
    for (const at of [folder, bare]) {
      const then = await openTarget({ folder: at, ref: 'HEAD~1' });
      const report = await check(then);
      expect(report.facts.commit).toBe(commits[0]);
      expect(told(report)).toEqual(['error no-missing-binding auth SECRET_KEY']);
      await then.close();
    }
    const newest = await openTarget({ folder: bare });
    expect((await check(newest)).facts.commit).toBe(commits[1]);
    await newest.close();
  });

  it('has a contract of its own, and its programs are never run', async () => {
    const { folder } = makeRepository([
      { files: { ...sound, 'rollcall.yaml': 'version: 1\nservices:\n  auth: {}\n' }, message: 'With a contract' },
      { files: { 'rollcall.yaml': null, 'rollcall.config.ts': 'throw new Error("run");\n' }, message: 'As a program' },
    ]);
    const before = await openTarget({ folder, ref: 'HEAD~1' });
    expect(before.contract?.path).toBe('rollcall.yaml');
    await before.close();
    const after = await openTarget({ folder, ref: 'HEAD', trustConfig: true });
    expect(after.contract).toBeNull();
    expect((await check(after)).notChecked[0]).toMatchObject({ reason: 'unread-contract', matters: true });
    await after.close();
  });

  it('that is not there is an error of the call', async () => {
    const { folder } = makeRepository([{ files: sound, message: 'Sound' }]);
    expect(await failure(openTarget({ folder, ref: 'no-such' }))).toMatchObject({ code: 'NO_SUCH_REF', exitCode: 2 });
    expect(await failure(openTarget({ folder: writeFolder(sound), ref: 'HEAD' }))).toMatchObject({
      code: 'NOT_A_REPOSITORY',
    });
  });
});

describe('a comparison', () => {
  it('tells what the branch breaks, and nothing that was so before', async () => {
    const { folder } = makeRepository([
      {
        files: {
          ...sound,
          ...pythonService('shop', 'k = os.environ["OLD"]'),
          'shop.py': deployScript('shop', ...CLOSED),
        },
        message: 'Base',
      },
      { files: { 'notes.txt': 'on main\n' }, message: 'Main goes on', branch: 'main' },
    ]);
    git(folder, ['checkout', '--quiet', '-b', 'feature', 'HEAD~1']);
    writeFiles(folder, { 'deploy.py': broken['deploy.py'] ?? '' });
    const target = await openTarget({ folder });
    const report = await diff(target, 'main');
    expect(told(report)).toEqual(['error no-dropped-binding auth SECRET_KEY']);
    expect(report.against).toEqual({ ref: 'main', commit: git(folder, ['rev-parse', 'feature']) });
    await target.close();
  });

  it('honours the suppressions of the base alone', async () => {
    const suppress =
      'version: 1\nservices:\n  auth: {}\nsuppress:\n  - { rule: no-missing-binding, name: SECRET_KEY, reason: later, until: 2030-01-01 }\n';
    const start = {
      ...sound,
      'rollcall.yaml': 'version: 1\nservices:\n  auth: {}\n',
      ...pythonService('auth', 'log = os.environ["LOG"]', 'jwt = os.environ["JWT"]'),
      'deploy.py': broken['deploy.py'] ?? '',
    };
    const { folder } = makeRepository([{ files: start, message: 'Base' }]);
    writeFiles(folder, { 'auth/main.py': broken['auth/main.py'] ?? '', 'rollcall.yaml': suppress });
    const target = await openTarget({ folder });
    const missing = (await diff(target, 'HEAD')).findings.filter(({ name }) => name === 'SECRET_KEY');
    expect(missing.map(({ rule, suppressed }) => [rule, suppressed])).toEqual([
      ['no-weakened-contract', null],
      ['no-missing-binding', null],
    ]);
    expect((await check(target)).findings.find(({ name }) => name === 'SECRET_KEY')?.suppressed?.reason).toBe('later');
    await target.close();
  });

  it('asks the repository for changed files alone', async () => {
    const { folder } = makeRepository([{ files: sound, message: 'Base' }]);
    const unchanged = git(folder, ['rev-parse', 'HEAD:auth/main.py']);
    rmSync(join(folder, '.git', 'objects', unchanged.slice(0, 2), unchanged.slice(2)));
    writeFiles(folder, { 'deploy.py': broken['deploy.py'] ?? '' });
    const target = await openTarget({ folder });
    const report = await diff(target, 'HEAD');
    expect(told(report)).toEqual(['error no-dropped-binding auth SECRET_KEY']);
    expect(report.complete).toBe(true);
    await target.close();
  });

  it('needs a repository', async () => {
    const target = await openTarget({ folder: writeFolder(sound) });
    expect(await failure(diff(target, 'main'))).toMatchObject({ code: 'NOT_A_REPOSITORY' });
  });
});

describe('files in memory', () => {
  it('are checked as a folder is, with a contract and a base', async () => {
    expect(told(await checkFiles(broken))).toEqual(['error no-missing-binding auth SECRET_KEY']);
    expect(told(await checkFiles(new Map(Object.entries(broken)), { against: sound }))).toEqual([
      'error no-dropped-binding auth SECRET_KEY',
    ]);
    const contract = 'version: 1\nservices:\n  auth: { given: [ { name: SECRET_KEY, by: outside } ] }\n';
    const report = await checkFiles(broken, { contract, rules: ['no-missing-binding'] });
    expect(told(report)).toEqual([]);
  });
});

it('restricts a report to one service, and knows a misspelt one', async () => {
  const folder = writeFolder({
    ...broken,
    ...pythonService('shop', 'k = os.environ["OLD"]'),
    'shop.py': deployScript('shop', ...CLOSED),
  });
  const target = await openTarget({ folder });
  const report = await check(target, { only: ['shop'] });
  expect(new Set(report.findings.map(({ service }) => service))).toEqual(new Set(['shop']));
  expect(report.summary.services).toBe(1);
  expect(await failure(check(target, { only: ['shpo'] }))).toMatchObject({ code: 'USAGE', fix: 'Did you mean shop?' });
});

it('explains names and rules, and suggests what was meant', async () => {
  const target = await openTarget({ folder: writeFolder(broken) });
  const told_ = await explain(target, 'SECRET_KEY');
  expect(told_.kind === 'name' && told_.explanation.services[0]?.deployments[0]?.given).toBe('no');
  expect(await explain(target, 'no-missing-binding')).toMatchObject({ kind: 'rule', severity: 'error' });
  expect(await failure(explain(target, 'SECRET_KYE'))).toMatchObject({ fix: 'Did you mean SECRET_KEY?' });
});

it('puts one finding for each name among the worst', async () => {
  const files = { ...broken, 'other.py': deployScript('auth', ...CLOSED) };
  const { findings } = await checkFolder(writeFolder(files));
  expect(worstFindings(findings, 5).filter(({ name }) => name === 'SECRET_KEY')).toHaveLength(1);
});

it('reads an empty folder', async () => {
  const folder = writeFolder({});
  mkdirSync(join(folder, 'empty'));
  expect((await checkFolder(folder)).complete).toBe(false);
});

async function checkFolder(folder: string): Promise<CheckReport> {
  const target = await openTarget({ folder });
  const report = await check(target);
  await target.close();
  return report;
}

/** What counts: findings without notes. */
function told({ findings }: CheckReport): string[] {
  return findings
    .filter(({ severity, suppressed }) => severity !== 'note' && suppressed === null)
    .map(({ severity, rule, service, name }) => `${severity} ${rule} ${service} ${name}`);
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a command that comes out with one of two lists', () => {
  it('is one finding for one name, with an edit for each list', async () => {
    const folder = writeFolder({
      ...pythonService('auth', 'key = os.environ["SECRET_KEY"]'),
      'deploy.sh': [
        'if [ "$1" = fast ]; then',
        '  FLAGS=(--set-secrets=JWT=jwt:1,MORE=more:1 --clear-env-vars)',
        'else',
        '  FLAGS=(--set-secrets=JWT=jwt:2,OTHER=other:1 --clear-env-vars)',
        'fi',
        `gcloud run deploy auth --source=auth --region=us-central1 "\${FLAGS[@]}"`,
        '',
      ].join('\n'),
    });
    const { findings } = await checkFolder(folder);
    const missing = findings.filter(({ rule }) => rule === 'no-missing-binding');
    expect(missing.map(({ name, severity, fix }) => [name, severity, fix.edits.length])).toEqual([
      ['SECRET_KEY', 'error', 2],
    ]);
  });
});

describe('the sentence on why a name is needed', () => {
  it.each([
    [['raise MissingKey("SECRET_KEY")'], 'raises MissingKey'],
    [['raise errors.MissingKey("SECRET_KEY")'], 'raises errors.MissingKey'],
    [['error = ValueError("SECRET_KEY")', 'raise error'], 'raises an error'],
    [['raise', '', 'def other(): pass'], 'raises an error'],
  ])('names the place of the refusal, and what it does: %j', async (refusal, does) => {
    const code = [
      'key = os.environ.get("SECRET_KEY")',
      'print("between")',
      'if not key:',
      ...refusal.map((line, i) => (i === 0 || line.startsWith('raise') ? `    ${line}` : line)),
    ];
    const folder = writeFolder({ ...pythonService('auth', ...code), 'deploy.py': deployScript('auth', ...CLOSED) });
    const { findings } = await checkFolder(folder);
    const line = code.findIndex((one) => one.startsWith('    raise')) + 3;
    const why = findings.find(({ rule }) => rule === 'no-missing-binding')?.why;
    expect(why).toBe(`auth/main.py:${line} ${does} when it is unset, at its start.`);
  });
});
