/**
 * How many of the names that people found by hand in public repositories `rollcall scan` tells, and how many others:
 *
 *     npx jiti bench/extraction.ts --labels bench/accuracy/bindings/<x>.json --repository <path> [--quiet]
 *     npx jiti bench/extraction.ts --all <folder of repositories, <owner>+<name>/repo each> [--quiet]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  type Compared,
  compareBindings,
  compareReads,
  type Labels,
  readLabels,
  type Scan,
} from './accuracy/extraction.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    labels: { type: 'string' },
    repository: { type: 'string' },
    all: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    cli: { type: 'string', default: join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs') },
  },
});
const folder = join(here, 'accuracy', 'bindings');
const pairs =
  values.all !== undefined
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => [join(folder, name), join(values.all ?? '', basename(name, '.json'), 'repo')] as const)
    : values.labels !== undefined && values.repository !== undefined
      ? [[values.labels, values.repository] as const]
      : [];
if (pairs.length === 0) {
  console.error('usage: npx jiti bench/extraction.ts (--labels <file> --repository <path> | --all <folder>) [--quiet]');
  process.exit(2);
}

const sums = { bindings: [0, 0, 0], reads: [0, 0, 0] };
for (const [path, repository] of pairs) {
  if (!existsSync(repository)) {
    console.log(`${basename(path, '.json')}: ${repository} is not there`);
    process.exitCode = 1;
    continue;
  }
  const labels = readLabels(path);
  const scan = scanOf(labels, repository);
  if (labels.labelled !== 'reads') print(labels.repository, 'bindings', compareBindings(labels, scan));
  print(labels.repository, 'reads', compareReads(labels, scan));
}
for (const [what, [right = 0, missed = 0, extra = 0]] of Object.entries(sums))
  console.log(`all: ${what}: ${figures(right, missed, extra)}`);

function print(repository: string, what: 'bindings' | 'reads', { right, missed, extra, uncounted }: Compared): void {
  console.log(`${repository}: ${what}: ${figures(right, missed.length, extra.length)}, ${uncounted} uncounted`);
  const sum = sums[what];
  for (const [i, more] of [right, missed.length, extra.length].entries()) sum[i] = (sum[i] ?? 0) + more;
  if (values.quiet) return;
  for (const one of missed) console.log(`  missed ${one}`);
  for (const one of extra) console.log(`  extra  ${one}`);
}

function figures(right: number, missed: number, extra: number): string {
  const share = (whole: number): string => (whole === 0 ? '–' : (right / whole).toFixed(3));
  return `${right} right, ${missed} missed, ${extra} extra; precision ${share(right + extra)}, recall ${share(right + missed)}`;
}

function scanOf({ commit }: Labels, repository: string): Scan {
  const run = spawnSync(process.execPath, [values.cli, 'scan', '--ref', commit, '--no-cache', '--format', 'json'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0 && run.status !== 3) throw new Error(`rollcall scan ended with exit code ${run.status}`);
  return JSON.parse(run.stdout);
}
