import { spawnSync } from 'node:child_process';

/** One commit in so many touches what a history reads. */
const RELEVANT_EVERY = 10;

const MAIN = 'refs/heads/main';

/** A branch that holds what was added. */
const ADDED = 'refs/heads/rollcall-bench';

/**
 * Writes a repository of `commits` commits on one branch: a small service with its deploy script, and notes. One commit in ten changes
 * the service or the script, in turn; a name comes and goes, so that there are states to follow.
 * @throws Error where git fails
 */
export function writeHistory(folder: string, commits: number): void {
  run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  importCommits(folder, MAIN, null, 0, commits);
}

/** Another repository with the same objects and refs, to which commits can be added. */
export function shareRepository(repository: string, folder: string): void {
  run('git', ['clone', '--quiet', '--mirror', '--shared', repository, folder]);
}

/** Writes ten commits upon the head, on a branch of their own that {@link removeAdded} takes away. */
export function addCommits(folder: string): void {
  importCommits(folder, ADDED, 'HEAD^0', 1, 10);
}

export function removeAdded(folder: string): void {
  run('git', ['-C', folder, 'update-ref', '-d', ADDED]);
}

function importCommits(folder: string, ref: string, from: string | null, first: number, count: number): void {
  const stream: string[] = [];
  for (let i = first; i < first + count; i++) {
    const instant = `A <a@example.com> ${1_600_000_000 + i * 60} +0000`;
    const parent = i === first && from !== null ? `from ${from}\n` : '';
    stream.push(`commit ${ref}\nauthor ${instant}\ncommitter ${instant}\n${data(`Change ${i}`)}${parent}${filesOf(i)}`);
  }
  run('git', ['-C', folder, 'fast-import', '--quiet'], `${stream.join('\n')}\ndone\n`);
}

function filesOf(i: number): string {
  const turn = i / RELEVANT_EVERY;
  const notes = file('notes/log.txt', `Note ${i}\n`);
  if (i === 0) return notes + file('Dockerfile', dockerfile) + service(0) + script(0);
  if (!Number.isInteger(turn)) return notes;
  return notes + (turn % 2 === 0 ? service(turn) : script(turn));
}

const dockerfile = 'FROM python:3.12-slim\nCOPY service /app/service\nCMD ["python", "-m", "service.main"]\n';

function service(turn: number): string {
  const text = `import os

REVISION = ${turn}


def connect():
    host = os.environ.get("REDIS_HOST")
    if host:
        return host
    raise ValueError("REDIS_HOST is not set")


def main():
    key = os.environ["SECRET_KEY"]
    level = os.environ.get("LOG_LEVEL", "info")
    return connect(), key, level, REVISION


main()
`;
  return file('service/main.py', text);
}

function script(turn: number): string {
  const secrets = ['SECRET_KEY=secret-key:latest', ...(turn % 4 === 1 ? [] : ['REDIS_HOST=redis-host:latest'])];
  const text = `#!/bin/sh
# revision ${turn}
gcloud run deploy service \\
  --source . \\
  --region us-central1 \\
  --set-secrets ${secrets.join(',')} \\
  --set-env-vars LOG_LEVEL=info
`;
  return file('deploy.sh', text);
}

function file(path: string, text: string): string {
  return `M 100644 inline ${path}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function run(command: string, args: readonly string[], input = ''): void {
  const env = { ...process.env, GIT_NO_LAZY_FETCH: '1' };
  const done = spawnSync(command, args, { input, env, stdio: ['pipe', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ended with exit code ${done.status}`);
}
