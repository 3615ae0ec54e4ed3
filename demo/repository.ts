import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Chapter } from './story.ts';

const run = promisify(execFile);
const serviceFiles = new URL('service-files/', import.meta.url);

/** The machine's own settings, hooks and templates stay out, so that every machine makes the same commits. */
const settings = [
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
  'core.fileMode=false',
  'commit.gpgSign=false',
  'init.defaultBranch=main',
  'advice.detachedHead=false',
  'user.name=Rollcall Demo',
  'user.email=demo@rollcall.invalid',
].flatMap((setting) => ['-c', setting]);

/** Makes a repository with one commit a chapter in `folder`, which is made too; returns the commits' ids. */
export async function buildRepository(folder: string, chapters: readonly Chapter[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--template=', '--initial-branch=main']);
  await cp(fileURLToPath(new URL('base/', serviceFiles)), folder, { recursive: true });
  const commits: string[] = [];
  for (const { subject, body, patches, state } of chapters) {
    for (const patch of patches) await git(folder, ['apply', fileURLToPath(new URL(patch, serviceFiles))]);
    await git(folder, ['add', '--all']);
    await git(folder, ['commit', '--quiet', '--message', subject, '--message', body], state.date);
    commits.push(await git(folder, ['rev-parse', 'HEAD']));
  }
  return commits;
}

export async function checkOut(folder: string, ref: string): Promise<void> {
  await git(folder, ['checkout', '--quiet', ref]);
}

async function git(folder: string, args: readonly string[], date?: string): Promise<string> {
  const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const env = { ...withoutGit(process.env), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...dates };
  const { stdout } = await run('git', [...settings, ...args], { cwd: folder, env });
  return stdout.trim();
}

/** A git hook that starts the demo has set GIT_DIR and others, which would point at the hook's repository. */
export function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')));
}
