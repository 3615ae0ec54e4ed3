// Parses every file below a folder, one after the other, and does nothing with the trees: what a scan is measured against.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import v8 from 'node:v8';

// The package's own parsers.
const require = createRequire(new URL('../packages/rollcall/package.json', import.meta.url));
v8.setFlagsFromString('--liftoff-only');
const { parseSync } = require('oxc-parser');
const { Language, Parser } = require('web-tree-sitter');
await Parser.init();
const python = new Parser();
python.setLanguage(await Language.load(require.resolve('tree-sitter-python/tree-sitter-python.wasm')));

const folder = process.argv[2];
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8');
  if (entry.name.endsWith('.py')) python.parse(text)?.delete();
  else parseSync(entry.name, text).program;
}
