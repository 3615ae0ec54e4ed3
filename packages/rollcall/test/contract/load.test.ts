import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../src/contract/contract.ts';
import { formatContractError } from '../../src/contract/contract-error.ts';
import { loadContract } from '../../src/contract/load.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

function load(
  text: string,
  path = 'rollcall.yaml',
): { contract: Contract; rangeOf: (...p: (string | number)[]) => string | null } {
  const result = loadContract({ path, text });
  if (!result.ok) throw new Error(result.errors.map(formatContractError).join('\n'));
  const { contract, rangeOf } = result.located;
  const slice = (...pointer: (string | number)[]) => {
    const range = rangeOf(pointer);
    return range && text.slice(range.start, range.end);
  };
  return { contract, rangeOf: slice };
}

function errorsOf(text: string, path = 'rollcall.yaml'): string[] {
  const result = loadContract({ path, text });
  return result.ok ? [] : result.errors.map(formatContractError);
}

describe('the contracts in fixtures', () => {
  for (const file of readdirSync(fixtures)) {
    it(`${file} loads`, () => {
      expect(errorsOf(readFileSync(join(fixtures, file), 'utf8'), file)).toEqual([]);
    });
  }
});

describe('a contract in its normalised form', () => {
  const text = readFileSync(join(fixtures, 'auth.yaml'), 'utf8');
  const { contract, rangeOf } = load(text);

  it('resolves extends, and inherits neither branches nor flags', () => {
    const preview = contract.environments.get('preview');
    expect(preview).toMatchObject({
      project: 'acme-staging',
      region: 'us-central1',
      secretId: '{kebab}-staging',
      per: 'pullRequest',
    });
    expect(preview?.match).toEqual({ branches: [], flags: new Map(), codeWords: ['staging'] });
  });

  it('turns needs into lists of alternatives', () => {
    const [group] = contract.services.get('auth')?.needs.add ?? [];
    expect(group?.anyOf).toEqual([['REDIS_URL'], ['REDIS_HOST', 'REDIS_PORT']]);
    expect(group?.environments).toBeNull();
  });

  it('fills in defaults', () => {
    const auth = contract.services.get('auth');
    expect(auth?.start?.timeoutMs).toBe(20_000);
    expect(auth?.needs.from).toBe('code');
    expect(auth?.dependsOn).toEqual([]);
    expect(contract.names.get('REDIS_URL')?.critical).toBe(false);
  });

  it('tells where each entity stands', () => {
    expect(rangeOf('names', 'JWT_SECRET')).toBe('JWT_SECRET');
    expect(rangeOf('services', 'auth', 'needs', 'drop', 0)).toBe(
      '{ name: LEGACY_FLAG, reason: dead branch, until: 2027-01-31 }',
    );
    const given = contract.services.get('auth')?.given[0]?.range;
    expect(given && text.slice(given.start, given.end)).toBe('{ name: SENTRY_DSN, by: ci-secret }');
    expect(rangeOf('names', 'NO_SUCH')).toBeNull();
  });
});

describe('values and names', () => {
  it('keeps the spelling of plain values and of keys', () => {
    const { contract } = load(
      'version: 1\nservices: {a: {variables: {V: 1.10, W: {s: yes, t: 0x10}, 007: true}}}\nenvironments: {s: , t: }',
    );
    const variables = contract.services.get('a')?.variables;
    expect(variables?.get('V')?.value.all).toBe('1.10');
    expect(Object.fromEntries(variables?.get('W')?.value.by ?? [])).toEqual({ s: 'yes', t: '0x10' });
    expect(variables?.get('007')?.value.all).toBe('true');
  });

  it('takes __proto__ and constructor for names', () => {
    const { contract } = load(
      'version: 1\nnames: {__proto__: {critical: true}, constructor: }\nservices: {__proto__: {entry: a.py}}',
    );
    expect([...contract.names.keys()]).toEqual(['__proto__', 'constructor']);
    expect(contract.services.get('__proto__')?.entry).toBe('a.py');
  });

  it('unfolds aliases, places errors at the alias, and bounds the unfolding', () => {
    const shared = 'version: 1\nnames: {A: &a {critical: true}, B: *a}\n';
    expect(load(shared).contract.names.get('B')?.critical).toBe(true);
    expect(errorsOf('version: 1\nnames: {A: *a}')).toEqual([
      'rollcall.yaml:2:12  names.A: no anchor of this name stands before this alias',
    ]);
    const levels = Array.from(
      { length: 12 },
      (_, i) => `k${i + 1}: &k${i + 1} [${Array(10).fill(`*k${i}`).join(', ')}]`,
    );
    const bomb = errorsOf(`k0: &k0 x\n${levels.join('\n')}`);
    expect(bomb[0]).toContain('too much unfolds here');
    expect(errorsOf('a: &a [*a]')[0]).toContain('too much unfolds here');
  });
});

describe('JSON', () => {
  it('loads with tabs, escapes and positions', () => {
    const text = '{\n\t"version": 1,\n\t"names": {"\\u0041B": {"critical": true}}\n}';
    const { contract, rangeOf } = load(text, 'rollcall.json');
    expect([...contract.names.keys()]).toEqual(['AB']);
    expect(rangeOf('names', 'AB')).toBe('"\\u0041B"');
  });

  it('is JSON, not YAML', () => {
    expect(errorsOf('version: 1', 'rollcall.json')[0]).toMatch(/^rollcall\.json:1:1 {2}this is not valid JSON/);
    expect(errorsOf('{"version": 1,}', 'rollcall.json')[0]).toContain('this is not valid JSON');
    expect(errorsOf('{"version": 1, "version": 1}', 'rollcall.json')).toEqual([
      'rollcall.json:1:16  version: the key "version" stands here twice',
    ]);
  });
});

describe('text that is no contract', () => {
  it.each([
    ['', 'rollcall.yaml:1:1  expected a mapping, found nothing'],
    ['- 1', 'rollcall.yaml:1:1  expected a mapping, found a list'],
    ['{}', 'rollcall.yaml:1:1  missing key "version"; write "version: 1"'],
    ['version: 2', 'rollcall.yaml:1:10  version: expected 1'],
    [
      'version: 1\n---\nversion: 1',
      'rollcall.yaml:2:1  a contract is one document; remove what follows the second ---',
    ],
    ['version: 1\nnames: !!js/function x', 'rollcall.yaml:2:8  this tag is not supported; a contract needs none'],
    ['version: 1\nnames: {A: }\nnames: {B: }', 'rollcall.yaml:3:1  names: the key "names" stands here twice'],
    ['version: 1\n? [a]\n: b', 'rollcall.yaml:2:3  a key must be text'],
  ])('%j', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  it('is not read when it is very large', () => {
    expect(errorsOf(`version: 1 #${'x'.repeat(500_001)}`)).toEqual([
      'rollcall.yaml:1:1  a contract must be smaller than half a million characters',
    ]);
  });
});
