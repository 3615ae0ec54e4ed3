import { describe, expect, it } from 'vitest';
import { check, diff, type Finding, openTarget } from '../../src/check.ts';
import { makeRepository, writeFiles, writeFolder } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';

const TODAY = '2026-08-24';
const service = pythonService('auth', 'key = os.environ["SECRET_KEY"]', 'log = os.environ["LOG"]');
const deploy = (name: string): string =>
  `gcloud run deploy ${name} --image=gcr.io/p/${name} --source=${name} --set-env-vars=LOG=info --clear-secrets\n`;
const IGNORE = '# rollcall-ignore no-missing-binding SECRET_KEY: set by hand (until 2027-01-31)\n';

describe('a comment', () => {
  it.each([
    ['above', { 'deploy.sh': `${IGNORE}${deploy('auth')}` }],
    ['above, with others', { 'deploy.sh': `${IGNORE}# another\n\n${deploy('auth')}`.replace('\n\n', '\n') }],
    ['beside', { 'deploy.sh': `${deploy('auth').trim()} ${IGNORE}` }],
    [
      'beside the read',
      {
        'deploy.sh': deploy('auth'),
        'auth/main.py': `import os\nos.environ["LOG"]\nos.environ["SECRET_KEY"]  ${IGNORE}`,
      },
    ],
  ])('silences what it stands %s', async (_where, files) => {
    const findings = await findingsIn({ ...service, ...files });
    expect(findings).toMatchObject([
      {
        rule: 'no-missing-binding',
        name: 'SECRET_KEY',
        suppressed: { kind: 'inline', reason: 'set by hand', until: '2027-01-31' },
      },
    ]);
  });

  it.each([
    ['of another rule', IGNORE.replace('missing', 'unused')],
    ['about another name', IGNORE.replace('SECRET_KEY', 'JWT_SECRET')],
    ['that has expired', IGNORE.replace('2027', '2026')],
    ['two lines above', `${IGNORE}\n`],
    ['in a text', `echo '\n${IGNORE}'\n`],
    ['without a reason', '# rollcall-ignore no-missing-binding\n'],
  ])('%s silences nothing', async (_what, comment) => {
    const findings = await findingsIn({ ...service, 'deploy.sh': `${comment}${deploy('auth')}` });
    const live = findings.filter(({ suppressed }) => suppressed === null);
    expect(live.map(({ rule }) => rule)).toContain('no-missing-binding');
  });

  it('is told when it is of no use', async () => {
    const rules = async (comment: string): Promise<string[]> =>
      (await findingsIn({ ...service, 'deploy.sh': `${comment}${deploy('auth')}` })).map(({ rule }) => rule);
    expect(await rules(IGNORE)).toEqual(['no-missing-binding']);
    expect(await rules(IGNORE.replace('2027', '2026'))).toContain('no-stale-suppression');
    expect(await rules(IGNORE.replace('SECRET_KEY', 'JWT_SECRET'))).toContain('no-stale-suppression');
    expect(await rules(IGNORE.replace(': set by hand', ''))).toContain('no-malformed-suppression');
    expect(await rules(IGNORE.replace('no-missing', 'no-such'))).toContain('no-malformed-suppression');
  });

  it('in the contract silences what is found there', async () => {
    const contract = (comment: string) =>
      `version: 1\nenvironments:\n  staging: {}\nservices:\n  auth:\n    needs:\n      add:\n${comment}        - JWT_SECRET\n`;
    const ignore = '        # rollcall-ignore no-missing-binding: set by hand\n';
    const files = { ...service, 'deploy.sh': deploy('auth') };
    const about = async (text: string) =>
      (await findingsIn({ ...files, 'rollcall.yaml': text })).find(({ name }) => name === 'JWT_SECRET');
    expect(await about(contract(''))).toMatchObject({ suppressed: null });
    expect(await about(contract(ignore))).toMatchObject({ suppressed: { kind: 'inline' } });
  });
});

describe('a comparison honours only what its base is silent about', () => {
  const sound = deploy('auth').replace('--clear-secrets', '--set-secrets=SECRET_KEY=key:latest');

  async function live(base: string, change: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const { folder } = makeRepository([{ files: { ...service, ...more, 'deploy.sh': base }, message: 'Base' }]);
    writeFiles(folder, { 'deploy.sh': change });
    const target = await openTarget({ folder });
    const { findings } = await diff(target, 'HEAD', { today: TODAY });
    await target.close();
    return findings.filter(({ suppressed }) => suppressed === null).map(({ rule, name }) => `${rule} ${name}`);
  }

  const ANY = '# rollcall-ignore no-dropped-binding: set by hand\n';
  const FOUND = ['no-dropped-binding SECRET_KEY'];

  it('a new comment does not count', async () => {
    expect(await live(sound, deploy('auth'))).toEqual(FOUND);
    expect(await live(sound, `${ANY}${deploy('auth')}`)).toEqual(FOUND);
  });

  it('one of the base counts above a line that stays', async () => {
    const lines = (text: string): string => text.replaceAll(' --', ' \\\n  --');
    const held = await live(`${ANY}${lines(sound)}`, `${ANY}${lines(deploy('auth'))}`);
    expect(held.filter((one) => one.includes('binding SECRET_KEY'))).toEqual([]);
  });

  it('neither one that was moved', async () => {
    const other = 'echo done\n';
    expect(await live(`${ANY}${other}${sound}`, `${other}${ANY}${deploy('auth')}`)).toEqual(FOUND);
  });

  it('nor one whose end was moved', async () => {
    const expired = ANY.replace('by hand', 'by hand (until 2020-01-31)');
    const lines = (text: string): string => text.replaceAll(' --', ' \\\n  --');
    const renewed = ANY.replace('by hand', 'by hand (until 2999-01-31)');
    expect(await live(`${expired}${lines(sound)}`, `${renewed}${lines(deploy('auth'))}`)).toEqual(FOUND);
  });

  it('nor an entry that the change adds to the contract', async () => {
    const contract = 'version: 1\nservices:\n  auth: {}\n';
    const { folder } = makeRepository([
      { files: { ...service, 'rollcall.yaml': contract, 'deploy.sh': sound }, message: 'Base' },
    ]);
    const entry = (rule: string): string =>
      `  - { rule: ${rule}, service: auth, reason: by hand, until: 2999-01-31 }\n`;
    writeFiles(folder, {
      'deploy.sh': deploy('auth'),
      'rollcall.yaml': `${contract}suppress:\n${entry('no-missing-binding')}${entry('no-dropped-binding')}`,
    });
    const target = await openTarget({ folder });
    const { findings } = await diff(target, 'HEAD', { today: TODAY });
    await target.close();
    expect(findings.find(({ name }) => name === 'SECRET_KEY')).toMatchObject({ suppressed: null });
  });
});

async function findingsIn(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const target = await openTarget({ folder: writeFolder(files) });
  const { findings } = await check(target, { today: TODAY });
  await target.close();
  return findings;
}
