/**
 * How long `rollcall history --all` takes and how much memory, beside the work it cannot avoid and what a user would type:
 *
 *     npx jiti bench/history.ts --repository <path> [--rounds N] [--cli <file>]
 *     npx jiti bench/history.ts --synthetic 1000,10000,100000 [--cli <file>]
 *
 * Cold: with an empty cache. Warm: with the cache of the run before. The floor is the log of all commits with what they change, and the
 * text of each distinct blob whose path a history reads. Memory is that of the process itself, without the git that it starts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listCandidates, type Run, rawLog, runGit, runRollcall } from './history/runs.ts';
import { addCommits, removeAdded, shareRepository, writeHistory } from './history/synthetic.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    synthetic: { type: 'string' },
    cli: { type: 'string', default: join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs') },
  },
});
if (values.repository === undefined && values.synthetic === undefined) {
  console.error(
    'usage: npx jiti bench/history.ts --repository <path> [--rounds N] | --synthetic <commits>,… [--cli <file>]',
  );
  process.exit(2);
}
const { cli } = values;
const userSearch = ['log', '--all', '-Gset-secrets|set-env-vars', '-p'];
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  if (values.repository !== undefined) await measureRepository(values.repository, Number(values.rounds));
  for (const commits of values.synthetic?.split(',') ?? []) await measureSynthetic(Number(commits));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The contestants take turns, so that a slow moment of the machine meets all of them; printed is the middle round of each. */
async function measureRepository(original: string, rounds: number): Promise<void> {
  const candidates = await listCandidates(original);
  console.log(`${candidates.length} candidate blobs\n`);
  const ids = candidates.map((id) => `${id}\n`).join('');
  const repository = join(scratch, 'shared');
  shareRepository(resolve(original), repository);
  const contestants: readonly (readonly [string, (cache: string) => Promise<Run>])[] = [
    ['floor: git log --all -m --raw', () => runGit(repository, rawLog)],
    ['floor: git cat-file --batch of the blobs', () => runGit(repository, ['cat-file', '--batch', '--buffer'], ids)],
    ['rollcall history --all, cold', (cache) => runRollcall(cli, repository, cache)],
    ['rollcall history --all, warm', (cache) => runRollcall(cli, repository, cache)],
    ['after 10 new commits', (cache) => runGrown(repository, cache)],
    ['git log --all --raw', () => runGit(repository, ['log', '--all', '--raw', '--no-renames'])],
    ['rollcall history --all --no-cache', () => runRollcall(cli, repository, null)],
    ["git log --all -G'set-secrets|set-env-vars' -p", () => runGit(original, userSearch)],
  ];
  const runs = contestants.map((): Run[] => []);
  for (let round = 0; round < rounds; round++) {
    const cache = join(scratch, `cache-${round}`);
    for (const [i, [, run]] of contestants.entries()) runs[i]?.push(await run(cache));
  }
  const middle = runs.map((of) => of.sort((a, b) => a.seconds - b.seconds)[of.length >> 1]);
  const floor = (middle[0]?.seconds ?? Number.NaN) + (middle[1]?.seconds ?? Number.NaN);
  printLine('', 'seconds', 'of the floor', 'peak MiB', '');
  for (const [i, [name]] of contestants.entries()) printRun(name, middle[i], floor);
}

async function runGrown(repository: string, cache: string): Promise<Run> {
  addCommits(repository);
  const run = await runRollcall(cli, repository, cache);
  removeAdded(repository);
  return run;
}

async function measureSynthetic(commits: number): Promise<void> {
  const repository = join(scratch, `of-${commits}`);
  const cache = join(scratch, `cache-of-${commits}`);
  writeHistory(repository, commits);
  const floor = await runGit(repository, rawLog);
  const cold = await runRollcall(cli, repository, cache);
  const warm = await runRollcall(cli, repository, cache);
  const grown = await runGrown(repository, cache);
  console.log(`\n${commits} commits`);
  printLine('', 'seconds', 'of the log', 'peak MiB', 'ms a commit');
  printRun('git log --all -m --raw', floor, floor.seconds, commits);
  printRun('rollcall history --all, cold', cold, floor.seconds, commits);
  printRun('rollcall history --all, warm', warm, floor.seconds, commits);
  printRun('after 10 new commits', grown, floor.seconds, commits);
}

function printRun(name: string, run: Run | undefined, floor: number, commits?: number): void {
  if (run === undefined) return;
  const { seconds, peak, code, said } = run;
  const each = commits === undefined ? '' : ((1000 * seconds) / commits).toFixed(3);
  const failed = code === 0 || code === 3 ? '' : `  exit ${code}: ${said}`;
  printLine(name, seconds.toFixed(2), `× ${(seconds / floor).toFixed(2)}`, peak?.toFixed(0) ?? '', `${each}${failed}`);
}

function printLine(name: string, seconds: string, ratio: string, peak: string, rest: string): void {
  console.log(`${name.padEnd(46)}${seconds.padStart(9)}${ratio.padStart(14)}${peak.padStart(10)}  ${rest}`.trimEnd());
}
