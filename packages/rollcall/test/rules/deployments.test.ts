import { describe, expect, test } from 'vitest';
import { check, closed, readsOfClosed, required, told } from './checked.ts';

const auth = { service: 'auth', flags: closed } as const;

describe('no-dropped-binding', () => {
  const gives = {
    service: 'auth',
    flags: [
      ['set-secrets', 'A=a-prod:3,B=b:1'],
      ['set-env-vars', 'LOG_LEVEL=x'],
    ],
  } as const;
  const reads = [...readsOfClosed, required('A')];

  test('given at the base, needed, and gone: told once, with what it was', () => {
    const findings = check({ deployments: [auth], reads }, { base: { deployments: [gives], reads } });
    expect(told(findings)).toEqual(['error no-dropped-binding auth A']);
    expect(findings[0]?.what).toBe('The deployment in deploy.sh no longer gives A to auth, which still needs it.');
    expect(findings[0]?.fix.command).toContain('--update-secrets=A=a-prod:3');
  });

  test('found again in a script that moved', () => {
    const moved = { ...auth, path: 'scripts/deploy.sh' };
    const findings = check({ deployments: [moved], reads }, { base: { deployments: [gives], reads } });
    expect(told(findings)).toEqual(['error no-dropped-binding auth A']);
  });

  test('one side of an either-or', () => {
    const group = ['A', 'Z'].map((name) => ({ ...required(name), group: 'g' }));
    const spec = { reads: [...readsOfClosed, ...group] };
    const findings = check({ ...spec, deployments: [auth] }, { base: { ...spec, deployments: [gives] } });
    expect(told(findings)).toEqual(['error no-dropped-binding auth A']);
  });

  test.each([
    ['it was not given before', auth, auth, reads, 'error no-missing-binding auth A'],
    [
      'another deployment of the service gave it',
      auth,
      { ...gives, environment: 'staging' },
      reads,
      'error no-missing-binding auth A',
    ],
  ] as const)('silent: %s', (_, now, then, read, other) => {
    expect(told(check({ deployments: [now], reads: read }, { base: { deployments: [then], reads } }))).toEqual([other]);
  });

  test('a note where nothing reads it, a warning where the code copes, and silent where it may be there still', () => {
    const base = { deployments: [gives], reads };
    const dropped = 'no-dropped-binding auth A';
    expect(told(check({ deployments: [auth], reads: readsOfClosed }, { base }))).toEqual([`note ${dropped}`]);
    const coping = [...readsOfClosed, { service: 'auth', name: 'A', level: 'defaulted' } as const];
    expect(told(check({ deployments: [auth], reads: coping }, { base }))).toEqual([`warning ${dropped}`]);
    const update = { service: 'auth', flags: [['update-secrets', 'B=b:1']] } as const;
    const open = { ...auth, open: true };
    expect(told(check({ deployments: [update], reads }, { base }))).toEqual([]);
    expect(told(check({ deployments: [open], reads }, { base }))).toEqual([]);
  });
});

describe('no-closing-set', () => {
  const hotfix = { service: 'auth', path: 'hotfix.sh', flags: [['update-secrets', 'A=a:1']] } as const;
  const reads = [...readsOfClosed, { service: 'auth', name: 'A', level: 'optional' } as const];

  test('a deploy that wipes what another script gives', () => {
    const findings = check({ deployments: [auth, hotfix], reads });
    expect(told(findings)).toEqual(['warning no-closing-set auth A']);
    expect(findings[0]?.what).toBe('The deployment in deploy.sh wipes A of auth, which hotfix.sh gives.');
    expect(findings[0]?.related.map(({ role, span }) => `${role} ${span.path}`)).toEqual(['given hotfix.sh']);
  });

  test('a name that is needed is told as missing', () => {
    const findings = check({ deployments: [auth, hotfix], reads: [...readsOfClosed, required('A')] });
    expect(told(findings)).toEqual(['error no-missing-binding auth A']);
  });

  test.each([
    ['the other list is closed', { flags: [['set-env-vars', 'LOG_LEVEL=x']] }, {}],
    ['it is listed', { flags: [...closed, ['update-secrets', 'A=a:1']] }, {}],
    ['its list is open', { open: true }, {}],
    [
      'both replace',
      {},
      {
        flags: [
          ['set-secrets', 'A=a:1,B=b:1'],
          ['set-env-vars', 'LOG_LEVEL=x'],
        ],
      },
    ],
    ['another service', {}, { name: 'acme-auth-preview' }],
    ['another environment', {}, { environment: 'staging' }],
    ['another project', { project: 'a' }, { project: 'b' }],
    ['only some runs give it', {}, { flags: [['update-secrets', 'A=a:1', 'conditional']] }],
    ['a later step of the same script', {}, { path: 'deploy.sh' }],
  ])('silent: %s', (_, closing, other) => {
    const deployments = [
      { ...auth, ...closing },
      { ...hotfix, ...other },
    ] as (typeof auth)[];
    const findings = check({ deployments, reads }, { only: ['no-closing-set'] });
    expect(told(findings)).toEqual([]);
  });
});

describe('no-unused-binding', () => {
  const reads = [required('B')];
  const on = (spec: object = {}, contract?: string) =>
    told(
      check(
        { deployments: [{ service: 'auth', flags: [['set-secrets', 'B=b:1,OLD=o:1']] }], reads, ...spec },
        { only: ['no-unused-binding'], ...(contract === undefined ? {} : { contract }) },
      ),
    );

  test('given, and nothing reads it', () => {
    const findings = check({ deployments: [{ service: 'auth', flags: [['set-secrets', 'B=b:1,OLD=o:1']] }], reads });
    expect(told(findings)).toEqual(['note no-unused-binding auth OLD']);
    expect(findings[0]?.what).toBe('OLD is given to auth, and nothing in auth reads it.');
    expect(findings[0]?.fix.command).toBe(
      "gcloud run services update acme-auth --region='<region>' --remove-secrets=OLD",
    );
  });

  test.each([
    ['the code reads names that only run time knows', { services: [{ id: 'auth', readsDynamically: true }] }],
    ['no code was found', { reads: [] }],
    ['a read of it has no known service', { reads: [...reads, { service: null, name: 'OLD', level: 'optional' }] }],
    ['the service is not known', { deployments: [{ service: null, flags: [['set-secrets', 'OLD=o:1']] }] }],
    [
      'a library reads it',
      { deployments: [{ service: 'auth', flags: [['set-env-vars', 'PYTHONPATH=.,OTEL_TRACES=1,NODE_ENV=x,TZ=UTC']] }] },
    ],
    ['the platform sets it', { deployments: [{ service: 'auth', flags: [['set-env-vars', 'PORT=80']] }] }],
    ['it is a file', { deployments: [{ service: 'auth', flags: [['set-secrets', '/run/key=k:1']] }] }],
  ])('silent: %s', (_, spec) => {
    expect(on(spec)).toEqual([]);
  });

  test('silent where some of the code was not understood', () => {
    const gap = (affects: object, path: string | null) => ({
      unresolved: [
        {
          reason: 'syntax-error',
          text: '',
          affects: { deployment: null, service: null, names: 'all', ...affects },
          span: path === null ? null : { path, start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 },
        },
      ],
    });
    expect(on(gap({ service: 'auth' }, null))).toEqual([]);
    expect(on(gap({}, 'auth/models.py'))).toEqual([]);
    expect(on(gap({}, 'backend/models.py'))).toEqual(['note no-unused-binding auth OLD']);
    expect(on(gap({ service: 'backend' }, 'backend/models.py'))).toEqual(['note no-unused-binding auth OLD']);
  });

  test.each([
    ['calls it dynamic', 'dynamic: ["OL*"]'],
    ['needs it', 'needs: { add: [OLD] }'],
    ['sets it as a variable', 'variables: { OLD: x }'],
  ])('silent where the contract %s', (_, entry) => {
    expect(on({}, `services: { auth: { ${entry} } }\n`)).toEqual([]);
  });
});

describe('no-duplicate-binding', () => {
  const on = (flags: readonly (readonly [string, string, 'conditional'?])[], more: object = {}) =>
    check({ deployments: [{ service: 'auth', flags, ...more }], reads: [required('A')] });

  test('two entries that differ, and two that do not', () => {
    expect(told(on([['set-secrets', 'A=a:1,A=a:2']]))).toEqual(['warning no-duplicate-binding auth A']);
    expect(told(on([['set-secrets', 'A=a:1,A=a:1']]))).toEqual(['note no-duplicate-binding auth A']);
    expect(told(on([['set-env-vars', 'A=x,A=x,A=y']]))).toEqual(['warning no-duplicate-binding auth A']);
  });

  test('entries that the reader of the flag dropped', () => {
    const reason = '"A" is given more than once; the last one counts.';
    const malformed = [{ flag: '--set-secrets', reason, refused: false, name: 'A' }];
    const findings = on([['set-secrets', 'A=a:2']], { malformed });
    expect(told(findings)).toEqual(['warning no-duplicate-binding auth A']);
    expect(findings[0]?.what).toBe('A is given more than once to auth by --set-secrets.');
  });

  test('silent: alternatives, and a file beside a variable', () => {
    expect(
      told(
        on([
          ['set-secrets', 'A=a:1', 'conditional'],
          ['set-secrets', 'A=a:2', 'conditional'],
        ]),
      ),
    ).toEqual([]);
    expect(told(on([['set-secrets', 'A=a:1,/A=a:1']]))).toEqual([]);
    expect(
      told(
        on([
          ['remove-secrets', 'A'],
          ['update-secrets', 'A=a:1'],
        ]),
      ),
    ).toEqual([]);
  });
});

describe('no-type-conflict', () => {
  test('a plain value and a secret', () => {
    const flags = [
      ['set-env-vars', 'A=x'],
      ['set-secrets', 'A=a:1'],
    ] as const;
    const findings = check({ deployments: [{ service: 'auth', flags }], reads: [required('A')] });
    expect(told(findings)).toEqual(['error no-type-conflict auth A']);
    expect(findings[0]?.what).toBe('A is given to auth as a plain value and as a secret by one deployment.');
    expect(JSON.stringify(findings)).not.toContain('A=x');
  });

  test('silent: some runs give the one', () => {
    const flags = [
      ['set-env-vars', 'A=x', 'conditional'],
      ['set-secrets', 'A=a:1', 'conditional'],
    ] as const;
    expect(told(check({ deployments: [{ service: 'auth', flags }], reads: [required('A')] }))).toEqual([]);
  });
});

describe('no-conflicting-sources', () => {
  const group = ['URL', 'HOST'].map((name) => ({ ...required(name), group: 'g' }));
  const on = (flags: readonly (readonly [string, string])[], contract?: string) =>
    check({ deployments: [{ service: 'auth', flags }], reads: group }, contract === undefined ? {} : { contract });

  test('both sides, by the code: a note; by the contract: a warning', () => {
    const flags = [['set-secrets', 'URL=u:1,HOST=h:1']] as const;
    expect(told(on(flags))).toEqual(['note no-conflicting-sources auth HOST']);
    const contract = 'services: { auth: { needs: { add: [ { anyOf: [URL, HOST] } ] } } }\n';
    const findings = on(flags, contract);
    expect(told(findings)).toEqual(['warning no-conflicting-sources auth URL']);
    expect(findings[0]?.what).toBe('auth is given both sides of an either-or: URL / HOST.');
  });

  test('silent: one side, or one secret on both', () => {
    expect(told(on([['set-secrets', 'URL=u:1']]))).toEqual([]);
    expect(told(on([['set-secrets', 'URL=u:1,HOST=u:2']]))).toEqual([]);
  });
});

describe('no-malformed-flag', () => {
  const reads = [...readsOfClosed, required('A')];

  test('what gcloud refuses, and what it reads otherwise', () => {
    const refused = { flag: '--set-secrets', reason: 'No secret version specified for A.', refused: true, name: 'A' };
    const findings = check({
      deployments: [
        { ...auth, malformed: [refused], gaps: [{ reason: 'malformed-flag', text: '', range: null, names: ['A'] }] },
      ],
      reads,
    });
    expect(told(findings)).toEqual(['error no-malformed-flag auth A']);
    expect(findings[0]?.what).toBe('--set-secrets of auth is malformed: No secret version specified for A.');
    const odd = { ...refused, refused: false, name: null };
    expect(told(check({ deployments: [{ ...auth, malformed: [odd] }], reads: readsOfClosed }))).toEqual([
      'warning no-malformed-flag auth null',
    ]);
  });

  test('a gap without an item of its own', () => {
    const unresolved = [
      {
        reason: 'malformed-flag',
        text: 'values must be strings.',
        affects: { deployment: 'deploy.sh#acme-auth#0', service: 'auth', names: ['A'] },
        span: null,
      },
    ] as const;
    const findings = check({ deployments: [auth], reads, unresolved });
    expect(told(findings)).toEqual(['error no-malformed-flag auth A']);
    expect(findings[0]?.what).toBe('What is given to auth is malformed: values must be strings.');
  });

  test('silent on other gaps', () => {
    const gaps = [{ reason: 'dynamic-list', text: '$X', range: null, names: 'all' }] as const;
    expect(told(check({ deployments: [{ ...auth, gaps }], reads }))).toEqual([]);
  });
});
