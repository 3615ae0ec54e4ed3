import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeploymentState, Fault, GivenName, NeededName, State } from '../../src/history/state.ts';
import { NO_STATE, readState, writeState } from '../../src/history/state-record.ts';
import type { Span } from '../../src/model/span.ts';

const name = fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor', 'ü\ud800');
const count = fc.nat({ max: 40 });

const span: fc.Arbitrary<Span> = fc
  .record({
    path: fc.constantFrom('a.sh', 'b/c.py'),
    start: count,
    length: count,
    line: count,
    lines: fc.nat({ max: 2 }),
  })
  .map(({ path, start, length, line, lines }) => ({
    path,
    start,
    end: start + length,
    line: line + 1,
    column: 3,
    endLine: line + 1 + lines,
    endColumn: 7,
  }));

function mapOf<Item>(keys: fc.Arbitrary<string>, item: fc.Arbitrary<Item>): fc.Arbitrary<ReadonlyMap<string, Item>> {
  return fc.array(fc.tuple(keys, item), { maxLength: 6 }).map((entries) => new Map(entries));
}

const given: fc.Arbitrary<GivenName> = fc.record({
  source: fc.constantFrom('env secret /a', 'env value x'),
  secret: fc.constantFrom(null, 'a'),
  at: span,
});
const needed: fc.Arbitrary<NeededName> = fc.record({ need: fc.constantFrom('required', 'read'), at: span });
const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('unmet-requirement', 'type-conflict', 'wiped', 'malformed'),
  doubtful: fc.boolean(),
  unlisted: fc.boolean(),
  environments: fc.subarray(['staging', 'production']),
  confidence: fc.constantFrom(0.6, 0.98),
  needed: fc.option(span),
  given: fc.option(span),
});
const deployment: fc.Arbitrary<DeploymentState> = fc.record({
  service: name,
  aliases: fc.array(name, { maxLength: 2 }),
  deployedName: name,
  entry: fc.constant('deploy.sh'),
  environment: fc.option(name),
  workload: fc.constantFrom('service', 'job'),
  open: fc.boolean(),
  closes: fc.subarray(['secret', 'value'] as const),
  names: mapOf(name, given),
  faults: mapOf(name, fault),
  at: span,
});
const state: fc.Arbitrary<State> = fc.record({
  deployments: mapOf(name, deployment),
  needs: mapOf(name, mapOf(name, needed)),
  unread: fc.subarray(['a.py', 'b\n.py', '__proto__']).map((paths) => new Set(paths)),
});

/** A state and what an edit makes of it: lines above move some files, one thing is another, something is gone. */
const edited: fc.Arbitrary<readonly [State, State]> = fc
  .tuple(state, state, fc.nat({ max: 9 }), fc.nat({ max: 3 }), fc.boolean())
  .map(([before, other, characters, lines, mixed]) => {
    const move = (at: Span): Span => ({
      ...at,
      start: at.start + characters,
      end: at.end + characters,
      line: at.line + lines,
      endLine: at.endLine + lines,
    });
    const moved = [...before.deployments].map(([key, one]): [string, DeploymentState] => [
      key,
      { ...one, names: new Map([...one.names].map(([own, item]) => [own, { ...item, at: move(item.at) }])) },
    ]);
    const deployments = new Map(mixed ? [...moved.slice(1), ...other.deployments] : moved);
    const { needs, unread } = mixed ? other : before;
    return [before, { deployments, needs, unread }];
  });

/** Order counts: what is told first depends on it. */
function asLists({ deployments, needs, unread }: State): unknown {
  const ofDeployment = ({ names, faults, ...own }: DeploymentState): unknown => [own, [...names], [...faults]];
  return [
    [...deployments].map(([key, one]) => [key, ofDeployment(one)]),
    [...needs].map(([key, some]) => [key, [...some]]),
    [...unread],
  ];
}

const stored = (before: State, now: State) => JSON.parse(JSON.stringify(writeState(before, now)));

describe('a state that is written beside another', () => {
  it('is read as it was, order and all', () => {
    fc.assert(
      fc.property(fc.oneof(edited, fc.tuple(state, state), fc.tuple(fc.constant(NO_STATE), state)), ([before, now]) => {
        const read = readState(before, stored(before, now));
        expect(read && asLists(read)).toEqual(asLists(now));
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing but a nought where both are equal, and is then the other one itself', () => {
    fc.assert(
      fc.property(state, (now) => {
        const copy = readState(NO_STATE, stored(NO_STATE, now)) ?? NO_STATE;
        expect(writeState(now, copy)).toBe(0);
        expect(readState(now, 0)).toBe(now);
      }),
    );
  });

  it('takes a few numbers where lines above have moved it', () => {
    const at = (line: number): Span => ({
      path: 'a.sh',
      start: line * 9,
      end: line * 9 + 5,
      line,
      column: 1,
      endLine: line,
      endColumn: 6,
    });
    const names = (first: number) =>
      new Map([...'ABCDEFGH'].map((key, i) => [key, { source: `env secret /${key}`, secret: key, at: at(first + i) }]));
    const one: DeploymentState = {
      service: 'a',
      aliases: [],
      deployedName: 'a',
      entry: 'a.sh',
      environment: null,
      workload: 'service',
      open: false,
      closes: ['secret'],
      names: names(3),
      faults: new Map(),
      at: at(1),
    };
    const before: State = { deployments: new Map([['a', one]]), needs: new Map(), unread: new Set() };
    const now: State = { ...before, deployments: new Map([['a', { ...one, names: names(5) }]]) };
    expect(writeState(before, now)).toEqual([[['a', 0, [[0, 8, 18, 2]], 0]], 0, 0]);
  });
});

describe('a record that nobody wrote', () => {
  it('is a state or nothing, whatever it holds', () => {
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.tuple(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue()));
    fc.assert(
      fc.property(state, anything, (before, written) => {
        const read = readState(before, JSON.parse(JSON.stringify(written)));
        if (read) expect(() => asLists(read)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('is a state or nothing where one part of a true one is another', () => {
    fc.assert(
      fc.property(edited, fc.nat(), fc.jsonValue({ maxDepth: 1 }), ([before, now], at, other) => {
        let left = at % 50;
        const text = JSON.stringify(stored(before, now), (_key, value) => (left-- === 0 ? other : value));
        const read = readState(before, JSON.parse(text));
        if (read) expect(Object.keys(read).sort()).toEqual(['deployments', 'needs', 'unread']);
        expect(Object.hasOwn(Object.prototype, 'A')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
