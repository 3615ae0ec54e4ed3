// biome-ignore-all lint/suspicious/noTemplateCurlyInString: manifests hold such places
import { describe, expect, it } from 'vitest';
import { type CheckReport, check, checkFiles, openTarget, scan } from '../../src/check.ts';
import { checkJson, scanJson } from '../../src/reporters/json.ts';
import { createPaint } from '../../src/reporters/paint.ts';
import { checkText } from '../../src/reporters/terminal-check.ts';
import { scanText } from '../../src/reporters/terminal-scan.ts';
import { tell } from '../history/cached-history.ts';
import { makeRepository, type Step, writeFolder } from '../support/git-repository.ts';
import { pythonService } from '../support/services.ts';

const needs = pythonService('auth', 'key = os.environ["SECRET_KEY"]');
const needsInStaging = pythonService(
  'auth',
  'environment = os.environ.get("ENVIRONMENT", "development")',
  'key = os.environ.get("SECRET_KEY")',
  'if not key and environment == "staging":',
  '    raise ValueError("SECRET_KEY is required")',
);

function deployment(...env: readonly string[]): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: auth
spec:
  template:
    spec:
      containers:
        - name: auth
          image: registry.example/acme/auth:1
          ${env.join('\n          ')}
`;
}

const given = deployment(
  'env:',
  '  - name: SECRET_KEY',
  '    valueFrom: {secretKeyRef: {name: auth, key: secret-key}}',
);

function told({ findings }: CheckReport): readonly string[] {
  return findings.map(({ severity, rule, name, fix }) => [severity, rule, name, fix.command ?? '-'].join(' '));
}

describe('a manifest of Kubernetes', () => {
  it('lacks a name: told with the command of its own tool', async () => {
    const report = await checkFiles({ ...needs, 'k8s/auth.yaml': deployment('env: []') });
    expect(told(report)).toEqual([
      "error no-missing-binding SECRET_KEY kubectl set env deployment/auth '--from=secret/<secret>' --keys=SECRET_KEY",
    ]);
  });

  it('gives it, by itself or by a Secret of the tree', async () => {
    expect(told(await checkFiles({ ...needs, 'k8s/auth.yaml': given }))).toEqual([]);
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: auth}\nstringData: {SECRET_KEY: never-shown}\n';
    const from = deployment('envFrom:', '  - secretRef: {name: auth}');
    expect(told(await checkFiles({ ...needs, 'k8s/auth.yaml': from, 'k8s/secret.yaml': secret }))).toEqual([]);
  });

  it('takes all of an object that the tree does not hold: never clean, never missing', async () => {
    const from = deployment('envFrom:', '  - secretRef: {name: auth}');
    const report = await checkFiles({ ...needs, 'k8s/auth.yaml': from });
    expect(told(report)).toEqual([]);
    expect(report.complete).toBe(false);
    expect(report.notChecked.filter(({ matters }) => matters).map(({ reason, names }) => [reason, names])).toEqual([
      ['undecided', ['SECRET_KEY']],
    ]);
  });

  it('refers to a key that its Secret does not have', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: auth}\ndata: {secret_key: bmV2ZXI=}\n';
    const report = await checkFiles({ ...needs, 'k8s/auth.yaml': `${given}---\n${secret}` });
    expect(told(report)).toEqual(['error no-malformed-flag SECRET_KEY -']);
  });

  it('is told apart by the overlay that deploys it', async () => {
    const overlay = (word: string, more = '') =>
      `resources: [../../base]\nconfigMapGenerator:\n  - {name: settings, literals: [ENVIRONMENT=${word}]}\n${more}`;
    const report = await checkFiles({
      ...needsInStaging,
      'base/kustomization.yaml': 'resources: [auth.yaml]\n',
      'base/auth.yaml': deployment('envFrom:', '  - configMapRef: {name: settings}'),
      'overlays/staging/kustomization.yaml': overlay('staging'),
      'overlays/production/kustomization.yaml': overlay('production', 'namePrefix: production-\n'),
    });
    expect(report.findings.map(({ severity, name, environment }) => [severity, name, environment])).toEqual([
      ['error', 'SECRET_KEY', 'staging'],
    ]);
  });

  it('does not know the port that Cloud Run would set, nor whether a service has a name like it', async () => {
    const code = pythonService('auth', 'port = os.environ["PORT"]', 'host = os.environ["REDIS_SERVICE_HOST"]');
    const report = await checkFiles({ ...code, 'k8s/auth.yaml': deployment('env: []') });
    expect(report.findings.map(({ rule, name }) => [rule, name])).toEqual([['no-missing-binding', 'PORT']]);
    expect(report.notChecked.find(({ reason }) => reason === 'undecided')?.names).toEqual(['REDIS_SERVICE_HOST']);
  });

  it('runs servers of others, whose code nobody expects', async () => {
    const redis = deployment('env: []').replaceAll('auth', 'cache').replace('registry.example/acme/cache:1', 'redis:7');
    const report = await checkFiles({ ...needs, 'k8s/auth.yaml': given, 'k8s/redis.yaml': redis });
    expect(told(report)).toEqual([]);
    expect(report.complete).toBe(true);
  });
});

describe('a compose file', () => {
  const compose = (...lines: readonly string[]): Record<string, string> => ({
    'compose.yaml': `services:\n  auth:\n    build: ./auth\n    ${lines.join('\n    ')}\n  db:\n    image: postgres:16\n`,
  });

  it('lacks what every environment needs', async () => {
    const report = await checkFiles({ ...needs, ...compose('ports: ["80:80"]') });
    expect(told(report)).toEqual(['error no-missing-binding SECRET_KEY -']);
  });

  it('lacks what staging alone needs: it is not staging', async () => {
    expect(told(await checkFiles({ ...needsInStaging, ...compose('ports: ["80:80"]') }))).toEqual([]);
    const staging = compose('environment: {ENVIRONMENT: staging}');
    expect(told(await checkFiles({ ...needsInStaging, ...staging }))).toEqual([
      'error no-missing-binding SECRET_KEY -',
    ]);
  });

  it('passes a name through from the shell, or has a file that is not in the tree: not known', async () => {
    for (const line of ['environment: [SECRET_KEY]', 'env_file: .env', 'volumes: ["./auth:/app"]']) {
      const report = await checkFiles({ ...needs, ...compose(line) });
      expect(told(report)).toEqual([]);
      expect(report.complete).toBe(false);
    }
  });

  it('takes no code from a service that is deployed elsewhere', async () => {
    const facts = await scan(
      await openTarget({
        folder: writeFolder({
          Dockerfile: 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n',
          'main.py': 'import os\nkey = os.environ["SECRET_KEY"]\n',
          'deploy.sh': 'gcloud run deploy shop-api --image gcr.io/acme/x --clear-secrets --set-env-vars=A=b\n',
          'docker-compose.yml': 'services:\n  db: {image: "postgres:16"}\n  cache: {image: redis}\n',
        }),
      }),
    );
    expect(facts.services.map(({ id, roots }) => [id, roots])).toEqual([
      ['shop-api', ['']],
      ['db', []],
      ['cache', []],
    ]);
  });
});

it('shows no value of a manifest, a file of variables or a Secret', async () => {
  const value = 'never-to-be-shown';
  const folder = writeFolder({
    ...needs,
    'k8s/auth.yaml': `${deployment('env:', `  - {name: PLAIN, value: ${value}}`, 'envFrom:', '  - secretRef: {name: other}')}---
apiVersion: v1
kind: Secret
metadata: {name: other}
stringData:
  TOKEN: ${value}
`,
    'app/kustomization.yaml': `resources: [auth.yaml]\nsecretGenerator:\n  - name: auth\n    literals: [KEY=${value}]\n    envs: [a.env]\n`,
    'app/auth.yaml': deployment('envFrom:', '  - secretRef: {name: auth}'),
    'app/a.env': `FROM_FILE=${value}\n${value}\n`,
    'compose.yaml': `services:\n  auth:\n    build: ./auth\n    environment:\n      - A=${value}\n      - B=\${B:-${value}}\n    env_file: [a.env]\n`,
    'a.env': `C=${value}\n`,
  });
  const target = await openTarget({ folder });
  const facts = await scan(target);
  const report = await check(target);
  expect(report.findings.length).toBeGreaterThan(0);
  for (const text of [
    scanJson(facts, '0'),
    checkJson(report, '0'),
    scanText(facts, createPaint(false)),
    checkText(report, createPaint(false)),
  ])
    expect(text).not.toContain(value);
});

it('follows a name through the history of a manifest, a base and its overlay', async () => {
  const overlay = { 'overlays/staging/kustomization.yaml': 'resources: [../../base]\nnamePrefix: staging-\n' };
  const base = (text: string): Record<string, string> => ({
    'base/auth.yaml': text,
    'base/kustomization.yaml': 'resources: [auth.yaml]\n',
  });
  const steps: Step[] = [
    { files: { ...needs, ...overlay, ...base(given) }, message: 'Deploy' },
    { files: { 'notes.md': '1' }, message: 'Note' },
    { files: base(deployment('env: []')), message: 'Drop' },
    { files: base(given), message: 'Mend' },
  ];
  const { regressions } = JSON.parse((await tell(makeRepository(steps).folder, null)).json);
  expect(
    regressions.map((one: Record<string, { subject: string }>) => [
      one.kind,
      one.name,
      one.deployment,
      one.introducedBy?.subject,
      one.fixedBy?.subject,
    ]),
  ).toEqual([['dropped', 'SECRET_KEY', 'overlays/staging/kustomization.yaml', 'Drop', 'Mend']]);
});
