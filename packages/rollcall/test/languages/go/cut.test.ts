import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { go } from '../../../src/languages/go/index.ts';
import { composeUnits } from './nodes.ts';
import { fragments, programs } from './programs.ts';

beforeAll(() => go.load());

const shape = (text: string) => go.cut(text).map(({ sort, defines, binds }) => [sort, defines, binds ?? null]);

describe('cut', () => {
  it('makes a unit of each declaration; the package clause and the imports are one', () => {
    const text =
      'package main\n\nimport "os"\n\nvar x, y = f(1), 2\nconst (\n  A = iota // one\n  B\n)\n' +
      'type T struct {\n  a int\n}\ntype E string\nfunc f() {}\nfunc (t *T) g(a int) {}\nfunc (T) h() {}\nfunc init() {}\n';
    expect(shape(text)).toEqual([
      ['statements', null, null],
      ['statements', null, ['x', 'y']],
      ['statements', null, ['A', 'B']],
      ['class', 'T', null],
      ['function', 'E', null],
      ['function', 'f', null],
      ['function', 'T.g', null],
      ['function', 'T.h', null],
      ['statements', null, null],
    ]);
  });

  it('sees no declaration in strings, comments, brackets and behind an operator', () => {
    for (const text of [
      'var s = `\nfunc f() {}\n`\n',
      'var s = "\\"func" /* \nfunc f() {} */\n',
      'var f = map[string]func(){\n"a":\nfunc() {},\n}\n',
      'var f =\nfunc() {}\n',
      "var r = '\"'\n",
    ])
      expect(go.cut(text)).toHaveLength(1);
  });

  it.each([
    'var s = "abc\nfunc f() {}\n',
    'func f() {\n',
    '}\nvar x = 1\n',
    '<<<<<<< a\nvar x = 1\n=======\n',
    'x := 1\n',
  ])('leaves a doubtful file whole: %j', (text) =>
    expect(go.cut(text)).toEqual([{ start: 0, end: text.length, text, sort: 'statements', defines: null }]),
  );

  it('gives the same program in units as whole', () => {
    for (const text of fragments) expect(composeUnits(text)).toEqual(go.lower(text));
    fc.assert(
      fc.property(programs, (text) => {
        expect(composeUnits(text)).toEqual(go.lower(text));
      }),
      { numRuns: 150 },
    );
  });

  it('covers all but white space, semicolons and comments, in order', () => {
    fc.assert(
      fc.property(programs, (text) => {
        let end = 0;
        for (const unit of go.cut(text)) {
          expect(unit.text).toBe(text.slice(unit.start, unit.end));
          expect(text.slice(end, unit.start)).toMatch(/^(?:\s|;|\/\/.*|\/\*[\s\S]*?\*\/)*$/);
          end = unit.end;
        }
        expect(text.slice(end)).toMatch(/^(?:\s|;|\/\/.*|\/\*[\s\S]*?\*\/)*$/);
      }),
    );
  });
});

describe('imports', () => {
  it('finds every form, and where the path is written', () => {
    const text =
      'package a\nimport "os"\nimport (\n  l "log"; . "fmt"\n  _ `embed` // "no"\n  "example.com/a/b/v2"\n)\nvar x = "no"\nimport "late"\n';
    expect(go.imports(text).map(({ module, start, end }) => [module, text.slice(start, end)])).toEqual(
      ['os', 'log', 'fmt', 'embed', 'example.com/a/b/v2'].map((module) => [module, module]),
    );
  });

  it('tells the package', () => {
    expect(go.packageOf?.('// Package x\n/* y */ package main\n')).toBe('main');
    expect(go.packageOf?.('func f() {}')).toBeNull();
    expect(go.packageOf?.('')).toBeNull();
  });
});
