import { describe, expect, test } from 'vitest';
import { check, closed, readsOfClosed, required, told } from './checked.ts';

const names = 'names: { B: {}, LOG_LEVEL: {}, JWT_SECRET: {} }\n';
const auth = { service: 'auth', flags: closed } as const;
const optional = (name: string) => ({ service: 'auth', name, level: 'optional' }) as const;

describe('no-undeclared-read', () => {
  const open = { service: 'auth', flags: [['update-secrets', 'B=b:1']] } as const;
  const on = (entry: string, name = 'NEW_SETTING') =>
    check(
      { deployments: [open], reads: [required('B'), required(name)] },
      { contract: `${names}services: { auth: { ${entry} } }\n`, only: ['no-undeclared-read'] },
    );

  test('the code needs what the contract does not know', () => {
    const findings = on('');
    expect(told(findings)).toEqual(['note no-undeclared-read auth NEW_SETTING']);
    expect(findings[0]?.what).toBe('auth needs NEW_SETTING, and the contract does not know it.');
    expect(told(on('needs: { from: contract }'))).toEqual(['warning no-undeclared-read auth NEW_SETTING']);
  });

  test.each([
    ['given', 'given: [ { name: NEW_SETTING, by: operator } ]'],
    ['added', 'needs: { add: [NEW_SETTING] }'],
    ['a variable', 'variables: { NEW_SETTING: x }'],
    ['dynamic', 'dynamic: ["NEW_*"]'],
    ['retired', 'retired: [ { name: NEW_SETTING, since: 2025-01-01, reason: replaced } ]'],
  ])('silent: it is %s', (_, entry) => {
    expect(told(on(entry))).toEqual([]);
  });

  test('silent: the platform sets it', () => {
    expect(told(on('', 'PORT'))).toEqual([]);
  });

  test('silent without names, and about services that the contract does not list', () => {
    const spec = { deployments: [open], reads: [required('B'), required('X')] };
    const only = ['no-undeclared-read', 'no-unknown-name'];
    expect(told(check(spec, { contract: 'services: { auth: {} }\n', only }))).toEqual([]);
    expect(told(check(spec, { contract: `${names}services: { other: {} }\n`, only }))).toEqual([]);
    expect(told(check(spec, { only }))).toEqual([]);
  });
});

describe('no-unknown-name', () => {
  const on = (flags: readonly (readonly [string, string])[], reads: readonly string[]) =>
    check(
      { deployments: [{ service: 'auth', flags }], reads: reads.map(optional) },
      { contract: `${names}services: { auth: {} }\n`, only: ['no-unknown-name'] },
    );

  test('a near miss is a warning that names its neighbour', () => {
    const findings = on([['update-secrets', 'JWT_SECERT=j:1']], []);
    expect(told(findings)).toEqual(['warning no-unknown-name auth JWT_SECERT']);
    expect(findings[0]?.what).toBe(
      'A deployment gives JWT_SECERT to auth, and the contract does not know it: did you mean JWT_SECRET?',
    );
  });

  test('a name that is like no other is a note', () => {
    const findings = on([['update-env-vars', 'COLOUR_OF_SKY=blue']], ['COLOUR_OF_SKY']);
    expect(told(findings)).toEqual(['note no-unknown-name auth COLOUR_OF_SKY']);
    expect(findings[0]?.what).toBe('COLOUR_OF_SKY is given to auth and read, and the contract does not know it.');
  });

  test('silent: known names, names of libraries and of the platform', () => {
    expect(told(on([['update-secrets', 'JWT_SECRET=j:1']], ['B', 'PORT', 'PYTHONPATH', 'OTEL_TRACES']))).toEqual([]);
  });
});

describe('no-split-identity', () => {
  const contract = `names:
  JWT_SECRET: {}
  JWT_SECRET_KEY: { sameSecretAs: JWT_SECRET }
services: { auth: {}, backend: {} }
`;
  const on = (deployments: readonly object[], yaml: string | null = contract) =>
    check(
      { deployments: deployments as (typeof auth)[], reads: [] },
      { only: ['no-split-identity'], ...(yaml === null ? {} : { contract: yaml }) },
    );

  test('two names of one service', () => {
    const findings = on([{ service: 'auth', flags: [['update-secrets', 'JWT_SECRET=jwt:1,JWT_SECRET_KEY=key:1']] }]);
    expect(told(findings)).toEqual(['error no-split-identity auth JWT_SECRET_KEY']);
    expect(findings[0]?.what).toBe(
      'JWT_SECRET_KEY of auth must be the same secret as JWT_SECRET of auth, and is another one.',
    );
    expect(findings[0]?.fix.command).toContain('--update-secrets=JWT_SECRET_KEY=jwt:1');
  });

  test('two services: the one that differs from most is told', () => {
    const gives = (service: string, secret: string) => ({
      service,
      flags: [['update-secrets', `JWT_SECRET=${secret}:1`]],
    });
    const third = { service: 'worker', flags: [['update-secrets', 'JWT_SECRET_KEY=jwt:1']] };
    const findings = on([gives('auth', 'other'), gives('backend', 'jwt'), third]);
    expect(told(findings)).toEqual(['error no-split-identity auth JWT_SECRET']);
  });

  test.each([
    ['versions', [['update-secrets', 'JWT_SECRET=jwt:1,JWT_SECRET_KEY=jwt:2']]],
    [
      'a plain value',
      [
        ['update-secrets', 'JWT_SECRET=jwt:1'],
        ['update-env-vars', 'JWT_SECRET_KEY=x'],
      ],
    ],
    ['an id that only run time knows', [['update-secrets', 'JWT_SECRET=jwt:1,JWT_SECRET_KEY=jwt-$ENV:1']]],
    [
      'some runs only',
      [
        ['update-secrets', 'JWT_SECRET=jwt:1'],
        ['update-secrets', 'JWT_SECRET_KEY=k:1', 'conditional'],
      ],
    ],
  ])('silent: %s', (_, flags) => {
    expect(told(on([{ service: 'auth', flags }]))).toEqual([]);
  });

  test('silent: environments and scripts have secrets of their own, and so has every name without a contract', () => {
    const one = { service: 'auth', flags: [['update-secrets', 'JWT_SECRET=jwt:1']] };
    const other = { service: 'auth', flags: [['update-secrets', 'JWT_SECRET_KEY=key:1']] };
    expect(
      told(
        on([
          { ...one, environment: 'staging' },
          { ...other, environment: 'production' },
        ]),
      ),
    ).toEqual([]);
    expect(told(on([one, { ...other, path: 'other.sh' }]))).toEqual([]);
    expect(told(on([one, { ...other, service: 'backend' }], null))).toEqual([]);
  });
});

describe('suppressions', () => {
  const contract = (more: string) => `services: { auth: {} }
suppress:
  - { rule: no-missing-binding, reason: an operator sets it, ${more} }
`;
  const spec = { deployments: [auth], reads: [...readsOfClosed, required('A')] };

  test('one in force is told with its reason, and the finding stays', () => {
    const findings = check(spec, { contract: contract('service: auth, name: A, until: 2026-08-24') });
    expect(told(findings)).toEqual(['error no-missing-binding auth A']);
    expect(findings[0]?.suppressed).toEqual({ kind: 'contract', reason: 'an operator sets it', until: '2026-08-24' });
  });

  test('an expired one no longer works, and is told', () => {
    const findings = check(spec, { contract: contract('name: A, until: 2026-08-23') });
    expect(told(findings)).toEqual(['warning no-stale-suppression null A', 'error no-missing-binding auth A']);
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([null, null]);
    expect(findings[0]?.what).toBe('The suppression of no-missing-binding about A expired on 2026-08-23.');
    expect(findings[0]?.span).toMatchObject({ path: 'rollcall.yaml', line: 4 });
  });

  test.each(['name: Z', 'service: other', 'environment: production'])(
    'one that matches nothing is told: %s',
    (part) => {
      const yaml = `environments: { production: {} }\n${contract(`${part}, until: 2027-01-01`)}`.replace(
        'auth: {}',
        'auth: {}, other: {}',
      );
      const findings = check(spec, { contract: yaml });
      expect(findings.map(({ rule }) => rule).sort()).toEqual(['no-missing-binding', 'no-stale-suppression']);
      expect(findings.every(({ suppressed }) => suppressed === null)).toBe(true);
    },
  );

  test('one of a rule that did not run is left alone', () => {
    const findings = check(spec, {
      contract: contract('name: Z, until: 2027-01-01'),
      only: ['no-unused-binding', 'no-stale-suppression'],
    });
    expect(told(findings)).toEqual([]);
  });
});
