// Runs every check in order and ends with how many test cases passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-checks-'));
const report = join(scratch, 'vitest.json');

const npmRun = (script, ...rest) => ['npm', ['run', '--silent', script, ...(rest.length > 0 ? ['--', ...rest] : [])]];
const steps = [
  ['types', ...npmRun('check:types')],
  ['lint', ...npmRun('check:lint')],
  ['unused code', ...npmRun('check:unused')],
  ['layers', ...npmRun('check:layers')],
  ['generated files', ...npmRun('check:generated')],
  ['build', process.execPath, ['tools/ready.mjs', 'build']],
  ['unit tests', ...npmRun('unit', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`)],
  // The same inputs every time: what fails here fails again.
  [
    'fuzzing',
    ...npmRun('fuzz', '--seed', '1', '--inputs', '4000', '--seconds', process.env.ROLLCALL_FUZZ_SECONDS ?? '2'),
  ],
];

/** Many times what a check takes; one that is not done by then never will be. */
const DEADLINE_MS = 15 * 60_000;
/** What a process left behind may hold the output open for. */
const OUTPUT_GRACE_MS = 5_000;

const began = Date.now();
const failed = [];
for (const [name, command, args] of steps) {
  const started = Date.now();
  let { code, output, hung } = await run(command, args);
  if (hung) {
    // What hangs by chance is told and does not decide; what hangs again does.
    console.log(`HUNG   ${name} (${seconds(started)}), run again\n${output.replace(/^/gm, '    ')}`);
    ({ code, output, hung } = await run(command, args));
  }
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(started)})`);
  if (code === 0) continue;
  failed.push(name);
  console.log(output.replace(/^/gm, '    '));
}

const tests = countTests();
rmSync(scratch, { recursive: true, force: true });
const verdict =
  failed.length === 0
    ? `all ${steps.length} checks passed`
    : `${failed.length} of ${steps.length} checks failed: ${failed.join(', ')}`;
console.log(`\n${verdict} (${seconds(began)})`);
if (tests.skipped > 0) console.log(`${tests.skipped} test cases were skipped`);
if (tests.ran === 0) console.log('no test case ran');
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = failed.length > 0 || tests.failed > 0 || tests.ran === 0 ? 1 : 0;

/** Runs a command to its end, or ends it and all that it started at the deadline; the output then names what hung. */
function run(command, args) {
  const isWindows = process.platform === 'win32';
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: isWindows,
    detached: !isWindows,
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString('utf8');
  const killAll = () => {
    try {
      if (isWindows) child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  return new Promise((resolve) => {
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      killAll();
    }, DEADLINE_MS);
    const end = (code) => {
      clearTimeout(timer);
      if (!hung) return resolve({ code: code ?? 1, output: output(), hung });
      resolve({ code: 124, output: `not done after ${DEADLINE_MS / 60_000} minutes${unfinishedIn(output())}`, hung });
    };
    child.on('error', (error) => resolve({ code: 127, output: error.message, hung }));
    child.on('exit', (code) => setTimeout(() => end(code), OUTPUT_GRACE_MS).unref());
    child.on('close', end);
  });
}

/** The test files that vitest has named no result of; nothing for the other checks. */
function unfinishedIn(output) {
  if (!output.includes('.test.ts')) return '';
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const open = files.filter((path) => !output.includes(path));
  return `; without a result:${open.map((path) => `\n  ${path}`).join('')}`;
}

/** What vitest itself counted; a test file that could not even be loaded counts as one failure. */
function countTests() {
  const counts = { passed: 0, failed: 0, skipped: 0, ran: 0 };
  for (const file of readReport()) {
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) counts.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
  }
  counts.ran = counts.passed + counts.failed;
  return counts;
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return [];
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
