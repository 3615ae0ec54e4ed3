import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { python } from '../../../src/languages/python/index.ts';
import { composeUnits } from './compose-units.ts';
import { fragments, programs } from './programs.ts';

beforeAll(() => python.load());

const shape = (text: string) => python.cut(text).map(({ sort, defines, text: unit }) => [sort, defines, unit]);

describe('cut', () => {
  it('makes a unit of each top-level definition and each run of statements', () => {
    const text =
      '# c\nimport os\n\nX = 1  # why\n@a\n# between\n@b(\n)\nasync def f():\n  pass\n\nclass K(object): pass\ny = 2\n';
    expect(shape(text)).toEqual([
      ['statements', null, 'import os\n\nX = 1'],
      ['function', 'f', '@a\n# between\n@b(\n)\nasync def f():\n  pass'],
      ['class', 'K', 'class K(object): pass'],
      ['statements', null, 'y = 2'],
    ]);
  });

  it('keeps clauses with their statement', () => {
    const text = 'try:\n  import a\nexcept ImportError:\n  a = None\nelse:\n  b = 1\nfinally:\n  c = 1\ndef f(): pass';
    expect(shape(text).map(([sort]) => sort)).toEqual(['statements', 'function']);
  });

  it('sees no definition in strings, brackets and joined lines', () => {
    for (const text of [
      's = """\ndef f():\n"""\nt = 1',
      "s = r'''\\'''\nclass A: x'''",
      's = [\n1,\n2]\n',
      's = 1 + \\\n2\n',
      's = f"{x["def"]}{{"\n',
      's = f"{x:{"}"}>3}\\N{BULLET}"\n',
      's = rb"\\""\n',
      's = f"""{\n# }\nx}\ndef g(): pass\n"""\n',
    ])
      expect(shape(text)).toHaveLength(1);
  });

  it.each([
    's = "abc\ndef f(): pass\n',
    's = (\ndef f(): pass\n',
    ')\nx = 1\n',
    '<<<<<<< a\nx = 1\n=======\n',
    '  x = 1\n',
  ])('leaves a doubtful file whole: %j', (text) =>
    expect(python.cut(text)).toEqual([{ start: 0, end: text.length, text, sort: 'statements', defines: null }]),
  );

  it('reads every kind of newline, a byte order mark and form feeds', () => {
    for (const newline of ['\n', '\r\n', '\r']) {
      const text = `\ufeffx = 1${newline}\fdef f():${newline}\treturn 1${newline}\f${newline}class A:${newline}  pass${newline}`;
      expect(python.cut(text).map((unit) => unit.defines)).toEqual([null, 'f', 'A']);
    }
  });

  it('gives the same program in units as whole', () => {
    for (const text of fragments) expect(composeUnits(text)).toEqual(python.lower(text));
    fc.assert(
      fc.property(programs, (text) => {
        expect(composeUnits(text)).toEqual(python.lower(text));
      }),
      { numRuns: 150 },
    );
  });

  it('covers all but white space and comments, in order', () => {
    fc.assert(
      fc.property(programs, (text) => {
        let end = 0;
        for (const unit of python.cut(text)) {
          expect(unit.text).toBe(text.slice(unit.start, unit.end));
          expect(text.slice(end, unit.start)).toMatch(/^(?:\s|#.*)*$/);
          end = unit.end;
        }
        expect(text.slice(end)).toMatch(/^(?:\s|#.*)*$/);
      }),
    );
  });
});
