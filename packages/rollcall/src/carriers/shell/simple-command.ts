import type { Command } from 'unbash';
import { asWritten, hole, type Text } from '../../model/text.ts';
import { findBuiltin } from './builtins.ts';
import { runCapturedScript } from './captured-script.ts';
import { assign, declare, isDeclaration } from './declarations.ts';
import { emitCommand, emitHandOver } from './emit.ts';
import { isFilter } from './filters.ts';
import { inFrame, print } from './flow.ts';
import { isShell } from './hand-over.ts';
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
} from './machine.ts';
import {
  type Call,
  DEEPEST_CALL,
  isItemText,
  runEval,
  runRemote,
  runShell,
  runSource,
  runWritten,
  word,
} from './nested-scripts.ts';
import { runPrinting, runTee } from './printing-commands.ts';
import { withRedirects } from './redirects.ts';
import { rangeBetween, writtenBetween } from './source.ts';
import { type Positional, type ShellFunction, type State, SUCCESS, setLocal, writableScope } from './state.ts';
import { evaluateBracket, plainSubject } from './tests.ts';
import { type Entry, isItem, piecesIn, scalar } from './values.ts';
import { expandText, expandWord } from './words.ts';
import { unwrap } from './wrappers.ts';

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

export function runExternal(call: Call): void {
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

/** `main "$@"` where nothing is known of `$@`. */
function isSameCall(argv: readonly Entry[], { items }: Positional): boolean {
  return argv.length === 2 && items.length === 1 && argv[1] === items[0] && argv[1] !== undefined && !isItem(argv[1]);
}

function runBracket(call: Call, name: string): void {
  const { state, argv, node } = call;
  const words = name === '[' && word(argv.at(-1)) === ']' ? argv.slice(1, -1) : argv.slice(1);
  const written = node.args.map((arg) => (arg.type === 'Word' ? plainSubject(arg) : ''));
  const aligned = written.length === argv.length - 1;
  state.status = evaluateBracket(state.world, words, aligned ? written : []);
}
