// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the source text under test.
import { describe, expect, it } from 'vitest';
import { javascript } from '../../../src/languages/javascript/index.ts';

/** `module{names}`, with `type` before it for types only. */
function mentions(text: string): string[] {
  return javascript
    .imports(text)
    .map(({ module, names, typeOnly }) => `${typeOnly ? 'type ' : ''}${module}{${names.join(',')}}`);
}

describe('imports', () => {
  it.each([
    ['import "a"', 'a{}'],
    ["import'a'", 'a{}'],
    ['import a from "b"', 'b{default}'],
    ['import from from "b"', 'b{default}'],
    ['import type from "b"', 'b{default}'],
    ['import a, { b } from "c"', 'c{default,b}'],
    ['import a, * as b from "c"', 'c{default,*}'],
    ['import * as a from "b"', 'b{*}'],
    ['import*as a from"b"', 'b{*}'],
    ['import { a, b as c, default as d, "e-f" as g } from "h"', 'h{a,b,default,e-f}'],
    ['import {\n  a, // one\n  /* two */ b,\n} from "c"', 'c{a,b}'],
    ['import {} from "a"', 'a{}'],
    ['import type { A } from "b"', 'type b{A}'],
    ['import type A from "b"', 'type b{default}'],
    ['import type * as A from "b"', 'type b{*}'],
    ['import { type A, b } from "c"', 'c{b}'],
    ['import { type A } from "b"', 'type b{}'],
    ['import { type, type as a } from "b"', 'b{type,type}'],
    ['import defer * as a from "b"', 'b{*}'],
    ['import a from "b" with { type: "json" }', 'b{default}'],
    ['export { a, b as c } from "d"', 'd{a,b}'],
    ['export { default } from "a"', 'a{default}'],
    ['export * from "a"', 'a{*}'],
    ['export * as a from "b"', 'b{*}'],
    ['export type { A } from "b"', 'type b{A}'],
    ['export type * from "a"', 'type a{*}'],
    ['const a = await import("b")', 'b{*}'],
    ['import(`a`)', 'a{*}'],
    ['import("a", { with: {} })', 'a{*}'],
    ['const { a } = require("b")', 'b{*}'],
    ['f(...require("a"))', 'a{*}'],
    ['import a = require("b")', 'b{*}'],
    ['if (a) /re"/.test(b); import("c")', 'c{*}'],
    ['a = b / c; import("d"); e = f / g', 'd{*}'],
    ['`${require("a")}`', 'a{*}'],
    ['<p>don\'t</p>; require("a")', 'a{*}'],
    ['#!/usr/bin/env node\nimport "a"', 'a{}'],
    ['\uFEFFimport "a"', 'a{}'],
  ])('finds %j', (text, mention) => {
    expect(mentions(text)).toEqual([mention]);
  });

  it.each([
    '',
    '// import "a"',
    '/* require("a") */',
    '"import \'a\'"',
    '`import "a"`',
    '/require("a")/',
    'x = a ? /import("b")/ : c',
    'a.require("b")',
    'a?.import("b")',
    'import(a)',
    'require(a)',
    'require("a" + b)',
    'require(`a${b}`)',
    'require.resolve("a")',
    'import.meta.url',
    'export const from = "a"',
    'export { a }; from("b")',
    'import',
    'import /* "a"',
    'import {',
    'import { a',
    'import * as',
    'export *',
    'require(',
  ])('finds nothing in %j', (text) => {
    expect(mentions(text)).toEqual([]);
  });

  it('tells where each stands', () => {
    const text = '// 😀\nimport { a } from "b";\nconst c = require("d");\nexport * from "e"';
    expect(javascript.imports(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'import { a } from "b"',
      'require("d")',
      'export * from "e"',
    ]);
  });

  it('finds several, in order', () => {
    const text = 'import a from "a"\nimport b, { c } from "b"\nexport * from "c"\nf(() => import("d"))';
    expect(mentions(text)).toEqual(['a{default}', 'b{default,c}', 'c{*}', 'd{*}']);
  });
});
