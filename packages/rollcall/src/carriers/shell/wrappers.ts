import { known, splitOnce, type Text } from '../../model/text.ts';
import { skipOptions } from './hand-over.ts';
import { type Entry, isItem } from './values.ts';

/** A command that runs the command in its words. */
interface Wrapper {
  /** Options whose value is the next word. */
  readonly takes: ReadonlySet<string>;
  /** Words of its own before the command. */
  readonly own: number;
  /** `A=b` words before the command set its environment. */
  readonly assigns?: boolean;
  /** Adds words that only run time knows. */
  readonly adds?: boolean;
  /** Words that must follow its name (`uv run`). */
  readonly verb?: string;
  /** The command stands after `--` only. */
  readonly afterDashes?: boolean;
}

function wrapper(takes: string, more: Partial<Wrapper> = {}): Wrapper {
  return { takes: new Set(takes.split(' ')), own: 0, ...more };
}

const WRAPPERS = new Map<string, Wrapper>([
  ['sudo', wrapper('-u -g -h -p -C -r -t -U --user --group', { assigns: true })],
  ['doas', wrapper('-u -C')],
  ['env', wrapper('-u -C -S --unset --chdir', { assigns: true })],
  ['command', wrapper('')],
  ['builtin', wrapper('')],
  ['exec', wrapper('-a')],
  ['nohup', wrapper('')],
  ['time', wrapper('-f -o')],
  ['nice', wrapper('-n --adjustment')],
  ['ionice', wrapper('-c -n -p')],
  ['setsid', wrapper('')],
  ['stdbuf', wrapper('-i -o -e')],
  ['caffeinate', wrapper('-t -w')],
  ['chronic', wrapper('')],
  ['timeout', wrapper('-s -k --signal --kill-after', { own: 1 })],
  ['flock', wrapper('-w -E', { own: 1 })],
  ['sshpass', wrapper('-p -f -P')],
  ['xargs', wrapper('-I -n -P -L -d -s -E -a --max-args --max-procs', { adds: true })],
  ['cross-env', wrapper('', { assigns: true })],
  ['cross-env-shell', wrapper('', { assigns: true })],
  ['npx', wrapper('-p --package')],
  ['env-cmd', wrapper('-f -e -r --file --environments')],
  ['dotenvx', wrapper('-f --env-file -e --env', { verb: 'run' })],
  ['uv', wrapper('--with --python -p --project --directory --env-file --extra --group', { verb: 'run' })],
  ['poetry', wrapper('', { verb: 'run' })],
  ['pipenv', wrapper('', { verb: 'run' })],
  ['pdm', wrapper('', { verb: 'run' })],
  ['doppler', wrapper('', { verb: 'run', afterDashes: true })],
  ['op', wrapper('', { verb: 'run', afterDashes: true })],
  ['infisical', wrapper('', { verb: 'run', afterDashes: true })],
  ['dotenv', wrapper('', { afterDashes: true })],
  ['chamber', wrapper('', { verb: 'exec', afterDashes: true })],
]);

function word(entry: Entry | undefined): string | null {
  return entry && isItem(entry) ? known(entry.text) : null;
}

export interface Unwrapped {
  readonly argv: readonly Entry[];
  readonly environment: ReadonlyMap<string, Text>;
  readonly name: string;
}

/** The command inside one wrapper; null when the words are none, or hold no command. */
export function unwrap(argv: readonly Entry[]): Unwrapped | null {
  const name = word(argv[0]);
  const found = name === null ? undefined : WRAPPERS.get(name.slice(name.lastIndexOf('/') + 1));
  if (!found || name === null) return null;
  if (found.verb && word(argv[1]) !== found.verb) return null;
  let at = found.afterDashes
    ? argv.findIndex((entry) => word(entry) === '--') + 1
    : skipOptions(argv, found.verb ? 2 : 1, found.takes);
  if (at <= 0) return null;
  if (name === 'command' && argv.slice(1, at).some((entry) => /^-[vV]/.test(word(entry) ?? ''))) return null;
  const environment = new Map<string, Text>();
  for (let sides = found.assigns ? assignment(argv[at]) : null; sides; sides = assignment(argv[at])) {
    environment.set(sides[0], sides[1]);
    at += 1;
  }
  at += found.own;
  const rest = argv.slice(at);
  if (rest.length === 0) return null;
  return { name, environment, argv: found.adds ? [...rest, { open: true, written: 'xargs', range: null }] : rest };
}

function assignment(entry: Entry | undefined): readonly [string, Text] | null {
  if (!entry || !isItem(entry)) return null;
  const sides = splitOnce(entry.text, '=');
  const name = sides ? known(sides[0]) : null;
  return sides && name !== null && /^[A-Za-z_]\w*$/.test(name) ? [name, sides[1]] : null;
}
