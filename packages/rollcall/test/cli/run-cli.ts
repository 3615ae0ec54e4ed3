import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const jiti = join(dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The arguments of `node` that run the command line from its sources. */
export const CLI: readonly string[] = [jiti, main];

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A test that waits for a process cannot be ended from outside, so the process is. */
const MOST_MS = 120_000;

/** Runs the command line in a folder to its end. */
export function rollcall(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...CLI, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: cleanEnvironment(environment),
    maxBuffer: 1 << 28,
    timeout: MOST_MS,
    killSignal: 'SIGKILL',
  });
  return { code: status, stdout, stderr };
}

/** This process's environment without what decides about colours, formats and trust. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const without = new Set(['CI', 'NO_COLOR', 'FORCE_COLOR', 'ROLLCALL_DEBUG', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY']);
  const kept = Object.entries(process.env).filter(([name]) => !without.has(name));
  return { ...Object.fromEntries(kept), ...more };
}
