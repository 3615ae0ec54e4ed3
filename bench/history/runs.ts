import { spawn } from 'node:child_process';
import { isRelevant } from '../../packages/rollcall/src/link/relevant.ts';

/** How one run went. */
export interface Run {
  readonly seconds: number;
  readonly code: number;
  /** Most memory that the process itself held, in MiB; null where it was not asked for. */
  readonly peak: number | null;
  /** The last line that it wrote to stderr. */
  readonly said: string;
}

const environment = { ...process.env, GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };

/** Tells the peak memory of the Node process that it is loaded into, on descriptor 3. */
const tellPeak = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`;

/** Runs git, reads all that it writes and throws it away. `input` is what it reads. */
export function runGit(repository: string, args: readonly string[], input = ''): Promise<Run> {
  return start('git', ['-C', repository, ...args], { input, folder: repository, cache: null });
}

/** Runs a Rollcall command in the repository, with its cache in the folder, or without one. */
export function runRollcall(cli: string, repository: string, cache: string | null): Promise<Run> {
  const args = ['history', '--all', '--format', 'json', ...(cache === null ? ['--no-cache'] : [])];
  return start(process.execPath, [`--import=${tellPeak}`, cli, ...args], { input: '', folder: repository, cache });
}

interface How {
  readonly input: string;
  readonly folder: string;
  readonly cache: string | null;
}

function start(command: string, args: readonly string[], { input, folder, cache }: How): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd: folder,
      env: cache === null ? environment : { ...environment, ROLLCALL_CACHE_DIR: cache },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    let errors = '';
    let peak = '';
    child.stdout?.resume();
    child.stderr?.on('data', (chunk) => {
      errors = (errors + String(chunk)).slice(-2000);
    });
    child.stdio[3]?.on('data', (chunk) => {
      peak += String(chunk);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        seconds: Number(process.hrtime.bigint() - started) / 1e9,
        code: code ?? -1,
        peak: peak === '' ? null : Number(peak) / 1024,
        said: errors.trim().split('\n').at(-1) ?? '',
      }),
    );
  });
}

/** The log that every history must read. */
export const rawLog = ['log', '--all', '-m', '--raw', '--no-renames', '--no-abbrev', '--format=%H'] as const;

/** Ids of all distinct blobs that a history may have to look into, by their paths. Streams: the log of a large repository is long. */
export function listCandidates(repository: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', repository, ...rawLog, '-z'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ids = new Set<string>();
    let rest = '';
    let id = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      const fields = (rest + chunk).split('\0');
      rest = fields.pop() ?? '';
      for (const field of fields) {
        const entry = /:\d+ 100\d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]$/.exec(field)?.[1];
        if (entry === undefined && id !== '' && isRelevant(field)) ids.add(id);
        id = entry ?? '';
      }
    });
    child.on('error', reject);
    child.on('close', () => resolve([...ids]));
  });
}
