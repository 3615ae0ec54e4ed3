import { beforeAll, describe, expect, it } from 'vitest';
import { go } from '../../../src/languages/go/index.ts';
import type { Expression, Statement } from '../../../src/program/program.ts';
import { brief } from './nodes.ts';

beforeAll(() => go.load());

/** The statements of a function's body. */
function body(text: string): readonly Statement[] {
  const [statement] = go.lower(`func f() {\n${text}\n}`);
  if (statement?.kind !== 'function') throw new Error(`no function around ${text}`);
  return statement.definition.body;
}

function value(text: string): Expression {
  const [statement] = go.lower(`var x = ${text}`);
  if (statement?.kind !== 'assign' || !statement.value) throw new Error(`no value in ${text}`);
  return statement.value;
}

const name = (word: string) => ({ kind: 'name', name: word });
const string = (text: string) => ({ kind: 'string', value: text });
const call = (callee: unknown, ...args: unknown[]) => ({
  kind: 'call',
  callee,
  args: args.map((argument) => ({ value: argument, name: null, spread: null })),
});

describe('literals', () => {
  it.each([
    ['"abc"', 'abc', true],
    ['`a\\n"b`', 'a\\n"b', true],
    ['`a\r\nb`', 'a\nb', false],
    ['"\\t\\x41\\u00e9\\101\\"\\U0001F600"', '\tAéA"😀', false],
    ['""', '', true],
  ])('%j', (source, expected, exact) => {
    const found = value(source);
    if (found.kind !== 'string') throw new Error(found.kind);
    expect(found.value).toBe(expected);
    expect(found.contentStart).toBe(exact ? 'var x = '.length + 1 : -1);
  });

  it.each([
    ['1_000', 1000],
    ['0x1f', 31],
    ['0o17', 15],
    ['017', 15],
    ['2.5', 2.5],
    ['-3', -3],
  ])('%s', (source, expected) => expect(value(source)).toMatchObject({ kind: 'number', value: expected }));
});

describe('declarations', () => {
  it('imports bind the last part of the path, without version and language', () => {
    const text = 'import (\n"os"\nl "log"\n"a.b/c/v2"\n"a.b/go-d"\n"gopkg.in/yaml.v3"\n. "e"\n_ "f"\n)';
    const found = go
      .lower(text)
      .map((statement) => statement.kind === 'import' && [statement.namespace, statement.names.length]);
    expect(found).toEqual([
      ['os', 0],
      ['l', 0],
      ['c', 0],
      ['d', 0],
      ['yaml', 0],
      [null, 1],
      [null, 0],
    ]);
  });

  it('variables without a value have their zero', () => {
    const zeros = go
      .lower('var (\ns string\ni int64\nb bool\ne error\np *T\nl []string\nm map[string]int\nt T\n)')
      .map((statement) => (statement.kind === 'assign' ? brief(statement.value) : null));
    expect(zeros).toEqual([
      string(''),
      { kind: 'number', value: 0 },
      { kind: 'boolean', value: false },
      { kind: 'null' },
      { kind: 'null' },
      { kind: 'list', sort: 'list', items: [] },
      { kind: 'dict', entries: [] },
      call(name('T')),
    ]);
  });

  it('a struct keeps its tags with their places', () => {
    const text = 'type T struct {\n\tA, B string `env:"A"`\n\tBase\n}';
    const [statement] = go.lower(text);
    if (statement?.kind !== 'class') throw new Error('no class');
    const { struct = [], bases } = statement.definition;
    expect(struct.map((field) => [field.name, field.embedded])).toEqual([
      ['A', false],
      ['B', false],
      ['Base', true],
    ]);
    expect(brief(bases)).toEqual([name('Base')]);
    const tag = struct[0]?.tag;
    expect(tag?.kind === 'string' && text.slice(tag.contentStart, tag.contentStart + tag.value.length)).toBe('env:"A"');
  });

  it('a method is called like its type and itself', () => {
    const [statement] = go.lower('func (c *Config[T]) Load(a, b string, more ...int) error { return nil }');
    expect(statement).toMatchObject({
      kind: 'function',
      definition: { name: 'Config.Load', receiver: 'c', role: 'method' },
    });
    if (statement?.kind !== 'function') throw new Error('no function');
    expect(statement.definition.parameters.map(({ sort }) => sort)).toEqual(['positional', 'positional', 'rest-list']);
  });
});

describe('statements', () => {
  it('two values of one call go to two names; a blank is no name', () => {
    expect(brief(body('v, _ := os.LookupEnv("X")'))).toEqual([
      {
        kind: 'assign',
        target: {
          kind: 'list',
          items: [
            { target: name('v'), otherwise: null, rest: false },
            { target: { kind: 'other' }, otherwise: null, rest: false },
          ],
        },
        operator: null,
        value: call({ kind: 'attribute', object: name('os'), name: 'LookupEnv' }, string('X')),
        declares: true,
      },
    ]);
  });

  it('an if with a statement before its test', () => {
    const [first, second] = body('if v := f(); v == "" {\na()\n} else {\nb()\n}');
    expect(first).toMatchObject({ kind: 'assign', declares: true });
    expect(brief(second)).toMatchObject({
      kind: 'if',
      test: { kind: 'compare', operator: '==', left: name('v'), right: string('') },
      then: [{ kind: 'expression' }],
      otherwise: [{ kind: 'expression' }],
    });
  });

  it('asking for the length of something is asking whether it is empty', () => {
    expect(brief(body('if len(v) == 0 {}'))).toMatchObject([{ kind: 'if', test: call(name('go.empty'), name('v')) }]);
    expect(brief(body('if len(v) > 0 {}'))).toMatchObject([
      { kind: 'if', test: { kind: 'not', value: call(name('go.empty'), name('v')) } },
    ]);
    expect(brief(body('if len(v) > 8 {}'))).toMatchObject([{ kind: 'if', test: { kind: 'compare' } }]);
  });

  it('the default of a switch comes last, and a switch without a value is a chain', () => {
    expect(brief(body('switch x {\ndefault:\na()\ncase "b", "c":\n}'))).toMatchObject([
      { kind: 'switch', subject: name('x'), cases: [{ tests: [string('b'), string('c')] }, { tests: [] }] },
    ]);
    expect(brief(body('switch {\ncase a, b:\n}'))).toMatchObject([
      { kind: 'block', body: [{ kind: 'if', test: { kind: 'logic', operator: 'or' } }] },
    ]);
  });

  it('a bare return gives the named results', () => {
    const [statement] = go.lower('func f() (v string, err error) {\nreturn\n}');
    if (statement?.kind !== 'function') throw new Error('no function');
    expect(brief(statement.definition.body.at(-1))).toEqual({
      kind: 'return',
      value: {
        kind: 'list',
        sort: 'tuple',
        items: [
          { value: name('v'), spread: false },
          { value: name('err'), spread: false },
        ],
      },
    });
  });

  it('ranges over keys, values or both', () => {
    const iterables = ['for k := range m {}', 'for _, v := range m {}', 'for k, v := range m {}', 'for range m {}'].map(
      (text) => {
        const [loop] = body(text);
        return loop?.kind === 'for' && loop.iterable.kind === 'call' ? brief(loop.iterable.callee) : null;
      },
    );
    expect(iterables).toEqual([name('go.keys'), name('go.values'), name('go.pairs'), name('go.pairs')]);
  });
});

describe('expressions', () => {
  it('composite literals say what is given, with types that are left out', () => {
    expect(brief(value('[]*T{{A: "a"}, {"b"}}'))).toEqual({
      kind: 'list',
      sort: 'list',
      items: [
        {
          value: { kind: 'call', callee: name('T'), args: [{ value: string('a'), name: 'A', spread: null }] },
          spread: false,
        },
        { value: call(name('T'), string('b')), spread: false },
      ],
    });
    expect(brief(value('map[string]int{"a": 1}'))).toEqual({
      kind: 'dict',
      entries: [{ key: string('a'), value: { kind: 'number', value: 1 } }],
    });
  });

  it('functions with type arguments are called with them', () => {
    const typed = { kind: 'call', args: [{ name: null }, { name: 'go.type', value: name('int') }] };
    expect(brief(value('get[int]("a")'))).toMatchObject(typed);
    expect(brief(value('get[int]("a", "b")'))).toMatchObject({ kind: 'call' });
  });

  it('a list that grows is the list that there is', () => {
    expect(brief(body('xs = append(xs, x)'))).toMatchObject([{ value: { callee: name('go.grow') } }]);
    expect(brief(body('ys = append(xs, x...)'))).toMatchObject([
      { value: { callee: name('append'), args: [{ spread: null }, { spread: 'list' }] } },
    ]);
  });
});
