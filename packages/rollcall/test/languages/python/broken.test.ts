import { beforeAll, describe, expect, it } from 'vitest';
import { python } from '../../../src/languages/python/index.ts';
import { brief, nodesOf } from './compose-units.ts';

beforeAll(() => python.load());

describe('what does not parse', () => {
  const kinds = (text: string) => python.lower(text).map((statement) => statement.kind);

  it('is broken, and the rest is read', () => {
    expect(kinds('a = 1\nb = = 2\nc = 3\n')).toContain('broken');
    expect(
      nodesOf(python.lower('def f(:\n  x\n\ndef g():\n  return os.environ["A"]\n')).map((node) => node.kind),
    ).toEqual(expect.arrayContaining(['broken', 'function', 'index']));
  });

  it('an unterminated string takes only its own definition with it', () => {
    const text = 'def f():\n  x = "abc\n\ndef g():\n  return 1\n\nclass K:\n  """doc"""\n  y = 2\n';
    const found = python.lower(text);
    expect(found.map((statement) => statement.kind)).toEqual(['function', 'function', 'class']);
    const broken = nodesOf(found).filter((node) => node.kind === 'broken');
    expect(broken.map(({ start, end }) => text.slice(start, end).trim())).toEqual(['x = "abc']);
    expect(found.at(-1)).toMatchObject({ kind: 'class', start: text.indexOf('class K') });
  });

  it('conflict markers are broken, both sides are read', () => {
    const text = 'a = 1\n<<<<<<< ours\nb = 2\n=======\nb = 3\n>>>>>>> theirs\ndef f(): pass\n';
    expect(kinds(text).filter((kind) => kind !== 'broken' && kind !== 'expression')).toEqual([
      'assign',
      'assign',
      'assign',
      'function',
    ]);
    expect(kinds(text)).toContain('broken');
  });

  it('Python 2 is read where the grammar knows it', () => {
    expect(brief(python.lower('print "x" % y\nexec code\n'))).toEqual([
      { kind: 'expression', value: { kind: 'other', operands: [expect.objectContaining({ kind: 'binary' })] } },
      { kind: 'expression', value: { kind: 'other', operands: [{ kind: 'name', name: 'code' }] } },
    ]);
  });

  it('a comment left of a block does not end it', () => {
    expect(kinds('class A:\n    @a\n# note\n    def f(self): pass\nx = 1\n')).toEqual(['class', 'assign']);
  });
});
