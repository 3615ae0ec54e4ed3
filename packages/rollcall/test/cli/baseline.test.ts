import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceWhole } from '../../src/cli/write-whole.ts';
import { writeFiles, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { rollcall } from './run-cli.ts';

const reads = ['SECRET_KEY', 'JWT_SECRET'].map((name) => `x = os.environ["${name}"]`);
const deploy = (flag: string): string => deployScript('auth', '--set-env-vars=LOG=hunter2', flag);
const files = {
  ...pythonService('auth', ...reads, 'log = os.environ["LOG"]'),
  'deploy.py': deploy('--clear-secrets'),
};
const BOTH = ['check', '--baseline', 'known.json', '--update-baseline'];
const CHECK = ['check', '--baseline', 'known.json', '--format', 'json'];

describe('a baseline', () => {
  it('keeps what it holds from counting, and nothing else', () => {
    const folder = writeFolder(files);
    const made = rollcall(folder, BOTH);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).toBe('known.json holds 2 findings: 2 new, 0 gone.\n');
    expect(made.stdout).toContain('2 findings that the baseline holds');

    const report = JSON.parse(rollcall(folder, CHECK).stdout);
    expect(report.findings).toMatchObject([
      { name: 'JWT_SECRET', severity: 'error', suppressed: { kind: 'baseline' } },
      { name: 'SECRET_KEY', severity: 'error', suppressed: { kind: 'baseline' } },
    ]);
    expect(report.summary).toMatchObject({ errors: 0, suppressed: 2 });

    const more = [...reads, 'y = os.environ["NEW_NAME"]', 'log = os.environ["LOG"]'];
    writeFiles(folder, pythonService('auth', '# another line', ...more));
    const now = rollcall(folder, CHECK);
    expect(now.code).toBe(1);
    const live = JSON.parse(now.stdout).findings.filter(
      ({ suppressed }: { suppressed: unknown }) => suppressed === null,
    );
    expect(live).toMatchObject([{ name: 'NEW_NAME' }]);
  });

  it('loses what is mended, and says so; it is written the same for the same findings', () => {
    const folder = writeFolder(files);
    rollcall(folder, BOTH);
    const before = readFileSync(join(folder, 'known.json'), 'utf8');
    const { ino } = statSync(join(folder, 'known.json'));
    expect(rollcall(folder, BOTH).stderr).toBe('known.json holds 2 findings: 0 new, 0 gone.\n');
    expect(statSync(join(folder, 'known.json')).ino).toBe(ino);

    writeFiles(folder, { 'deploy.py': deploy('--set-secrets=SECRET_KEY=key:1') });
    const check = rollcall(folder, CHECK);
    expect([check.code, check.stderr]).toEqual([
      0,
      '1 finding of known.json is gone; --update-baseline takes out what is.\n',
    ]);
    expect(rollcall(folder, BOTH).stderr).toBe('known.json holds 1 finding: 0 new, 1 gone.\n');
    const after = readFileSync(join(folder, 'known.json'), 'utf8');
    const [kept] = after.split('\n').filter((line) => line.includes('"path"'));
    expect(kept).toContain('JWT_SECRET');
    expect(before).toContain(kept);
  });

  it('holds neither values nor places, a line for each finding', () => {
    const folder = writeFolder(files);
    rollcall(folder, BOTH);
    const text = readFileSync(join(folder, 'known.json'), 'utf8');
    expect(text).not.toContain('hunter2');
    const { schema, findings } = JSON.parse(text);
    expect(schema).toBe('rollcall/baseline@1');
    expect(findings).toHaveLength(2);
    expect(Object.keys(findings[0])).toEqual(['fingerprint', 'rule', 'service', 'environment', 'name', 'path']);
    expect(text.split('\n')).toHaveLength(8);
    expect(readdirSync(folder).sort()).toEqual(['auth', 'deploy.py', 'known.json']);
  });

  it('does not hold what a comment silences', () => {
    const comment = '# rollcall-ignore no-missing-binding: by hand\n';
    const folder = writeFolder({ ...files, 'deploy.py': files['deploy.py'].replace(/^(?=.*run\()/m, comment) });
    const { stdout } = rollcall(folder, ['check', '--format', 'json']);
    const silenced = JSON.parse(stdout).findings.filter(
      ({ suppressed }: { suppressed: unknown }) => suppressed !== null,
    );
    rollcall(folder, BOTH);
    const { findings } = JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8'));
    expect(silenced.length + findings.length).toBe(2);
  });

  it.each([
    ['that is not there', null, CHECK, 'there is no such file'],
    ['that is no JSON', '<<<<<<< ours hunter2', CHECK, 'it is no JSON'],
    ['of another form', '{"name":"hunter2"}', CHECK, 'not of the form'],
    ['of another form, to be updated', '{"name":"hunter2"}', BOTH, 'not of the form'],
    ['that is not named', null, ['check', '--update-baseline'], 'no baseline to update'],
    ['of one service', null, [...BOTH, '--only', 'auth'], 'lose the findings of the others'],
    ['in no folder', null, ['check', '--baseline', 'no/known.json', '--update-baseline'], 'no such folder'],
  ] as const)('%s is an error of the call', (_what, text, args, told) => {
    const folder = writeFolder(text === null ? files : { ...files, 'known.json': text });
    const ran = rollcall(folder, args);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(told)]);
    expect(ran.stderr + ran.stdout).not.toContain('hunter2');
    if (text === null) expect(existsSync(join(folder, 'known.json'))).toBe(false);
    else expect(readFileSync(join(folder, 'known.json'), 'utf8')).toBe(text);
  });

  it('is not written through a link', () => {
    const folder = writeFolder({ ...files, 'other.json': '{"schema":"rollcall/baseline@1","findings":[]}' });
    symlinkSync('other.json', join(folder, 'known.json'));
    expect(rollcall(folder, BOTH)).toMatchObject({ code: 2, stderr: expect.stringContaining('a link') });
    expect(readFileSync(join(folder, 'other.json'), 'utf8')).toContain('[]');
  });
});

describe('files that are replaced', () => {
  it('are all replaced or none, and keep their rights', () => {
    const folder = writeFolder({ a: 'old', b: 'old' });
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    chmodSync(a, 0o750);
    replaceWhole([{ file: a, before: 'old', after: 'new' }]);
    expect([readFileSync(a, 'utf8'), statSync(a).mode & 0o777]).toEqual(['new', 0o750]);
    writeFileSync(b, 'of another');
    const both = [
      { file: a, before: 'new', after: 'newer' },
      { file: b, before: 'old', after: 'newer' },
    ];
    expect(() => replaceWhole(both)).toThrow('changed since it was read');
    expect([readFileSync(a, 'utf8'), readFileSync(b, 'utf8')]).toEqual(['new', 'of another']);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
  });
});
