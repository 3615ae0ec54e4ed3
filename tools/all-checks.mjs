// Runs every check in order and ends with how many test cases passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
];

const began = Date.now();
const failed = [];
for (const [name, command, args] of steps) {
  const started = Date.now();
  const { code, output } = await run(command, args);
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

function run(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
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
