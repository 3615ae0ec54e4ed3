import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withoutGit } from './repository.ts';

/** The built command. */
export const cli = fileURLToPath(new URL('../packages/rollcall/dist/cli.mjs', import.meta.url));

/** The fields of a finding in `--format json` that the demo tells. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'note';
  readonly service: string | null;
  readonly environment: string | null;
  readonly name: string | null;
  readonly given: 'yes' | 'no' | 'unknown' | null;
  readonly what: string;
}

export interface Verdict {
  readonly exitCode: number;
  /** Without notes, which are no failure. */
  readonly findings: readonly Finding[];
}

export function isBuilt(): boolean {
  return existsSync(cli);
}

/** `rollcall check`, or `rollcall diff`, in a folder. */
export async function judge(folder: string, command: readonly string[]): Promise<Verdict> {
  const { exitCode, stdout, stderr } = await runCli(folder, [...command, '--format', 'json']);
  if (stdout === '') throw new Error(`rollcall ${command.join(' ')} printed nothing (exit ${exitCode}): ${stderr}`);
  const { findings = [] } = JSON.parse(stdout) as { findings?: readonly Finding[] };
  return { exitCode, findings: findings.filter(({ severity }) => severity !== 'note') };
}

/** What a person sees. */
export async function show(folder: string, command: readonly string[], inColour: boolean): Promise<string> {
  const { stdout } = await runCli(folder, [...command, '--format', 'terminal', inColour ? '--color' : '--no-color']);
  return stdout;
}

function runCli(
  folder: string,
  args: readonly string[],
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd: folder, env: withoutGit(process.env) },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
        else reject(error);
      },
    );
  });
}
