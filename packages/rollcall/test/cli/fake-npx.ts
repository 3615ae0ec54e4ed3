import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder } from '../support/git-repository.ts';
import { CLI, cleanEnvironment, type Ran } from './run-cli.ts';

/** A shell that runs scripts whose `npx` runs the command line from its sources. */
export interface ScriptRunner {
  run(folder: string, script: string, environment?: Readonly<Record<string, string>>, shell?: readonly string[]): Ran;
  /** The words that `npx` was given, a call an entry, and forgets them. */
  calls(): string[][];
}

/** GitHub's `shell: bash`. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const BASH = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'];

export function createScriptRunner(): ScriptRunner {
  const folder = makeFolder();
  const log = join(folder, 'calls');
  const npx = join(folder, 'npx');
  // What npx itself is given comes first: --yes, and the package. One line a word, an empty one after a call.
  const words = [process.execPath, ...CLI].map((word) => `'${word}'`).join(' ');
  writeFileSync(npx, `#!/bin/sh\n{ printf '%s\\n' "$@"; echo; } >> '${log}'\nshift 2\nexec ${words} "$@"\n`);
  chmodSync(npx, 0o755);
  return {
    run(where, script, environment = {}, [program = 'sh', ...options] = BASH) {
      const { status, stdout, stderr } = spawnSync(program, [...options, script], {
        cwd: where,
        encoding: 'utf8',
        env: cleanEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`, ...environment }),
        timeout: 120_000,
        killSignal: 'SIGKILL',
      });
      return { code: status, stdout, stderr };
    },
    calls() {
      if (!existsSync(log)) return [];
      const text = readFileSync(log, 'utf8');
      writeFileSync(log, '');
      return text.split('\n\n').flatMap((call) => (call === '' ? [] : [call.split('\n')]));
    },
  };
}
