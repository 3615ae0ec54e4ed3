/**
 * A change of one file in a made repository of many files, compared with its base, cold and warm, beside what git alone takes to tell which
 * lines changed:
 *
 *     npx jiti bench/diff.ts [--files 100000] [--rounds N]
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFiles } from './made-tree.ts';
import { measureInTurn, printMeasurements, runQuietly } from './measure.ts';

const { values } = parseArgs({
  options: { files: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '..', 'packages', 'rollcall', 'dist', 'cli.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const folder = join(scratch, 'tree');
const changed = 'services/svc-0/part_0.py';

try {
  writeFiles(folder, Number(values.files));
  const who = ['-c', 'user.name=Made Tree', '-c', 'user.email=made-tree@example.com'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...who, 'commit', '--quiet', '--message', 'base'],
  ])
    execFileSync('git', args, { cwd: folder });
  appendFileSync(join(folder, changed), 'NEW = os.environ["SVC_0_NEW"]\n');
  const measurements = await measureInTurn(
    [
      { name: 'git diff --stat', run: () => runQuietly('git', ['diff', '--stat', 'HEAD'], folder) === 0 },
      { name: 'rollcall diff, warm', run: () => diff() },
      { name: 'rollcall diff, cold (--no-cache)', run: () => diff('--no-cache') },
      { name: 'floor: empty node', run: () => runQuietly(process.execPath, ['-e', '0']) === 0 },
    ],
    Number(values.rounds),
  );
  printMeasurements(measurements);
  process.exitCode = measurements.some(({ failed }) => failed) ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The change needs a name that no deployment gives, so a comparison that has looked ends with 1. */
function diff(...more: readonly string[]): boolean {
  const args = [cli, 'diff', '--against', 'HEAD', '--format', 'json', ...more];
  return runQuietly(process.execPath, args, folder, { ROLLCALL_CACHE_DIR: join(scratch, 'cache') }) === 1;
}
