import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFiles } from '../../src/check.ts';
import { literal } from '../../src/model/text.ts';
import { isPlainSecret } from '../../src/rules/secret-text.ts';

const code = (name: string): Record<string, string> => ({
  'auth/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
  'auth/main.py': `import os\n\nprint(os.environ["${name}"])\n`,
});
const gcloud = (...flags: readonly string[]): string =>
  `gcloud run deploy auth --source=auth --region=us-central1 ${flags.join(' ')}\n`;

async function severities(rule: string, files: Record<string, string>, contract?: string): Promise<string[]> {
  const { findings } = await checkFiles(files, {
    rules: [rule],
    today: '2026-08-24',
    ...(contract === undefined ? {} : { contract }),
  });
  return findings.map(({ severity, name, span }) => `${severity} ${name} ${span?.path}:${span?.line}:${span?.column}`);
}

describe('no-plaintext-secret', () => {
  const given = (value: string, name = 'JWT_SECRET'): boolean => isPlainSecret(name, literal(value));

  test.each(['q8Zr41xVbn7Lt0', 'hunter7', 'brooklyn', 'postgres://u:pw@host/db'])('a secret: %s', (value) => {
    expect(given(value)).toBe(true);
  });

  test.each([
    'true',
    '3600',
    '0.0000025',
    'changeme',
    'dev-secret',
    'your-secret-here',
    '<jwt-secret>',
    '$(JWT_SECRET)',
    '{{ .Values.jwt }}',
    '__JWT_SECRET__',
    '/run/secrets/jwt',
    'keys/jwt.pem',
    'https://auth.example.com/token',
    'projects/acme/secrets/jwt/versions/1',
    'db-main/versions/latest',
    'JWT_SIGNING_SECRET',
    'jwt-secret',
    'xxxxxxxx',
    '',
  ])('no secret: %s', (value) => {
    expect(given(value)).toBe(false);
  });

  test.each([
    ['COST_PER_TOKEN', false],
    ['NEXT_PUBLIC_API_KEY', false],
    ['FIREBASE_API_KEY', false],
    ['STRIPE_PUBLISHABLE_KEY', false],
    ['SORT_KEY', false],
    ['SECRET_NAME', false],
    ['AWS_ACCESS_KEY_ID', false],
    ['AWS_SECRET_ACCESS_KEY', true],
    ['DB_PASSWORD', true],
    ['OPENAI_API_KEY', true],
    ['SECRET_KEY_BASE', true],
    ['token', true],
  ])('by the name %s: %s', (name, expected) => {
    expect(given('q8Zr41xVbn7Lt0', name)).toBe(expected);
  });

  test('a default is a note, unless a machine made it', async () => {
    const at = (value: string) =>
      severities('no-plaintext-secret', {
        ...code('DB_PASSWORD'),
        'deploy.sh': gcloud(`"--update-env-vars=DB_PASSWORD=\${PASSWORD:-${value}}"`),
      });
    expect(await at('brooklyn')).toEqual(['note DB_PASSWORD deploy.sh:1:78']);
    expect(await at('kQ7rT2mZ9xVb4LpW8sNc1YdH')).toEqual(['warning DB_PASSWORD deploy.sh:1:78']);
  });

  test.each(['k8s/overlays/dev/auth.sh', 'test/deploy.sh', 'examples/deploy.sh'])('silent in %s', async (path) => {
    const files = { ...code('DB_PASSWORD'), [path]: gcloud('--update-env-vars=DB_PASSWORD=hunter7-Lt0q') };
    expect(await severities('no-plaintext-secret', files)).toEqual([]);
  });

  test('any text comes to an end, and no value is told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z]{3}[A-Za-z0-9]{12,40}$/), async (value) => {
        expect(typeof given(value)).toBe('boolean');
        const files = { ...code('JWT_SECRET'), 'deploy.sh': gcloud(`--update-env-vars=JWT_SECRET=${value}`) };
        const { findings } = await checkFiles(files, { today: '2026-08-24' });
        expect(JSON.stringify(findings)).not.toContain(value);
      }),
      { numRuns: 20 },
    );
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (value) => typeof given(value) === 'boolean'));
  });
});

describe('no-unset-input', () => {
  const steps = (...lines: readonly string[]): string =>
    ['on: push', 'jobs:', '  deploy:', '    runs-on: ubuntu-latest', '    steps:', ...lines, ''].join('\n');
  const run = `      - run: ${gcloud('"--update-env-vars=SENDER=$SENDER"').trim()}`;
  const on = (workflow: string, more: Record<string, string> = {}) =>
    severities('no-unset-input', { ...code('SENDER'), '.github/workflows/deploy.yml': workflow, ...more });

  test('tells it where the expansion stands', async () => {
    expect(await on(steps(run))).toEqual(['error SENDER .github/workflows/deploy.yml:6:98']);
  });

  test.each<[string, string]>([
    ['the workflow gives it', `env: { SENDER: x }\n${steps(run)}`],
    ['the job gives it', steps(run).replace('    steps:', '    env: { SENDER: x }\n    steps:')],
    ['an earlier step writes it', steps('      - run: echo "SENDER=x" >> $GITHUB_ENV', run)],
    ['an earlier step is an action of somebody else', steps('      - uses: acme/load-env@v1', run)],
    ['an action exports secrets', steps('      - uses: google-github-actions/get-secretmanager-secrets@v2', run)],
    ['a container has variables of its own', steps(run).replace('    steps:', '    container: acme/ci\n    steps:')],
    ['the step asks for it', steps(run, "        if: env.SENDER != ''")],
    ['the runner is not known', steps(run).replace('ubuntu-latest', '$' + '{{ inputs.runner }}')],
    ['a variable of the runner', steps(run.replace('$SENDER', '$RUNNER_NAME'))],
    ['a variable that an action of Google exports', steps(run.replace('$SENDER', '$GCLOUD_PROJECT'))],
  ])('silent: %s', async (_, workflow) => {
    expect(await on(workflow)).toEqual([]);
  });

  test.each<[string, string]>([
    ['asks before the command', 'if [ -n "$SENDER" ]; then\n  DEPLOY\nfi\n'],
    ['has a default', 'SENDER=$' + '{SENDER:-nobody}\nDEPLOY\n'],
    ['reads a file that is not here', '. ./.env\nDEPLOY\n'],
    ['exports the lines of a file', 'export $(cat .env | xargs)\nDEPLOY\n'],
    ['only offers a function', 'deploy() {\n  DEPLOY\n}\n'],
  ])('silent: the script %s', async (_, script) => {
    const text = script.replace('DEPLOY', gcloud('"--update-env-vars=SENDER=$SENDER"').trim());
    expect(await on(steps('      - run: bash deploy.sh'), { 'deploy.sh': text })).toEqual([]);
  });

  test('silent where another workflow gives it, and told where none does', async () => {
    const script = { 'deploy.sh': gcloud('"--update-env-vars=SENDER=$SENDER"') };
    const caller = steps('      - run: bash deploy.sh');
    expect(await on(caller, script)).toEqual(['error SENDER deploy.sh:1:85']);
    const given = caller.replace('    steps:', '    env: { SENDER: x }\n    steps:');
    expect(await on(given, script)).toEqual([]);
  });
});

describe('rules about the ids of secrets', () => {
  const contract = `version: 1
environments:
  staging: { secretId: "{kebab}-staging", versions: pinned, match: { flags: { project: acme-staging } } }
  production: { secretId: "{kebab}-prod", match: { flags: { project: acme-prod } } }
names:
  JWT_SECRET: {}
  JWT_SECRET_KEY: { sameSecretAs: JWT_SECRET }
services:
  auth: {}
`;
  const RULES = ['no-foreign-environment', 'require-name-convention', 'require-pinned-version'];
  const told = async (secret: string): Promise<string[]> => {
    const files = {
      ...code('JWT_SECRET'),
      'deploy.sh': gcloud('--project=acme-staging', `--update-secrets=${secret}`),
    };
    const { findings } = await checkFiles(files, { contract, rules: RULES, today: '2026-08-24' });
    return findings.map(({ rule, severity, fix }) => `${severity} ${rule} ${fix.edits.map(({ text }) => text).join()}`);
  };

  test('one fact is one finding, the gravest first', async () => {
    expect(await told('JWT_SECRET=jwt-secret-prod:latest')).toEqual([
      'error no-foreign-environment jwt-secret-staging',
    ]);
    expect(await told('JWT_SECRET=other-prod:latest')).toEqual(['error no-foreign-environment jwt-secret-staging']);
    expect(await told('JWT_SECRET=jwt:latest')).toEqual(['warning require-name-convention jwt-secret-staging']);
    expect(await told('JWT_SECRET=jwt-secret-staging:latest')).toEqual(['warning require-pinned-version ']);
  });

  test.each([
    'JWT_SECRET=jwt-secret-staging:1',
    'JWT_SECRET_KEY=jwt-secret-staging:1',
    'JWT_SECRET_KEY=jwt-secret-key-staging:1',
    'JWT_SECRET=jwt-secret-$WHERE:1',
    'JWT_SECRET=jwt-secret-staging:$VERSION',
    'JWT_SECRET=projects/123456789012/secrets/jwt:1',
  ])('silent: %s', async (secret) => {
    expect(await told(secret)).toEqual([]);
  });
});
