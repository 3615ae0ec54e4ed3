import { spawnSync } from 'node:child_process';

/** One commit in so many touches what a history reads. */
const RELEVANT_EVERY = 10;

/**
 * Writes a repository of `commits` commits on one branch: a small service with its deploy script, and notes. One commit in ten changes
 * the service or the script, in turn; a name comes and goes, so that there are states to follow.
 * @throws Error where git fails
 */
export function writeHistory(folder: string, commits: number): void {
  run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  importCommits(folder, 0, commits);
}

/** Writes more commits upon those that are there; the first of them comes after `made`. */
export function addCommits(folder: string, made: number, commits: number): void {
  importCommits(folder, made, commits);
}

function importCommits(folder: string, made: number, commits: number): void {
  const stream: string[] = [];
  for (let i = made; i < made + commits; i++) {
    const from = i === made && made > 0 ? 'from refs/heads/main^0\n' : '';
    const message = `Change ${i}`;
    stream.push(
      `commit refs/heads/main\nauthor A <a@example.com> ${1_600_000_000 + i * 60} +0000\n` +
        `committer A <a@example.com> ${1_600_000_000 + i * 60} +0000\n${data(message)}${from}${filesOf(i)}`,
    );
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
  const done = spawnSync(command, args, { input, stdio: ['pipe', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ended with exit code ${done.status}`);
}
