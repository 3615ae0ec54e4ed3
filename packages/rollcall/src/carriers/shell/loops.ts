import type { ArithmeticFor, CompoundList, For, Select, While, Word } from 'unbash';
import type { Range } from '../../model/span.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { setUnknown } from './builtins.ts';
import { inFrame, outcomesOf } from './flow.ts';
import { mergeGuards } from './guard.ts';
import { countStep, enumerate, inEachWorld, joinInto, type Machine, peek, type Reader } from './machine.ts';
import { expandPathnames, isPattern } from './pathnames.ts';
import { rangeBetween } from './source.ts';
import { adopt, copyState, openFrame, type Scope, type State, SUCCESS, setVariable } from './state.ts';
import { type Entry, isItem, sameValue, scalar } from './values.ts';
import { widenState } from './widen.ts';
import { expandWord } from './words.ts';

type RunList = (machine: Machine, state: State, list: CompoundList) => void;

const MOST_TURNS = 2_000;
/** Turns and steps after both of which one turn with unknowns stands for all others of a loop. */
const FEW_TURNS = 64;
const MOST_LOOP_STEPS = 20_000;
/** Turns of a loop that says `while true`: it ends by what its body finds in the arguments, or is a wait. */
const MOST_ENDLESS_TURNS = 40;

/** `for x in …`: one turn for each known word; where the words are not known, one turn with a hole. */
export function runFor(machine: Machine, state: State, node: For | Select, run: RunList): void {
  const range = rangeBetween(state.source, node.pos, node.end);
  const name = node.name.text;
  const worlds = enumerate(machine, state, range, (reader) =>
    node.wordlist ? node.wordlist.flatMap((word) => expandListed(reader, word)) : state.positional.items,
  );
  const isSelect = node.type === 'Select';
  inEachWorld(machine, state, worlds, (branch, entries) => {
    inFrame(machine, branch, 'loop', (inner) => {
      const isLong = boundLoop(machine);
      for (const [turn, entry] of (isSelect ? [CHOSEN] : entries).entries()) {
        const isOver = isLong(turn);
        if (isItem(entry) && !isOver) runTurnFor(machine, inner, name, entry, () => run(machine, inner, node.body));
        else if (!inner.dead) runUnknownFor(machine, inner, node, run);
        if (isOver) return;
      }
    });
    if (!branch.dead) branch.status = SUCCESS;
  });
}

/** Tells when a loop has taken too many steps for further turns of its own. */
function boundLoop(machine: Machine): (turn: number) => boolean {
  const end = machine.steps + MOST_LOOP_STEPS;
  return (turn) => turn >= FEW_TURNS && machine.steps > end;
}

/** What a person chooses. */
const CHOSEN: Entry = { open: true, written: 'select', range: null };

/** Words of a loop's list; an unquoted unknown may be any number of them. */
function expandListed(reader: Reader, word: Word): readonly Entry[] {
  const entries = expandPatterns(reader, word, expandWord(reader, word));
  const [part, ...others] = word.parts ?? [];
  const [only, ...more] = entries;
  const isBare =
    part !== undefined && others.length === 0 && part.type !== 'DoubleQuoted' && part.type !== 'LocaleString';
  if (!only || more.length > 0 || !isBare || !isItem(only)) return entries;
  const [piece, ...rest] = only.text;
  if (piece?.kind !== 'hole' || rest.length > 0) return entries;
  return [{ open: true, written: piece.written, range: piece.range }];
}

function expandPatterns({ machine, state }: Reader, word: Word, entries: readonly Entry[]): readonly Entry[] {
  const list = machine.readScript?.list;
  if (!list || !isPattern(word)) return entries;
  const range = entries.find(isItem)?.text[0]?.range ?? null;
  return entries.flatMap(
    (entry) => expandPathnames(entry, state.directory, list) ?? [{ open: true, written: word.text, range } as const],
  );
}

function runTurnFor(machine: Machine, state: State, name: string, entry: Entry, body: () => void): void {
  countStep(machine);
  if (state.dead || !isItem(entry)) return;
  const skipped = entry.when ? copyState(state) : null;
  if (entry.when) state.world = mergeGuards(state.world, entry.when);
  setVariable(state, name, scalar(entry.text));
  body();
  endTurn(machine, state);
  if (skipped) joinInto(machine, state, [copyState(state), skipped]);
}

/** States that `continue` sent on join those that came to the end of the body. */
function endTurn(machine: Machine, state: State): void {
  const { continued } = state.frame;
  if (continued.length === 0) return;
  const ends = [...(state.dead ? [] : [copyState(state)]), ...continued.splice(0)];
  joinInto(machine, state, ends);
  state.dead = false;
}

function runUnknownFor(machine: Machine, state: State, node: For | Select, run: RunList): void {
  const nameRange = rangeBetween(state.source, node.name.pos, node.name.end);
  const range = rangeBetween(state.source, node.pos, node.end);
  runUnknown(machine, state, range, (inner) => {
    setUnknown(inner, node.name.text, nameRange);
    run(machine, inner, node.body);
  });
}

/** A body that runs an unknown number of times: once, and what it changes is widened. */
function runUnknown(machine: Machine, state: State, range: Range | null, body: (inner: State) => void): void {
  const before = copyState(state);
  const inner = copyState(state);
  const frame = openFrame('loop', state.frame);
  inner.frame = frame;
  body(inner);
  const ends = [...(inner.dead ? [] : [copyState(inner)]), ...frame.left, ...frame.continued];
  joinInto(machine, inner, ends);
  if (inner.dead) {
    state.status = SUCCESS;
    return;
  }
  widenState(before, inner, range);
  adopt(state, { ...inner, frame: before.frame, status: SUCCESS });
}

/** `while` and `until`: turn by turn as long as the condition is known, then one turn for all that may follow. */
export function runWhile(machine: Machine, state: State, node: While, run: RunList): void {
  const range = rangeBetween(state.source, node.pos, node.end);
  const isEndless = /^(?:true|:|\[\s*1\s*\]|\(\(\s*1\s*\)\))$/.test(
    state.source.text.slice(node.clause.pos, node.clause.end).replace(/;$/, '').trim(),
  );
  const most = isEndless ? MOST_ENDLESS_TURNS : MOST_TURNS;
  const before = isEndless ? copyState(state) : null;
  inFrame(machine, state, 'loop', (inner) => {
    const isLong = boundLoop(machine);
    for (let turn = 0; turn < most && !inner.dead; turn++) {
      countStep(machine);
      const start = copyState(inner);
      const holds = conditionHolds(machine, inner, node, run);
      if (inner.dead || holds === false) return;
      if (holds === null || isLong(turn) || (isEndless && !readsArguments(inner))) {
        runUnknown(machine, inner, range, (once) => run(machine, once, node.body));
        return;
      }
      run(machine, inner, node.body);
      endTurn(machine, inner);
      if (!inner.dead && isAlike(start, inner)) return;
    }
  });
  if (before && state.dead && before.frame.kind === 'loop') state.dead = false;
  if (!state.dead) state.status = SUCCESS;
}

/** Whether a turn left all as it was: each further turn does the same, and what ends the loop is not seen here. */
function isAlike(before: State, after: State): boolean {
  if (before.positional !== after.positional || before.stdin !== after.stdin) return false;
  if (before.directory !== after.directory || before.output !== after.output) return false;
  return after.scopes.every(
    (scope, depth) => scope === before.scopes[depth] || holdsAlike(before.scopes[depth], scope),
  );
}

function holdsAlike(before: Scope | undefined, after: Scope): boolean {
  if (before?.size !== after.size) return false;
  return [...after].every(([name, { value }]) => {
    const old = before.get(name);
    return old !== undefined && sameValue(old.value, value);
  });
}

/** Known arguments that a loop may go through. */
function readsArguments(state: State): boolean {
  const { items } = state.positional;
  return items.length > 0 && items.every(isItem);
}

function conditionHolds(machine: Machine, state: State, node: While, run: RunList): boolean | null {
  run(machine, state, node.clause);
  if ('unknown' in state.status) return null;
  const outcomes = outcomesOf(machine, state);
  const [first] = outcomes;
  if (!first || outcomes.some((outcome) => outcome.ok !== first.ok)) return null;
  return first.ok === (node.kind === 'while');
}

/** `for ((i=0; i<3; i++))`. */
export function runArithmeticFor(machine: Machine, state: State, node: ArithmeticFor, run: RunList): void {
  const range = rangeBetween(state.source, node.pos, node.end);
  const evaluate = (inner: State, expression: ArithmeticFor['test']): number | null =>
    expression ? peek(machine, inner, (reader) => evaluateArithmetic(reader, expression)) : null;
  inFrame(machine, state, 'loop', (inner) => {
    evaluate(inner, node.initialize);
    const isLong = boundLoop(machine);
    for (let turn = 0; turn < MOST_TURNS && !inner.dead; turn++) {
      countStep(machine);
      const test = evaluate(inner, node.test);
      if (test === 0) return;
      if (test === null || isLong(turn)) {
        runUnknown(machine, inner, range, (once) => run(machine, once, node.body));
        return;
      }
      run(machine, inner, node.body);
      endTurn(machine, inner);
      evaluate(inner, node.update);
    }
  });
  if (!state.dead) state.status = SUCCESS;
}
