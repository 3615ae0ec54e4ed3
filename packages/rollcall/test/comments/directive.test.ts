import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDirectives } from '../../src/comments/directive.ts';

const read = (comment: string) => readDirectives(comment, { start: 0, end: comment.length });
const problems = (comment: string) => read(comment).map((one) => ('problem' in one ? one.problem : null));

describe('what a comment asks for', () => {
  it('is a rule, a reason and an end', () => {
    const comment = '# rollcall-ignore no-missing-binding: set by hand (until 2027-01-31)';
    expect(read(comment)).toMatchObject([
      { rules: [{ rule: 'no-missing-binding', names: [] }], reason: 'set by hand', until: '2027-01-31' },
    ]);
  });

  it.each([
    '// rollcall-ignore a: b',
    '/* rollcall-ignore a: b */',
    '/**\n * rollcall-ignore a: b\n */',
    '# noqa  # rollcall-ignore a: b',
    '<!-- rollcall-ignore a: b -->',
    '{{- /* rollcall-ignore a: b */ -}}',
    '<# rollcall-ignore a: b #>',
    'rem rollcall-ignore a: b',
    '-- rollcall-ignore a: b',
  ])('stands behind the marks of its language: %s', (comment) => {
    expect(read(comment)).toMatchObject([{ rules: [{ rule: 'a', names: [] }], reason: 'b', until: null }]);
  });

  it('may be about several rules, and about names', () => {
    expect(read('# rollcall-ignore a KEY OTHER_KEY, b: c: d')).toMatchObject([
      {
        rules: [
          { rule: 'a', names: ['KEY', 'OTHER_KEY'] },
          { rule: 'b', names: [] },
        ],
        reason: 'c: d',
      },
    ]);
  });

  it.each([
    ['# rollcall-ignore', /^names no rule/],
    ['# rollcall-ignore: why', /^names no rule/],
    ['# rollcall-ignore a', /^gives no reason/],
    ['# rollcall-ignore a:', /^gives no reason/],
    ['# rollcall-ignore a: (until 2027-01-31)', /^gives no reason/],
    ['# rollcall-ignore a: b (until 2027-02-30)', /^has an end/],
    ['# rollcall-ignore a: b (until soon)', /^has an end/],
    ['# rollcall-ignore a: b (until 2027-01-31) c', /^has an end/],
    ['# rollcall-ignore-next-line a: b', /^is not written/],
    ['# rollcall-ignore a KEY=value: b', /^names what is no name/],
    [`# rollcall-ignore a: ${'b'.repeat(2_000)}`, /^is longer/],
  ])('is told when it is not understood: %s', (comment, problem) => {
    expect(problems(comment)).toEqual([expect.stringMatching(problem)]);
  });

  it.each(['# see rollcall-ignore', '# rollcall-ignored a: b', '# not.rollcall-ignore a: b'])(
    'is nothing where only the word is mentioned: %s',
    (comment) => expect(read(comment)).toEqual([]),
  );

  it('never repeats what is written in it: a value may have slipped in', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom(':', ' ', ',', '(until ', ')', 'KEY'));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const comment = `# rollcall-ignore hunter2=${parts.join('')}hunter2`;
        for (const problem of problems(comment)) expect(problem ?? '').not.toContain('hunter2');
      }),
    );
  });
});
