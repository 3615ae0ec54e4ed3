/**
 * How long `rollcall scan` of one commit takes, beside the work it cannot avoid and beside a text search:
 *
 *     npx jiti bench/scan.ts --repository <path> --commit <id> [--rounds N]
 *
 * Cold works everything out; warm has a scan of the same commit before it. The parse is the rival: one thread, every file of the tree with words of the environment, parsed whole and nothing else.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findSearch, measureInTurn, printMeasurements, runQuietly } from './measure.ts';
import { envWords, isSource, listBlobs, readBlobs } from './tree-files.ts';

const { values } = parseArgs({
  options: { repository: { type: 'string' }, commit: { type: 'string' }, rounds: { type: 'string', default: '5' } },
});
if (values.repository === undefined || values.commit === undefined) {
  console.error('usage: npx jiti bench/scan.ts --repository <path> --commit <id> [--rounds N]');
  process.exit(2);
}
const { repository, commit } = values;
const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs');
const checkout = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const cache = mkdtempSync(join(tmpdir(), 'rollcall-bench-cache-'));

try {
  const candidates = writeCandidates();
  const search = findSearch();
  const clean = (code: number) => code === 0;
  const measurements = await measureInTurn(
    [
      { name: 'rollcall scan, cold (--no-cache)', run: () => scan('--no-cache') },
      { name: 'rollcall scan, warm', run: () => scan() },
      {
        name: `parse of ${candidates} files, one thread`,
        run: () => clean(runQuietly(process.execPath, [join(here, 'parse-files.mjs'), checkout])),
      },
      {
        name: `${search.name} over the same files`,
        run: () => clean(runQuietly(search.command, search.args, checkout)),
      },
      { name: 'floor: empty node', run: () => clean(runQuietly(process.execPath, ['-e', '0'])) },
      {
        name: 'floor: git ls-tree + cat-file of all sources',
        run: () =>
          readBlobs(
            repository,
            listBlobs(repository, commit).filter(({ path }) => isSource(path)),
          ).length > 0,
      },
    ],
    Number(values.rounds),
  );
  printMeasurements(measurements);
  process.exitCode = measurements.some(({ failed }) => failed) ? 1 : 0;
} finally {
  for (const folder of [checkout, cache]) rmSync(folder, { recursive: true, force: true });
}

/** Whether it ends as it should; the unmeasured round before all others fills the cache. */
function scan(...more: readonly string[]): boolean {
  const args = [cli, 'scan', '--ref', commit, '--format', 'json', ...more];
  return [0, 3].includes(runQuietly(process.execPath, args, repository, { ROLLCALL_CACHE_DIR: cache }));
}

/** Writes every source file of the tree that holds a word of the environment. @returns how many */
function writeCandidates(): number {
  const sources = listBlobs(repository, commit).filter(({ path }) => isSource(path));
  const held = readBlobs(repository, sources).filter(({ text }) => envWords.test(text));
  for (const { path, text } of held) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  return held.length;
}
