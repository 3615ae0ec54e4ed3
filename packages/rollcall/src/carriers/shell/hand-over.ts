import { posix } from 'node:path';
import { known } from '../../model/text.ts';
import { type Entry, isItem } from './values.ts';

/** A call of another file, by the words of a command. */
export interface Call {
  /** The path as the command names it, null when it names none that could be a path. */
  readonly path: string | null;
  readonly written: number;
  /** Index of the first argument that the other file gets. */
  readonly args: number;
  /** The tool that runs a task of a file of its own; it gets all the words after its name. */
  readonly runner?: string;
}

const SHELLS = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh']);
const INTERPRETERS =
  /^(?:python(?:[23](?:\.\d+)?)?|py|pypy3?|node|nodejs|tsx|ts-node|bun|deno|ruby|perl|pwsh|powershell(?:\.exe)?)$/;
/** Tools that run a task of a file of their own, with the words by which they do; what follows decides which. */
const RUNNERS = new Map<string, RegExp>([
  ['npm', /^(?:run|run-script|start|test|-.*)$/],
  ['yarn', /^(?:[a-z]|-)/],
  ['pnpm', /^(?:[a-z]|-)/],
  ['bun', /^run$/],
  ['make', /^./],
  ['gmake', /^./],
  ['just', /^./],
  ['task', /^./],
  ['go-task', /^./],
]);
const SCRIPT = /\.(?:sh|bash|zsh|py|js|mjs|cjs|ts|mts|rb|pl|ps1)$/;

function word(entry: Entry | undefined): string | null {
  return entry && isItem(entry) ? known(entry.text) : null;
}

export function isShell(name: string): boolean {
  return SHELLS.has(name.slice(name.lastIndexOf('/') + 1));
}

/** Index of the first word after options; an option in `takes` has its value in the next word. */
export function skipOptions(argv: readonly Entry[], from: number, takes: ReadonlySet<string>): number {
  let i = from;
  for (let option = word(argv[i]); option?.startsWith('-') && option !== '-'; option = word(argv[i])) {
    i += takes.has(option) || /^[-+][a-z]+o$/.test(option) ? 2 : 1;
    if (option === '--') break;
  }
  return i;
}

const TAKES: ReadonlySet<string> = new Set([
  '-W',
  '-X',
  '-o',
  '-O',
  '+o',
  '-r',
  '--require',
  '--import',
  '--loader',
  '--rcfile',
  '--init-file',
  '-I',
  '-ExecutionPolicy',
  '-ep',
]);

/** Which file a command runs, when it runs one of the tree's. */
export function findCall(argv: readonly Entry[]): Call | null {
  const first = argv[0];
  const name = word(first);
  if (name === null) return pathLike(first) ? { path: null, written: 0, args: 1 } : null;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const verbs = RUNNERS.get(base);
  const verb = word(argv[1]);
  if (verbs && (argv.length === 1 ? base !== 'npm' : verb === null || verbs.test(verb)))
    return { path: null, written: Math.min(1, argv.length - 1), args: 1, runner: base };
  if (isShell(base) || INTERPRETERS.test(base)) return interpreted(argv, base);
  if (SCRIPT.test(name) || /^\.{1,2}\//.test(name)) return { path: name, written: 0, args: 1 };
  return null;
}

function interpreted(argv: readonly Entry[], base: string): Call | null {
  let at = skipOptions(argv, 1, TAKES);
  const isPython = base.startsWith('py');
  const flags = argv.slice(1, at).map(word);
  if (isPython && flags.includes('-m')) {
    const module = word(argv[flags.indexOf('-m') + 2]);
    const path = module !== null && /^[\w.]+$/.test(module) ? `${module.replaceAll('.', '/')}.py` : null;
    return { path, written: flags.indexOf('-m') + 2, args: flags.indexOf('-m') + 3 };
  }
  const inline = isShell(base) ? /^-[a-z]*[cs][a-z]*$/ : /^(?:-c|-e|-p|--eval|--print)$/;
  if (flags.some((flag) => flag !== null && inline.test(flag))) return null;
  if ((base === 'deno' || base === 'bun') && word(argv[at]) === 'run') at = skipOptions(argv, at + 1, TAKES);
  const entry = argv[at];
  if (!entry || !isItem(entry)) return null;
  const path = word(entry);
  if (path === '-') return null;
  return { path, written: at, args: at + 1 };
}

function pathLike(entry: Entry | undefined): boolean {
  if (!entry || !isItem(entry)) return false;
  const last = entry.text.at(-1);
  return last?.kind === 'text' && SCRIPT.test(last.text);
}

/** A path relative to the root; null when it leads outside, or starts at the machine's root. */
export function resolvePath(directory: string, path: string): string | null {
  if (path === '' || path.startsWith('/') || path.startsWith('~')) return null;
  const joined = posix.normalize(posix.join(directory === '' ? '.' : directory, path));
  return joined === '..' || joined.startsWith('../') ? null : joined.replace(/\/$/, '');
}
