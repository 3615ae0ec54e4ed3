import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CARRIERS } from '../src/model/command.ts';
import { FORMAT_IDS } from '../src/model/deployment.ts';
import { READ_LANGUAGES } from '../src/model/read.ts';
import { readers } from '../src/readers.generated.ts';
import { linkFiles } from './link/link-files.ts';
import { caseTexts, countCases, linesOfFacts, parseCase, wrongPlaces } from './support/reader-cases.ts';

const source = join(import.meta.dirname, '../src');
const FOLDERS = { format: 'formats', carrier: 'carriers', language: 'languages' };
const LISTS = { format: FORMAT_IDS, carrier: CARRIERS, language: READ_LANGUAGES };

function foldersIn(kind: string): string[] {
  return readdirSync(join(source, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${kind}/${name}`)
    .sort();
}

it('states every folder of formats, carriers and languages', () => {
  expect(readers.map(({ folder }) => folder)).toEqual(['formats', 'carriers', 'languages'].flatMap(foldersIn));
});

it('reads whatever the schemas list', () => {
  const idsOf = (kind: string) => readers.flatMap(({ meta }) => (meta.kind === kind ? [meta.id] : []));
  expect(idsOf('format').sort()).toEqual([...FORMAT_IDS].sort());
  // The shell carries commands, and reads its own environment.
  expect([...idsOf('language'), 'shell'].sort()).toEqual([...READ_LANGUAGES].sort());
  // Programs are carriers too: they lie with the languages.
  const programs = CARRIERS.filter((id) => idsOf('language').some((language) => language === id));
  expect([...idsOf('carrier'), ...programs].sort()).toEqual([...CARRIERS].sort());
});

describe.each(readers)('$folder', ({ folder, meta }) => {
  const path = join(source, folder);

  it('is stated in full, and explained', () => {
    expect(meta.id).toBe(folder.slice(folder.indexOf('/') + 1));
    expect(meta.title).not.toBe('');
    const readme = join(path, 'readme.md');
    expect(existsSync(readme) && readFileSync(readme, 'utf8').split('\n').length).toBeGreaterThan(
      meta.kind === 'part' ? 2 : 8,
    );
    if (meta.kind === 'part') return;
    expect(FOLDERS[meta.kind]).toBe(folder.slice(0, folder.indexOf('/')));
    expect(LISTS[meta.kind]).toContain(meta.id);
    expect(meta.reads).not.toBe('');
    expect(meta.source).toMatch(/^https:\/\/\S+$/);
  });

  it.skipIf(meta.kind === 'part')('has cases, of them hostile ones', () => {
    const { cases, hostile } = countCases(path);
    expect(cases).toBeGreaterThanOrEqual(6);
    expect(hostile).toBeGreaterThanOrEqual(2);
  });

  it.each(meta.kind === 'part' ? [] : [...caseTexts(path)])('%s', async (_, text) => {
    const one = parseCase(text);
    expect(wrongPlaces(one)).toEqual([]);
    expect(linesOfFacts(await linkFiles(one.files), one.files)).toEqual([...one.found].sort());
  });
});
