import type { Command } from 'unbash';
import type { Range } from '../../model/span.ts';
import { known, type Text } from '../../model/text.ts';
import { sourceScript, writtenText } from './emit.ts';
import { inFrame, inSubshell } from './flow.ts';
import { findCall, skipOptions } from './hand-over.ts';
import { addGap, callWith, type Machine, refine } from './machine.ts';
import { runExternal } from './simple-command.ts';
import { type State, SUCCESS, setVariable } from './state.ts';
import { joinTexts } from './texts.ts';
import { type Entry, isItem, scalar } from './values.ts';

/** A command after expansion. */
export interface Call {
  readonly machine: Machine;
  readonly state: State;
  readonly node: Command;
  readonly range: Range;
  readonly argv: readonly Entry[];
  readonly environment: ReadonlyMap<string, Text>;
  readonly stdin: Text | null;
}

/** A word where all of it is known. */
export function word(entry: Entry | undefined): string | null {
  return entry && isItem(entry) ? known(entry.text) : null;
}

/** A script that was written before: it is run as what it was written. */
export function runWritten({ machine, state, argv, environment, range }: Call): boolean {
  const found = findCall(argv);
  const script = found?.path ? writtenText(state, found.path) : null;
  if (!found || !script || state.depth >= DEEPEST_CALL) return false;
  const after = inSubshell(machine, state, (inner) => {
    for (const [name, text] of environment) setVariable(inner, name, scalar(text), true);
    inner.positional = callWith(machine, argv.slice(found.args));
    runText(machine, inner, state.source.path, refine(script, state.world), range);
  });
  state.status = after.status;
  return true;
}

/** Calls and texts that may be under way at once. */
export const DEEPEST_CALL = 30;

/** The text of a word; none where it is an unknown number of words. */
export function isItemText(entry: Entry | undefined): Text {
  return entry && isItem(entry) ? entry.text : [];
}

/** `eval …`: what its words make together. */
export function runEval(call: Call): void {
  const { machine, state, argv, range } = call;
  const words = argv.slice(1);
  const text = joinTexts(
    words.filter(isItem).map((item) => refine(item.text, state.world)),
    ' ',
  );
  if (!words.every(isItem) || text.some((piece) => piece.kind === 'hole' && /^\$\(|^`/.test(piece.written)))
    state.open = true;
  const first = words[0];
  if (!first || !isItem(first) || first.text[0]?.kind === 'hole') {
    runExternal(call);
    return;
  }
  runText(machine, state, state.source.path, text, range);
}

/** Runs text that was put together at run time; a call site of its own bounds texts that evaluate themselves. */
function runText(machine: Machine, state: State, path: string, text: Text, range: Range): void {
  if (state.depth >= DEEPEST_CALL) {
    addGap(machine, { reason: 'evaluation-bound', text: 'text evaluated too deep', range, names: 'all' });
    return;
  }
  state.depth += 1;
  machine.run.text(machine, state, path, text);
  state.depth -= 1;
}

/** `source x.sh a b`: with words of its own the script has other arguments. */
export function runSource(call: Call): void {
  const { machine, state, argv, range } = call;
  const args = argv.slice(1);
  const { positional } = state;
  if (args.length > 1) state.positional = callWith(machine, args.slice(1));
  inFrame(machine, state, 'function', (inner) => sourceScript(machine, inner, args, range));
  state.positional = positional;
  state.status = SUCCESS;
}

/** `bash -c '…'`, and a here-document given to a shell. */
export function runShell(call: Call): boolean {
  const { machine, state, argv, range, stdin } = call;
  const takes = new Set(['-o', '-O', '+o', '--rcfile', '--init-file']);
  const at = skipOptions(argv, 1, takes);
  const flags = argv.slice(1, at).map(word);
  const isInline = flags.some((flag) => flag !== null && /^-[a-z]*c$/.test(flag));
  const readsInput = stdin !== null && (at >= argv.length || flags.includes('-s'));
  if (!isInline && !readsInput) return false;
  const script = isInline ? isItemText(argv[at]) : (stdin ?? []);
  const [first] = script;
  if (!first || first.kind === 'hole') return false;
  const after = inSubshell(machine, state, (inner) => {
    for (const [name, text] of call.environment) setVariable(inner, name, scalar(text), true);
    inner.positional = callWith(machine, argv.slice(isInline ? at + 2 : at));
    inner.stdin = null;
    runText(machine, inner, state.source.path, refine(script, state.world), range);
  });
  state.output = state.output === null ? null : after.output;
  state.status = after.status;
  return true;
}

const SSH_TAKES: ReadonlySet<string> = new Set([...'BbcDEeFIiJLlmOopQRSWw'].map((letter) => `-${letter}`));

/** A folder on another machine: no file of the tree is in it. */
export const REMOTE = 'ssh:';

/** `ssh host '…'`, and a here-document given to it: another shell, of which nothing is known. https://man.openbsd.org/ssh */
export function runRemote(call: Call): boolean {
  const { machine, state, argv, range, stdin } = call;
  const at = skipOptions(argv, 1, SSH_TAKES);
  const words = argv.slice(at + 1);
  if (at >= argv.length || !words.every(isItem)) return false;
  const script =
    words.length > 0
      ? joinTexts(
          words.filter(isItem).map(({ text }) => text),
          ' ',
        )
      : (stdin ?? []);
  if (script.length === 0 || script[0]?.kind === 'hole') return false;
  const after = inSubshell(machine, state, (inner) => {
    Object.assign(inner, {
      scopes: [new Map()],
      functions: new Map(),
      owned: new Set(),
      open: true,
      directory: REMOTE,
    });
    if (words.length === 0) inner.stdin = null;
    runText(machine, inner, state.source.path, refine(script, state.world), range);
  });
  state.output = state.output === null ? null : after.output;
  state.status = { unknown: 'command' };
  return true;
}
