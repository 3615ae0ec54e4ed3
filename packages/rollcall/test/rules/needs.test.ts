import { describe, expect, test } from 'vitest';
import { check, closed, readsOfClosed, required, told } from './checked.ts';

const auth = { service: 'auth', flags: closed } as const;

describe('require-any-of', () => {
  const group = (...names: string[]) => names.map((name) => ({ ...required(name), group: 'redis' }));
  const on = (flags: readonly (readonly [string, string])[], reads = group('REDIS_URL', 'REDIS_HOST')) =>
    check({ deployments: [{ service: 'auth', flags }], reads: [...readsOfClosed, ...reads] });

  test('no side', () => {
    const findings = on(closed);
    expect(told(findings)).toEqual(['error require-any-of auth REDIS_HOST']);
    expect(findings[0]?.what).toBe(
      'auth needs REDIS_HOST or REDIS_URL, and its deployment in deploy.sh gives neither.',
    );
    const three = on(closed, group('X', 'Y', 'Z'));
    expect(three[0]?.what).toBe('auth needs X, Y or Z, and its deployment in deploy.sh gives none of them.');
  });

  test('half of one side', () => {
    const contract = 'services: { auth: { needs: { add: [ { anyOf: [URL, [HOST, PORT_NUMBER]], when: start } ] } } }\n';
    const flags = [
      ['set-secrets', 'B=b:1,HOST=host:1'],
      ['set-env-vars', 'LOG_LEVEL=x'],
    ] as const;
    const findings = check({ deployments: [{ service: 'auth', flags }], reads: readsOfClosed }, { contract });
    expect(told(findings)).toEqual(['error require-any-of auth PORT_NUMBER']);
    expect(findings[0]?.what).toBe(
      'auth needs URL or HOST and PORT_NUMBER, and its deployment in deploy.sh gives HOST without PORT_NUMBER.',
    );
  });

  test('either side suffices, and so does one that may be given', () => {
    expect(told(on([...closed, ['update-secrets', 'REDIS_URL=u:1']]))).toEqual([]);
    expect(told(on([...closed, ['update-env-vars', 'REDIS_HOST=h']]))).toEqual([]);
    expect(told(on([['set-secrets', 'B=b:1']]))).toEqual([]);
  });
});

describe('no-hollow-default', () => {
  const hollow = (name: string, more: object = {}) => ({ service: 'auth', name, level: 'hollow', ...more }) as const;

  test('a service that runs on empty', () => {
    const findings = check({ deployments: [auth], reads: [...readsOfClosed, hollow('A')] });
    expect(told(findings)).toEqual(['note no-hollow-default auth A']);
    expect(findings[0]?.what).toBe('auth runs with an empty A: its deployment in deploy.sh does not give it.');
    expect(findings[0]?.why).toBe('auth/main.py:3 uses an empty text in its place when it is unset, at its start.');
  });

  test('an empty default beside a refusal', () => {
    const open = { service: 'auth', flags: [['set-secrets', 'B=b:1']] } as const;
    const reads = [readsOfClosed[0] ?? required('B'), hollow('A'), required('A')];
    const findings = check({ deployments: [open], reads });
    expect(told(findings)).toEqual(['note no-hollow-default auth A']);
    expect(findings[0]?.what).toBe(
      'auth takes an empty A at auth/main.py:2, and refuses to go on without it at auth/main.py:3.',
    );
  });

  test('a refusal speaks first', () => {
    const reads = [...readsOfClosed, hollow('A'), required('A')];
    expect(told(check({ deployments: [auth], reads }))).toEqual(['error no-missing-binding auth A']);
  });

  test('silent where it is given, or may be', () => {
    const gives = { service: 'auth', flags: [...closed, ['update-secrets', 'A=a:1']] } as const;
    expect(told(check({ deployments: [gives], reads: [...readsOfClosed, hollow('A'), required('A')] }))).toEqual([]);
    const open = { service: 'auth', flags: [['update-secrets', 'B=b:1']] } as const;
    expect(told(check({ deployments: [open], reads: [...readsOfClosed, hollow('A')] }))).toEqual([]);
    expect(told(check({ reads: [hollow('A'), required('A')] }))).toEqual([]);
  });
});

describe('require-sibling-parity', () => {
  const backend = {
    service: 'backend',
    flags: [
      ['set-secrets', 'A=a:1'],
      ['clear-env-vars', ''],
    ],
  } as const;
  const needsA = { service: 'backend', name: 'A', level: 'required' } as const;
  const readsA = (level: 'optional' | 'defaulted' = 'optional') => ({ service: 'auth', name: 'A', level }) as const;

  test('this one alone lacks it', () => {
    const findings = check({ deployments: [auth, backend], reads: [...readsOfClosed, needsA, readsA()] });
    expect(told(findings)).toEqual(['warning require-sibling-parity auth A']);
    expect(findings[0]?.what).toBe('auth reads A, and its deployment in deploy.sh gives it to backend alone.');
    expect(findings[0]?.fix.command).toBe(
      "gcloud run services update acme-auth --region='<region>' --update-secrets=A=a:1",
    );
    expect(findings[0]?.fix.edits).toHaveLength(1);
  });

  test('weaker where the code has a default', () => {
    const findings = check({ deployments: [auth, backend], reads: [...readsOfClosed, needsA, readsA('defaulted')] });
    expect(told(findings)).toEqual(['note require-sibling-parity auth A']);
  });

  test.each([
    ['the sibling copes', {}, { level: 'optional' as const }],
    ['another script deploys the sibling', { path: 'backend.sh' }, {}],
    ['another environment', { environment: 'production' }, {}],
  ])('silent: %s', (_, deployment, read) => {
    const reads = [...readsOfClosed, { ...needsA, ...read }, readsA()] as const;
    expect(told(check({ deployments: [auth, { ...backend, ...deployment }], reads }))).toEqual([]);
  });

  test('silent where another sibling that reads it lacks it too', () => {
    const worker = { ...auth, service: 'worker' };
    const reads = [
      ...readsOfClosed,
      ...readsOfClosed.map((read) => ({ ...read, service: 'worker' })),
      needsA,
      readsA(),
      { ...readsA(), service: 'worker' },
    ];
    expect(told(check({ deployments: [auth, backend, worker], reads }))).toEqual([]);
  });

  test('silent where the list is open', () => {
    const reads = [...readsOfClosed, needsA, readsA()];
    expect(told(check({ deployments: [{ ...auth, open: true }, backend], reads }))).toEqual([]);
  });
});
