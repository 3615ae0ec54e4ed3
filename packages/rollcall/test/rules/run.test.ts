import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULE_ORDER } from '../../src/rules/order.ts';
import { DEFAULT_PRESET, findPreset, presetIds } from '../../src/rules/presets.ts';
import { rules } from '../../src/rules/registry.generated.ts';
import { facts } from '../support/facts.ts';
import { check, checkFacts, closed, readsOfClosed, required, told } from './checked.ts';

const ids = rules.map(({ meta }) => meta.id);

describe('the rules', () => {
  test('are all registered, sorted, ordered, and weighed by the default preset', () => {
    const files = readdirSync(new URL('../../src/rules/', import.meta.url)).filter((name) =>
      /^(no|require)-/.test(name),
    );
    expect(ids).toEqual(files.map((name) => name.replace('.ts', '')).sort());
    expect([...RULE_ORDER].sort()).toEqual(ids);
    expect(Object.keys(findPreset(DEFAULT_PRESET)?.severities ?? {}).sort()).toEqual(ids);
    expect(presetIds()).toContain(DEFAULT_PRESET);
    expect(findPreset('recommended@0')).toBeNull();
  });

  test.each(rules)('$meta.id is documented by examples on both sides', ({ meta }) => {
    expect(meta.docs.length).toBeGreaterThan(80);
    expect(meta.examples.filter(({ findings }) => findings.length > 0).length).toBeGreaterThanOrEqual(2);
    expect(meta.examples.filter(({ findings }) => findings.length === 0).length).toBeGreaterThanOrEqual(2);
    expect(new Set(meta.examples.map(({ title }) => title)).size).toBe(meta.examples.length);
    if (meta.requires === 'contract') expect(meta.examples.every(({ contract }) => contract !== undefined)).toBe(true);
    if (meta.requires === 'base') expect(meta.examples.every(({ against }) => against !== undefined)).toBe(true);
  });
});

describe('a run', () => {
  const auth = { service: 'auth', flags: closed } as const;
  const reads = [...readsOfClosed, required('A')];

  test('finds nothing in nothing', () => {
    expect(check({})).toEqual([]);
  });

  test('tells one fact once, and another fact of the same name', () => {
    const hotfix = { service: 'auth', path: 'hotfix.sh', flags: [['update-secrets', 'A=a:1,A=a:2']] } as const;
    expect(told(check({ deployments: [auth, hotfix], reads }))).toEqual([
      'error no-missing-binding auth A',
      'warning no-duplicate-binding auth A',
    ]);
  });

  test('lets the next rule speak where the first was not chosen', () => {
    const hotfix = { service: 'auth', path: 'hotfix.sh', flags: [['update-secrets', 'A=a:1']] } as const;
    const findings = check({ deployments: [auth, hotfix], reads }, { only: ['no-closing-set', 'no-unused-binding'] });
    expect(told(findings)).toEqual(['warning no-closing-set auth A']);
  });

  test('is sorted by service, environment, name and path', () => {
    const deployments = [
      { ...auth, service: 'web' },
      { ...auth, environment: 'staging' },
      { ...auth, path: 'b.sh' },
      { ...auth, path: 'a.sh' },
    ];
    const all = [...reads, required('AA'), ...reads.map((read) => ({ ...read, service: 'web' }))];
    const order = check({ deployments, reads: all }).map(
      (f) => `${f.service} ${f.environment} ${f.name} ${f.span?.path}`,
    );
    expect(order).toEqual([
      'auth null A a.sh',
      'auth null A b.sh',
      'auth null AA a.sh',
      'auth null AA b.sh',
      'auth staging A deploy.sh',
      'auth staging AA deploy.sh',
      'web null A deploy.sh',
    ]);
  });

  test('fingerprints hold through edits, and tell equal findings apart', () => {
    const prints = (deployments: readonly (typeof auth)[]) =>
      check({ deployments, reads }).map(({ fingerprint }) => fingerprint);
    const one = prints([auth]);
    const other = { ...auth, service: 'other' } as unknown as typeof auth;
    expect(prints([other, auth])).toEqual(one);
    const two = prints([auth, auth]);
    expect(two[0]).toBe(one[0]);
    expect(new Set(two).size).toBe(2);
    expect(prints([{ ...auth, path: 'other.sh' } as typeof auth])).not.toEqual(one);
  });

  test('does not change what it is given', () => {
    const tree = facts({ deployments: [auth], reads });
    expect(checkFacts(tree)).toEqual(checkFacts(tree));
  });
});
