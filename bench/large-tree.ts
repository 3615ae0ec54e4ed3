/**
 * A made tree of many files, scanned cold and warm, beside a text search for the words of the environment in it, with the memory that the
 * scan takes; half of the tree beside the whole, to see whether both grow with what must be read or with what is there:
 *
 *     npx jiti bench/large-tree.ts [--files 100000] [--rounds N]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFiles } from './made-tree.ts';
import { findSearch, measureInTurn, printMeasurements, runQuietly } from './measure.ts';

const { values } = parseArgs({
  options: { files: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));

try {
  const whole = writeTree('whole', Number(values.files));
  const half = writeTree('half', Number(values.files) / 2);
  const search = findSearch();
  const measurements = await measureInTurn(
    [
      { name: 'rollcall scan, cold (--no-cache)', run: () => scan(whole, '--no-cache') },
      { name: 'rollcall scan, warm', run: () => scan(whole) },
      { name: 'rollcall scan of half of the tree, cold', run: () => scan(half, '--no-cache') },
      { name: `${search.name} over the same tree`, run: () => runQuietly(search.command, search.args, whole) === 0 },
      { name: 'floor: git ls-files', run: () => runQuietly('git', ['ls-files'], whole) === 0 },
      { name: 'floor: empty node', run: () => runQuietly(process.execPath, ['-e', '0']) === 0 },
    ],
    Number(values.rounds),
  );
  printMeasurements(measurements);
  console.log(`peak memory: ${peakOf(whole)} MB for the whole, ${peakOf(half)} MB for half of it`);
  process.exitCode = measurements.some(({ failed }) => failed) ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function writeTree(name: string, files: number): string {
  const folder = join(scratch, name);
  writeFiles(folder, files);
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
  ])
    execFileSync('git', args, { cwd: folder });
  return folder;
}

function scan(folder: string, ...more: readonly string[]): boolean {
  const args = [cli, 'scan', '--format', 'json', ...more];
  return [0, 3].includes(runQuietly(process.execPath, args, folder, { ROLLCALL_CACHE_DIR: join(scratch, 'cache') }));
}

/** Megabytes at the peak, as the process itself tells when it ends. */
function peakOf(folder: string): number {
  const told = join(scratch, 'peak');
  const hook = `data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(told)},String(process.resourceUsage().maxRSS)))`;
  spawnSync(process.execPath, ['--import', hook, cli, 'scan', '--format', 'json', '--no-cache'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return Math.round(Number(readFileSync(told, 'utf8')) / 1024);
}
