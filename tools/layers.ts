/**
 * Checks that folders import in one direction only, as `layers.json` says for the command, and `layers.<part>.json` for another
 * package or service: each folder (or file) of the source root is a layer and lists what it may import; `types` lists what it may import types from; only a layer that `opens` may use files and processes.
 * The longest name that fits a file is its layer: the file itself, its folder, `languages/*` (each folder of `languages` by itself).
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLayers } from './check-layers.ts';
import { loadLayers } from './load-layers.ts';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(repository, 'tools');
const files = readdirSync(tools).filter((name) => /^layers(?:\.[a-z]+)?\.json$/.test(name));
const problems = files.flatMap((name) => checkLayers(repository, loadLayers(join(tools, name))));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
