import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/resolve/resolve.ts';
import { contract } from '../support/contract.ts';
import { facts } from '../support/facts.ts';

const stated = contract(`names: { A: { critical: true } }
services: { auth: { given: [ { name: G, by: operator } ] } }
`);

const spec = {
  deployments: [
    { service: 'backend', environment: 'staging', path: 'b.sh', flags: [['set-secrets', 'A=a:1']] },
    { service: 'auth', environment: 'staging', path: 'b.sh', flags: [['set-secrets', 'A=a:1,B=b:1']] },
    { service: 'auth', environment: 'production', path: 'a.sh' },
    { service: null, path: 'z.sh' },
    { service: 'auth', environment: 'staging', path: 'a.sh', flags: [['update-secrets', 'Z=z:1']] },
  ],
  reads: [
    { service: 'backend', name: 'A', level: 'required' },
    { service: 'auth', name: 'Z', level: 'required' },
    { service: 'auth', name: 'A', level: 'required' },
  ],
} as const;

/** Every object within a value that is not frozen. */
function unfrozen(value: unknown, path = 'resolution'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.isFrozen(value) ? [] : [path];
  const inner = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return [...own, ...inner.flatMap(([key, part]) => unfrozen(part, `${path}.${String(key)}`))];
}

describe('a resolution', () => {
  const resolution = resolve(facts(spec), stated);

  test('is in order', () => {
    const order = resolution.deployments.map(({ deployment: d }) => `${d.service} ${d.environment} ${d.range.path}`);
    expect(order).toEqual([
      'null null z.sh',
      'auth production a.sh',
      'auth staging a.sh',
      'auth staging b.sh',
      'backend staging b.sh',
    ]);
    expect(resolution.requirements.map((r) => `${r.service} ${r.anyOf}`)).toEqual(['auth A', 'auth Z', 'backend A']);
    expect(resolution.readsOf('auth').map(({ name }) => name)).toEqual(['A', 'Z']);
    expect(resolution.readsOf('unknown')).toEqual([]);
  });

  test('is frozen throughout', () => {
    expect(unfrozen(resolution)).toEqual([]);
    expect(unfrozen(resolution.readsOf('auth'))).toEqual([]);
    expect(unfrozen(resolution.deployments[0]?.given('A'))).toEqual([]);
    const bindings = resolution.deployments[3]?.bindings as Map<string, unknown>;
    expect(() => bindings.set('X', [])).toThrow(TypeError);
    expect(() => bindings.delete('A')).toThrow(TypeError);
    expect(() => bindings.clear()).toThrow(TypeError);
    expect([...bindings.keys()]).toEqual(['A', 'B']);
  });

  test('can be made again of the same facts', () => {
    const tree = facts(spec);
    const first = resolve(tree, stated);
    const second = resolve(tree, stated);
    expect(second.requirements).toEqual(first.requirements);
    expect(second.deployments.map((d) => d.given('Z'))).toEqual(first.deployments.map((d) => d.given('Z')));
  });

  test('lists bindings in the order of names, files included', () => {
    const flags = [['set-secrets', 'C=c:1,/run/key=k:1,A=a:1,B=b:1']] as const;
    const [deployment] = resolve(facts({ deployments: [{ service: 'auth', flags }] }), null).deployments;
    expect([...(deployment?.bindings.keys() ?? [])]).toEqual(['/run/key', 'A', 'B', 'C']);
  });

  test('does not depend on the order of the facts', () => {
    const tree = facts(spec);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...tree.deployments], { minLength: 5 }),
        fc.shuffledSubarray([...tree.reads], { minLength: 3 }),
        (deployments, reads) => {
          const shuffled = resolve({ ...tree, deployments, reads }, stated);
          expect(shuffled.deployments.map((d) => d.deployment.id)).toEqual(
            resolution.deployments.map((d) => d.deployment.id),
          );
          expect(shuffled.requirements).toEqual(resolution.requirements);
        },
      ),
    );
  });

  test('a name is never denied by a deployment that leaves a list open', () => {
    const flag = fc.constantFrom('set-secrets', 'update-secrets', 'set-env-vars', 'update-env-vars', 'clear-secrets');
    const items = fc.constantFrom('A=a:1', 'B=b:1', 'A=a:1,B=b:1');
    fc.assert(
      fc.property(fc.array(fc.tuple(flag, items), { maxLength: 4 }), (flags) => {
        const tree = facts({ deployments: [{ service: 'auth', flags, open: true }] });
        for (const name of ['A', 'B', 'C']) {
          expect(resolve(tree, null).deployments[0]?.given(name).given).not.toBe('no');
        }
      }),
    );
  });
});
