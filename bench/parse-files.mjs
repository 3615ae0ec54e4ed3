// Parses every file below a folder, one after the other, and does nothing with the trees: what a scan is measured against.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import v8 from 'node:v8';
import { parseSync } from 'oxc-parser';

v8.setFlagsFromString('--liftoff-only');
const { Language, Parser } = await import('web-tree-sitter');
await Parser.init();
const python = new Parser();
python.setLanguage(
  await Language.load(createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm')),
);

const folder = process.argv[2];
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8');
  if (entry.name.endsWith('.py')) python.parse(text)?.delete();
  else parseSync(entry.name, text).program;
}
