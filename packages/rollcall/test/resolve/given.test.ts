import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/resolve/resolve.ts';
import { contract } from '../support/contract.ts';
import { facts } from '../support/facts.ts';

type Deployments = Parameters<typeof facts>[0]['deployments'];

/** What each deployment says of a name: `given because`. */
function given(name: string, deployments: Deployments, more: Parameters<typeof facts>[0] = {}): string[] {
  const resolution = resolve(facts({ ...more, deployments: deployments ?? [] }), null);
  return resolution.deployments.map((deployment) => {
    const answer = deployment.given(name);
    return `${answer.given} ${answer.because}`;
  });
}

const closed = [
  ['set-secrets', 'B=b:1'],
  ['set-env-vars', 'LOG=info'],
] as const;

describe('whether a name is given', () => {
  test('bound', () => {
    expect(given('B', [{ service: 'auth', flags: closed }])).toEqual(['yes binding']);
    expect(given('LOG', [{ service: 'auth', flags: closed }])).toEqual(['yes binding']);
  });

  test('not listed, and both lists are closed', () => {
    expect(given('A', [{ service: 'auth', flags: closed }])).toEqual(['no not-listed']);
  });

  test('not listed, and one list stays as it was', () => {
    const flags = [
      ['set-secrets', 'B=b:1'],
      ['update-env-vars', 'X=1'],
    ] as const;
    expect(given('A', [{ service: 'auth', flags }])).toEqual(['unknown not-listed']);
    expect(given('A', [{ service: 'auth', flags: [['set-secrets', 'B=b:1']] }])).toEqual(['unknown not-listed']);
    expect(given('A', [{ service: 'auth', flags: [['update-secrets', 'B=b:1']] }])).toEqual(['unknown not-listed']);
    expect(given('A', [{ service: 'auth' }])).toEqual(['unknown not-listed']);
  });

  test('not listed where all plain values are replaced, and a plain value wherever else the service is deployed', () => {
    const bare = { service: 'auth', flags: [['set-env-vars', 'LOG=info']] } as const;
    const plain = { service: 'auth', path: 'other.sh', flags: [['set-env-vars', 'A=1']] } as const;
    const secret = { service: 'auth', path: 'third.sh', flags: [['set-secrets', 'A=a:1']] } as const;
    expect(given('A', [bare, plain])).toEqual(['no not-listed', 'yes binding']);
    expect(given('A', [bare, plain, secret])).toEqual(['unknown not-listed', 'yes binding', 'yes binding']);
    expect(given('A', [bare, { ...plain, service: 'web' }])).toEqual(['unknown not-listed', 'yes binding']);
    expect(given('A', [bare, { ...plain, environment: 'production' }])[0]).toBe('unknown not-listed');
    expect(
      given('A', [
        { ...bare, project: 'one' },
        { ...plain, project: 'two' },
      ])[0],
    ).toBe('unknown not-listed');
  });

  test('a manifest states everything, even where it lists nothing', () => {
    expect(given('A', [{ service: 'auth', mode: 'declare' }])).toEqual(['no not-listed']);
  });

  test('cleared lists are closed', () => {
    const flags = [
      ['clear-secrets', ''],
      ['clear-env-vars', ''],
    ] as const;
    expect(given('A', [{ service: 'auth', flags }])).toEqual(['no not-listed']);
  });

  test('an open list may hold it; what is bound is given all the same', () => {
    const deployment = { service: 'auth', flags: closed, open: true };
    expect(given('A', [deployment])).toEqual(['unknown open']);
    expect(given('B', [deployment])).toEqual(['yes binding']);
  });

  test('a gap opens the names it speaks of', () => {
    const gap = { reason: 'conditional-binding', text: 'A', range: null, names: ['A'] } as const;
    const deployment = { service: 'auth', flags: closed, gaps: [gap] };
    expect(given('A', [deployment])).toEqual(['unknown open']);
    expect(given('C', [deployment])).toEqual(['no not-listed']);
  });

  test('a gap about the secret or the service leaves no doubt about names', () => {
    const about = (reason: 'dynamic-secret' | 'dynamic-service') =>
      ({ reason, text: '', range: null, names: 'all' }) as const;
    const gaps = [about('dynamic-secret'), about('dynamic-service')];
    expect(given('A', [{ service: 'auth', flags: closed, gaps }])).toEqual(['no not-listed']);
  });

  test('a gap of the tree that affects the deployment', () => {
    const unresolved = [
      {
        reason: 'dynamic-list',
        text: '',
        affects: { deployment: 'deploy.sh#acme-auth#0', service: 'auth', names: 'all' },
        span: null,
      } as const,
    ];
    expect(given('A', [{ service: 'auth', flags: closed }], { unresolved })).toEqual(['unknown open']);
  });

  test('a refused flag may have been meant for any name', () => {
    const gaps = [{ reason: 'malformed-flag', text: '', range: null } as const];
    expect(given('A', [{ service: 'auth', flags: closed, gaps }])).toEqual(['unknown open']);
  });

  test('bound on some runs only', () => {
    const flags = [...closed, ['update-secrets', 'A=a:1', 'conditional']] as const;
    expect(given('A', [{ service: 'auth', flags }])).toEqual(['unknown conditional']);
  });

  test('removed, and removed on some runs only', () => {
    expect(given('A', [{ service: 'auth', flags: [['remove-secrets', 'A']] }])).toEqual(['no removed']);
    const flags = [
      ['update-secrets', 'B=b:1'],
      ['remove-secrets', 'A', 'conditional'],
    ] as const;
    expect(given('A', [{ service: 'auth', flags }])).toEqual(['unknown conditional']);
  });

  test('removals come before updates, whatever the order of the flags', () => {
    const flags = [
      ['update-secrets', 'A=a:1'],
      ['remove-env-vars', 'A'],
    ] as const;
    expect(given('A', [{ service: 'auth', flags }])).toEqual(['yes binding']);
  });

  test('a mounted file is no environment variable', () => {
    const flags = [
      ['set-secrets', '/A=a:1'],
      ['set-env-vars', 'X=1'],
    ] as const;
    expect(given('/A', [{ service: 'auth', flags }])).toEqual(['no not-listed']);
  });

  test('the platform gives it, by workload', () => {
    expect(given('PORT', [{ service: 'auth', flags: closed }])).toEqual(['yes platform']);
    expect(given('PORT', [{ service: 'auth', flags: closed, workload: 'job' }])).toEqual(['no not-listed']);
    expect(given('CLOUD_RUN_TASK_INDEX', [{ service: 'auth', flags: closed, workload: 'job' }])).toEqual([
      'yes platform',
    ]);
    expect(given('HOME', [{ service: 'auth', flags: closed }])).toEqual(['yes platform']);
  });

  test('the image gives it', () => {
    const services = [{ id: 'auth', imageNames: ['A'] }];
    expect(given('A', [{ service: 'auth', flags: closed }], { services })).toEqual(['yes image']);
  });

  test('the contract says that it is given outside, until a day', () => {
    const stated = contract(`services:
  auth:
    given: [ { name: A, by: operator, until: 2027-06-30 } ]
`);
    const tree = facts({ deployments: [{ service: 'auth', flags: closed }] });
    const answer = (today: string | null) => resolve(tree, stated, today).deployments[0]?.given('A');
    expect(answer('2027-06-30')).toEqual({ given: 'yes', because: 'contract', bindings: [] });
    expect(answer(null)?.given).toBe('yes');
    expect(answer('2027-07-01')).toEqual({ given: 'no', because: 'not-listed', bindings: [] });
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is only a name', (name) => {
    expect(given(name, [{ service: 'auth', flags: closed }])).toEqual(['no not-listed']);
    const flags = [['set-secrets', `${name}=a:1`]] as const;
    expect(given(name, [{ service: 'auth', flags }])).toEqual(['yes binding']);
  });
});

describe('steps of one script', () => {
  const update = (items: string) => ({ service: 'auth', flags: [['update-secrets', items]] as const });

  test('an update after a deploy adds to it, and the deploy speaks for both', () => {
    const resolution = resolve(facts({ deployments: [{ service: 'auth', flags: closed }, update('A=a:1')] }), null);
    const [deploy, later] = resolution.deployments;
    expect(deploy?.given('A').given).toBe('yes');
    expect(later?.given('B').given).toBe('yes');
    expect(later?.given('C').given).toBe('no');
    expect(deploy?.partOf).toBeNull();
    expect(later?.partOf).toBe(deploy?.deployment.id);
  });

  test('an update that removes takes away', () => {
    const deployments = [
      { service: 'auth', flags: closed },
      { service: 'auth', flags: [['remove-secrets', 'B']] as const },
    ];
    expect(given('B', deployments)).toEqual(['no removed', 'no removed']);
  });

  test('two deploys that close the same list are alternatives', () => {
    const other = {
      service: 'auth',
      flags: [
        ['set-secrets', 'A=a:1'],
        ['set-env-vars', 'LOG=info'],
      ] as const,
    };
    expect(given('A', [{ service: 'auth', flags: closed }, other])).toEqual(['no not-listed', 'yes binding']);
  });

  test('two steps that close one list each close both', () => {
    const deployments = [
      { service: 'auth', flags: [['set-secrets', 'B=b:1']] as const },
      { service: 'auth', flags: [['set-env-vars', 'X=1']] as const },
    ];
    expect(given('A', deployments)).toEqual(['no not-listed', 'no not-listed']);
  });

  test.each([
    ['another entry', { entry: 'other.sh' }],
    ['another file', { path: 'other.sh', entry: 'deploy.sh' }],
    ['another service', { service: 'backend' }],
    ['another environment', { environment: 'production' }],
    ['another workload', { workload: 'job' }],
    ['another container', { container: 'proxy' }],
    ['another name', { name: 'acme-auth-blue' }],
  ] as const)('%s is another chain', (_, differs) => {
    const tree = facts({
      deployments: [
        { service: 'auth', flags: closed },
        { ...update('A=a:1'), ...differs },
      ],
    });
    const resolution = resolve(tree, null);
    const deploy = resolution.deployments.find(({ deployment }) => deployment.mode === 'replace');
    expect(deploy?.given('A').given).toBe('no');
    expect(resolution.deployments.every(({ partOf }) => partOf === null)).toBe(true);
  });

  test('another project is another chain; an unstated one is not', () => {
    const deploy = { service: 'auth', flags: closed, project: 'acme-staging' };
    expect(given('A', [deploy, { ...update('A=a:1'), project: 'acme-prod' }])).toEqual([
      'no not-listed',
      'yes binding',
    ]);
    expect(given('A', [deploy, update('A=a:1')])).toEqual(['yes binding', 'yes binding']);
  });

  test('the words of all steps tell the environment', () => {
    const tree = facts({
      deployments: [
        { service: 'auth', flags: closed },
        { service: 'auth', words: { ENVIRONMENT: 'staging' }, flags: [['update-env-vars', 'ENVIRONMENT=staging']] },
      ],
      reads: [{ service: 'auth', name: 'A', level: 'required', only: ['staging'] }],
    });
    expect(resolve(tree, null).deployments[0]?.requirements.map(({ applies }) => applies)).toEqual(['yes']);
  });
});

describe('containers of one workload', () => {
  const main = { service: 'auth', container: 'main', flags: closed } as const;
  const proxy = { service: 'auth', container: 'proxy', flags: [['set-env-vars', 'X=1,Y=2,Z=3']] } as const;
  const reads = [{ service: 'auth', name: 'B', level: 'required' }] as const;
  const speakers = (deployments: Deployments) =>
    resolve(facts({ deployments: deployments ?? [], reads }), null)
      .deployments.filter(({ partOf }) => partOf === null)
      .map(({ deployment }) => deployment.container);

  test('the one that is given what the code needs speaks, whatever their order', () => {
    expect(speakers([main, proxy])).toEqual(['main']);
    expect(speakers([proxy, main])).toEqual(['main']);
  });

  test('each keeps its own names', () => {
    const { deployments } = resolve(facts({ deployments: [main, proxy], reads }), null);
    expect(deployments.map((deployment) => deployment.given('X').given)).toEqual(['no', 'yes']);
  });

  test('a container that comes twice starts another workload; so does another name', () => {
    expect(speakers([main, proxy, main, proxy])).toEqual(['main', 'main']);
    expect(speakers([main, { ...proxy, name: 'acme-proxy' }])).toEqual(['main', 'proxy']);
  });
});
