// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the source text under test.
import { beforeAll, describe, expect, it } from 'vitest';
import { javascript } from '../../../src/languages/javascript/index.ts';
import { broken, expressions, statements } from './forms.ts';

beforeAll(() => javascript.load());

interface Node {
  readonly kind?: string;
  readonly start: number;
  readonly end: number;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly contentStart?: number;
}

/** Every object with a range in a lowered form, in any depth. */
function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return 'start' in value ? [value as Node, ...inner] : inner;
}

function nodesIn(text: string): Node[] {
  return nodesOf(javascript.lower(text));
}

function sourceOf(text: string, node: Node): string {
  return text.slice(node.start, node.end);
}

function only(text: string, kind: string): Node {
  const found = nodesIn(text).filter((node) => node.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] ?? { start: -1, end: -1 };
}

const texts = [
  ...expressions.map(([source]) => `f(${source})`),
  ...statements.map(([source]) => source),
  ...broken.map(([source]) => source),
];

/** Checks what holds of every range: it lies in the text, names and exact strings are what stands there. */
function expectTrueRanges(text: string): void {
  for (const node of nodesIn(text)) {
    expect(node.start).toBeGreaterThanOrEqual(0);
    expect(node.end).toBeGreaterThanOrEqual(node.start);
    expect(node.end).toBeLessThanOrEqual(text.length);
    if (node.kind === 'name' && sourceOf(text, node) !== node.name) expect(impliedName(text, node)).toBe(true);
    if (node.kind === 'string' && node.contentStart !== undefined && node.contentStart >= 0) {
      const value = String(node.value);
      expect(text.slice(node.contentStart, node.contentStart + value.length)).toBe(value);
    }
  }
}

/** `this` of a parameter property and `module` of `export =` stand for source that does not spell them. */
function impliedName(text: string, node: Node): boolean {
  return node.name === 'this' || (node.name === 'module' && sourceOf(text, node).startsWith('export ='));
}

describe('ranges', () => {
  it.each(texts)('are those of the source in %j', (text) => {
    expectTrueRanges(text);
  });

  it.each(['/* 😀 */ ', '/* 漢字 é */\n', '\uFEFF', '#!/usr/bin/env node\n', '\uFEFF#!/bin/é😀\r\n', '// a\r\n\r\n'])(
    'count UTF-16 units after %j',
    (before) => {
      for (const [source] of statements) {
        const plain = source.replace(/^\uFEFF?(#!.*\n)?/, '');
        const shifted = nodesIn(before + plain).map(({ kind, start, end }) => [kind, start, end]);
        const expected = nodesIn(plain).map(({ kind, start, end }) => [
          kind,
          start + before.length,
          end + before.length,
        ]);
        expect(shifted).toEqual(expected);
        expectTrueRanges(before + plain);
      }
    },
  );

  it.each([
    ['f("a")', 'string', '"a"'],
    ['f(`a`)', 'string', '`a`'],
    ['😀; "漢😀"+1', 'string', '"漢😀"'],
    ['let a = (b + c)', 'binary', 'b + c'],
    ['f((a ? b : c))', 'conditional', 'a ? b : c'],
    ['x = a.b', 'attribute', 'a.b'],
    ['if (a) { b }', 'if', 'if (a) { b }'],
    ['export const a = [1]', 'list', '[1]'],
    ['function f(a: string) { return }', 'function', 'function f(a: string) { return }'],
    ['const a: Env = {}', 'assign', 'a: Env = {}'],
    ['a = await b', 'wrap', 'await b'],
    ['let a = ;', 'broken', 'let a = ;'],
  ])('of %s: the %s is %s', (text, kind, source) => {
    expect(sourceOf(text, only(text, kind))).toBe(source);
  });

  it('of strings begin their content only where it is spelled as it reads', () => {
    const text = 'f("plain", "esc\\n", `tem${x}plate\\t`, "", `raw`, "a\\\nb")';
    const strings = nodesIn(text).filter((node) => node.kind === 'string');
    expect(strings.map(({ value, contentStart }) => [value, contentStart])).toEqual([
      ['plain', text.indexOf('plain')],
      ['esc\n', -1],
      ['tem', text.indexOf('tem')],
      ['plate\t', -1],
      ['', text.indexOf('""') + 1],
      ['raw', text.indexOf('raw')],
      ['ab', -1],
    ]);
  });

  it('of template text leave the delimiters out', () => {
    const text = 'x = `ab${c}de${f}`';
    const strings = nodesIn(text).filter((node) => node.kind === 'string');
    expect(strings.map((node) => sourceOf(text, node))).toEqual(['ab', 'de']);
  });

  it('hold in templates with CRLF', () => {
    const text = 'x = `a\r\n${b}\r\nc`';
    const strings = nodesIn(text).filter((node) => node.kind === 'string');
    expect(strings.map((node) => [sourceOf(text, node), node.value, node.contentStart])).toEqual([
      ['a\r\n', 'a\n', -1],
      ['\r\nc', '\nc', -1],
    ]);
  });

  it('hold on a line that is too long to be parsed as one', () => {
    const line = 'const a={b:"c",d:[1,2,3]};function f(x,y){return g(x,`t${y}`,{z:"é"})}';
    const text = line.repeat(200);
    const nodes = nodesIn(text);
    expectTrueRanges(text);
    const once = nodesIn(line).map(({ kind, start, end }) => [kind, start, end]);
    expect(nodes).toHaveLength(once.length * 200);
    const third = nodes.slice(once.length * 150, once.length * 151);
    expect(third.map(({ kind, start, end }) => [kind, start - line.length * 150, end - line.length * 150])).toEqual(
      once,
    );
  });
});
