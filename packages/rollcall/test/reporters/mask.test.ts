// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders in the source text under test.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Masked, maskStrings } from '../../src/reporters/mask-strings.ts';

const shown = (content: string): boolean => content === 'API_KEY';

const cases: readonly [Masked, string, string][] = [
  ['ruby', 'K = ENV.fetch("API_KEY", "hunter2")', 'K = ENV.fetch("API_KEY", "•••••••")'],
  ['ruby', 'x = %w[hunter2 API_KEY]', 'x = %•[••••••• API_KEY]'],
  ['ruby', 'x = <<~T\n  hunter2\nT\ny', 'x = <<•T\n  •••••••\nT\ny'.replace('<<•T', '<<••').replace('\nT\n', '\n•\n')],
  ['java', '@Value("${API_KEY:hunter2}")', '@Value("••••••••••••••••••")'],
  ['java', 'x = """\n  hunter2"""; f("API_KEY")', 'x = """\n•••••••••"""; f("API_KEY")'],
  ['configuration', 'a.b: ${API_KEY:hunter2}', 'a.b: ${API_KEY:•••••••}'],
  ['configuration', 'a=hunter2', 'a=•••••••'],
  ['configuration', '  - hunter2', '  - •••••••'],
  ['configuration', 'p: <%= ENV.fetch("API_KEY") { "hunter2" } %>', 'p: <%= ENV•fetch("API_KEY") { "•••••••" } %>'],
  ['shell', 'export K=hunter2 L="a $API_KEY"', 'export K=••••••• L="••$API_KEY"'],
  ['shell', ': ${API_KEY:-hunter2} $X', ': ${API_KEY•••••••••} $X'],
  ['shell', 'login -p hunter2 "API_KEY" # x=hunter2', 'login -p ••••••• "API_KEY" # •=•••••••'],
  ['shell', "echo '$KEY is $0'", "echo '••••••••••'"],
  ['shell', 'cat <<E\nhunter\nE\ngo', 'cat •••\n••••••\n•\ngo'],
];

/** Texts of what opens and closes strings. */
const marks = fc.stringMatching(/^[a-c0"'`#$={}<\n\r E%w[\]()\\:-]*$/);

describe('a frame of code', () => {
  for (const [language, code, masked] of cases)
    it(`covers values: ${language}: ${code}`, () => {
      expect(maskStrings(code, language, shown)).toBe(masked);
    });

  it('keeps lines and lengths of any text', () => {
    const languages: readonly Masked[] = ['python', 'javascript', 'ruby', 'java', 'configuration', 'shell'];
    fc.assert(
      fc.property(fc.constantFrom(...languages), fc.oneof(fc.string(), marks), (language, code) => {
        const masked = maskStrings(code, language, shown);
        expect(masked.split(/\r|\n/).map(({ length }) => length)).toEqual(
          code.split(/\r|\n/).map(({ length }) => length),
        );
      }),
    );
  });
});
