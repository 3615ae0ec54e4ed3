import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatContractError } from '../../src/contract/contract-error.ts';
import { type ContractResult, loadContract, validateContract } from '../../src/contract/load.ts';
import { editDistance, nearest } from '../../src/contract/nearest.ts';
import { matchesPattern } from '../../src/contract/patterns.ts';
import type { ContractInput, ServiceInput } from '../../src/contract/schema.ts';
import { arbitraryContract } from './arbitrary-contract.ts';

/** What a contract says, without the places it is said at. */
function meaning(result: ContractResult): unknown {
  if (!result.ok) throw new Error(result.errors.map(formatContractError).join('\n'));
  return withoutRanges(result.located.contract);
}

function withoutRanges(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, withoutRanges(entry)]));
  if (Array.isArray(value)) return value.map(withoutRanges);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (key === 'range' ? [] : [[key, withoutRanges(entry)]])),
  );
}

const fragments = fc.constantFrom(
  'version: 1\n',
  'services:',
  '\n  ',
  'names: ',
  '{',
  '}',
  '[',
  ']',
  ': ',
  ', ',
  '- ',
  '&a ',
  '*a',
  '!x ',
  '"',
  "'",
  '|\n',
  '\t',
  '#',
  '? ',
  '---\n',
  '\uFEFF',
  '\r\n',
  '__proto__',
  '<<: *a',
  'null',
  '%YAML 1.1\n',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
);

describe('loading', () => {
  it('takes any text without throwing, and points every error into it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('rollcall.yaml', 'rollcall.json'), (text, path) => {
        const result = loadContract({ path, text });
        for (const error of result.ok ? [] : result.errors) {
          expect(error.message).not.toBe('');
          expect(error.range).not.toBeNull();
          expect(error.range?.end).toBeLessThanOrEqual(text.length);
          const start = error.range?.start ?? 0;
          // A place between the two characters of a line end is still on the line that they end.
          const lineEnd = text.startsWith('\r\n', start - 1) ? /\r\n|\n|\r(?!$)/ : /\r\n|\r|\n/;
          const before = text.slice(0, start).split(lineEnd);
          expect([error.line, error.column]).toEqual([before.length, (before.at(-1) ?? '').length + 1]);
        }
      }),
      { numRuns: 1000, examples: [['[{]\r\n', 'rollcall.yaml']] },
    );
  });

  it('gives the same contract from YAML, from JSON and from a value', () => {
    fc.assert(
      fc.property(arbitraryContract, fc.constantFrom(undefined, 2, '\t'), (input, indent) => {
        const json = JSON.stringify(input, null, indent);
        const fromValue = meaning(
          validateContract({ path: 'rollcall.config.ts', text: '', place: null, value: JSON.parse(json) }),
        );
        expect(meaning(loadContract({ path: 'rollcall.json', text: json }))).toEqual(fromValue);
        expect(meaning(loadContract({ path: 'rollcall.yaml', text: stringify(input) }))).toEqual(fromValue);
      }),
      { numRuns: 300 },
    );
  });

  it('points at an unknown key wherever it is put', () => {
    fc.assert(
      fc.property(arbitraryContract, fc.nat(), (input, seed) => {
        const spots = mappingsOf(input);
        const spot = spots[seed % spots.length];
        Object.assign(spot ?? {}, { 'no such key': 1 });
        const text = stringify(input);
        const result = loadContract({ path: 'rollcall.yaml', text });
        const slices = (result.ok ? [] : result.errors).map(({ range }) => range && text.slice(range.start, range.end));
        expect(slices).toContain('no such key');
      }),
      { numRuns: 200 },
    );
  });
});

/** The mappings of a contract whose keys are the schema's. */
function mappingsOf(input: ContractInput): object[] {
  const services: (ServiceInput | null)[] = Object.values(input.services ?? {});
  return [
    input,
    ...Object.values(input.environments ?? {}),
    ...Object.values(input.names ?? {}),
    ...services,
    ...services.flatMap((service) => [
      ...(service?.given ?? []),
      ...(service?.retired ?? []),
      ...(service?.needs?.drop ?? []),
    ]),
  ].filter((mapping) => mapping !== null && mapping !== undefined);
}

describe('the nearest word', () => {
  it('is a metric on words in one edit, and finds a word from any edit of it', () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('q', 'Z', '_'), (original, seed, letter) => {
        const at = seed % original.length;
        const head = original.slice(0, at);
        for (const typo of [
          head + original.slice(at + 1),
          head + letter + original.slice(at),
          head + letter + original.slice(at + 1),
        ]) {
          expect(editDistance(typo, original)).toBeLessThanOrEqual(1);
          expect(editDistance(original, typo)).toBe(editDistance(typo, original));
          expect(nearest(typo, [original])).toBe(original);
        }
      }),
    );
  });
});

describe('a pattern of names', () => {
  it('matches as the regular expression that it stands for', () => {
    const pattern = fc.stringMatching(/^[AB*?]{1,8}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ABC]{0,8}$/), (glob, name) => {
        const expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesPattern(glob, name)).toBe(expression.test(name));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes bounded time', () => {
    expect(matchesPattern(`${'*A'.repeat(200)}B`, 'A'.repeat(5000))).toBe(false);
  });
});
