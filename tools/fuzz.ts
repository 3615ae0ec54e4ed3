/**
 * Runs every reader (formats, carriers, languages) on mutations of its own cases, each for some seconds, several at a time; it fails where one
 * throws, hangs, or tells a place outside of its file:
 *
 *     npx jiti tools/fuzz.ts [--seconds 20] [--inputs N] [--seed N] [--only kind/id] [--keep <folder>]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readersIn } from './fuzz/seeds.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    inputs: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const jiti = join(root, 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-fuzz-'));
const readers = readersIn(join(root, 'packages', 'rollcall', 'src')).filter(
  (reader) => values.only === undefined || reader === values.only,
);

/** Readers without a parser of their own: a library reads their YAML or JSON, or they take the words of another reader. They get a quarter of the time. */
const SHARED =
  /^(carriers\/(azure-pipelines|bitbucket|circleci|cloud-build|gitlab-ci|package-json|skaffold|taskfile)|formats\/(app-engine|cloud-run-yaml|deploy-cloud-functions|deploy-cloudrun|docker-run|pulumi))$/;

function secondsFor(reader: string): number {
  const seconds = Number(values.seconds);
  return SHARED.test(reader) ? Math.max(1, seconds / 4) : seconds;
}

/** What one input may take beyond the time of the whole, before its reader counts as hanging. */
const PATIENCE_MS = 30_000;

console.log(
  `seed ${values.seed}, ${readers.length} readers, ${values.seconds} s each, a quarter of it for those without a parser of their own`,
);
const left = [...readers];
const results = await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    let good = true;
    for (let reader = left.shift(); reader !== undefined; reader = left.shift()) good = (await run(reader)) && good;
    return good;
  }),
);
process.exitCode = readers.length > 0 && results.every((good) => good) ? 0 : 1;

/** @returns whether nothing was found */
function run(reader: string): Promise<boolean> {
  const progress = join(scratch, reader.replace('/', '-'));
  const script = join(here, 'fuzz', 'one-reader.ts');
  const args = [
    jiti,
    script,
    reader,
    String(secondsFor(reader)),
    values.seed,
    '0',
    values.inputs,
    progress,
    values.keep ?? scratch,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => {
        child.kill('SIGKILL');
        const iteration = existsSync(progress) ? readFileSync(progress, 'utf8').trim() : 'none: it did not start';
        console.log(`FAILED ${reader}: hangs (seed ${values.seed}, iteration ${iteration})`);
      },
      secondsFor(reader) * 1000 + PATIENCE_MS,
    );
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
