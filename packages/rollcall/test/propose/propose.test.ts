import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../src/contract/contract.ts';
import { formatContractError } from '../../src/contract/contract-error.ts';
import { loadContract } from '../../src/contract/load.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import { proposeContract } from '../../src/propose/propose.ts';
import { binding, deployment, read, service, treeFacts } from './tree-facts.ts';

function propose(parts: Partial<TreeFacts>): { text: string; contract: Contract } {
  const proposal = proposeContract(treeFacts(parts));
  const result = loadContract(proposal);
  if (!result.ok) throw new Error(`${result.errors.map(formatContractError).join('\n')}\n${proposal.text}`);
  return { text: proposal.text, contract: result.located.contract };
}

const secrets = (suffix: string, ...names: string[]) =>
  names.map((name) => binding(name, `${name.toLowerCase().replaceAll('_', '-')}${suffix}`));

describe('the text of a proposal', () => {
  it('is a screenful that says where each part comes from', () => {
    const { text } = propose({
      services: [service('auth'), service('web', { entry: null, readsDynamically: true })],
      deployments: [
        deployment('auth', {
          name: 'acme-auth-service',
          path: 'scripts/deploy.py',
          project: 'acme-staging',
          region: 'us-central1',
          environmentWords: { ENVIRONMENT: 'staging' },
          bindings: [
            ...secrets('-staging', 'SECRET_KEY', 'JWT_SECRET', 'DB_PASSWORD', 'REDIS_URL', 'SESSION_KEY'),
            binding('JWT_SECRET_KEY', 'jwt-secret-staging'),
            binding('SENTRY_DSN', 'shared-sentry'),
            binding('LOG_LEVEL', null),
          ],
        }),
      ],
      reads: [
        read('auth', 'SECRET_KEY', { level: 'required', only: ['staging', 'production'], by: 'ENVIRONMENT' }),
        read('auth', 'LOG_LEVEL'),
      ],
    });
    expect(text).toBe(`# Proposed by \`rollcall init\` from what the code reads and the deployments give.
# What can be inferred is not written: correct what is wrong, and leave out the rest.
version: 1

environments:
  # Told by ENVIRONMENT, in scripts/deploy.py; 5 of 6 secrets follow the template
  staging: { project: acme-staging, region: us-central1, secretId: "{kebab}-staging", match: { flags: { project: acme-staging }, code: [staging] } }
  # The code also compares its environment with: production

names:
  # One secret under two names in scripts/deploy.py
  # Secret ids off the template of the environment
  JWT_SECRET: {}
  JWT_SECRET_KEY: { sameSecretAs: JWT_SECRET }
  SENTRY_DSN: { secretId: { staging: shared-sentry } }

services:
  # Reads 2 names, 1 of them required; runs auth/main.py; deployed by scripts/deploy.py
  auth:
    cloudRun: acme-auth-service
    needs: { from: code }
  # Reads 0 names, 0 of them required; no deployment of it was found
  web:
    # entry: main.py  # not found, so all code of its folders counts; name the file that it runs
    # dynamic: ["FEATURE_*"]  # it reads names that only run time knows; write their patterns
    needs: { from: code }
`);
  });

  it('stays within forty lines for a service of 300 names', () => {
    const names = Array.from({ length: 300 }, (_, i) => `NAME_${i}`);
    const bindings = [
      ...secrets('-prod', ...names),
      ...names.slice(0, 60).map((name) => binding(`${name}_ALIAS`, `${name.toLowerCase().replaceAll('_', '-')}-prod`)),
      ...names.slice(0, 50).map((name) => binding(`OFF_${name}`, `other-${name.toLowerCase()}`)),
    ];
    const { text, contract } = propose({
      services: [service('api')],
      deployments: [deployment('api', { project: 'acme-prod', bindings })],
      reads: names.map((name) => read('api', name, { level: 'required' })),
    });
    expect(text.split('\n').length).toBeLessThanOrEqual(40);
    expect(contract.environments.get('production')?.secretId).toBe('{kebab}-prod');
    expect(text).toContain('more names share a secret or are off the template');
  });

  it('says that it may lack a part when something was not understood', () => {
    expect(propose({ complete: false }).text).toContain('Something was not understood');
  });
});

describe('environments', () => {
  it('are told apart by project where one word is given everywhere', () => {
    const { contract } = propose({
      services: [service('web')],
      deployments: ['acme-stg', 'acme-prod'].map((project) =>
        deployment('web', { project, name: `web-${project}`, environmentWords: { NODE_ENV: 'production' } }),
      ),
    });
    expect([...contract.environments.keys()]).toEqual(['production', 'staging']);
    expect(contract.environments.get('staging')?.match.codeWords).toEqual([]);
    expect([...(contract.services.get('web')?.cloudRun.by ?? [])]).toEqual([
      ['production', 'web-acme-prod'],
      ['staging', 'web-acme-stg'],
    ]);
  });

  it('keep the words that deployments give, under one id', () => {
    const { contract } = propose({
      services: [service('a'), service('b')],
      deployments: [
        deployment('a', { environmentWords: { APP_ENV: 'prod' } }),
        deployment('b', { environmentWords: { APP_ENV: 'production' } }),
      ],
    });
    expect([...contract.environments.keys()]).toEqual(['production']);
    expect(contract.environments.get('production')?.match.codeWords).toEqual(['prod', 'production']);
  });

  it('are not invented', () => {
    const { text, contract } = propose({
      services: [service('a')],
      deployments: [deployment('a', { bindings: secrets('', 'A_KEY', 'B_KEY') })],
    });
    expect(contract.environments.size).toBe(0);
    expect(text).toContain('#   environments: { staging: { project: acme-staging, secretId: "{kebab}" } }');
  });

  it('are pinned where every version is a number', () => {
    const bindings = [binding('A', 'a', '3'), binding('B', 'b', '12')];
    const { contract } = propose({
      services: [service('a')],
      deployments: [deployment('a', { project: 'x-prod', bindings })],
    });
    expect(contract.environments.get('production')?.versions).toBe('pinned');
  });
});

describe('templates of secret ids', () => {
  const templateOf = (...bindings: ReturnType<typeof binding>[]) =>
    propose({
      services: [service('auth')],
      deployments: [deployment('auth', { project: 'x-dev', bindings })],
    }).contract.environments.get('development')?.secretId;

  it.each([
    [['A_B', 'a-b'], ['C_D', 'c-d'], '{kebab}'],
    [['A_B', 'a_b_dev'], ['C_D', 'c_d_dev'], '{lower}_dev'],
    [['A_B', 'dev-A_B'], ['C_D', 'dev-C_D'], 'dev-{name}'],
    [['A_B', 'auth-a-b'], ['C_D', 'auth-c-d'], 'auth-{kebab}'],
    [['A_B', 'other'], ['C_D', 'c-d'], null],
    [['A_B', `a-b-$\{ENV}`], ['C_D', 'c-d'], null],
  ] as [[string, string], [string, string], string | null][])('%j and %j: %s', (first, second, template) => {
    expect(templateOf(binding(...first), binding(...second))).toBe(template);
  });

  it('name the service where it is what differs', () => {
    const own = (id: string) =>
      deployment(id, { project: 'x-dev', bindings: [binding('A_B', `${id}-a-b`), binding('C_D', `${id}-c-d`)] });
    const { contract } = propose({
      services: [service('auth'), service('web')],
      deployments: [own('auth'), own('web')],
    });
    expect(contract.environments.get('development')?.secretId).toBe('{service}-{kebab}');
  });
});

describe('names of one secret', () => {
  it('are not proposed when another deployment parts them', () => {
    const { contract } = propose({
      services: [service('a')],
      deployments: [
        deployment('a', { bindings: [binding('X', 's'), binding('Y', 's')] }),
        deployment('a', { bindings: [binding('X', 's'), binding('Y', 't')] }),
      ],
    });
    expect(contract.names.size).toBe(0);
  });
});

describe('any facts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('a', 'A', 'staging', '__proto__', 'null', '{kebab}', 'a: b', '"', '\n', 'x=y', 'acme-prod', 'auth'),
  );
  const bindings = fc.array(
    fc
      .tuple(text, fc.option(text), fc.constantFrom('1', 'latest'))
      .map(([name, secret, version]) => binding(name, secret, version)),
    { maxLength: 6 },
  );
  const words = fc.array(fc.tuple(text, text), { maxLength: 2 }).map((entries) => Object.fromEntries(entries));
  const deployments = fc.array(
    fc
      .record({
        id: fc.option(text),
        name: fc.option(text),
        path: text,
        project: fc.option(text),
        region: fc.option(text),
        environment: fc.option(text),
        words,
        bindings,
      })
      .map(({ id, name, words: environmentWords, ...rest }) =>
        deployment(id, { name: name ?? null, environmentWords, ...rest }),
      ),
    { maxLength: 5 },
  );
  const services = fc
    .uniqueArray(text, { maxLength: 4 })
    .chain((ids) =>
      fc
        .tuple(fc.boolean(), fc.boolean(), text)
        .map(([dynamic, known, entry]) =>
          ids.map((id) =>
            service(id, { readsDynamically: dynamic, entry: known ? entry : null, roots: known ? [id] : [] }),
          ),
        ),
    );
  const reads = fc.array(
    fc.tuple(text, text, text).map(([id, name, word]) => read(id, name, { only: [word], by: name })),
    { maxLength: 4 },
  );

  it('make a contract that is valid, the same each time, and holds no value', () => {
    fc.assert(
      fc.property(fc.record({ deployments, services, reads }), (parts) => {
        const { text: first } = propose(parts);
        expect(proposeContract(treeFacts(parts)).text).toBe(first);
        expect(first).not.toContain('hunter2');
      }),
      { numRuns: 500 },
    );
  });
});
