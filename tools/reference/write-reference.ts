import { readFile } from 'node:fs/promises';
import { contractJsonSchema } from '../../packages/rollcall/src/contract/json-schema.ts';
import { ERRORS } from '../../packages/rollcall/src/errors.ts';
import { outputJsonSchemas } from '../../packages/rollcall/src/reporters/schema/json-schema.ts';
import { describeContract } from './contract-page.ts';
import { describeErrors } from './errors-page.ts';
import { describeRules } from './rules-page.ts';
import { describeCatalogEntry } from './schema-store.ts';
import { describeSupport } from './support-page.ts';

/** Every file of docs/reference/: path in the repository → text. The registries must have been written before. */
export async function writeReference(): Promise<Map<string, string>> {
  const { rules } = await import('../../packages/rollcall/src/rules/registry.generated.ts');
  const { readers } = await import('../../packages/rollcall/src/readers.generated.ts');
  const schema = contractJsonSchema();
  const { version } = JSON.parse(await readFile('packages/rollcall/package.json', 'utf8')) as { version: string };
  return new Map([
    ['docs/reference/rules.md', describeRules(rules)],
    ['docs/reference/support.md', describeSupport(readers)],
    ['docs/reference/errors.md', describeErrors(ERRORS)],
    ['docs/reference/contract.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
    ['docs/reference/contract.md', describeContract(schema)],
    ['docs/reference/schemastore.json', `${JSON.stringify(describeCatalogEntry(version), null, 2)}\n`],
    ...[...outputJsonSchemas()].map(
      ([name, form]) => [`docs/reference/${name}.schema.json`, `${JSON.stringify(form, null, 2)}\n`] as const,
    ),
  ]);
}
