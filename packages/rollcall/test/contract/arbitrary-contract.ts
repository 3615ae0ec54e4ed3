import fc from 'fast-check';
import type { ContractInput } from '../../src/contract/schema.ts';

const variableName = fc.oneof(
  fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'null', 'true', '1.0', '~', 'on', '- a', '#x', 'ü: 😀', ' '),
);
const word = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9 :#-]{0,12}$/),
  fc.constantFrom('null', '12', 'yes', '*x', '&y', '"', "it's"),
);
const prose = fc.oneof(word, fc.constantFrom('two\nlines', 'ends in a line\n', '\ttab', '  spaces  '));
const path = fc.constantFrom('a.py', 'src/main.ts', './services/a b/c', 'x/../y');
const day = fc.constantFrom('2024-02-29', '2027-01-31', '1999-12-31');
const secretTemplate = fc.constantFrom('{kebab}', '{lower}-{environment}', '{service}_{name}', 'fixed');

function some<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.array(arbitrary, { maxLength: 3 });
}

function oneOrMore<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.oneof(arbitrary, some(arbitrary));
}

function keyed<T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>) {
  return fc
    .array(fc.tuple(key, value), { maxLength: 3 })
    .map((entries): Record<string, T> => Object.fromEntries(entries));
}

const environmentIds = ['staging', 'production', '__proto__'] as const;
const environmentId = fc.constantFrom<string>(...environmentIds);

/** A mapping in which any key may be left out. */
function partly<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(model, { requiredKeys: [] });
}

function per<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.oneof(arbitrary, keyed(environmentId, arbitrary));
}

const environment = partly({
  project: fc.oneof(word, fc.nat()),
  region: word,
  secretId: secretTemplate,
  versions: fc.constantFrom('latest' as const, 'pinned' as const),
  match: partly({
    branch: oneOrMore(word),
    flags: keyed(word, fc.oneof(word, fc.boolean(), fc.nat())),
    code: oneOrMore(word),
  }),
  per: fc.constant('pullRequest' as const),
});

const name = partly({
  category: word,
  critical: fc.boolean(),
  when: fc.constantFrom('build' as const, 'start' as const, 'request' as const),
  description: prose,
  quality: partly({
    minLength: fc.integer({ min: 1, max: 9 }),
    maxLength: fc.integer({ min: 9, max: 20 }),
    format: fc.constant('url' as const),
    schemes: some(word),
  }),
  secretId: per(secretTemplate),
  name: keyed(environmentId, variableName),
  version: per(fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constantFrom('latest', 'pinned', '7'))),
  owner: word,
});

const requirement = fc.oneof(
  variableName,
  fc.record(
    { name: variableName, critical: fc.boolean(), environments: some(environmentId) },
    { requiredKeys: ['name'] },
  ),
  fc.record({
    anyOf: fc.array(fc.oneof(variableName, fc.array(variableName, { minLength: 1, maxLength: 2 })), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

/** Names that are dropped or retired must not be needed too, so they are drawn from other words. */
const oldName = fc.stringMatching(/^OLD-[a-z]{1,5}$/);

const service = partly({
  cloudRun: per(fc.constantFrom('acme-{service}', 'a-{environment}', 'plain')),
  entry: path,
  roots: oneOrMore(path),
  deployedBy: some(
    fc.record({ file: path, step: word, role: fc.constant('alternative' as const) }, { requiredKeys: ['file'] }),
  ),
  start: partly({
    command: fc.oneof(word, fc.array(word, { minLength: 1 })),
    health: word,
    timeout: fc.constantFrom('20s', '1.5m', 30),
  }),
  needs: partly({
    from: fc.constantFrom('code' as const, 'contract' as const),
    add: some(requirement),
    drop: some(fc.record({ name: oldName, reason: prose, until: day }, { requiredKeys: ['name', 'reason'] })),
  }),
  variables: keyed(variableName, per(fc.oneof(prose, fc.constant(''), fc.boolean(), fc.nat()))),
  given: some(fc.record({ name: variableName, by: word, until: day }, { requiredKeys: ['name', 'by'] })),
  dynamic: some(fc.constantFrom('FEATURE_*', '*', 'A?')),
  retired: some(
    fc.record(
      { name: oldName, since: day, reason: prose, replacedBy: variableName },
      { requiredKeys: ['name', 'since', 'reason'] },
    ),
  ),
  owner: word,
  resources: partly({
    memory: fc.constant('512Mi'),
    cpu: fc.constantFrom(1, '500m'),
    port: fc.constant(8080),
    cloudSql: oneOrMore(word),
  }),
});

/** Valid contracts of many shapes; what they refer to is there. */
export const arbitraryContract = fc
  .record({
    bodies: fc.tuple(environment, environment, environment),
    extending: fc.boolean(),
    names: keyed(variableName, fc.option(name)),
    services: keyed(word, fc.option(service)),
    suppress: some(
      fc.record(
        { rule: word, environment: environmentId, reason: prose, until: day },
        { requiredKeys: ['rule', 'reason', 'until'] },
      ),
    ),
    tables: some(fc.record({ file: path, secrets: word })),
  })
  .map(({ bodies, extending, names, services, suppress, tables }): ContractInput => {
    const environments = Object.fromEntries(environmentIds.map((id, i) => [id, { ...bodies[i] }]));
    const [first] = Object.values(environments);
    if (extending && first) Object.assign(first, { extends: 'production' });
    return { version: 1, environments, names, services, suppress, tables } as ContractInput;
  });
