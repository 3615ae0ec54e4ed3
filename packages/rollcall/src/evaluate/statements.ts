import type { Expression, Handler, Statement } from '../program/program.ts';
import { assign, bindName, declare, deleteTarget } from './assign.ts';
import { makeClass, makeFunction } from './callables.ts';
import { assume, compare, conditionOf, decide, isPartition } from './conditions.ts';
import { askedBy, type Left, leftBy, markLeft, noteAskedFor, noteReturned } from './defaults.ts';
import { evaluate, exceptionNames } from './expressions.ts';
import { executeImport } from './imports.ts';
import { iterate } from './iterate.ts';
import { enterPrefix } from './libraries/python.ts';
import { combine } from './operators.ts';
import {
  attempt,
  branch,
  type Completion,
  complete,
  frame,
  joinEnds,
  type Run,
  rangeAt,
  step,
  written,
} from './run.ts';
import { executeTry } from './try.ts';
import { isOpen, text, unknown, type Value } from './value.ts';

type If = Extract<Statement, { kind: 'if' }>;

/** Runs statements in order. Returns whether their end can be reached. */
export function execute(run: Run, statements: readonly Statement[], from = 0): boolean {
  if (from === 0) hoist(run, statements);
  for (let i = from; i < statements.length; i++) {
    const statement = statements[i];
    if (!statement) continue;
    step(run);
    if (statement.kind === 'if' && isPartition(run, statement.test))
      return executePartitioned(run, statement, () => execute(run, statements, i + 1));
    if (!attempt(() => executeOne(run, statement))) return false;
  }
  return true;
}

/** JavaScript's function declarations are there before the first statement runs. */
export function hoist(run: Run, statements: readonly Statement[]): void {
  if (run.program.languageOf(frame(run).path)?.id !== 'javascript') return;
  for (const statement of statements)
    if (statement.kind === 'function')
      bindName(run, statement.definition.name ?? '', makeFunction(run, statement.definition));
}

function executeOne(run: Run, statement: Statement): boolean | void {
  switch (statement.kind) {
    case 'expression':
      evaluate(run, statement.value);
      return;
    case 'assign':
      return executeAssign(run, statement);
    case 'if':
      return executeIf(run, statement);
    case 'for':
      return executeFor(run, statement);
    case 'while':
      return executeWhile(run, statement);
    case 'try':
      return executeTry(run, statement);
    case 'with':
      return executeWith(run, statement);
    case 'switch':
      return executeSwitch(run, statement);
    case 'return': {
      const before = run.log.length;
      complete(run, 'return', statement, statement.value ? evaluate(run, statement.value) : null);
      if (statement.value) noteReturned(run, statement.value, before);
      return false;
    }
    case 'raise':
      complete(run, 'raise', statement, null, statement.value ? exceptionNames(run, statement.value) : []);
      return false;
    case 'assert':
      return executeAssert(run, statement);
    case 'break':
    case 'continue':
      complete(run, statement.kind, statement);
      return false;
    case 'block':
      return execute(run, statement.body);
    case 'delete':
      return deleteTarget(run, statement.target);
    case 'function':
      return bindName(run, statement.definition.name ?? '', makeFunction(run, statement.definition));
    case 'class':
      return bindName(run, statement.definition.name ?? '', makeClass(run, statement.definition));
    case 'import':
    case 'export':
      return executeImport(run, statement);
    case 'broken':
      return;
  }
}

function executeAssign(run: Run, statement: Extract<Statement, { kind: 'assign' }>): void {
  if (statement.value === null) return;
  const { target, operator } = statement;
  const value = evaluate(run, statement.value);
  if (statement.declares) declare(run, target, value);
  else if (operator === null) assign(run, target, value);
  else if (target.kind === 'name' || target.kind === 'attribute' || target.kind === 'index') {
    const before =
      target.kind === 'index'
        ? evaluate(run, { ...target, optional: false })
        : target.kind === 'attribute'
          ? evaluate(run, { ...target, optional: false })
          : evaluate(run, target);
    assign(run, target, combine(run, operator, before, value, statement, true));
  }
}

function executeIf(run: Run, statement: If): boolean {
  const before = run.log.length;
  const truth = decide(run, statement.test);
  if (truth !== null) return executeSide(run, statement, truth);
  const asked = askedBy(run, statement.test, before);
  noteAskedFor(run, asked);
  const ends: Left[] = [];
  const side = (outcome: boolean) => (): boolean => {
    const start = run.log.length;
    if (!executeSide(run, statement, outcome)) return false;
    const [own, others] = outcome ? [statement.then, statement.otherwise] : [statement.otherwise, statement.then];
    if (asked.size > 0) ends.push(leftBy(run, own, others, start));
    return true;
  };
  const goesOn = branch(run, [side(true), side(false)]);
  markLeft(run, asked, ends);
  return goesOn;
}

function executeSide(run: Run, statement: If, truth: boolean): boolean {
  assume(run, statement.test, truth);
  return underCondition(run, truth ? statement : null, () =>
    execute(run, truth ? statement.then : statement.otherwise),
  );
}

function underCondition(run: Run, statement: If | null, work: () => boolean): boolean {
  const condition = statement ? conditionOf(run, statement.test) : null;
  if (!condition) return work();
  run.conditions.push(condition);
  try {
    return work();
  } finally {
    run.conditions.pop();
  }
}

/**
 * A chain of tests of one unknown subject against known words (`if service == "auth": … elif …`): what follows the chain is
 * run once for each of its branches, so that what each of them deploys stays apart.
 */
function executePartitioned(run: Run, statement: If, rest: () => boolean): boolean {
  run.partitions++;
  const ways: (() => boolean)[] = [];
  const failed: If[] = [];
  for (let current: If | null = statement; current; ) {
    const chain: If = current;
    const before = [...failed];
    ways.push(() => {
      for (const other of before) assume(run, other.test, false);
      assume(run, chain.test, true);
      return underCondition(run, chain, () => execute(run, chain.then) && rest());
    });
    failed.push(chain);
    const [next] = chain.otherwise;
    if (chain.otherwise.length === 1 && next?.kind === 'if' && isPartition(run, next.test)) current = next;
    else {
      ways.push(() => {
        for (const other of failed) assume(run, other.test, false);
        return execute(run, chain.otherwise) && rest();
      });
      current = null;
    }
  }
  return branch(run, ways);
}

function executeWith(run: Run, statement: Extract<Statement, { kind: 'with' }>): boolean {
  const suppressed: Handler[] = [];
  const leave: (() => void)[] = [];
  for (const { value: at, target } of statement.items) {
    const value = evaluate(run, at);
    if (target) assign(run, target, value);
    const left = enterPrefix(run, value);
    if (left) leave.push(left);
    const names = at.kind === 'call' ? suppressedBy(run, at) : null;
    if (names) suppressed.push({ start: at.start, end: at.end, catches: names, bind: null, body: [] });
  }
  if (suppressed.length === 0)
    try {
      return execute(run, statement.body);
    } finally {
      for (const end of leave) end();
    }
  const { start, end, body } = statement;
  return executeTry(run, { kind: 'try', start, end, body, handlers: suppressed, otherwise: [], finally: [] });
}

/** The exceptions that `contextlib.suppress(A, B)` passes over. */
function suppressedBy(run: Run, at: Extract<Expression, { kind: 'call' }>): readonly string[] | null {
  const callee = evaluate(run, at.callee);
  if (callee.kind !== 'builtin' || callee.name !== 'contextlib.suppress') return null;
  return at.args.flatMap(({ value }) =>
    value.kind === 'name' ? [value.name] : value.kind === 'attribute' ? [value.name] : [],
  );
}

/** A loop's body for one item; `continue` ends it early. */
function executeBody(run: Run, body: readonly Statement[], prepare: () => void): boolean {
  const { normal, taken } = joinEnds(
    run,
    () => {
      prepare();
      return execute(run, body);
    },
    (completion) => completion.kind === 'continue',
  );
  return normal || taken.length > 0;
}

const isBreak = (completion: Completion): boolean => completion.kind === 'break';

function executeFor(run: Run, statement: Extract<Statement, { kind: 'for' }>): boolean {
  const items = iterate(run, evaluate(run, statement.iterable), statement.over, statement.iterable);
  const { normal, taken } = inLoop(run, () => {
    for (const item of items) {
      step(run);
      const value: Value = isOpen(item)
        ? unknown(written(run, statement.target), rangeAt(run, statement.target))
        : item.value;
      const body = (): boolean => executeBody(run, statement.body, () => assign(run, statement.target, value));
      const certain = !isOpen(item) && !item.conditional;
      if (!(certain ? body() : branch(run, [body, () => true]))) return false;
    }
    return execute(run, statement.otherwise);
  });
  return normal || taken.length > 0;
}

/** Runs a loop or a switch; `break` ends it. */
function inLoop(run: Run, work: () => boolean): ReturnType<typeof joinEnds> {
  const { loops } = frame(run);
  loops.push(run.journal.depth);
  try {
    return joinEnds(run, work, isBreak);
  } finally {
    loops.pop();
  }
}

/** The body once, for none and for one turn; a test that is known to fail at first never runs it. */
function executeWhile(run: Run, statement: Extract<Statement, { kind: 'while' }>): boolean {
  const truth = decide(run, statement.test);
  if (truth === false) return true;
  const { normal, taken } = inLoop(run, () => {
    const body = (): boolean => {
      assume(run, statement.test, true);
      return executeBody(run, statement.body, () => {});
    };
    if (truth === null) return branch(run, [body, () => true]);
    return body();
  });
  return normal || taken.length > 0;
}

function executeSwitch(run: Run, statement: Extract<Statement, { kind: 'switch' }>): boolean {
  const subject = evaluate(run, statement.subject);
  const ways: (() => boolean)[] = [];
  let decided = false;
  for (const { tests, body } of statement.cases) {
    const results = tests.map((test) => compare(run, '==', subject, evaluate(run, test), statement.subject));
    const word = tests.length === 1 && tests[0]?.kind === 'string' ? tests[0].value : null;
    const run_ = (): boolean => {
      if (word === null) return execute(run, body);
      run.conditions.push({ subject: written(run, statement.subject), equals: word });
      try {
        if (statement.subject.kind === 'name' && subject.kind === 'unknown') assign(run, statement.subject, text(word));
        return execute(run, body);
      } finally {
        run.conditions.pop();
      }
    };
    if (tests.length === 0 || results.includes(true)) {
      ways.push(run_);
      decided = true;
      break;
    }
    if (results.includes(null)) ways.push(run_);
  }
  if (!decided) ways.push(() => true);
  const { normal, taken } = inLoop(run, () => branch(run, ways));
  return normal || taken.length > 0;
}

function executeAssert(run: Run, statement: Extract<Statement, { kind: 'assert' }>): boolean {
  const fail = (): boolean => {
    complete(run, 'raise', statement, null, ['AssertionError', 'Exception']);
    return false;
  };
  const truth = decide(run, statement.test);
  if (truth === false) return fail();
  if (truth === true) return true;
  return branch(run, [
    () => {
      assume(run, statement.test, false);
      return fail();
    },
    () => assume(run, statement.test, true),
  ]);
}
