import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadHclGrammar } from '../../src/formats/terraform/index.ts';
import { readCases } from './project.ts';
import { projectTerraform, readFolder } from './terraform-files.ts';

beforeAll(loadHclGrammar);

/** The folder in which a case is started. */
function startOf(folder: string): string {
  return existsSync(join(folder, 'envs/staging/main.tf')) ? 'envs/staging' : '';
}

describe('terraform', () => {
  for (const { name, folder, expected } of readCases('terraform'))
    it(`reads ${name}`, () => {
      const projected = projectTerraform(readFolder(folder), startOf(folder));
      expect(JSON.parse(JSON.stringify(projected))).toEqual(expected);
    });
});
