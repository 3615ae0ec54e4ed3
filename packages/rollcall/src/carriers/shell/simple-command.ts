import type { Command } from 'unbash';
import { fileNameOf } from '../../model/file-name.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, hole, known, type Text } from '../../model/text.ts';
import { findBuiltin, setUnknown } from './builtins.ts';
import { runCapturedScript } from './captured-script.ts';
import { assign, declare, isDeclaration } from './declarations.ts';
import { emitCommand, emitHandOver, findScript, sourceScript, writtenText } from './emit.ts';
import { keepNamed } from './files.ts';
import { isFilter, runFilter } from './filters.ts';
import { inFrame, inSubshell, print } from './flow.ts';
import { findCall, isShell, skipOptions } from './hand-over.ts';
import {
  addGap,
  callWith,
  choose,
  countStep,
  enumerate,
  inEachWorld,
  type Machine,
  peek,
  type Reader,
  refine,
} from './machine.ts';
import { withRedirects } from './redirects.ts';
import { rangeBetween, writtenBetween } from './source.ts';
import {
  type Positional,
  type ShellFunction,
  type State,
  SUCCESS,
  setLocal,
  setVariable,
  writableScope,
} from './state.ts';
import { evaluateBracket, plainSubject } from './tests.ts';
import { joinTexts } from './texts.ts';
import { type Entry, isItem, piecesIn, scalar } from './values.ts';
import { expandText, expandWord } from './words.ts';
import { unwrap } from './wrappers.ts';

/** A command after expansion. */
interface Call {
  readonly machine: Machine;
  readonly state: State;
  readonly node: Command;
  readonly range: Range;
  readonly argv: readonly Entry[];
  readonly environment: ReadonlyMap<string, Text>;
  readonly stdin: Text | null;
}

/** Runs one simple command: its assignments, or its words in every world in which they differ. */
export function runSimpleCommand(machine: Machine, state: State, node: Command): void {
  countStep(machine);
  withRedirects(machine, state, node.redirects, () => {
    if (!node.name) runAssignments(machine, state, node);
    else if (isDeclaration(node.name.text)) {
      declare(machine, state, node, node.name.text);
      state.status = SUCCESS;
    } else runWords(machine, state, node);
  });
}

function runAssignments(machine: Machine, state: State, node: Command): void {
  let hasSubstitution = false;
  for (const part of node.prefix) {
    if (part.type !== 'Assignment') continue;
    hasSubstitution ||= part.text.includes('$(') || part.text.includes('`');
    assign(machine, state, part);
  }
  state.status = hasSubstitution ? { unknown: 'substitution' } : SUCCESS;
}

function runWords(machine: Machine, state: State, node: Command): void {
  const range = rangeBetween(state.source, node.pos, node.end) ?? { path: state.source.path, start: 0, end: 0 };
  const read = (reader: Reader) => {
    const argv: Entry[] = [];
    for (const word of node.name ? [node.name, ...node.args] : []) {
      if (word.type === 'Word') argv.push(...expandWord(reader, word));
    }
    const environment = new Map<string, Text>();
    for (const part of node.prefix) {
      if (part.type === 'Assignment' && part.value.type === 'Word')
        environment.set(part.name, expandText(reader, part.value));
    }
    const stdin = state.stdin ? choose(reader, state.stdin, '') : null;
    return { argv, environment, stdin: stdin?.kind === 'scalar' ? stdin.text : null };
  };
  const isIdle = state.output === null && /^(?:echo|printf)$/.test(node.name?.text ?? '') && !isAssigningPrintf(node);
  const worlds = isIdle
    ? [{ guard: new Map(), result: peek(machine, state, read) }]
    : enumerate(machine, state, range, read);
  inEachWorld(machine, state, worlds, (branch, result) => {
    dispatch({ machine, state: branch, node, range, ...result });
  });
}

function isAssigningPrintf(node: Command): boolean {
  return node.name?.text === 'printf' && node.args[0]?.text === '-v';
}

function word(entry: Entry | undefined): string | null {
  return entry && isItem(entry) ? known(entry.text) : null;
}

function dispatch(call: Call): void {
  const { machine, state, argv } = call;
  countStep(machine, 1 + (piecesIn(argv) >> 2));
  if (standsOnSomeRuns(argv)) {
    dispatch({ ...call, argv: argv.slice(1) });
    return;
  }
  const name = word(argv[0]);
  if (argv.length === 0) return;
  const fn = name === null ? undefined : state.functions.get(name);
  if (fn) {
    callFunction(call, fn);
    return;
  }
  const unwrapped = unwrap(argv);
  if (unwrapped) {
    runWrapped(call, unwrapped);
    return;
  }
  if (name === null) {
    runExternal(call);
    return;
  }
  if (name === 'eval') {
    runEval(call);
    return;
  }
  if (name === 'source' || name === '.') {
    runSource(call);
    return;
  }
  if (isShell(name) && runShell(call)) return;
  if (/(^|\/)ssh$/.test(name) && runRemote(call)) return;
  if (name === '[' || name === 'test') {
    runBracket(call, name);
    return;
  }
  const builtin = findBuiltin(name);
  if (builtin) {
    runBuiltin(call, builtin);
    return;
  }
  if (name === 'tee' && call.stdin) {
    runTee(call, call.stdin);
    return;
  }
  if (isFilter(name) || name === 'pwd' || name === 'git') {
    runPrinting(call, name);
    return;
  }
  runExternal(call);
}

/** `$DRY_RUN gcloud …`: what stands before the command on some runs only leaves the command to the others. */
function standsOnSomeRuns(argv: readonly Entry[]): boolean {
  const [first] = argv;
  const next = word(argv[1]);
  return first !== undefined && isItem(first) && first.when !== undefined && next !== null && !next.startsWith('-');
}

function runWrapped(
  call: Call,
  inner: { argv: readonly Entry[]; environment: ReadonlyMap<string, Text>; name: string },
): void {
  dispatch({ ...call, argv: inner.argv, environment: new Map([...call.environment, ...inner.environment]) });
  if (inner.name === 'exec' && !call.state.dead) findBuiltin('exit')?.({ ...call, args: [] });
}

/** A script that was written before: it is run as what it was written. */
function runWritten({ machine, state, argv, environment, range }: Call): boolean {
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

function runExternal(call: Call): void {
  const { machine, state, argv, range, environment, node } = call;
  if (runWritten(call)) return;
  emitCommand(machine, state, argv, range, environment);
  emitHandOver(machine, state, argv, range, environment);
  if (runCapturedScript(machine, state, argv, environment)) return;
  print(state, hole(`$(${writtenBetween(state.source, node.pos, node.end)})`, range));
  state.status = { unknown: 'command' };
}

/** Variables set before a builtin or a function hold while it runs. */
function withEnvironment(call: Call, run: () => void): void {
  const { state, environment } = call;
  if (environment.size === 0) {
    run();
    return;
  }
  const depth = state.scopes.length;
  const scope = state.scopes.at(-1);
  const saved = [...environment.keys()].map((name) => [name, scope?.get(name)] as const);
  for (const [name, text] of environment) setLocal(state, name, scalar(text));
  run();
  const after = writableScope(state, depth - 1);
  for (const [name, variable] of saved) {
    if (variable) after.set(name, variable);
    else after.delete(name);
  }
}

function runBuiltin(call: Call, builtin: NonNullable<ReturnType<typeof findBuiltin>>): void {
  const { machine, state, argv, stdin, range } = call;
  state.status = SUCCESS;
  withEnvironment(call, () => builtin({ machine, state, args: argv.slice(1), stdin, range }));
}

const DEEPEST_CALL = 30;
/** Calls of one function that may be under way at once. */
const DEEPEST_RECURSION = 8;

function callFunction(call: Call, fn: ShellFunction): void {
  const { machine, state, argv, range } = call;
  machine.called.add(fn.node);
  const active = machine.active.get(fn.node) ?? 0;
  if (state.depth >= DEEPEST_CALL || active >= DEEPEST_RECURSION) {
    addGap(machine, {
      reason: 'evaluation-bound',
      text: `calls too deep: ${asWritten(isItemText(argv[0]))}`,
      range,
      names: 'all',
    });
    return;
  }
  const { positional, source, callSite, depth, scopes } = state;
  state.positional = isSameCall(argv, positional) ? positional : callWith(machine, argv.slice(1));
  state.source = fn.source;
  state.callSite = callSite ?? range;
  state.depth = depth + 1;
  machine.active.set(fn.node, active + 1);
  inFrame(machine, state, 'function', (inner) => {
    inner.scopes = [...inner.scopes, new Map()];
    for (const [name, text] of call.environment) setLocal(inner, name, scalar(text));
    machine.run.body(machine, inner, fn.node.body);
  });
  machine.active.set(fn.node, active);
  state.scopes = state.scopes.slice(0, scopes.length);
  Object.assign(state, { positional, source, callSite, depth });
}

function isItemText(entry: Entry | undefined): Text {
  return entry && isItem(entry) ? entry.text : [];
}

/** `main "$@"` where nothing is known of `$@`. */
function isSameCall(argv: readonly Entry[], { items }: Positional): boolean {
  return argv.length === 2 && items.length === 1 && argv[1] === items[0] && argv[1] !== undefined && !isItem(argv[1]);
}

function runEval(call: Call): void {
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

function runSource(call: Call): void {
  const { machine, state, argv, range } = call;
  const args = argv.slice(1);
  const { positional } = state;
  if (args.length > 1) state.positional = callWith(machine, args.slice(1));
  inFrame(machine, state, 'function', (inner) => sourceScript(machine, inner, args, range));
  state.positional = positional;
  state.status = SUCCESS;
}

/** `bash -c '…'`, and a here-document given to a shell. */
function runShell(call: Call): boolean {
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
function runRemote(call: Call): boolean {
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

function runBracket(call: Call, name: string): void {
  const { state, argv, node } = call;
  const words = name === '[' && word(argv.at(-1)) === ']' ? argv.slice(1, -1) : argv.slice(1);
  const written = node.args.map((arg) => (arg.type === 'Word' ? plainSubject(arg) : ''));
  const aligned = written.length === argv.length - 1;
  state.status = evaluateBracket(state.world, words, aligned ? written : []);
}

/** `tee`, `tee -a`: what comes in is written, and printed too. */
function runTee({ state, argv }: Call, stdin: Text): void {
  const words = argv.slice(1).flatMap((entry) => (isItem(entry) ? [entry.text] : []));
  const appends = words.some((one) => /^(?:-a|--append)$/.test(known(one) ?? ''));
  for (const name of words) if (!asWritten(name).startsWith('-')) keepNamed(state, name, stdin, appends);
  print(state, stdin);
  state.status = SUCCESS;
}

function runPrinting(call: Call, name: string): void {
  const { machine, state, argv, stdin, range, environment, node } = call;
  const args = argv.slice(1);
  if (name === 'printf' && word(args[0]) === '-v') {
    assignPrinted(call);
    return;
  }
  emitCommand(machine, state, argv, range, environment);
  state.status = SUCCESS;
  if (state.output === null) return;
  const text = printed(call, name, args, stdin);
  print(state, text ?? hole(`$(${writtenBetween(state.source, node.pos, node.end)})`, range));
  if (!text) state.status = { unknown: 'command' };
}

function printed(call: Call, name: string, args: readonly Entry[], stdin: Text | null): Text | null {
  const { state, machine } = call;
  const line = (text: string): Text => [{ kind: 'text', text: `${text}\n`, range: null, exact: false }];
  if (name === 'pwd') return state.directory === null ? null : line(state.directory === '' ? '.' : state.directory);
  if (name === 'git') return args.map(word).join(' ') === 'rev-parse --show-toplevel' ? line('.') : null;
  const texts = args.map((entry) =>
    isItem(entry) ? refine(entry.text, state.world) : hole(entry.written, entry.range),
  );
  if (args.some((entry) => !isItem(entry)) && name === 'printf') return null;
  const text =
    READ_FILES.has(name) && texts.length > (name === 'cat' ? 0 : 1) ? lastAsFile(machine, state, texts) : null;
  return text ? runFilter(name, texts.slice(0, -1), text) : runFilter(name, texts, stdin);
}

/** Commands that take a file's name behind their other words. */
const READ_FILES = new Set(['cat', 'grep', 'egrep', 'sed', 'cut', 'sort', 'head', 'paste']);

/** The text of the file that the last word names: what the script wrote there, else the file of the tree. */
function lastAsFile(machine: Machine, state: State, texts: readonly Text[]): Text | null {
  const name = texts.at(-1) ?? [];
  const made = writtenText(state, fileNameOf(name));
  if (made) return made;
  const path = known(name);
  if (path === null || path === '-' || path.startsWith('-')) return null;
  const file = findScript(machine, state, path);
  if (!file) return null;
  return [{ kind: 'text', text: file.text, range: { path: file.path, start: 0, end: file.text.length }, exact: true }];
}

/** `printf -v X …`. */
function assignPrinted(call: Call): void {
  const { state, argv, range } = call;
  const name = word(argv[2]);
  if (name === null || !/^[A-Za-z_]\w*$/.test(name)) return;
  const texts = argv
    .slice(3)
    .filter(isItem)
    .map((item) => refine(item.text, state.world));
  const text = runFilter('printf', texts, null);
  if (text) setVariable(state, name, scalar(text));
  else setUnknown(state, name, range);
}
