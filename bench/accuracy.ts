/**
 * What `rollcall history` finds, misses and tells beyond that, against regressions that people found by hand, beside two other methods:
 *
 *     npx jiti bench/accuracy.ts --labels bench/accuracy/labels/<x>.json --repository <path> [--history <file>] [--cli <file>]
 *
 * `--history` takes what `rollcall history --all --format json` wrote before; `--cli` another build than that of this checkout.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { History } from '../packages/rollcall/src/model/history.ts';
import { readLabels } from './accuracy/cases.ts';
import { compare } from './accuracy/compare.ts';
import { blameFixes, pickNames } from './accuracy/rivals.ts';
import { printTables } from './accuracy/tables.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    labels: { type: 'string' },
    repository: { type: 'string' },
    history: { type: 'string' },
    cli: { type: 'string', default: join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs') },
  },
});
if (values.labels === undefined || values.repository === undefined) {
  console.error(
    'usage: npx jiti bench/accuracy.ts --labels <file> --repository <path> [--history <file>] [--cli <file>]',
  );
  process.exit(2);
}
const { labels: path, repository, cli } = values;
const labels = readLabels(path);
const history: History = JSON.parse(values.history === undefined ? runHistory() : readFileSync(values.history, 'utf8'));
const comparison = compare(history.regressions, labels);
const blame = blameFixes(repository);
const pickaxe = pickNames(repository);
printTables(
  basename(path, '.json').replace('+', '/'),
  comparison.judged.map((judged) => ({ ...judged, blame: blame(judged.row), pickaxe: pickaxe(judged.row) })),
  comparison,
);

function runHistory(): string {
  const run = spawnSync(process.execPath, [cli, 'history', '--all', '--format', 'json'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0 && run.status !== 3) throw new Error(`rollcall history ended with exit code ${run.status}`);
  return run.stdout;
}
