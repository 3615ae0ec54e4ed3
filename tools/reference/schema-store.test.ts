import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findContract } from '../../packages/rollcall/src/contract/find.ts';
import { describeCatalogEntry } from './schema-store.ts';

const entry = JSON.parse(await readFile('docs/reference/schemastore.json', 'utf8')) as ReturnType<
  typeof describeCatalogEntry
>;

describe("the entry for SchemaStore's catalog", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('matches every contract of data that is found, and no program', async () => {
    expect(entry.fileMatch).toEqual(['rollcall.yaml', 'rollcall.yml', 'rollcall.json']);
    for (const file of entry.fileMatch) {
      const path = join(folder, file);
      await writeFile(path, '');
      expect(await findContract(folder)).toEqual({ ok: true, path });
      await rm(path);
    }
  });

  it('points at a schema that the package exports, which knows a good contract from a bad one', async () => {
    const manifest = JSON.parse(await readFile('packages/rollcall/package.json', 'utf8')) as {
      exports: Record<string, unknown>;
      files: string[];
    };
    expect(manifest.files).toContain('dist');
    expect(manifest.exports['./schemas/*.schema.json']).toBe('./dist/schemas/*.schema.json');
    const path = new URL(entry.url).pathname.split('/').slice(2).join('/');
    expect(path).toMatch(/^dist\/schemas\/[^/]+\.schema\.json$/);
    const file = path.slice('dist/schemas/'.length);
    expect(await readdir('docs/reference')).toContain(file);
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(await readFile(`docs/reference/${file}`, 'utf8')));
    expect(validate({ $schema: entry.url, version: 1, services: {} })).toBe(true);
    expect(validate({ version: 1, servces: {} })).toBe(false);
  });

  it('names the line of releases that keep one form', () => {
    expect(describeCatalogEntry('0.1.3').url).toContain('rollcall@0.1/');
    expect(describeCatalogEntry('2.4.0').url).toContain('rollcall@2/');
  });
});
