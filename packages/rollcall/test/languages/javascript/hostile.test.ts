// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the source text under test.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { javascript } from '../../../src/languages/javascript/index.ts';
import type { Statement } from '../../../src/program/program.ts';
import { broken, expressions, statements } from './forms.ts';

beforeAll(() => javascript.load());

const snippets = [...expressions, ...statements, ...broken].map(([source]) => source);

/** Reads a text in every way there is, and checks what holds of any text. */
function read(text: string): readonly Statement[] {
  const units = javascript.cut(text);
  expect(units.map((unit) => unit.text).join('')).toBe(text);
  for (const mention of javascript.imports(text))
    expect(text.slice(mention.start, mention.end)).toContain(mention.module);
  const lowered = javascript.lower(text);
  for (const { start, end } of lowered) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(start).toBeLessThanOrEqual(end);
  }
  return lowered;
}

/** The levels of the deepest part of a lowered form, found without recursion. */
function depthOf(lowered: readonly Statement[]): number {
  let level: unknown[] = [...lowered];
  let depth = 0;
  while (level.length > 0) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    depth++;
  }
  return depth;
}

describe('any text', () => {
  it('is read without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void read(text)),
      { numRuns: 500 },
    );
  });

  it('made of marks and words is read without throwing', () => {
    const mark = fc.constantFrom(
      ...'()[]{}<>;,.?:=!+-*/&|^%~@#\\"\'`$ \n\r\0'.split(''),
      '${',
      '=>',
      '</',
      '/>',
      '/*',
      '*/',
      '//',
    );
    const word = fc.constantFrom(
      'a',
      'if',
      'else',
      'for',
      'class',
      'function',
      'import',
      'export',
      'return',
      'await',
      'type',
      '1',
      '漢',
      '😀',
    );
    const text = fc.array(fc.oneof(mark, word), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => void read(source)),
      { numRuns: 1_500 },
    );
  });

  it('that is a program with a piece cut out, doubled or put in is read without throwing', () => {
    const program = fc
      .array(fc.constantFrom(...snippets), { minLength: 1, maxLength: 6 })
      .map((list) => list.join('\n'));
    const change = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 8 }),
      put: fc.string({ unit: 'grapheme', maxLength: 3 }),
    });
    fc.assert(
      fc.property(program, change, (source, { at, length, put }) => {
        const from = at % (source.length + 1);
        read(source.slice(0, from) + put + source.slice(from + length));
        read(source.slice(0, from + length) + put + source.slice(from));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a text that nests deep', () => {
  const repeated: readonly (readonly [string, string, string])[] = [
    ['(', 'a', ')'],
    ['[', '', ']'],
    ['{', '', '}'],
    ['(', '', ''],
    ['[', '', ''],
    ['({a:', '1', '})'],
    ['f(', 'a', ')'],
    ['[...', 'a', ']'],
    ['!', 'a', ''],
    ['- ', 'a', ''],
    ['typeof ', 'a', ''],
    ['typeof\n', 'a', ''],
    ['await ', 'a', ''],
    ['new ', 'a', ''],
    ['a=>', 'b', ''],
    ['async a=>', 'b', ''],
    ['a=', 'b', ''],
    ['a?b:', 'c', ''],
    ['a+', 'b', ''],
    ['a||', 'b', ''],
    ['a**', 'b', ''],
    ['a:', ';', ''],
    ['a:\n', ';', ''],
    ['', 'a', '.b()'],
    ['', 'a', '\n.b()'],
    ['', 'a', '[0]'],
    ['', 'a', '!'],
    ['', 'a', ' as B'],
    ['', 'a', '``'],
    ['`${', 'a', '}`'],
    ['if(a)', ';', ''],
    ['if(a)\n', ';', ''],
    ['if(a);else ', ';', ''],
    ['if(a){}\nelse ', ';', ''],
    ['if(a)try{}\nfinally{}\nelse ', ';', ''],
    ['for(;;)', ';', ''],
    ['while(a)', ';', ''],
    ['do{', '', '}while(a)'],
    ['function f(){', '', '}'],
    ['class A extends ', 'B{}', ''],
    ['class\nA\nextends\n', 'B{}', ''],
    ['class A{b=', '1', '}'],
    ['namespace A{', '', '}'],
    ['try{', '', '}catch{}'],
    ['switch(a){case 1:', '', '}'],
    ['@a(class{})', 'class A{}', ''],
    ['import(', 'a', ')'],
    ['<a>', '', '</a>'],
    ['<a>', '', ''],
    ['<a>b;\nc, ', '', '</a>'],
    ["<a>'", '', '</a>'],
    ['<a b=', '"c"', '/>'],
    ['<a>{', 'b', '}</a>'],
    ['<T>', 'a', ''],
    ['[<a>]</a>,', '', ''],
    ['<a>/x/)/*', '', ''],
    ['type A=B<', 'C', '>'],
    ['type A=', 'B', ''],
    ['type A=()=>', 'B', ''],
    ['type A={a:', 'B', '}'],
    ['A<B,', 'C', '>'],
    ['let a:A<', 'B', '>'],
    ['a?.', 'b', ''],
  ];

  it.each(repeated)('of %j around %j and %j is read, and its form has a bounded depth', (before, core, after) => {
    for (const times of [400, 3_000, 80_000]) {
      const lowered = read(before.repeat(times) + core + after.repeat(times));
      expect(depthOf(lowered)).toBeLessThan(4_000);
    }
  });

  it('loses only the statement that does', () => {
    const deep = `${'a+'.repeat(800)}a`;
    const kinds = javascript.lower(`b();\nfunction f() { c(); x = ${deep}; d() }\ne()`).map((node) => node.kind);
    expect(kinds).toEqual(['expression', 'function', 'expression']);
    const inner = javascript.lower(`function f() { c(); x = ${deep}; d() }`)[0];
    expect(inner?.kind === 'function' && inner.definition.body.map((node) => node.kind)).toEqual([
      'expression',
      'broken',
      'expression',
    ]);
  });
});

describe('a large text', () => {
  const line = 'var a=process.env.A||"b";function c(d){return d?e(d,{f:[1,2,/x[/]/g]}):`g${d}`}if(a){h(a)}else i();';

  it('of a megabyte on one line is read whole', () => {
    const times = Math.ceil(1_000_000 / line.length);
    const lowered = javascript.lower(line.repeat(times));
    expect(lowered).toHaveLength(3 * times);
    expect(lowered.some((node) => node.kind === 'broken')).toBe(false);
  });

  it('with an error at its end keeps what is before', () => {
    const lowered = javascript.lower(`${`${line}\n`.repeat(2_000)}let = = ;`);
    expect(lowered.filter((node) => node.kind !== 'broken')).toHaveLength(3 * 2_000);
    expect(lowered.at(-1)?.kind).toBe('broken');
  });

  it.each([
    'return ;',
    'super;',
    'private ',
    '\\',
    '"\\',
    "'",
    '`',
    '/[',
    '/*',
    '\0',
    '}',
    ';',
    'a;',
    'import{',
    'export *',
    'switch(a){case 1:b();',
    'case 1:b();',
    '\uD800',
    '\u2028',
    '<<<<<<< a\n',
  ])('of %j over and over is read', (unit) => {
    read(unit.repeat(Math.ceil(100_000 / unit.length)));
    read(`switch(a){${unit.repeat(20_000)}}`);
  });
});
