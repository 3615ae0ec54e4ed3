import { describe, expect, it } from 'vitest';
import { formatContractError } from '../../src/contract/contract-error.ts';
import { loadContract } from '../../src/contract/load.ts';

function errorsOf(text: string): { shown: string; slice: string | null }[] {
  const result = loadContract({ path: 'rollcall.yaml', text });
  if (result.ok) return [];
  return result.errors.map((error) => ({
    shown: formatContractError(error),
    slice: error.range && text.slice(error.range.start, error.range.end),
  }));
}

/** The message and the source it points to, for a contract of version 1 with this body. */
function complaintOf(body: string): [string, string | null][] {
  return errorsOf(`version: 1\n${body}`).map(({ shown, slice }) => [
    shown.replace(/^rollcall\.yaml:\d+:\d+ {2}/, ''),
    slice,
  ]);
}

describe('an error points at its place', () => {
  it('at an unknown key, with the nearest valid one', () => {
    const text = 'version: 1\nservices:\n  auth:\n    need: {}\n';
    expect(errorsOf(text)).toEqual([
      { shown: 'rollcall.yaml:4:5  services.auth.need: unknown key "need"; nearest valid key: "needs"', slice: 'need' },
    ]);
  });

  it('counts columns in UTF-16 units, after a byte order mark and with either line end', () => {
    expect(errorsOf('\uFEFFversion: 1\r\nnames: {"😀": {}, A: {whem: 1}}')[0]).toEqual({
      shown: 'rollcall.yaml:2:23  names.A.whem: unknown key "whem"; nearest valid key: "when"',
      slice: 'whem',
    });
  });

  it('for every error, in the order of the file', () => {
    const text = [
      'version: 1',
      'services:',
      '  auth:',
      '    entri: a',
      '    roots: 5',
      '    given: [{ name: A }]',
      'environments: { staging: { region: [] } }',
    ].join('\n');
    expect(errorsOf(text).map(({ shown }) => shown)).toEqual([
      'rollcall.yaml:4:5  services.auth.entri: unknown key "entri"; nearest valid key: "entry"',
      'rollcall.yaml:5:12  services.auth.roots: expected text or a list, found a number',
      'rollcall.yaml:6:13  services.auth.given[0]: missing key "by"',
      'rollcall.yaml:7:36  environments.staging.region: expected text, found a list',
    ]);
  });

  it('of form and of meaning together, where unknown keys are all that is wrong with the form', () => {
    expect(complaintOf('environments: {a: {extend: b}, c: {extends: d}}').map(([message]) => message)).toEqual([
      'environments.a.extend: unknown key "extend"; nearest valid key: "extends"',
      'environments.c.extends: unknown environment "d"; the contract has no such environment',
    ]);
  });
});

describe('kinds of values', () => {
  it.each([
    ['names: {A: {critical: yes}}', 'names.A.critical: expected true or false, found text', 'yes'],
    [
      'names: {A: {when: startup}}',
      'names.A.when: expected "build", "start" or "request"; nearest: "start"',
      'startup',
    ],
    ['names: {A: {quality: {pattern: "["}}}', 'names.A.quality.pattern: must be a regular expression', '"["'],
    ['names: {A: {quality: {minLength: 0}}}', 'names.A.quality.minLength: must be 1 or more', '0'],
    [
      'names: {A: {secretId: "{kebap}"}}',
      'names.A.secretId: unknown placeholder {kebap}; nearest placeholder: {kebab}',
      '"{kebap}"',
    ],
    [
      'names: {A: {secretId: "{kebab"}}',
      'names.A.secretId: a brace of the template has no partner; placeholders are {kebab}, {name}, {lower}, {environment}, {service}',
      '"{kebab"',
    ],
    [
      'services: {a: {cloudRun: "{name}"}}',
      'services.a.cloudRun: unknown placeholder {name}; placeholders are {environment}, {service}',
      '"{name}"',
    ],
    [
      'services: {a: {dynamic: ["A[B"]}}',
      'services.a.dynamic[0]: must be a pattern of name characters, "*" and "?"',
      '"A[B"',
    ],
    [
      'services: {a: {entry: ../b}}',
      'services.a.entry: must be a path from the root of the repository that stays inside it',
      '../b',
    ],
    [
      'services: {a: {entry: /b}}',
      'services.a.entry: must be a path from the root of the repository that stays inside it',
      '/b',
    ],
    [
      'services: {a: {start: {timeout: soon}}}',
      'services.a.start.timeout: must be a duration such as 500ms, 20s, 5m or 1h',
      'soon',
    ],
    [
      'services: {a: {resources: {memory: much}}}',
      'services.a.resources.memory: must be an amount of memory such as 512Mi or 1Gi',
      'much',
    ],
    ['services: {a: {resources: {port: 70000}}}', 'services.a.resources.port: must be 65535 or less', '70000'],
    [
      'services: {a: {given: [{name: A, by: b, until: 2027-02-29}]}}',
      'services.a.given[0].until: must be a day of the calendar as YYYY-MM-DD',
      '2027-02-29',
    ],
    [
      'services: {a: {given: [{name: A, by: b, until: 2027}]}}',
      'services.a.given[0].until: expected text, found a number',
      '2027',
    ],
    ['services: {a: {needs: {add: ["A=B"]}}}', 'services.a.needs.add[0]: a name must not hold "="', '"A=B"'],
    ['services: {a: {needs: {add: [""]}}}', 'services.a.needs.add[0]: a name must not be empty', '""'],
    [
      'names: {"A\\0": {}}',
      'names["A\\u0000"]: a name must not hold NUL, a line break or another control character',
      '"A\\0"',
    ],
    ['suppress: [{rule: r, reason: x}]', 'suppress[0]: missing key "until"', '{rule: r, reason: x}'],
  ])('%s', (body, message, slice) => {
    expect(complaintOf(body)).toEqual([[message, slice]]);
  });

  it('takes the last day of February in a leap year, and a day that is long over', () => {
    expect(complaintOf('services: {a: {given: [{name: A, by: b, until: 2020-02-29}]}}')).toEqual([]);
  });
});

describe('meaning', () => {
  const environments = 'environments: {staging: , production: }\n';
  it.each([
    [
      'services: {a: {cloudRun: {stagin: b}}}',
      'services.a.cloudRun.stagin: unknown environment "stagin"; nearest environment: "staging"',
      'stagin',
    ],
    [
      'services: {a: {variables: {V: {prod: b}}}}',
      'services.a.variables.V.prod: unknown environment "prod"; the contract has no such environment',
      'prod',
    ],
    [
      'names: {A: {name: {test: B}}}',
      'names.A.name.test: unknown environment "test"; the contract has no such environment',
      'test',
    ],
    ['names: {A: {sameSecretAs: B}}', 'names.A.sameSecretAs: unknown name "B"; the contract has no such name', 'B'],
    [
      'names: {A: {sameSecretAs: B}, B: {sameSecretAs: A}}',
      'names.A.sameSecretAs: names refer to each other in a circle: "A" → "B" → "A"',
      'B',
    ],
    [
      'services: {a: {dependsOn: [a]}}',
      'services.a.dependsOn: services depend on each other in a circle: "a" → "a"',
      '[a]',
    ],
    [
      'services: {auth: {dependsOn: [aut]}}',
      'services.auth.dependsOn[0]: unknown service "aut"; nearest service: "auth"',
      'aut',
    ],
    [
      'services: {a: {needs: {add: [A], drop: [{name: A, reason: r}]}}}',
      'services.a.needs.drop[0].name: "A" is both added to the needs and dropped from them',
      'A',
    ],
    [
      'services: {a: {needs: {add: [{anyOf: [B, [A]]}]}, retired: [{name: A, since: 2024-01-01, reason: r}]}}',
      'services.a.retired[0].name: "A" is both needed and retired',
      'A',
    ],
    [
      'services: {a: {needs: {add: [{critical: true}]}}}',
      'services.a.needs.add[0]: missing key "name" or "anyOf"',
      '{critical: true}',
    ],
    [
      'services: {a: {resources: {minInstances: 3, maxInstances: 2}}}',
      'services.a.resources.maxInstances: must not be less than minInstances',
      '2',
    ],
    [
      'suppress: [{rule: r, reason: x, until: 2030-01-01, service: b}]',
      'suppress[0].service: unknown service "b"; the contract has no such service',
      'b',
    ],
    [
      'tables: [{file: a.py}]',
      'tables[0]: names no table; state at least one of requirements, secrets, critical',
      '{file: a.py}',
    ],
  ])('%s', (body, message, slice) => {
    expect(complaintOf(environments + body)).toEqual([[message, slice]]);
  });

  it('finds environments that extend each other', () => {
    expect(complaintOf('environments: {a: {extends: b}, b: {extends: c}, c: {extends: b}}')).toEqual([
      ['environments.b.extends: environments extend each other in a circle: "b" → "c" → "b"', 'c'],
    ]);
  });
});

describe('values stay out of errors', () => {
  it.each([
    'services: {a: {variables: {V: [hunter2]}}}',
    'services: {a: {variables: {V: {staging: {x: hunter2}}}}}',
    'services: {a: {variables: {"V=hunter2": x}}}',
    'services: {a: {variables: [V=hunter2]}}',
    'services: {a: {"V=hunter2": x}}',
    'services: {a: {variables: {V: "hunter2\\q"}}}',
    'services: {a: {variables: {V: @hunter2}}}',
    'services: {a: {variables: {V: hunter2',
    'services: {a: {variables: {V: !hunter2 x}}}',
    'services: {a: {variables: {"V=hunter2": x, "V=hunter2": x}}}',
    'services: {a: {needs: {add: [V=hunter2]}}}',
    'services: {a: {retired: [{name: "V=hunter2"}]}}',
  ])('%s', (body) => {
    const shown = errorsOf(`version: 1\n${body}`).map((error) => error.shown);
    expect(shown).not.toEqual([]);
    expect(shown.join('\n')).not.toContain('hunter2');
  });

  it('in JSON too', () => {
    const result = loadContract({ path: 'rollcall.json', text: '{"services":{"a":{"variables":{"V":"hunter2",}}}}' });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});
