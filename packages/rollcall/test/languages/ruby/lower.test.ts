import { beforeAll, describe, expect, it } from 'vitest';
import { ruby } from '../../../src/languages/ruby/index.ts';
import { expectTruePlaces, holdsOfAnyText, nodesOf } from '../lowered-properties.ts';

const texts = [
  'class A < B\n  attr_reader :x\n  def initialize(a, b = 1, *r, k: 2, **o, &z)\n    @x = ENV.fetch("A_B") { |n| raise n }\n  end\nend\n',
  'case x\nwhen "a", "b" then ENV["C_D"]&.strip\nelse y ||= %w[a b].map(&:upcase)\nend\n',
  'begin\n  a.b.c!(1) unless d? && !e\nrescue KeyError => e\n  raise\nensure\n  f\nend\n"x#{ENV[\'Q\']}y\\n"\n',
  'module M\n  extend self\n  X = { a: 1, "b" => 2, **c }.freeze\n  def z = ->(q) { q ? 1 : 2 }\nend\n',
];
const words = [
  'def ',
  'end\n',
  'do |x|',
  '{',
  '}',
  'ENV["A"]',
  '#{',
  '"',
  "'",
  '<<~X\n',
  'X\n',
  '%w[',
  ']',
  '||',
  '=',
  '\n',
  'class A',
  '__proto__',
  '&.',
  '?',
  ':',
];

beforeAll(() => ruby.load());

describe('ruby', () => {
  holdsOfAnyText(ruby, 'a.rb', texts, words);

  it('gives places that are true in sound texts', () => {
    for (const text of texts) {
      expectTruePlaces(ruby, text, 'a.rb');
      expect(ruby.lower(text).some(({ kind }) => kind === 'broken')).toBe(false);
    }
  });

  it('says what does not parse and keeps the rest', () => {
    const statements = ruby.lower('a = 1\ndef f(\nb = ENV["C"]\n');
    expect(statements.some(({ kind }) => kind === 'broken')).toBe(true);
  });

  it('makes a block of an enumeration a loop or a comprehension', () => {
    const [loop] = ruby.lower('%w[A B].each { |n| p n }');
    expect(loop?.kind).toBe('for');
    const kinds = nodesOf(ruby.lower('x = %w[A B].reject { |n| ENV[n] }')).map(({ kind }) => kind);
    expect(kinds).toContain('comprehension');
  });

  it('finds the files that are required by their place', () => {
    expect(
      ruby
        .imports('require "json"\nrequire_relative "lib/x"\nif a\n  require "./y"\nend\n')
        .map(({ module }) => module),
    ).toEqual(['./lib/x', './.' + '/y']);
  });
});

describe('ruby in configuration files', () => {
  const text =
    'a: <%= ENV["A"] %>\n# <%= ENV["B"] -%>\n<%# ENV["C"] %>\n<%% ENV["D"] %>\nb: <% if x %>1<% end %>\n<%= open';
  holdsOfAnyText(ruby, 'config/database.yml', [text], ['<%', '%>', '<%=', '-%>', 'ENV["A"]', '\n', 'a: ', '<%#', '#']);

  it('keeps every place and reads what is run', () => {
    const [unit] = ruby.cut(text, 'config/database.yml');
    expect(unit?.text.length).toBe(text.length);
    const names = nodesOf(ruby.lower(unit?.text ?? '')).filter(({ kind }) => kind === 'string');
    expect(names.map(({ value }) => value)).toEqual(['A', 'B']);
    expectTruePlaces(ruby, text, 'config/database.yml');
  });
});
