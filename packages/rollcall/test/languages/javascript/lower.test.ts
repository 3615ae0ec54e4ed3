import { beforeAll, describe, expect, it } from 'vitest';
import { javascript } from '../../../src/languages/javascript/index.ts';
import { broken, expressions, statements } from './forms.ts';
import { show } from './show.ts';

beforeAll(() => javascript.load());

describe('lower', () => {
  it.each(expressions)('reads the expression %s', (source, form) => {
    expect(show(`f(${source})`)).toBe(`f(${form})`);
  });

  it.each(statements)('reads the statement %j', (source, form) => {
    expect(show(source)).toBe(form);
  });

  it.each(broken)('keeps what can be understood of %j', (source, form) => {
    expect(show(source)).toBe(form);
  });

  it('gives every form of the table the same meaning inside a function', () => {
    for (const [source, form] of expressions) {
      expect(show(`function g() { f(${source}) }`)).toBe(`function g() {f(${form})}`);
    }
  });
});

describe('cut', () => {
  it('takes a file as one unit', () => {
    expect(javascript.cut('a;\nb')).toEqual([{ text: 'a;\nb', defines: null, sort: 'statements', start: 0, end: 4 }]);
    expect(javascript.cut('')).toEqual([]);
  });

  it('gives units that, lowered one by one, are the whole file', () => {
    for (const [source] of statements) {
      const composed = javascript.cut(source).flatMap((unit) => javascript.lower(unit.text));
      expect(composed).toEqual(javascript.lower(source));
    }
  });
});
