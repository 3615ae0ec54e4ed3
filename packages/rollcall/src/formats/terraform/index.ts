import type { ReaderMeta } from '../../model/reader.ts';

export { extractTerraform } from './extract.ts';
export { loadHclGrammar } from './hcl/grammar.ts';
export { parseHcl } from './hcl/parse.ts';
export { parseTerraformJson } from './hcl/parse-json.ts';
export type { ParsedFile } from './hcl/syntax.ts';
export { relativeCalls } from './module/calls.ts';
export type { ModuleFiles } from './module/source.ts';
export { unreadResources } from './resources/readers.ts';

export const meta = {
  kind: 'format',
  id: 'terraform',
  title: 'Terraform and OpenTofu',
  reads: '`.tf`, `.tofu`, `.tf.json`, and `.tfvars` beside them',
  source: 'https://developer.hashicorp.com/terraform/language',
} as const satisfies ReaderMeta;
