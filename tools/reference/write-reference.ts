import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { contractSchema } from '../../packages/rollcall/src/contract/schema.ts';
import type { ERRORS } from '../../packages/rollcall/src/errors.ts';
import type { Rule } from '../../packages/rollcall/src/rules/rule.ts';
import { describeContract, toSchemaFile } from './contract-page.ts';
import { describeErrors } from './errors-page.ts';
import { describeRules } from './rules-page.ts';

/** Every file of docs/reference/: path in the repository → text. A part of the source that is absent has no page. */
export async function writeReference(source: string): Promise<Map<string, string>> {
  const rules = await load<{ rules: readonly Rule[] }>(source, 'rules/registry.generated.ts');
  const errors = await load<{ ERRORS: typeof ERRORS }>(source, 'errors.ts');
  const contract = await load<{ contractSchema: typeof contractSchema }>(source, 'contract/schema.ts');
  const files = new Map<string, string>();
  if (rules) files.set('docs/reference/rules.md', describeRules(rules.rules));
  if (errors) files.set('docs/reference/errors.md', describeErrors(errors.ERRORS));
  if (contract) {
    const schema = toSchemaFile(contract.contractSchema);
    files.set('docs/reference/contract.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    files.set('docs/reference/contract.md', describeContract(schema));
  }
  return files;
}

async function load<Module>(source: string, file: string): Promise<Module | null> {
  const path = join(source, file);
  return existsSync(path) ? ((await import(pathToFileURL(path).href)) as Module) : null;
}
