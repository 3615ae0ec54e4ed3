import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { python } from '../../../src/languages/python/index.ts';
import { nodesOf } from './compose-units.ts';
import { mutated } from './programs.ts';

beforeAll(() => python.load());

function readAll(text: string): void {
  for (const unit of python.cut(text)) expect(unit.text).toBe(text.slice(unit.start, unit.end));
  python.imports(text);
  for (const { start, end } of nodesOf(python.lower(text))) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

describe('any text', () => {
  it('is read without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readAll), { numRuns: 300 });
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'"\'f{}()[]:\\\n\r\t #@=.def a1\ud800\0') }), readAll), {
      numRuns: 300,
    });
  });

  it('is read when it was Python before something was changed', () => {
    fc.assert(fc.property(mutated, readAll), { numRuns: 300 });
  });

  it.each([
    ['parentheses', `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\ny = 2\n`],
    ['brackets', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}\ny = 2\n`],
    ['targets', `${'('.repeat(10_000)}a${',)'.repeat(10_000)} = 1\ny = 2\n`],
    ['sums', `x = ${'a + '.repeat(10_000)}b\ny = 2\n`],
    ['methods', `x = a${'.b()'.repeat(10_000)}\ny = 2\n`],
    ['branches', `if a: pass\n${'elif b: pass\n'.repeat(10_000)}y = 2\n`],
  ])('nested too deeply is broken there, and the rest is read: %s', (_, text) => {
    const kinds = python.lower(text).map((statement) => statement.kind);
    expect(kinds).toContain('broken');
    expect(kinds.at(-1)).toBe('assign');
    expect(() => JSON.stringify(python.lower(text))).not.toThrow();
  });

  it('of one long line is read', () => {
    expect(python.lower(`x = "${'a'.repeat(1_000_000)}"`)).toHaveLength(1);
    expect(nodesOf(python.lower(`x = ["${'a", "'.repeat(20_000)}"]`))).toHaveLength(20_004);
  });

  it('that never closes its brackets or strings is broken', () => {
    for (const text of ['('.repeat(10_000), 'x = "abc', 'x = """abc', 'f"{'.repeat(5_000)])
      expect(python.lower(text).map((statement) => statement.kind)).toContain('broken');
  });
});
