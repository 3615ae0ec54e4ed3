import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/resolve/resolve.ts';
import { explainName } from '../../src/rules/explain.ts';
import { contract } from '../support/contract.ts';
import { facts } from '../support/facts.ts';
import { closed, required } from './checked.ts';

const tree = facts({
  deployments: [
    { service: 'auth', environment: 'staging', words: { ENVIRONMENT: 'staging' }, flags: closed },
    { service: 'auth', environment: 'production', path: 'prod.sh', flags: [['update-secrets', 'A=a:1']] },
    { service: 'auth', path: 'hotfix.sh', flags: [['update-secrets', 'B=b:1']] },
    { service: 'backend', flags: closed },
  ],
  reads: [
    { ...required('A'), only: ['staging'], refusal: 'sys.exit(1)' },
    { service: 'auth', name: 'A', level: 'optional', path: 'auth/flags.py' },
  ],
});

describe('explainName', () => {
  const explained = explainName(resolve(tree, contract('names: { A: { description: Signs tokens } }\n')), 'A');

  test('says who needs it and why', () => {
    expect(explained.description).toBe('Signs tokens');
    expect(explained.services.map(({ service }) => service)).toEqual(['auth']);
    const [need, ...others] = explained.services[0]?.needs ?? [];
    expect(others).toEqual([]);
    expect(need).toMatchObject({ level: 'required', from: 'code', anyOf: [['A']] });
    expect(need?.text).toBe(
      'auth/main.py:2 exits when it is unset and ENVIRONMENT is staging, at its start (Signs tokens).',
    );
    expect(need?.ranges.map(({ path }) => path)).toEqual(['auth/main.py', 'auth/main.py', 'rollcall.yaml']);
    expect(explained.services[0]?.reads.map(({ level, only, scope }) => [level, only, scope])).toEqual([
      ['optional', [], ''],
      ['required', ['staging'], ' and ENVIRONMENT is staging'],
    ]);
  });

  test('says of each deployment whether it gives it', () => {
    const told = explained.services[0]?.deployments.map((d) => `${d.environment} ${d.needed} ${d.given}: ${d.text}`);
    expect(told).toEqual([
      'null maybe unknown: Unknown: the deployment does not list it, and leaves what was there before.',
      'production maybe yes: The deployment gives it.',
      'staging yes no: The deployment states all there is, and does not list it.',
    ]);
  });

  test('of a name that nothing mentions', () => {
    expect(explainName(resolve(tree, null), '__proto__')).toEqual({
      name: '__proto__',
      description: null,
      services: [],
    });
  });
});
