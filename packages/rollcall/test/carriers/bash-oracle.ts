import { spawnSync } from 'node:child_process';
import { evaluateShell } from '../../src/carriers/shell/evaluate.ts';
import { isWord } from '../../src/model/command.ts';
import { asWritten } from '../../src/model/text.ts';

const FAKE = `gcloud() { local a; for a in "$@"; do printf '%s\\0' "$a"; done; printf '\\1\\0'; }\n`;

/** The shell ends what takes more memory, in KiB, or calls itself more often; both come of generated scripts only. */
const BOUNDS = 'ulimit -v 2000000; FUNCNEST=200\n';

/** The arguments of every call of `gcloud`, as the real shell makes them; null: it did not run the script to its end. */
export function argumentsInBash(script: string): string[][] | null {
  const {
    stdout: printed,
    stderr,
    status,
    signal,
    error,
  } = spawnSync('bash', ['-c', BOUNDS + FAKE + script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    maxBuffer: 2 ** 24,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
  });
  if (error && !['ETIMEDOUT', 'ENOBUFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  if (error || signal !== null || /nesting level exceeded|cannot allocate|xrealloc|xmalloc/.test(stderr)) return null;
  if (status !== 0) throw new Error(`bash ended with ${status}: ${stderr}`);
  const calls: string[][] = [[]];
  for (const word of printed.split('\0').slice(0, -1)) {
    if (word === '\u0001') calls.push([]);
    else calls.at(-1)?.push(word);
  }
  return calls.slice(0, -1);
}

/** The same calls as the evaluator sees them; calls with equal words at one place are one. */
export function argumentsEvaluated(script: string): string[][] {
  const { commands } = evaluateShell({ path: 'x.sh', script, positional: [] });
  return commands
    .filter((command) => command.argv[0] && isWord(command.argv[0]) && asWritten(command.argv[0].text) === 'gcloud')
    .map((command) => command.argv.slice(1).map((word) => (isWord(word) ? asWritten(word.text) : `<${word.written}>`)));
}

export function distinct(calls: readonly string[][]): string[] {
  return [...new Set(calls.map((call) => JSON.stringify(call)))].sort();
}
