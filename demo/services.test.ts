import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRepository, checkOut } from './repository.ts';
import { readTellings } from './story.ts';

const temporary = mkdtempSync(join(tmpdir(), 'rollcall-demo-services-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill();
  rmSync(temporary, { recursive: true, force: true });
});

/** The deploy script's own command lines, one service each, without running gcloud. */
const printCommands = `
import json, sys
sys.path.insert(0, "scripts")
from deploy_to_gcp import SERVICES, Deployer
deployer = Deployer("acme-staging", "us-central1")
print(json.dumps({service.name: deployer.deploy_command(service) for service in SERVICES}))
`;

async function deployCommands(folder: string): Promise<Record<string, readonly string[]>> {
  const { stdout } = await promisify(execFile)('python3', ['-B', '-c', printCommands], { cwd: folder }).catch(
    (error) => {
      throw new Error(`python3 (3.9 or newer) is needed to run the demo's services: ${error.message}`);
    },
  );
  return JSON.parse(stdout) as Record<string, readonly string[]>;
}

function pairsAfter(command: readonly string[], flag: string): Record<string, string> {
  const text = command[command.indexOf(flag) + 1] ?? '';
  return Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

/** What the service would find in its environment: plain values as written, secrets as Secret Manager would put them in. */
function environmentOf(command: readonly string[]): Record<string, string> {
  const secrets = Object.keys(pairsAfter(command, '--set-secrets'));
  const values = secrets.map((name) => [name, name.endsWith('_PORT') ? '6379' : `value-of-${name.toLowerCase()}`]);
  return { ...pairsAfter(command, '--set-env-vars'), ...Object.fromEntries(values), PORT: '0' };
}

/** Starts a service; its port when it listens, or what it said before it ended. */
function start(folder: string, module: string, environment: Record<string, string>): Promise<number | string> {
  const { PATH = '' } = process.env;
  const child = spawn('python3', ['-B', '-m', module], { cwd: folder, env: { PATH, ...environment } });
  running.add(child);
  let said = '';
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`python3 is needed to run the demo's services: ${error.message}`)));
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.stdout.on('data', (chunk) => {
      const port = /listens on (\d+)/.exec(String(chunk))?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.on('close', () => {
      running.delete(child);
      resolve(said);
    });
  });
}

async function readHealth(port: number): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  return { status: answer.status, ...((await answer.json()) as object) };
}

describe.each(readTellings())('$id', ({ id, chapters }) => {
  const folder = join(temporary, id);
  let commits: readonly string[] = [];
  beforeAll(async () => {
    commits = await buildRepository(folder, chapters);
  });

  it.each(chapters.map((chapter, index) => [chapter.subject, index, chapter.state] as const))(
    '%s',
    async (_subject, index, { given, unmet }) => {
      await checkOut(folder, commits[index] ?? 'none');
      const commands = await deployCommands(folder);
      for (const [service, secrets] of Object.entries(given)) {
        const versions = Object.entries(secrets).map(([name, secret]) => [name, `${secret}:latest`]);
        expect(pairsAfter(commands[service] ?? [], '--set-secrets')).toEqual(Object.fromEntries(versions));
      }
      const outcome = await start(folder, 'auth_service.main', environmentOf(commands.auth ?? []));
      if (unmet.length > 0) {
        const names = unmet.map((need) => need.replace('auth ', ''));
        expect(outcome).toMatch(new RegExp(`ValueError: (${names.join('|')}) must be set in staging`));
      } else {
        expect(await readHealth(Number(outcome))).toMatchObject({ status: 'ok', features: { googleLogin: true } });
      }
    },
  );

  it('starts the backend with what it is given', async () => {
    await checkOut(folder, 'main');
    const { backend = [] } = await deployCommands(folder);
    const port = await start(folder, 'backend.main', environmentOf(backend));
    expect(await readHealth(Number(port))).toMatchObject({ status: 'ok', models: ['anthropic', 'gemini', 'openai'] });
  });

  it('starts auth on a laptop with nothing given', async () => {
    await checkOut(folder, 'main');
    expect(await start(folder, 'auth_service.main', { PORT: '0' })).toBeTypeOf('number');
  });
});
