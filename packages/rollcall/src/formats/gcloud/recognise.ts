import { type Argument, type Command, isWord } from '../../model/command.ts';
import type { Workload } from '../../model/deployment.ts';
import { asShown, coverLiterals } from '../../model/shown-text.ts';
import { asWritten, isKnown, known } from '../../model/text.ts';
import { takesValue } from './flags.ts';

/** A command that writes a service, a job, a worker pool or a function, or runs a job. */
export interface RunCommand {
  readonly what: 'deploy' | 'update' | 'create' | 'replace' | 'execute' | 'app';
  readonly workload: Workload;
  /** It takes no requests, so nothing tells it a port or a service. */
  readonly pool?: true;
  /** All words but the command's own: flags may stand before the verb too. */
  readonly rest: readonly Argument[];
}

/** What a command is to this format: nothing, a command of it, or one of `gcloud run` whose verb only run time knows. */
export type Recognition =
  | { readonly is: 'other' }
  | { readonly is: 'unknown'; readonly written: string }
  | { readonly is: 'run'; readonly run: RunCommand };

/** Programs that run the command that follows them. */
const prefixes = new Set(['sudo', 'env', 'time', 'exec', 'command', 'nice', 'nohup', 'timeout', 'retry', 'cmd', 'npx']);

const verbs: ReadonlyMap<string, Omit<RunCommand, 'rest'>> = new Map([
  ['run deploy', { what: 'deploy', workload: 'service' }],
  ['run services update', { what: 'update', workload: 'service' }],
  ['run services replace', { what: 'replace', workload: 'service' }],
  ['run multi-region-services update', { what: 'update', workload: 'service' }],
  ['run multi-region-services replace', { what: 'replace', workload: 'service' }],
  ['run worker-pools deploy', { what: 'deploy', workload: 'service', pool: true }],
  ['run worker-pools update', { what: 'update', workload: 'service', pool: true }],
  ['run worker-pools replace', { what: 'replace', workload: 'service', pool: true }],
  ['run workers deploy', { what: 'deploy', workload: 'service', pool: true }],
  ['run workers update', { what: 'update', workload: 'service', pool: true }],
  ['run jobs deploy', { what: 'deploy', workload: 'job' }],
  ['run jobs create', { what: 'create', workload: 'job' }],
  ['run jobs update', { what: 'update', workload: 'job' }],
  ['run jobs replace', { what: 'replace', workload: 'job' }],
  ['run jobs execute', { what: 'execute', workload: 'job' }],
  ['functions deploy', { what: 'deploy', workload: 'function' }],
  ['app deploy', { what: 'app', workload: 'app' }],
]);

/** Tells whether a command is one of gcloud's that deploys to Cloud Run, Cloud Run functions or App Engine. */
export function recognise(command: Command): Recognition {
  const start = findGcloud(command.argv);
  if (start < 0) return { is: 'other' };
  const path: string[] = [];
  const rest: Argument[] = [];
  for (let i = start + 1; i < command.argv.length; i++) {
    const argument = command.argv[i];
    if (!argument) break;
    const word = isWord(argument) ? known(argument.text) : null;
    if (word === null && !startsWithDash(argument)) {
      const written = isWord(argument) ? asShown(argument.text) : coverLiterals(argument.written);
      return mayDeploy(path) ? { is: 'unknown', written } : { is: 'other' };
    }
    if (word === null || word.startsWith('-')) {
      rest.push(argument);
      const value =
        word !== null && !word.includes('=') && takesValue(word.replace(/^--?/, '')) ? command.argv[i + 1] : undefined;
      if (value) rest.push(value);
      if (value) i++;
      continue;
    }
    if (path.length === 0 && (word === 'alpha' || word === 'beta')) continue;
    path.push(word);
    if (path.length > 3) return { is: 'other' };
    const found = verbs.get(path.join(' '));
    if (found) return { is: 'run', run: { ...found, rest: [...rest, ...command.argv.slice(i + 1)] } };
  }
  return { is: 'other' };
}

/** Whether what follows these words may be the rest of a command that deploys; `functions` and `app` alone have many others. */
function mayDeploy(path: readonly string[]): boolean {
  return path[0] === 'run' && [...verbs.keys()].some((verb) => verb.startsWith(`${path.join(' ')} `));
}

function startsWithDash(argument: Argument): boolean {
  const first = isWord(argument) ? argument.text[0] : undefined;
  return first?.kind === 'text' && first.text.startsWith('-');
}

function findGcloud(argv: readonly Argument[]): number {
  const first = argv[0];
  if (!first || !isWord(first)) return -1;
  if (namesGcloud(first)) return 0;
  const next = argv[1];
  // `$DRY_RUN gcloud …`, `${SUDO:-} gcloud …`
  if (first.text.length === 1 && first.text[0]?.kind === 'hole' && next && isWord(next) && namesGcloud(next)) return 1;
  if (!isKnown(first.text) || !prefixes.has(baseName(asWritten(first.text)))) return -1;
  return argv.findIndex((argument) => isWord(argument) && namesGcloud(argument));
}

function namesGcloud(word: Argument): boolean {
  if (!isWord(word)) return false;
  const last = word.text.at(-1);
  if (last?.kind === 'hole' && word.text.every((piece) => piece.kind === 'hole')) return /gcloud/i.test(last.written);
  return /^gcloud(\.cmd|\.exe)?$/i.test(baseName(asWritten(word.text)));
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
