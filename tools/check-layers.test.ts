import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkLayers } from './check-layers.ts';
import { loadLayers } from './load-layers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function check(layers: Record<string, unknown>): string[] {
  write('layers.json', JSON.stringify({ root: 'src', layers }));
  return checkLayers(folder, loadLayers(join(folder, 'layers.json')));
}

test('an import along the direction, within a folder, or of a package is allowed', () => {
  write('src/model/text.ts', "import { x } from './span.ts';\nimport { join } from 'node:path';\n");
  write('src/model/span.ts', 'export const x = 1;\n');
  write('src/rules/a.ts', "import { x } from '../model/span.ts';\nimport yaml from 'yaml';\n");
  expect(check({ model: { imports: [] }, rules: { imports: ['model'] } })).toEqual([]);
});

test.each([
  ['a plain import', "import { x } from '../rules/a.ts';"],
  ['a type import', "import type { x } from '../rules/a.ts';"],
  ['a re-export', "export { x } from '../rules/a.ts';"],
  ['a dynamic import', "const a = await import('../rules/a.ts');"],
  ["a type's import", "type A = import('../rules/a.ts').A;"],
])('%s against the direction is told with file, import and what is allowed', (_, text) => {
  write('src/rules/a.ts', 'export const x = 1;\n');
  write('src/model/text.ts', `\n${text}\n`);
  expect(check({ model: { imports: [] }, rules: { imports: ['model'] } })).toEqual([
    "src/model/text.ts:2: model imports '../rules/a.ts' (rules); allowed: nothing",
  ]);
});

test('where only types are allowed, a value is refused', () => {
  write('src/a/x.ts', "import type { X } from '../b/y.ts';\nimport { y } from '../b/y.ts';\n");
  write('src/b/y.ts', '');
  expect(check({ a: { imports: [], types: ['b'] }, b: { imports: [] } })).toEqual([
    "src/a/x.ts:2: a imports '../b/y.ts' (b) other than types; allowed: nothing; types of: b",
  ]);
});

test('folders of one pattern are apart from each other', () => {
  write('src/languages/python/index.ts', "import '../javascript/index.ts';\n");
  write('src/languages/javascript/index.ts', '');
  write('src/languages/registry.ts', "import './python/index.ts';\n");
  expect(check({ 'languages/*': { imports: [] }, languages: { imports: ['languages/*'] } })).toEqual([
    "src/languages/python/index.ts:1: languages/python imports '../javascript/index.ts' (languages/javascript); allowed: nothing",
  ]);
});

test('a single file can be a layer of its own', () => {
  write('src/languages/parser.ts', '');
  write('src/languages/registry.ts', '');
  write('src/languages/python/index.ts', "import '../parser.ts';\nimport '../registry.ts';\n");
  const layers = {
    'languages/parser.ts': { imports: [] },
    'languages/*': { imports: ['languages/parser.ts'] },
    languages: { imports: ['languages/*'] },
  };
  expect(check(layers)).toEqual([
    "src/languages/python/index.ts:2: languages/python imports '../registry.ts' (languages); allowed: languages/parser.ts",
  ]);
});

test('a folder or file that is not listed is told', () => {
  write('src/new/a.ts', '');
  write('src/loose.ts', '');
  expect(check({})).toEqual([
    'src/loose.ts: its folder is not listed in tools/layers.json',
    'src/new/a.ts: its folder is not listed in tools/layers.json',
  ]);
});

test('two folders that may import each other are a circle', () => {
  mkdirSync(join(folder, 'src'));
  expect(check({ a: { imports: ['b'] }, b: { imports: [], types: ['a'] } })).toEqual([
    'tools/layers.json: a → b → a is a circle',
  ]);
});

test('only a layer that opens may use files and processes', () => {
  write('src/rules/a.ts', "import { readFileSync } from 'node:fs';\n");
  write('src/git/a.ts', "import { spawn } from 'node:child_process';\n");
  expect(check({ rules: { imports: [] }, git: { imports: [], opens: true } })).toEqual([
    "src/rules/a.ts:1: rules imports 'node:fs', but it may not open files, processes or connections",
  ]);
});
