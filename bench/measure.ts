import { execFileSync, spawnSync } from 'node:child_process';
import { envWords } from './tree-files.ts';

/** One thing to measure: a name to print, and what to run; it returns false when it failed. */
export interface Contestant {
  readonly name: string;
  readonly run: () => boolean | Promise<boolean>;
}

export interface Measurement {
  readonly name: string;
  /** Milliseconds, ascending. */
  readonly times: readonly number[];
  readonly failed: boolean;
}

/** Runs the contestants in turn, `rounds` times after one unmeasured round, so that a slow moment of the machine meets all of them. */
export async function measureInTurn(contestants: readonly Contestant[], rounds: number): Promise<Measurement[]> {
  const times = contestants.map((): number[] => []);
  const failed = contestants.map(() => false);
  for (let round = -1; round < rounds; round++) {
    for (const [i, { run }] of contestants.entries()) {
      const started = process.hrtime.bigint();
      if (!(await run())) failed[i] = true;
      if (round >= 0) times[i]?.push(Number(process.hrtime.bigint() - started) / 1e6);
    }
  }
  return contestants.map(({ name }, i) => ({
    name,
    times: (times[i] ?? []).sort((a, b) => a - b),
    failed: failed[i] ?? false,
  }));
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Prints one line a contestant, with its ratio to the first one. */
export function printMeasurements(measurements: readonly Measurement[]): void {
  const width = Math.max(...measurements.map(({ name }) => name.length));
  const base = median(measurements[0]?.times ?? []);
  for (const { name, times, failed } of measurements) {
    const own = median(times);
    const range = `${milliseconds(times[0])} – ${milliseconds(times.at(-1))}`;
    const ratio = `× ${(own / base).toFixed(2)}`;
    console.log(
      `${name.padEnd(width)}  ${milliseconds(own).padStart(10)}  (${range})  ${ratio}${failed ? '  FAILED' : ''}`,
    );
  }
}

function milliseconds(value = Number.NaN): string {
  return `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** The environment without what makes every Node process slower at its start and has nothing to do with ours. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}

/** Runs a command without showing its output. @returns its exit code, -1 when it could not be started */
export function runQuietly(
  command: string,
  args: readonly string[],
  cwd?: string,
  more: NodeJS.ProcessEnv = {},
): number {
  const env = { ...quietEnvironment(), ...more };
  const done = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'ignore'] });
  return done.error ? -1 : (done.status ?? -1);
}

/** The text search of this machine for the words of the environment, over the folder that it is started in. */
export function findSearch(): { name: string; command: string; args: string[] } {
  try {
    execFileSync('rg', ['--version'], { stdio: 'ignore' });
    return { name: 'ripgrep', command: 'rg', args: ['--no-ignore', '--hidden', envWords.source, '.'] };
  } catch {
    return { name: 'grep', command: 'grep', args: ['-rE', envWords.source, '.'] };
  }
}
