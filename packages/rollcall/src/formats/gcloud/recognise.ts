import { type Argument, type Command, isWord } from '../../model/command.ts';
import type { Workload } from '../../model/deployment.ts';
import { asShown, coverLiterals } from '../../model/shown-text.ts';
import { asWritten, isKnown, known } from '../../model/text.ts';
import { takesValue } from './flags.ts';

/** A `gcloud run` command that writes a service, a job or a worker pool. */
export interface RunCommand {
  readonly what: 'deploy' | 'update' | 'create' | 'replace';
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
  ['deploy', { what: 'deploy', workload: 'service' }],
  ['services update', { what: 'update', workload: 'service' }],
  ['services replace', { what: 'replace', workload: 'service' }],
  ['multi-region-services update', { what: 'update', workload: 'service' }],
  ['multi-region-services replace', { what: 'replace', workload: 'service' }],
  ['worker-pools deploy', { what: 'deploy', workload: 'service', pool: true }],
  ['worker-pools update', { what: 'update', workload: 'service', pool: true }],
  ['worker-pools replace', { what: 'replace', workload: 'service', pool: true }],
  ['workers deploy', { what: 'deploy', workload: 'service', pool: true }],
  ['workers update', { what: 'update', workload: 'service', pool: true }],
  ['jobs deploy', { what: 'deploy', workload: 'job' }],
  ['jobs create', { what: 'create', workload: 'job' }],
  ['jobs update', { what: 'update', workload: 'job' }],
  ['jobs replace', { what: 'replace', workload: 'job' }],
]);

/** Tells whether a command is one of gcloud's that deploys to Cloud Run. */
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
      return path[0] === 'run' && !leavesRun(path) ? { is: 'unknown', written } : { is: 'other' };
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
    if (path[0] !== 'run' || path.length > 3) return { is: 'other' };
    const found = verbs.get(path.slice(1).join(' '));
    if (found) return { is: 'run', run: { ...found, rest: [...rest, ...command.argv.slice(i + 1)] } };
  }
  return { is: 'other' };
}

/** Whether the words after `run` are of a group that deploys nothing. */
function leavesRun(path: readonly string[]): boolean {
  const group = path[1];
  return group !== undefined && ![...verbs.keys()].some((verb) => verb.startsWith(`${group} `));
}

function startsWithDash(argument: Argument): boolean {
  const first = isWord(argument) ? argument.text[0] : undefined;
  return first?.kind === 'text' && first.text.startsWith('-');
}

function findGcloud(argv: readonly Argument[]): number {
  const first = argv[0];
  if (!first || !isWord(first)) return -1;
  if (namesGcloud(first)) return 0;
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
