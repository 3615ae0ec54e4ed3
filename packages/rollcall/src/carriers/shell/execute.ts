import {
  type AndOr,
  type Case,
  type CommandNode,
  type CompoundList,
  type If,
  type ParsedScript,
  type Pipeline,
  type PipelineNode,
  parse,
  type Statement,
} from 'unbash';
import type { Text } from '../../model/text.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { keepWritten } from './files.ts';
import { branchOnStatus, inSubshell } from './flow.ts';
import { mergeGuards, withoutBase } from './guard.ts';
import { runArithmeticFor, runFor, runWhile } from './loops.ts';
import {
  addGap,
  allowSteps,
  countStep,
  enumerate,
  fanOut,
  inEachWorld,
  joinInto,
  type Machine,
  peek,
} from './machine.ts';
import { withRedirects } from './redirects.ts';
import { runSimpleCommand } from './simple-command.ts';
import { buildSource, rangeBetween, type ShellSource, sourceFrom, writtenBetween } from './source.ts';
import { copyState, FAILURE, type ShellFunction, type State, SUCCESS } from './state.ts';
import { compareText, evaluateTest, negate, plainSubject } from './tests.ts';
import { optionsOf, piecesOf, scalar, type Value } from './values.ts';
import { expandPattern, expandText } from './words.ts';

/** Runs statements one after the other until none is left or every way led out. */
function runStatements(machine: Machine, state: State, statements: readonly Statement[]): void {
  for (const { command } of statements) {
    if (state.dead) return;
    machine.place = { source: state.source, pos: command.pos, end: command.end };
    countStep(machine);
    runNode(machine, state, command);
  }
}

function runList(machine: Machine, state: State, list: CompoundList): void {
  runStatements(machine, state, list.commands);
}

export function runBody(machine: Machine, state: State, body: ShellFunction['node']['body']): void {
  if (body.type === 'CompoundList') runList(machine, state, body);
  else runNode(machine, state, body);
}

function runNode(machine: Machine, state: State, node: PipelineNode | AndOr): void {
  if (node.type === 'AndOr') runAndOr(machine, state, node);
  else if (node.type === 'Pipeline') runPipeline(machine, state, node);
  else runCommand(machine, state, node);
}

function runCommand(machine: Machine, state: State, node: CommandNode): void {
  switch (node.type) {
    case 'Command':
      runSimpleCommand(machine, state, node);
      return;
    case 'Redirected':
      withRedirects(machine, state, node.redirects, () => runCommand(machine, state, node.command));
      return;
    case 'Function':
      defineFunction(machine, state, node.name.text, { node, source: state.source });
      return;
    case 'If':
      runIf(machine, state, node);
      return;
    case 'Case':
      runCase(machine, state, node);
      return;
    case 'For':
    case 'Select':
      runFor(machine, state, node, runList);
      return;
    case 'While':
      runWhile(machine, state, node, runList);
      return;
    case 'ArithmeticFor':
      runArithmeticFor(machine, state, node, runList);
      return;
    case 'BraceGroup':
      runList(machine, state, node.body);
      return;
    case 'Subshell':
      runSubshell(machine, state, (inner) => runList(machine, inner, node.body));
      return;
    case 'Coproc':
      runSubshell(machine, state, (inner) => runBody(machine, inner, node.body as ShellFunction['node']['body']));
      return;
    case 'TestCommand':
      state.status = evaluateTest(machine, state, state.world, node.expression);
      return;
    case 'ArithmeticCommand': {
      const { expression } = node;
      const value = expression ? peek(machine, state, (reader) => evaluateArithmetic(reader, expression)) : null;
      state.status = value === null ? { unknown: 'arithmetic' } : value === 0 ? FAILURE : SUCCESS;
      return;
    }
  }
}

function defineFunction(machine: Machine, state: State, name: string, fn: ShellFunction): void {
  state.functions = new Map(state.functions).set(name, fn);
  machine.defined.set(fn.node, fn);
  state.status = SUCCESS;
}

function runSubshell(machine: Machine, state: State, run: (inner: State) => void): void {
  const after = inSubshell(machine, state, run);
  if (state.output !== null && !after.dead) state.output = after.output;
  state.status = after.dead ? { unknown: 'subshell' } : after.status;
}

function runPipeline(machine: Machine, state: State, node: Pipeline): void {
  const [only, ...more] = node.commands;
  if (only && more.length === 0) runCommand(machine, state, only);
  else runStages(machine, state, node.commands);
  const isNegated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  if (isNegated && !('unknown' in state.status)) state.status = negate(state.status);
}

/** Each stage is a subshell that reads what the one before printed. */
function runStages(machine: Machine, state: State, commands: readonly CommandNode[]): void {
  let input: Value | null = state.stdin;
  for (const [i, command] of commands.entries()) {
    const isLast = i === commands.length - 1;
    const stage = { ...state, stdin: input, output: isLast ? state.output : scalar([]) };
    const after = inSubshell(machine, stage, (inner) => runCommand(machine, inner, command));
    keepWritten(state, after);
    input = after.output;
    if (!isLast) continue;
    if (state.output !== null) state.output = after.output ?? state.output;
    state.status = after.dead ? { unknown: 'pipeline' } : after.status;
  }
}

function runAndOr(machine: Machine, state: State, node: AndOr): void {
  const [first, ...rest] = node.commands;
  if (first) runNode(machine, state, first);
  for (const [i, command] of rest.entries()) {
    if (state.dead) return;
    const next = (branch: State): void => runNode(machine, branch, command);
    const stop = (): void => undefined;
    if (node.operators[i] === '&&') branchOnStatus(machine, state, next, stop);
    else branchOnStatus(machine, state, stop, next);
  }
}

function runIf(machine: Machine, state: State, node: If): void {
  const clauses = [
    { clause: node.clause, body: node.then },
    ...node.elif.map((elif) => ({ clause: elif.clause, body: elif.then })),
  ];
  const runFrom = (branch: State, i: number): void => {
    const current = clauses[i];
    if (!current) {
      branch.status = SUCCESS;
      if (node.else) runList(machine, branch, node.else);
      return;
    }
    runList(machine, branch, current.clause);
    if (branch.dead) return;
    branchOnStatus(
      machine,
      branch,
      (then) => runList(machine, then, current.body),
      (otherwise) => runFrom(otherwise, i + 1),
    );
  };
  runFrom(state, 0);
}

/** `case`: the bodies of all patterns that can match, each in the worlds in which it does. */
function runCase(machine: Machine, state: State, node: Case): void {
  const range = rangeBetween(state.source, node.word.pos, node.word.end);
  const worlds = enumerate(machine, state, range, (reader) => expandText(reader, node.word));
  inEachWorld(machine, state, worlds, (branch, text) => runItems(machine, branch, node, text));
}

function runItems(machine: Machine, state: State, node: Case, text: Text): void {
  const subject = plainSubject(node.word);
  const ends: State[] = [];
  let rest: State[] = [state];
  for (const [i, item] of node.items.entries()) {
    for (const pattern of item.pattern) {
      const open: State[] = [];
      for (const candidate of rest) {
        const tokens = peek(machine, candidate, (reader) => expandPattern(reader, pattern));
        const word = peek(machine, candidate, (reader) => expandText(reader, pattern));
        for (const { guard, ok } of compareText(candidate.world, text, subject, tokens, word)) {
          const branch = copyState(candidate);
          branch.world = mergeGuards(candidate.world, guard);
          if (!ok) open.push(branch);
          else {
            fanOut(machine, item.pattern.length * rest.length, () => runItem(machine, branch, node, i));
            ends.push(branch);
          }
        }
      }
      rest = open;
    }
  }
  joinInto(machine, state, [...ends, ...rest.map((branch) => ({ ...branch, status: SUCCESS }))]);
}

function runItem(machine: Machine, state: State, node: Case, from: number): void {
  state.status = SUCCESS;
  for (let i = from; i < node.items.length && !state.dead; i++) {
    const item = node.items[i];
    if (!item) return;
    runList(machine, state, item.body);
    if (item.terminator !== ';&') return;
  }
}

/** What a script prints in a copy of the state. */
export function captureScript(
  machine: Machine,
  state: State,
  script: ParsedScript | undefined,
  source: ShellSource,
): Value {
  const { world } = state;
  const after = inSubshell(machine, { ...state, source, output: scalar([]), stdin: state.stdin }, (inner) => {
    if (script) runStatements(machine, inner, script.commands);
  });
  const { output } = after;
  for (const { value } of output ? optionsOf(output) : []) countStep(machine, piecesOf(value) >> 3);
  if (output?.kind !== 'choice') return output ?? scalar([]);
  const left = withoutBase(after.world, world);
  return {
    kind: 'choice',
    options: output.options.map((option) => ({ ...option, guard: mergeGuards(left, option.guard) })),
  };
}

/** Parses text as a script and runs it in the given state. */
export function runText(machine: Machine, state: State, path: string, script: Text): void {
  const outer = state.source;
  let source: ShellSource | null = buildSource(path, script);
  for (let round = 0; source && round < 100 && !state.dead; round++) {
    state.source = source;
    source = runParsed(machine, state, source);
  }
  state.source = outer;
}

/** Runs what parses; the source from which to go on after an error at which the parser gave up. */
function runParsed(machine: Machine, state: State, source: ShellSource): ShellSource | null {
  const tree = parse(source.text);
  allowSteps(machine, source.text.length);
  countStep(machine, source.text.length >> 8);
  for (const error of tree.errors ?? []) {
    const lineEnd = source.text.indexOf('\n', error.pos);
    const end = lineEnd < 0 ? source.text.length : lineEnd;
    const range = rangeBetween(source, Math.min(error.pos, source.text.length), end);
    addGap(machine, { reason: 'syntax-error', text: error.message, range });
  }
  runStatements(machine, state, tree.commands);
  return restAfter(source, tree);
}

function restAfter(source: ShellSource, tree: ParsedScript): ShellSource | null {
  const [error] = tree.errors ?? [];
  if (!error) return null;
  const last = tree.commands.at(-1)?.end ?? 0;
  const from = source.text.indexOf('\n', Math.max(last, error.pos));
  if (from < 0 || writtenBetween(source, from, source.text.length).trim() === '') return null;
  return last >= source.text.trimEnd().length ? null : sourceFrom(source, from + 1);
}
