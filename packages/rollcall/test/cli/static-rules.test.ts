import { describe, expect, it } from 'vitest';
import { makeRepository, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { rollcall } from './run-cli.ts';

type Files = Readonly<Record<string, string>>;

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly name: string | null;
  readonly what: string;
  readonly fix: { readonly command?: string; readonly edits: readonly { readonly text: string }[] };
  readonly span: { readonly path: string; readonly line: number; readonly column: number } | null;
}

const NEEDED = 'SECRET_KEY';
const code = pythonService('auth', `key = os.environ["${NEEDED}"]`);
const deploy = (secrets: string, ...more: readonly string[]): string =>
  deployScript('auth', `--update-secrets=${secrets}`, ...more);
const contract = (environment: string, names = ''): string =>
  `version: 1\nenvironments:\n${environment}services:\n  auth: {}\n${names}`;
const staging = (more: string): string => `  staging: { ${more}match: { flags: { project: acme-staging } } }\n`;
const production = (more: string): string => `  production: { ${more}match: { flags: { project: acme-prod } } }\n`;
const toStaging = '--project=acme-staging';

const list = (environment: string, names: readonly string[]): string =>
  names.map((name) => `${name}=${name.toLowerCase().replaceAll('_', '-')}-${environment}:1`).join(',');
const reading = pythonService(
  'auth',
  ...['A_KEY', 'B_KEY', 'C_KEY', 'D_KEY'].map((name) => `print(os.environ["${name}"])`),
);

const workflow = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: gcloud run deploy auth --source=auth --region=us-central1 --update-secrets=SECRET_KEY=key:1 --update-env-vars=LOG=$LOG
`;

const cases: readonly { rule: string; severity: string; name: string | null; at: string; files: Files }[] = [
  {
    rule: 'no-reserved-name',
    severity: 'error',
    name: 'PORT',
    at: 'deploy.py:13',
    files: { ...code, 'deploy.py': deploy('SECRET_KEY=key:1', '--update-env-vars=PORT=8080') },
  },
  {
    rule: 'no-unset-input',
    severity: 'error',
    name: 'LOG',
    at: '.github/workflows/deploy.yml:7',
    files: {
      ...pythonService('auth', 'print(os.environ["SECRET_KEY"], os.environ["LOG"])'),
      '.github/workflows/deploy.yml': workflow,
    },
  },
  {
    rule: 'no-plaintext-secret',
    severity: 'warning',
    name: NEEDED,
    at: 'deploy.py:12',
    files: { ...code, 'deploy.py': deployScript('auth', '--update-env-vars=SECRET_KEY=q8Zr41xVbn7Lt0') },
  },
  {
    rule: 'no-foreign-environment',
    severity: 'error',
    name: NEEDED,
    at: 'deploy.py:12',
    files: {
      ...code,
      'deploy.py': deploy('SECRET_KEY=secret-key-prod:1', toStaging),
      'rollcall.yaml': contract(staging('secretId: "{kebab}-staging", ') + production('secretId: "{kebab}-prod", ')),
    },
  },
  {
    rule: 'no-foreign-environment',
    severity: 'warning',
    name: 'D_KEY',
    at: 'staging.py:12',
    files: {
      ...reading,
      'staging.py': deploy(`${list('staging', ['A_KEY', 'B_KEY', 'C_KEY'])},${list('prod', ['D_KEY'])}`),
      'prod.py': deploy(list('prod', ['A_KEY', 'B_KEY', 'C_KEY', 'D_KEY'])),
    },
  },
  {
    rule: 'require-name-convention',
    severity: 'warning',
    name: NEEDED,
    at: 'deploy.py:12',
    files: {
      ...code,
      'deploy.py': deploy('SECRET_KEY=theKey:1', toStaging),
      'rollcall.yaml': contract(staging('secretId: "{kebab}-staging", ')),
    },
  },
  {
    rule: 'require-pinned-version',
    severity: 'warning',
    name: NEEDED,
    at: 'deploy.py:12',
    files: {
      ...code,
      'deploy.py': deploy('SECRET_KEY=key:latest', toStaging),
      'rollcall.yaml': contract(staging('versions: pinned, ')),
    },
  },
  {
    rule: 'require-environment-parity',
    severity: 'warning',
    name: 'CACHE',
    at: 'prod.py:5',
    files: {
      ...pythonService('auth', 'print(os.environ.get("CACHE"), os.environ.get("LOG"))'),
      'staging.py': deployScript('auth', '--set-env-vars=LOG=a,CACHE=b', '--clear-secrets', toStaging),
      'prod.py': deployScript('auth', '--set-env-vars=LOG=a', '--clear-secrets', '--project=acme-prod'),
      'rollcall.yaml': contract(staging('') + production(''), 'names:\n  CACHE: { critical: true }\n  LOG: {}\n'),
    },
  },
  {
    rule: 'no-retired-name',
    severity: 'warning',
    name: 'OLD_TOKEN',
    at: 'deploy.py:12',
    files: {
      ...code,
      'deploy.py': deploy('SECRET_KEY=key:1,OLD_TOKEN=old:1'),
      'rollcall.yaml':
        'version: 1\nservices:\n  auth:\n    retired: [ { name: OLD_TOKEN, since: 2025-01-31, reason: a key is used now } ]\n',
    },
  },
];

describe('a repository on which one rule alone speaks', () => {
  it.each(cases)('$rule: $severity', ({ rule, severity, name, at, files }) => {
    const ran = rollcall(writeFolder(files), ['check', '--format', 'json']);
    const { findings } = JSON.parse(ran.stdout) as { readonly findings: readonly Found[] };
    expect(findings.map((one) => [one.rule, one.severity, one.name, `${one.span?.path}:${one.span?.line}`])).toEqual([
      [rule, severity, name, at],
    ]);
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).not.toContain('q8Zr41xVbn7Lt0');
    const told = rollcall(writeFolder({}), ['explain', rule]);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain(rule);
  });
});

describe('no-weakened-contract', () => {
  const before = 'version: 1\nnames:\n  SECRET_KEY: { critical: true }\nservices:\n  auth: {}\n';
  const sound = { ...code, 'deploy.py': deploy('SECRET_KEY=key:1') };
  const diff = (
    changes: Readonly<Record<string, string | null>>,
  ): { code: number | null; findings: readonly Found[] } => {
    const { folder } = makeRepository([
      { files: { ...sound, 'rollcall.yaml': before }, message: 'Base' },
      { files: changes, message: 'Change', branch: 'feature' },
    ]);
    const ran = rollcall(folder, ['diff', '--against', 'main', '--ref', 'feature', '--format', 'json']);
    return { code: ran.code, findings: JSON.parse(ran.stdout).findings };
  };

  it('tells what a branch asks no longer, and how to take it back', () => {
    const { code: exit, findings } = diff({ 'rollcall.yaml': before.replace('true', 'false') });
    expect(findings.map(({ rule, severity, name }) => [rule, severity, name])).toEqual([
      ['no-weakened-contract', 'warning', 'SECRET_KEY'],
    ]);
    expect(findings[0]?.span).toMatchObject({ path: 'rollcall.yaml', line: 3 });
    expect(findings[0]?.fix.command).toMatch(/^git checkout [0-9a-f]{40} -- rollcall\.yaml$/);
    expect(exit).toBe(1);
  });

  it('is not silenced by what the branch itself adds', () => {
    const suppression = `suppress:\n  - { rule: no-weakened-contract, reason: it is fine, until: 2999-01-31 }\n`;
    const { findings } = diff({ 'rollcall.yaml': before.replace('true', 'false') + suppression });
    expect(findings.map(({ rule }) => rule)).toEqual(['no-weakened-contract', 'no-weakened-contract']);
  });

  it('is judged by the preset of the base', () => {
    const { findings } = diff({ 'rollcall.yaml': `preset: migration\n${before.replace('true', 'false')}` });
    expect(findings.map(({ severity, what }) => [severity, what])).toEqual([
      ['warning', 'The contract asks for the preset migration and asked for recommended.'],
      ['warning', 'The contract no longer calls SECRET_KEY critical.'],
    ]);
  });

  it('tells that the contract is gone, and says nothing where it became a program that is not run', () => {
    expect(diff({ 'rollcall.yaml': null }).findings.map(({ what }) => what)).toEqual([
      'The contract rollcall.yaml is gone.',
    ]);
    const program = 'throw new Error("a contract of a commit was run");\n';
    expect(diff({ 'rollcall.yaml': null, 'rollcall.config.ts': program }).findings).toEqual([]);
  });

  it('is silent where nothing is asked less', () => {
    expect(diff({ 'rollcall.yaml': `${before}  other: {}\n` }).findings).toEqual([]);
  });
});

describe('presets', () => {
  const files = { ...code, 'deploy.py': deployScript('auth', '--update-env-vars=SECRET_KEY=q8Zr41xVbn7Lt0') };
  const severity = (args: readonly string[], yaml?: string): string => {
    const folder = writeFolder(yaml === undefined ? files : { ...files, 'rollcall.yaml': yaml });
    const ran = rollcall(folder, ['check', '--allow-incomplete', '--format', 'json', ...args]);
    const [first] = (JSON.parse(ran.stdout) as { readonly findings: readonly Found[] }).findings;
    return `${first?.severity} ${ran.code}`;
  };
  const asks = (preset: string): string => `version: 1\npreset: ${preset}\nservices:\n  auth: {}\n`;

  it.each([
    ['nothing', [], undefined, 'warning 1'],
    ['the command line, by name', ['--preset', 'strict'], undefined, 'error 1'],
    ['the command line, by version', ['--preset', 'migration@1'], undefined, 'note 0'],
    ['the contract', [], asks('strict'), 'error 1'],
    ['the contract, by version', [], asks('migration@1'), 'note 0'],
    ['both: the command line counts', ['--preset', 'recommended'], asks('strict'), 'warning 1'],
  ] as const)('%s', (_, args, yaml, expected) => {
    expect(severity(args, yaml)).toBe(expected);
  });

  it('that are none are told with those that there are', () => {
    const folder = writeFolder(files);
    expect(rollcall(folder, ['check', '--preset', 'lax']).stderr).toContain('recommended, strict, migration');
    const wrong = writeFolder({ ...files, 'rollcall.yaml': asks('lax') });
    expect(rollcall(wrong, ['check']).code).toBe(2);
  });

  it('weigh a rule where it is explained', () => {
    const folder = writeFolder({});
    expect(rollcall(folder, ['explain', 'no-unused-binding', '--preset', 'strict']).stdout).toContain('warning');
  });
});
