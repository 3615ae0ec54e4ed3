import { type Files, makeRepository, writeFolder } from '../support/git-repository.ts';

/** A small repository on which one rule speaks, once, and no other. */
export interface RuleFixture {
  readonly rule: string;
  /** What is called, without `--format`. */
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** The files of the base: of the branch `main`, where `files` are those of the branch that is checked out. */
  readonly base?: Readonly<Record<string, string>>;
  readonly finding: {
    readonly severity: 'error' | 'warning' | 'note';
    readonly service: string | null;
    readonly name: string | null;
    readonly path: string;
    readonly line: number;
    /** The text that the finding stands at. */
    readonly text: string;
  };
}

/** Text that stands in the fixtures as a secret's value, and may be in no output. */
export const PLAIN_SECRET = 'q8Zr41xVbn7Lt0';

/** Writes a fixture down, as a folder, or as a git repository with its base; returns the folder. */
export function makeFixture({ files, base }: RuleFixture): string {
  if (!base) return writeFolder(files);
  const gone = Object.keys(base).filter((path) => !Object.hasOwn(files, path));
  const changes: Record<string, Files[string] | null> = { ...files };
  for (const path of gone) changes[path] = null;
  const steps = [
    { files: base, message: 'Base' },
    { files: changes, message: 'Change', branch: 'change' },
  ];
  return makeRepository(steps).folder;
}

const CHECK = ['check'];
const DIFF = ['diff', '--against', 'main'];

function service(folder: string, ...lines: readonly string[]): Record<string, string> {
  return {
    [`${folder}/Dockerfile`]: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
    [`${folder}/main.py`]: `${['import os', '', ...lines].join('\n')}\n`,
  };
}

function reads(...names: readonly string[]): string {
  return `print(${names.map((name) => `os.environ["${name}"]`).join(', ')})`;
}

function gcloud(folder: string, ...flags: readonly string[]): string {
  return [`gcloud run deploy ${folder} --source=${folder} --region=us-central1`, ...flags].join(' \\\n  ').concat('\n');
}

/** The command that gives nothing at all. */
function bare(folder: string): string {
  return gcloud(folder, '--clear-secrets', '--clear-env-vars').trimEnd();
}

const auth = service('auth', reads('SECRET_KEY'));
const sound = gcloud('auth', '--set-secrets=SECRET_KEY=secret-key:1', '--clear-env-vars');
const toStaging = '--project=acme-staging';

function contract(environments: readonly string[], more: readonly string[] = ['services:', '  auth: {}']): string {
  const listed = environments.length === 0 ? [] : ['environments:', ...environments.map((line) => `  ${line}`)];
  return `${['version: 1', ...listed, ...more].join('\n')}\n`;
}

const staging = (more = ''): string => `staging: { ${more}match: { flags: { project: acme-staging } } }`;
const production = (more = ''): string => `production: { ${more}match: { flags: { project: acme-prod } } }`;

const workflow = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: gcloud run deploy auth --source=auth --region=us-central1 --update-secrets=SECRET_KEY=key:1 --update-env-vars=LOG=$LOG
`;

/** One at least for every rule that there is; in the order of the registry. */
export const ruleFixtures: readonly RuleFixture[] = [
  {
    rule: 'no-closing-set',
    args: CHECK,
    files: {
      ...service('auth', 'print(os.environ["SECRET_KEY"], os.environ.get("OAUTH_SECRET"))'),
      'deploy.sh': sound,
      'hotfix.sh': 'gcloud run services update auth --region=us-central1 --update-secrets=OAUTH_SECRET=oauth:1\n',
    },
    finding: at('warning', 'auth', 'OAUTH_SECRET', 'deploy.sh', 1, sound.trimEnd()),
  },
  {
    rule: 'no-conflicting-sources',
    args: CHECK,
    files: {
      ...service('auth', 'host = os.environ.get("REDIS_URL") or os.environ["REDIS_HOST"]', 'print(host)'),
      'deploy.sh': gcloud('auth', '--set-secrets=REDIS_URL=redis-url:1', '--set-env-vars=REDIS_HOST=redis'),
    },
    finding: at('note', 'auth', 'REDIS_HOST', 'deploy.sh', 3, 'REDIS_HOST=redis'),
  },
  {
    rule: 'no-dropped-binding',
    args: DIFF,
    base: {
      ...service('auth', reads('SECRET_KEY', 'OAUTH_SECRET')),
      'deploy.sh': gcloud('auth', '--set-secrets=SECRET_KEY=secret-key:1,OAUTH_SECRET=oauth:1', '--clear-env-vars'),
    },
    files: {
      ...service('auth', reads('SECRET_KEY', 'OAUTH_SECRET')),
      'deploy.sh': gcloud('auth', '--set-secrets=OAUTH_SECRET=oauth:2', '--clear-env-vars'),
    },
    finding: at(
      'error',
      'auth',
      'SECRET_KEY',
      'deploy.sh',
      1,
      gcloud('auth', '--set-secrets=OAUTH_SECRET=oauth:2', '--clear-env-vars').trimEnd(),
    ),
  },
  {
    rule: 'no-duplicate-binding',
    args: CHECK,
    files: { ...auth, 'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=secret-key:1,SECRET_KEY=other-key:1') },
    finding: at('warning', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=other-key:1'),
  },
  {
    rule: 'no-foreign-environment',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=secret-key-prod:1', toStaging),
      'rollcall.yaml': contract([staging('secretId: "{kebab}-staging", '), production('secretId: "{kebab}-prod", ')]),
    },
    finding: at('error', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=secret-key-prod:1'),
  },
  {
    rule: 'no-hollow-default',
    args: CHECK,
    files: {
      ...service('auth', 'import jwt', 'key = os.environ.get("JWT_SECRET", "")', 'print(jwt.encode({}, key))'),
      'deploy.sh': gcloud('auth', '--clear-secrets', '--clear-env-vars'),
    },
    finding: at('note', 'auth', 'JWT_SECRET', 'deploy.sh', 1, bare('auth')),
  },
  {
    rule: 'no-lost-deployment',
    args: DIFF,
    base: { ...auth, 'deploy.sh': sound },
    files: { ...auth, 'deploy.sh': 'echo deployed elsewhere\n' },
    finding: at('warning', 'auth', null, 'auth/main.py', 3, 'os.environ["SECRET_KEY"]'),
  },
  {
    rule: 'no-malformed-flag',
    args: CHECK,
    files: { ...auth, 'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=secret-key') },
    finding: at('error', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=secret-key'),
  },
  {
    rule: 'no-malformed-suppression',
    args: CHECK,
    files: { ...auth, 'deploy.sh': `# rollcall-ignore no-missing-binding\n${sound}` },
    finding: at('warning', null, null, 'deploy.sh', 1, 'rollcall-ignore no-missing-binding'),
  },
  {
    rule: 'no-missing-binding',
    args: CHECK,
    files: {
      ...service('auth', reads('SECRET_KEY', 'OAUTH_SECRET')),
      'deploy.sh': gcloud('auth', '--set-secrets=OAUTH_SECRET=oauth:1', '--clear-env-vars'),
    },
    finding: at(
      'error',
      'auth',
      'SECRET_KEY',
      'deploy.sh',
      1,
      gcloud('auth', '--set-secrets=OAUTH_SECRET=oauth:1', '--clear-env-vars').trimEnd(),
    ),
  },
  {
    rule: 'no-plaintext-secret',
    args: CHECK,
    files: { ...auth, 'deploy.sh': gcloud('auth', `--update-env-vars=SECRET_KEY=${PLAIN_SECRET}`) },
    finding: at('warning', 'auth', 'SECRET_KEY', 'deploy.sh', 2, `SECRET_KEY=${PLAIN_SECRET}`),
  },
  {
    rule: 'no-remapped-binding',
    args: DIFF,
    base: { ...auth, 'deploy.sh': sound },
    files: { ...auth, 'deploy.sh': sound.replace('=secret-key:', '=session-key:') },
    finding: at('warning', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=session-key:1'),
  },
  {
    rule: 'no-reserved-name',
    args: CHECK,
    files: { ...auth, 'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=key:1', '--update-env-vars=PORT=8080') },
    finding: at('error', 'auth', 'PORT', 'deploy.sh', 3, 'PORT=8080'),
  },
  {
    rule: 'no-retired-name',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=key:1,OLD_TOKEN=old:1'),
      'rollcall.yaml': contract(
        [],
        ['services:', '  auth:', '    retired: [ { name: OLD_TOKEN, since: 2025-01-31, reason: a key is used now } ]'],
      ),
    },
    finding: at('warning', 'auth', 'OLD_TOKEN', 'deploy.sh', 2, 'OLD_TOKEN=old:1'),
  },
  {
    rule: 'no-split-identity',
    args: CHECK,
    files: {
      ...service('auth', reads('JWT_SECRET', 'JWT_SECRET_KEY')),
      'deploy.sh': gcloud('auth', '--update-secrets=JWT_SECRET=jwt:1,JWT_SECRET_KEY=other:1'),
      'rollcall.yaml': contract(
        [],
        ['names:', '  JWT_SECRET: {}', '  JWT_SECRET_KEY: { sameSecretAs: JWT_SECRET }', 'services:', '  auth: {}'],
      ),
    },
    finding: at('error', 'auth', 'JWT_SECRET_KEY', 'deploy.sh', 2, 'JWT_SECRET_KEY=other:1'),
  },
  {
    rule: 'no-stale-suppression',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': sound,
      'rollcall.yaml': contract(
        [],
        [
          'services:',
          '  auth: {}',
          'suppress:',
          '  - { rule: no-missing-binding, service: auth, name: SECRET_KEY, reason: set by hand, until: 2999-01-31 }',
        ],
      ),
    },
    finding: at(
      'warning',
      'auth',
      'SECRET_KEY',
      'rollcall.yaml',
      5,
      '{ rule: no-missing-binding, service: auth, name: SECRET_KEY, reason: set by hand, until: 2999-01-31 }',
    ),
  },
  {
    rule: 'no-type-conflict',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=key:1', '--update-env-vars=SECRET_KEY=changeme'),
    },
    finding: at('error', 'auth', 'SECRET_KEY', 'deploy.sh', 3, 'SECRET_KEY=changeme'),
  },
  {
    rule: 'no-undeclared-read',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-env-vars=LOG=info'),
      'rollcall.yaml': contract([], ['names:', '  LOG: {}', 'services:', '  auth: { dynamic: [LOG] }']),
    },
    finding: at('note', 'auth', 'SECRET_KEY', 'auth/main.py', 3, 'os.environ["SECRET_KEY"]'),
  },
  {
    rule: 'no-unknown-name',
    args: CHECK,
    files: {
      ...service('auth', 'print(os.environ.get("JWT_SECRET"))'),
      'deploy.sh': gcloud('auth', '--update-secrets=JWT_SECERT=jwt:1'),
      'rollcall.yaml': contract([], ['names:', '  JWT_SECRET: {}', 'services:', '  auth: {}']),
    },
    finding: at('warning', 'auth', 'JWT_SECERT', 'deploy.sh', 2, 'JWT_SECERT=jwt:1'),
  },
  {
    rule: 'no-unset-input',
    args: CHECK,
    files: { ...service('auth', reads('SECRET_KEY', 'LOG')), '.github/workflows/deploy.yml': workflow },
    finding: at('error', 'auth', 'LOG', '.github/workflows/deploy.yml', 7, '$LOG'),
  },
  {
    rule: 'no-unused-binding',
    args: CHECK,
    files: { ...auth, 'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=key:1,OLD_TOKEN=old:1') },
    finding: at('note', 'auth', 'OLD_TOKEN', 'deploy.sh', 2, 'OLD_TOKEN=old:1'),
  },
  {
    rule: 'no-weakened-contract',
    args: DIFF,
    base: {
      ...auth,
      'deploy.sh': sound,
      'rollcall.yaml': contract([], ['names:', '  SECRET_KEY: { critical: true }', 'services:', '  auth: {}']),
    },
    files: {
      ...auth,
      'deploy.sh': sound,
      'rollcall.yaml': contract([], ['names:', '  SECRET_KEY: { critical: false }', 'services:', '  auth: {}']),
    },
    finding: at('warning', null, 'SECRET_KEY', 'rollcall.yaml', 3, 'SECRET_KEY'),
  },
  {
    rule: 'require-any-of',
    args: CHECK,
    files: {
      ...service('auth', 'host = os.environ.get("REDIS_URL") or os.environ["REDIS_HOST"]', 'print(host)'),
      'deploy.sh': gcloud('auth', '--clear-secrets', '--clear-env-vars'),
    },
    finding: at('error', 'auth', 'REDIS_HOST', 'deploy.sh', 1, bare('auth')),
  },
  {
    rule: 'require-environment-parity',
    args: CHECK,
    files: {
      ...service('auth', 'print(os.environ.get("CACHE"), os.environ.get("LOG"))'),
      'staging.sh': gcloud('auth', '--set-env-vars=LOG=a,CACHE=b', '--clear-secrets', toStaging),
      'production.sh': gcloud('auth', '--set-env-vars=LOG=a', '--clear-secrets', '--project=acme-prod'),
      'rollcall.yaml': contract(
        [staging(), production()],
        ['names:', '  CACHE: { critical: true }', '  LOG: {}', 'services:', '  auth: {}'],
      ),
    },
    finding: at(
      'warning',
      'auth',
      'CACHE',
      'production.sh',
      1,
      gcloud('auth', '--set-env-vars=LOG=a', '--clear-secrets', '--project=acme-prod').trimEnd(),
    ),
  },
  {
    rule: 'require-name-convention',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=theKey:1', toStaging),
      'rollcall.yaml': contract([staging('secretId: "{kebab}-staging", ')]),
    },
    finding: at('warning', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=theKey:1'),
  },
  {
    rule: 'require-pinned-version',
    args: CHECK,
    files: {
      ...auth,
      'deploy.sh': gcloud('auth', '--update-secrets=SECRET_KEY=key:latest', toStaging),
      'rollcall.yaml': contract([staging('versions: pinned, ')]),
    },
    finding: at('warning', 'auth', 'SECRET_KEY', 'deploy.sh', 2, 'SECRET_KEY=key:latest'),
  },
  {
    rule: 'require-sibling-parity',
    args: CHECK,
    files: {
      ...service('auth', reads('SERVICE_SECRET')),
      ...service('backend', 'print(os.environ.get("SERVICE_SECRET"))'),
      'deploy.sh':
        gcloud('auth', '--set-secrets=SERVICE_SECRET=service-secret:1', '--clear-env-vars') +
        gcloud('backend', '--clear-secrets', '--clear-env-vars'),
    },
    finding: at('warning', 'backend', 'SERVICE_SECRET', 'deploy.sh', 4, bare('backend')),
  },
];

function at(
  severity: RuleFixture['finding']['severity'],
  service: string | null,
  name: string | null,
  path: string,
  line: number,
  text: string,
): RuleFixture['finding'] {
  return { severity, service, name, path, line, text };
}
