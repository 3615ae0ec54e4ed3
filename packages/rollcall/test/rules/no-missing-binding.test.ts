import { describe, expect, test } from 'vitest';
import { check, closed, readsOfClosed, required, told } from './checked.ts';

const auth = { service: 'auth', flags: closed } as const;
const missing = ['error no-missing-binding auth A'];

/** Findings for one deployment of auth, and reads beside those of what it gives. */
function on(deployment: object, read: object = {}, more: Parameters<typeof check>[1] = {}) {
  return check(
    { deployments: [{ ...auth, ...deployment }], reads: [...readsOfClosed, { ...required('A'), ...read }] },
    more,
  );
}

describe('no-missing-binding', () => {
  test('tells what is missing, why, and how to mend it', () => {
    const [finding, ...others] = on(
      {
        environment: 'staging',
        words: { ENVIRONMENT: 'staging' },
        region: 'europe-west1',
        flags: [
          ['set-secrets', 'B=b-staging:latest,JWT_SECRET=jwt-secret-staging:latest'],
          ['set-env-vars', 'LOG_LEVEL=info'],
        ],
      },
      { name: 'SECRET_KEY', only: ['staging', 'production'], refusal: 'raise ValueError("SECRET_KEY is not set")' },
      { only: ['no-missing-binding'] },
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'no-missing-binding',
      severity: 'error',
      service: 'auth',
      environment: 'staging',
      name: 'SECRET_KEY',
      given: 'no',
      what: 'auth needs SECRET_KEY in staging, and its deployment in deploy.sh does not give it.',
      why: 'auth/main.py:4 raises ValueError when it is unset and ENVIRONMENT is production or staging, at its start.',
      suppressed: null,
      docsUrl: 'docs/reference/rules.md#no-missing-binding',
    });
    expect(finding?.fix.command).toBe(
      'gcloud run services update acme-auth --region=europe-west1 --update-secrets=SECRET_KEY=secret-key-staging:latest',
    );
    expect(finding?.span).toMatchObject({ path: 'deploy.sh', line: 1, column: 1 });
    expect(finding?.related.map(({ role, span }) => `${role} ${span.path}:${span.line}`)).toEqual([
      'needed auth/main.py:3',
      'needed auth/main.py:4',
    ]);
    expect(finding?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(finding ?? {})).not.toContain('deployment');
    expect(Object.keys(finding ?? {})).not.toContain('weaker');
  });

  test.each([
    ['import', 'error'],
    ['start', 'error'],
    ['use', 'warning'],
    ['unknown', 'warning'],
  ] as const)('needed at %s: %s', (when, severity) => {
    expect(told(on({}, { when }))).toEqual([`${severity} no-missing-binding auth A`]);
  });

  test('critical by the contract: an error whenever it is needed', () => {
    const contract = 'names: { A: { critical: true }, B: {}, LOG_LEVEL: {} }\nservices: { auth: {} }\n';
    expect(told(on({}, { when: 'use' }, { contract }))).toEqual(missing);
  });

  test('needed by the contract alone', () => {
    const contract = `environments: { staging: { region: europe-west4, secretId: "{kebab}-{environment}" } }
names: { A: { description: Signs tokens, critical: true } }
services: { auth: { needs: { add: [A] } } }
`;
    const [finding, ...others] = check(
      { deployments: [{ ...auth, environment: 'staging' }], reads: readsOfClosed },
      { contract, only: ['no-missing-binding'] },
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      why: 'the contract asks for it (Signs tokens), and the contract calls it critical.',
      related: [{ role: 'needed', span: { path: 'rollcall.yaml', line: 4 } }],
    });
    expect(finding?.fix.command).toBe(
      'gcloud run services update acme-auth --region=europe-west4 --update-secrets=A=a-staging:1',
    );
  });

  test('an environment that is not known: a warning that says so', () => {
    const findings = on({}, { only: ['staging'] });
    expect(told(findings)).toEqual(['warning no-missing-binding auth A']);
    expect(findings[0]?.what).toBe(
      'auth needs A in staging, and its deployment in deploy.sh, for one of them or unknown, does not give it.',
    );
  });

  test('each alternative script is judged on its own', () => {
    const flags = [
      ['set-secrets', 'A=a:1,B=b:1'],
      ['set-env-vars', 'LOG_LEVEL=x'],
    ] as const;
    const other = { service: 'auth', path: 'hotfix.sh', flags };
    const findings = check({ deployments: [auth, other], reads: [...readsOfClosed, required('A')] });
    expect(told(findings)).toEqual(missing);
    expect(findings[0]?.span?.path).toBe('deploy.sh');
  });

  test('steps of one script are judged once', () => {
    const update = { service: 'auth', flags: [['update-env-vars', 'LOG_LEVEL=debug']] } as const;
    expect(told(check({ deployments: [auth, update], reads: [...readsOfClosed, required('A')] }))).toEqual(missing);
  });

  describe('is silent', () => {
    test.each([
      [
        'where it is given',
        {
          flags: [
            ['set-secrets', 'A=a:1,B=b:1'],
            ['set-env-vars', 'LOG_LEVEL=x'],
          ],
        },
      ],
      ['where a list is open', { open: true }],
      ['where only one list is closed', { flags: [['set-secrets', 'B=b:1']] }],
      ['where nothing is closed', { flags: [['update-secrets', 'B=b:1']] }],
      ['where only some runs give it', { flags: [...closed, ['update-secrets', 'A=a:1', 'conditional']] }],
      ['where the service is not known', { service: null }],
    ])('%s', (_, deployment) => {
      expect(told(on(deployment))).toEqual([]);
    });

    test('in another environment', () => {
      expect(told(on({ words: { ENVIRONMENT: 'development' } }, { only: ['staging'] }))).toEqual([]);
    });

    test('where the image or the platform gives it', () => {
      const services = [{ id: 'auth', imageNames: ['A'] }];
      const reads = [...readsOfClosed, required('A'), required('PORT')];
      expect(told(check({ services, deployments: [auth], reads }))).toEqual([]);
    });

    test.each([
      ['given outside', 'given: [ { name: A, by: operator } ]'],
      ['dropped', 'needs: { drop: [ { name: A, reason: dead branch } ] }'],
      ['retired', 'retired: [ { name: A, since: 2025-01-01, reason: replaced } ]'],
    ])('where the contract calls it %s', (_, entry) => {
      expect(
        told(on({}, {}, { contract: `services: { auth: { ${entry} } }\n`, only: ['no-missing-binding'] })),
      ).toEqual([]);
    });

    test('where it is needed at build', () => {
      const contract = 'names: { A: { when: build }, B: {}, LOG_LEVEL: {} }\nservices: { auth: {} }\n';
      expect(told(on({}, {}, { contract }))).toEqual([]);
    });

    test('where the code copes', () => {
      expect(told(on({}, { level: 'optional' }))).toEqual([]);
      expect(told(on({}, { level: 'defaulted' }))).toEqual([]);
    });
  });
});
