/**
 * What `rollcall diff` says of each commit that is known to have broken something, beside what is known of it:
 *
 *     npx jiti bench/diffs.ts --repository <path> --truth <regressions.json> [--path <folder or file> …]
 *
 * Each commit is compared with its first parent, as a pull request of that commit alone would be. With `--path`, the commits that touch one of
 * these are compared too; what is told of them is printed, to be judged by hand. Commits whose objects are missing are named.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly service: string;
  readonly name: string;
  readonly introducedBy: { readonly commit: string };
  readonly fixedBy: { readonly commit: string } | null;
}

interface Found {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly service: string | null;
  readonly name: string | null;
  readonly what: string;
}

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    truth: { type: 'string' },
    path: { type: 'string', multiple: true, default: [] },
  },
});
if (values.repository === undefined || values.truth === undefined) {
  console.error('usage: npx jiti bench/diffs.ts --repository <path> --truth <regressions.json> [--path <path> …]');
  process.exit(2);
}
const { repository, path: paths } = values;
const rows: readonly Row[] = JSON.parse(readFileSync(values.truth, 'utf8')).rows;
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'rollcall', 'dist', 'cli.mjs');

const broke = new Set(rows.map(({ introducedBy }) => introducedBy.commit));
const mended = new Set(rows.flatMap(({ fixedBy }) => (fixedBy ? [fixedBy.commit] : [])));
const flagged = { error: 0, warning: 0, note: 0, missed: 0 };

for (const commit of broke) {
  const findings = diffOf(commit);
  for (const row of rows.filter(({ introducedBy }) => introducedBy.commit === commit)) {
    const told = findings?.filter((one) => isOf(one, row)) ?? [];
    const worst = (['error', 'warning', 'note'] as const).find((level) =>
      told.some(({ severity }) => severity === level),
    );
    flagged[worst ?? 'missed']++;
    console.log(
      `${row.id} ${row.kind} ${row.service} ${row.name}: ${worst ?? (findings ? 'NOT TOLD' : 'NOT COMPARED')}`,
    );
  }
}
for (const commit of new Set([...mended, ...touching()])) if (!broke.has(commit)) diffOf(commit);
console.log(
  `of ${rows.length} rows: ${flagged.error} errors, ${flagged.warning} warnings, ${flagged.note} notes, ${flagged.missed} not told`,
);

/** A row names the service as its script does; a deployed name holds it. */
function isOf({ service, name, what }: Found, row: Row): boolean {
  const isNamed =
    row.name === '*' || name === row.name || (name === null && new RegExp(`\\b${row.name}\\b`).test(what));
  return isNamed && (service ?? '').includes(row.service);
}

/** What is told of a commit beside its first parent, printed as a line each; null where it cannot be compared. */
function diffOf(commit: string): readonly Found[] | null {
  const args = [cli, 'diff', '--ref', commit, '--against', `${commit}^`, '--format', 'json'];
  const { stdout, status } = spawnSync(process.execPath, args, {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const { findings } = JSON.parse(stdout) as { readonly findings?: readonly Found[] };
  if (!findings || status === 2) {
    console.log(`${commit.slice(0, 9)}: not compared`);
    return null;
  }
  const count = (level: Found['severity']): number => findings.filter(({ severity }) => severity === level).length;
  console.log(
    `${commit.slice(0, 9)}${mended.has(commit) ? ' (mends)' : ''}: exit ${status}, ${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes`,
  );
  for (const { severity, rule, service, name, what } of findings)
    if (severity !== 'note') console.log(`    ${severity} ${rule} ${service} ${name}: ${what}`);
  return findings;
}

function touching(): readonly string[] {
  if (paths.length === 0) return [];
  const args = ['-C', repository, 'log', '--all', '--no-merges', '--format=%H', '--', ...paths];
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
    .split('\n')
    .filter(Boolean);
}
