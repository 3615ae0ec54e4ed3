import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { go } from '../../../src/languages/go/index.ts';
import { nodesOf } from './nodes.ts';
import { mutated, programs } from './programs.ts';

beforeAll(() => go.load());

function readAll(text: string): void {
  for (const unit of go.cut(text)) expect(unit.text).toBe(text.slice(unit.start, unit.end));
  go.imports(text);
  go.packageOf?.(text);
  for (const { start, end } of nodesOf(go.lower(text))) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

describe('any text', () => {
  it('is read without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readAll), { numRuns: 300 });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\'`{}()[]:=\\\n\r\t /*;.func var a1\ud800\0') }), readAll),
      {
        numRuns: 300,
      },
    );
  });

  it('is read when it was Go before something was changed', () => {
    fc.assert(fc.property(mutated, readAll), { numRuns: 300 });
  });

  it('strings stand where they say', () => {
    fc.assert(
      fc.property(programs, (text) => {
        for (const { kind, value, contentStart } of nodesOf(go.lower(text)))
          if (kind === 'string' && typeof value === 'string' && contentStart !== undefined && contentStart >= 0)
            expect(text.slice(contentStart, contentStart + value.length)).toBe(value);
      }),
    );
  });

  it.each([
    ['parentheses', `var x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\nvar y = 2\n`],
    ['lists', `var x = ${'[]T{'.repeat(10_000)}${'}'.repeat(10_000)}\nvar y = 2\n`],
    ['elided types', `var x = []T${'{'.repeat(10_000)}${'}'.repeat(10_000)}\nvar y = 2\n`],
    ['structs', `type x ${'struct { a '.repeat(5_000)}int${' }'.repeat(5_000)}\nvar y = 2\n`],
    ['pointers', `var x ${'*'.repeat(10_000)}T\nvar y = 2\n`],
    ['sums', `var x = ${'a + '.repeat(10_000)}b\nvar y = 2\n`],
    ['methods', `var x = a${'.b()'.repeat(10_000)}\nvar y = 2\n`],
    ['branches', `func f() { if a {}${' else if b {}'.repeat(5_000)} }\nvar y = 2\n`],
    ['functions', `func f() { ${'func() {'.repeat(5_000)}${'}()'.repeat(5_000)} }\nvar y = 2\n`],
  ])('nested too deeply never ends the reading: %s', (_, text) => {
    const statements = go.lower(text);
    expect(statements.at(-1)).toMatchObject({ kind: 'assign', target: { name: 'y' } });
    expect(() => JSON.stringify(statements)).not.toThrow();
  });

  it('of one long line is read', () => {
    expect(go.lower(`var x = "${'a'.repeat(1_000_000)}"`)).toHaveLength(1);
    expect(nodesOf(go.lower(`var x = []string{"${'a", "'.repeat(20_000)}"}`)).length).toBeGreaterThan(20_000);
  });

  it('that never closes its brackets or strings is broken', () => {
    for (const text of ['('.repeat(10_000), 'var x = "abc', 'var x = `abc', 'func f() {'])
      expect(nodesOf(go.lower(text)).map(({ kind }) => kind)).toContain('broken');
  });

  it('what does not parse is broken, and the rest is read', () => {
    const text = 'func a() {\n\tx := = 1\n}\n\nfunc b() string { return os.Getenv("B") }\n';
    const nodes = nodesOf(go.cut(text).flatMap((unit) => go.lower(unit.text)));
    expect(nodes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['broken', 'call']));
  });
});
