import { describe, expect, test } from 'vitest';
import type { Requirement } from '../../src/model/resolution.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { contract } from '../support/contract.ts';
import { facts } from '../support/facts.ts';

type Spec = Parameters<typeof facts>[0];

function needs(spec: Spec, yaml: string | null = null, today: string | null = null): string[] {
  return resolve(facts(spec), yaml === null ? null : contract(yaml), today).requirements.map(show);
}

/** `auth A|B+C required from code at start in staging`. */
function show(r: Requirement): string {
  const names = r.anyOf.map((side) => side.join('+')).join('|');
  const only = r.only ? ` in ${r.only.join()}` : '';
  const except = r.except.length > 0 ? ` not in ${r.except.join()}` : '';
  return `${r.service} ${names} ${r.level} from ${r.from} at ${r.when}${only}${except}${r.critical ? ' critical' : ''}`;
}

const required = (name: string) => ({ service: 'auth', name, level: 'required' }) as const;

describe('needs of the code', () => {
  test('required and hollow reads make requirements, the others do not', () => {
    const reads = [
      required('A'),
      { service: 'auth', name: 'B', level: 'hollow' },
      { service: 'auth', name: 'C', level: 'defaulted' },
      { service: 'auth', name: 'D', level: 'optional' },
      { service: null, name: 'E', level: 'required' },
    ] as const;
    expect(needs({ reads })).toEqual(['auth A required from code at start', 'auth B hollow from code at start']);
  });

  test('reads of one name are one requirement: the strictest level, the earliest moment', () => {
    const reads = [
      { ...required('A'), when: 'use' },
      { ...required('A'), when: 'import' },
      { service: 'auth', name: 'A', level: 'hollow', when: 'start' },
    ] as const;
    const [requirement, ...others] = resolve(facts({ reads }), null).requirements;
    expect(others).toEqual([]);
    expect(requirement && show(requirement)).toBe('auth A required from code at import');
    expect(requirement?.reads).toHaveLength(3);
  });

  test('reads in different environments are different requirements', () => {
    const reads = [
      { ...required('A'), only: ['staging', 'production'] },
      { ...required('A'), except: ['development'] },
    ];
    expect(needs({ reads })).toEqual([
      'auth A required from code at start not in development',
      'auth A required from code at start in production,staging',
    ]);
  });

  test('a group is one requirement with alternatives; a default among them ends it', () => {
    const group = [
      { service: 'auth', name: 'URL', level: 'optional', group: 'g' },
      { ...required('HOST'), group: 'g' },
    ] as const;
    expect(needs({ reads: group })).toEqual(['auth HOST|URL required from code at start']);
    const withDefault = [...group, { service: 'auth', name: 'X', level: 'defaulted', group: 'g' }] as const;
    expect(needs({ reads: withDefault })).toEqual([]);
  });
});

describe('needs of the contract', () => {
  test('added, with alternatives and environments', () => {
    const yaml = `environments: { staging: {}, production: {} }
services:
  auth:
    needs:
      add:
        - SECRET_KEY
        - { anyOf: [REDIS_URL, [REDIS_HOST, REDIS_PORT]], environments: [staging], when: start }
`;
    expect(needs({}, yaml)).toEqual([
      'auth REDIS_URL|REDIS_HOST+REDIS_PORT required from contract at start in staging',
      'auth SECRET_KEY required from contract at unknown',
    ]);
  });

  test('what names say of themselves reaches the needs of the code', () => {
    const yaml = `names:
  A: { critical: true, when: request, description: Signs tokens }
services: { auth: {} }
`;
    expect(needs({ reads: [required('A')] }, yaml)).toEqual(['auth A required from code at use critical']);
    const [requirement] = resolve(facts({ reads: [required('A')] }), contract(yaml)).requirements;
    expect(requirement?.description).toBe('Signs tokens');
    expect(requirement?.declaredAt?.path).toBe('rollcall.yaml');
  });

  test('dropped until a day', () => {
    const yaml = `services:
  auth:
    needs:
      drop: [ { name: A, reason: dead branch, until: 2027-01-31 } ]
`;
    const reads = [required('A'), required('B')];
    expect(needs({ reads }, yaml, '2027-01-31')).toEqual(['auth B required from code at start']);
    expect(needs({ reads }, yaml, '2027-02-01')).toHaveLength(2);
  });

  test('retired', () => {
    const yaml = `services:
  auth:
    retired: [ { name: A, since: 2025-08-24, reason: replaced } ]
`;
    expect(needs({ reads: [required('A')] }, yaml)).toEqual([]);
  });

  test('a dropped alternative leaves the others', () => {
    const yaml = `services:
  auth:
    needs:
      drop: [ { name: HOST, reason: dead branch } ]
`;
    const reads = ['URL', 'HOST'].map((name) => ({ ...required(name), group: 'g' }));
    expect(needs({ reads }, yaml)).toEqual(['auth URL required from code at start']);
  });

  test('the contract alone states the needs', () => {
    const yaml = `services:
  auth:
    needs: { from: contract, add: [B] }
`;
    expect(needs({ reads: [required('A')] }, yaml)).toEqual(['auth B required from contract at unknown']);
  });

  test('names that change with the environment', () => {
    const yaml = `environments: { staging: {}, production: {} }
names:
  OAUTH_ID: { name: { staging: OAUTH_ID_STAGING } }
services:
  auth:
    needs: { add: [OAUTH_ID] }
`;
    expect(needs({}, yaml)).toEqual([
      'auth OAUTH_ID required from contract at unknown not in staging',
      'auth OAUTH_ID_STAGING required from contract at unknown in staging',
    ]);
  });
});

describe('which requirements apply to a deployment', () => {
  const applying = (deployment: object, read: object, yaml: string | null = null): string[] => {
    const spec = { deployments: [{ service: 'auth', ...deployment }], reads: [{ ...required('A'), ...read }] };
    const resolution = resolve(facts(spec), yaml === null ? null : contract(yaml));
    return resolution.deployments.flatMap((d) => d.requirements.map((r) => r.applies));
  };
  const words = (ENVIRONMENT: string) => ({ words: { ENVIRONMENT } });

  test('in all environments', () => {
    expect(applying({}, {})).toEqual(['yes']);
  });

  test('by the word that the deployment gives', () => {
    expect(applying(words('staging'), { only: ['staging', 'production'] })).toEqual(['yes']);
    expect(applying(words('development'), { only: ['staging'] })).toEqual([]);
    expect(applying(words('development'), { except: ['development'] })).toEqual([]);
    expect(applying(words('staging'), { except: ['development'] })).toEqual(['yes']);
  });

  test('an unknown word, another name, or a word in other case: maybe', () => {
    expect(applying({}, { only: ['staging'] })).toEqual(['maybe']);
    expect(applying({ words: { STAGE: 'staging' } }, { only: ['staging'] })).toEqual(['maybe']);
    expect(applying(words('Staging'), { only: ['staging'] })).toEqual(['maybe']);
    expect(applying(words('Development'), { except: ['development'] })).toEqual(['maybe']);
  });

  test("by the contract's words for the environment", () => {
    const yaml = `environments:
  prod: { match: { code: [production, prod] } }
  bare: {}
services: { auth: {} }
`;
    expect(applying({ environment: 'prod' }, { only: ['production'] }, yaml)).toEqual(['yes']);
    expect(applying({ environment: 'prod' }, { only: ['staging'] }, yaml)).toEqual([]);
    expect(applying({ environment: 'prod' }, { except: ['production'] }, yaml)).toEqual(['maybe']);
    expect(applying({ environment: 'bare' }, { only: ['staging'] }, yaml)).toEqual(['maybe']);
  });

  test("by the deployment's environment where the requirement has no name for it", () => {
    expect(applying({ environment: 'staging' }, { only: ['staging'], by: null })).toEqual(['yes']);
    expect(applying({ environment: 'production' }, { only: ['staging'], by: null })).toEqual([]);
    expect(applying({}, { only: ['staging'], by: null })).toEqual(['maybe']);
  });

  test('another service is not concerned', () => {
    expect(applying({ service: 'backend' }, {})).toEqual([]);
    expect(applying({ service: null }, {})).toEqual([]);
  });
});
