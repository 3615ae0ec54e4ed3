import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { python } from '../../../src/languages/python/index.ts';
import type { Expression, FunctionDefinition, Statement } from '../../../src/program/program.ts';
import { brief, nodesOf } from './compose-units.ts';
import { programs } from './programs.ts';

beforeAll(() => python.load());

function first(text: string): Statement {
  const [statement] = python.lower(text);
  if (!statement) throw new Error(`no statement in ${text}`);
  return statement;
}

function value(text: string): Expression {
  const statement = first(`x = ${text}`);
  if (statement.kind !== 'assign' || !statement.value) throw new Error(`no value in ${text}`);
  return statement.value;
}

const name = (word: string) => ({ kind: 'name', name: word });
const string = (text: string) => ({ kind: 'string', value: text });

describe('strings', () => {
  it.each([
    ['"abc"', 'abc', 'abc'],
    ["r'\\d'", '\\d', '\\d'],
    ['"""a\nb"""', 'a\nb', 'a\nb'],
    ['b"k"', 'k', 'k'],
    ['u"é"', 'é', 'é'],
    ['f"plain"', 'plain', 'plain'],
    ['""', '', ''],
    ['"{{}}"', '{{}}', '{{}}'],
    ['"\\n\\x41\\u00e9\\101\\\nb\\q"', '\nAéAb\\q', null],
    ['f"{{}}"', '{}', null],
    ['"""a\r\nb"""', 'a\nb', null],
  ])('%j', (source, expected, content) => {
    const text = `x = ${source}`;
    const found = value(source);
    if (found.kind !== 'string') throw new Error(found.kind);
    expect(found.value).toBe(expected);
    if (content === null) expect(found.contentStart).toBe(-1);
    else expect(text.slice(found.contentStart, found.contentStart + content.length)).toBe(content);
    expect(text.slice(found.start, found.end)).toBe(source);
  });

  it('bytes that are not plain text have no value', () => {
    expect(value('b"\\xff"').kind).toBe('other');
  });

  it('f-strings and adjacent literals are templates of parts with exact places', () => {
    const text = 'x = "é😀-" f"a{b}c{d!r}{e:>3}{g=}"';
    const found = value(text.slice(4));
    if (found.kind !== 'template') throw new Error(found.kind);
    expect(found.parts.map((part) => text.slice(part.start, part.end))).toEqual([
      'é😀-',
      'a',
      '{b}',
      'c',
      '{d!r}',
      '{e:>3}',
      '{g=}',
    ]);
    expect(found.parts.map((part) => part.kind === 'wrap' && part.transparent)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('keeps what a format specification reads', () => {
    expect(brief(value('f"{a:{b}}"'))).toEqual({
      kind: 'template',
      parts: [{ kind: 'other', operands: [name('a'), name('b')] }],
    });
  });
});

describe('expressions', () => {
  it.each<[string, unknown]>([
    ['-1.5', { kind: 'number', value: -1.5 }],
    ['0x_ff', { kind: 'number', value: 255 }],
    ['0777', { kind: 'number', value: 511 }],
    ['None', { kind: 'null' }],
    ['a.b', { kind: 'attribute', object: name('a'), name: 'b' }],
    ['a["b"]', { kind: 'index', object: name('a'), index: string('b') }],
    ['"%s" % a', { kind: 'binary', operator: '%', left: string('%s'), right: name('a') }],
    ['not a', { kind: 'not', value: name('a') }],
    ['a not in b', { kind: 'compare', operator: 'not in', left: name('a'), right: name('b') }],
    ['a is not b', { kind: 'compare', operator: 'is not', left: name('a'), right: name('b') }],
    ['a or b', { kind: 'logic', operator: 'or', left: name('a'), right: name('b') }],
    ['a if b else c', { kind: 'conditional', test: name('b'), then: name('a'), otherwise: name('c') }],
    ['(a)', { kind: 'wrap', value: name('a'), transparent: true }],
    ['await a', { kind: 'wrap', value: name('a'), transparent: true }],
    ['yield a', { kind: 'wrap', value: name('a'), transparent: false }],
    [
      '(a := b)',
      {
        kind: 'wrap',
        value: { kind: 'assignment', target: name('a'), operator: null, value: name('b') },
        transparent: true,
      },
    ],
    [
      '{**a, "b": c}',
      {
        kind: 'dict',
        entries: [
          { key: null, value: name('a') },
          { key: string('b'), value: name('c') },
        ],
      },
    ],
    [
      '[*a, b]',
      {
        kind: 'list',
        sort: 'list',
        items: [
          { value: name('a'), spread: true },
          { value: name('b'), spread: false },
        ],
      },
    ],
    [
      'f(a, *b, c=d, **e)',
      {
        kind: 'call',
        callee: name('f'),
        args: [
          { value: name('a'), name: null, spread: null },
          { value: name('b'), name: null, spread: 'list' },
          { value: name('d'), name: 'c', spread: null },
          { value: name('e'), name: null, spread: 'dict' },
        ],
      },
    ],
    [
      '{a: b for a, c in d if c}',
      {
        kind: 'comprehension',
        sort: 'dict',
        key: name('a'),
        element: name('b'),
        clauses: [
          {
            target: {
              kind: 'list',
              items: [
                { target: name('a'), otherwise: null, rest: false },
                { target: name('c'), otherwise: null, rest: false },
              ],
            },
            iterable: name('d'),
            tests: [name('c')],
          },
        ],
      },
    ],
    ['a[b:c]', { kind: 'index', object: name('a'), index: { kind: 'other', operands: [name('b'), name('c')] } }],
    ['b"\\0"', { kind: 'other', operands: [] }],
  ])('%s', (source, expected) => expect(brief(value(source))).toEqual(expected));

  it('takes chains of comparisons apart', () => {
    expect(brief(value('a < b <= c'))).toEqual({
      kind: 'logic',
      operator: 'and',
      left: { kind: 'compare', operator: '<', left: name('a'), right: name('b') },
      right: { kind: 'compare', operator: '<=', left: name('b'), right: name('c') },
    });
  });

  it('a lambda returns its body', () => {
    const found = value('lambda a, *b, c=1: a');
    if (found.kind !== 'function') throw new Error(found.kind);
    expect(found.definition.parameters.map((parameter) => parameter.sort)).toEqual([
      'positional',
      'rest-list',
      'keyword-only',
    ]);
    expect(brief(found.definition.body)).toEqual([{ kind: 'return', value: name('a') }]);
  });
});

describe('statements', () => {
  it.each<[string, unknown[]]>([
    ['"""doc"""\n"a" "b"\n', []],
    ['pass\nglobal a\n', []],
    ['raise A from b', [{ kind: 'raise', value: name('A') }]],
    ['raise', [{ kind: 'raise', value: null }]],
    ['assert a, b', [{ kind: 'assert', test: name('a') }]],
    [
      'del a, b',
      [
        { kind: 'delete', target: name('a') },
        { kind: 'delete', target: name('b') },
      ],
    ],
    [
      'if a: b\nelif c: d\nelse: e',
      [
        {
          kind: 'if',
          test: name('a'),
          then: [{ kind: 'expression', value: name('b') }],
          otherwise: [
            {
              kind: 'if',
              test: name('c'),
              then: [{ kind: 'expression', value: name('d') }],
              otherwise: [{ kind: 'expression', value: name('e') }],
            },
          ],
        },
      ],
    ],
    [
      'while a: break\nelse: b',
      [
        { kind: 'while', test: name('a'), body: [{ kind: 'break' }] },
        { kind: 'block', body: [{ kind: 'expression', value: name('b') }] },
      ],
    ],
    [
      'import a.b\nimport c.d as e',
      [
        { kind: 'import', module: 'a.b', namespace: 'a', bindsRoot: true, names: [], typeOnly: false },
        { kind: 'import', module: 'c.d', namespace: 'e', bindsRoot: false, names: [], typeOnly: false },
      ],
    ],
    [
      'if TYPE_CHECKING:\n  from ..m import (a, b as c)\n',
      [
        {
          kind: 'if',
          test: name('TYPE_CHECKING'),
          then: [
            {
              kind: 'import',
              module: '..m',
              namespace: null,
              bindsRoot: false,
              names: [
                { name: 'a', as: 'a' },
                { name: 'b', as: 'c' },
              ],
              typeOnly: true,
            },
          ],
          otherwise: [],
        },
      ],
    ],
  ])('%j', (text, expected) => expect(brief(python.lower(text))).toEqual(expected));

  it('assigns in chains, with annotations and operators', () => {
    const assigns = python.lower('a = b = 1\nc: "T" = 2\nd //= 3\n').map((statement) => {
      if (statement.kind !== 'assign') throw new Error(statement.kind);
      return [brief(statement.target), statement.operator, brief(statement.value), brief(statement.annotation)];
    });
    expect(assigns).toEqual([
      [name('a'), null, { kind: 'number', value: 1 }, null],
      [name('b'), null, { kind: 'number', value: 1 }, null],
      [name('c'), null, { kind: 'number', value: 2 }, string('T')],
      [name('d'), '//', { kind: 'number', value: 3 }, null],
    ]);
  });

  it.each<[string, readonly string[] | null, string | null]>([
    ['except:', null, null],
    ['except A:', ['A'], null],
    ['except (A, b.C) as e:', ['A', 'C'], 'e'],
    ['except* A as e:', ['A'], 'e'],
    ['except A, e:', ['A'], 'e'],
    ['except A, B:', ['A', 'B'], null],
  ])('%s', (clause, catches, bind) => {
    const found = first(`try:\n  a\n${clause}\n  b\n`);
    if (found.kind !== 'try') throw new Error(found.kind);
    expect(found.handlers.map((handler) => [handler.catches, handler.bind])).toEqual([[catches, bind]]);
  });

  it.each(['with a as b, c:', 'with (a as b, c):', 'async with (a as b, c):'])('%s', (head) => {
    const found = first(`${head}\n  pass\n`);
    if (found.kind !== 'with') throw new Error(found.kind);
    expect(brief(found.items)).toEqual([
      { value: name('a'), target: name('b') },
      { value: name('c'), target: null },
    ]);
  });

  it('match is a switch; a wildcard has no tests', () => {
    const text =
      'match a:\n  case "b" | "c": x\n  case -1: x\n  case E.F: x\n  case [d]: x\n  case e if g: x\n  case _: x\n';
    const found = first(text);
    if (found.kind !== 'switch') throw new Error(found.kind);
    expect(found.cases.map(({ tests }) => tests.map((test) => [test.kind, text.slice(test.start, test.end)]))).toEqual([
      [
        ['string', '"b"'],
        ['string', '"c"'],
      ],
      [['number', '-1']],
      [['attribute', 'E.F']],
      [['other', '[d]']],
      [['other', 'case e if g: x']],
      [],
    ]);
  });
});

describe('definitions', () => {
  function methods(body: string): FunctionDefinition[] {
    const found = first(`class A(B, metaclass=M):\n${body}`);
    if (found.kind !== 'class') throw new Error(found.kind);
    expect(brief(found.definition.bases)).toEqual([name('B')]);
    expect(brief(found.definition.keywords)).toEqual([{ name: 'metaclass', value: name('M') }]);
    return found.definition.body.flatMap((statement) => (statement.kind === 'function' ? [statement.definition] : []));
  }

  it.each([
    ['def f(self, a): pass', 'method', 'self', 1],
    ['@staticmethod\n  def f(a): pass', 'static-method', null, 1],
    ['@classmethod\n  def f(cls, a): pass', 'class-method', 'cls', 1],
    ['@property\n  def f(self): pass', 'getter', 'self', 0],
    ['@functools.cached_property\n  def f(self): pass', 'getter', 'self', 0],
    ['@f.setter\n  def f(self, v): pass', 'setter', 'self', 1],
    ['def __init__(self, *a): pass', 'constructor', 'self', 1],
    ['def __new__(cls, a): pass', 'class-method', 'cls', 1],
    ['def f(*a): pass', 'method', null, 1],
    ['if x:\n    y = 1\n  @other\n  def f(self): pass', 'method', 'self', 0],
  ] as const)('%j', (body, role, receiver, parameters) => {
    const [method] = methods(`  ${body}\n`);
    expect([method?.role, method?.receiver, method?.parameters.length]).toEqual([role, receiver, parameters]);
  });

  it('tells async functions and generators, and functions within', () => {
    const found = first(
      '@a.b(c)\nasync def f(a, /, b: int = 1, *, c, **d) -> R:\n  def g(self): yield 1\n  return g\n',
    );
    if (found.kind !== 'function') throw new Error(found.kind);
    const { definition } = found;
    expect([definition.async, definition.generator, definition.role]).toEqual([true, false, 'function']);
    expect(definition.parameters.map((parameter) => parameter.sort)).toEqual([
      'positional',
      'positional',
      'keyword-only',
      'rest-dict',
    ]);
    const [inner] = definition.body;
    if (inner?.kind !== 'function') throw new Error(inner?.kind);
    expect([inner.definition.generator, inner.definition.role]).toEqual([true, 'function']);
  });
});

describe('places', () => {
  it('are the source of each node, in UTF-16 units', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const text = `# 😀 漢字\n${program}`;
        for (const node of nodesOf(python.lower(text))) {
          const source = text.slice(node.start, node.end);
          if (node.kind !== 'string') expect(source).toBe(source.trim());
          expect(source).not.toBe('');
          const word = (node as { name?: string }).name;
          if (node.kind === 'name' && word !== undefined) expect(source).toBe(word);
        }
      }),
      { numRuns: 60 },
    );
  });
});
