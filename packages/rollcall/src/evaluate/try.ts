import type { Handler, Statement } from '../program/program.ts';
import { bindName } from './assign.ts';
import { markRescued } from './defaults.ts';
import { attempt, branch, type Completion, frame, type Run, snapshotOf } from './run.ts';
import { execute } from './statements.ts';
import { unknown } from './value.ts';

/** Runs a `try` statement. Returns whether what follows it can be reached. */
export function executeTry(run: Run, statement: Extract<Statement, { kind: 'try' }>): boolean {
  const caught: Completion[] = [];
  run.tries.push(run.journal.depth);
  const before = run.log.length;
  let reached = false;
  try {
    reached = takeRaises(run, statement.handlers, () => execute(run, statement.body), caught);
  } finally {
    run.tries.pop();
  }
  markRescued(run, statement.body, statement.handlers, before);
  const ways: (() => boolean)[] = reached ? [() => execute(run, statement.otherwise)] : [];
  const normal = handle(run, statement.handlers, ways, caught);
  return statement.finally.length === 0 ? normal : finish(run, statement.finally, normal);
}

/** Runs a `try` body and takes the raises that one of the handlers catches out of the pending completions. */
function takeRaises(run: Run, handlers: readonly Handler[], work: () => boolean, caught: Completion[]): boolean {
  const current = frame(run);
  const outer = current.pending;
  current.pending = [];
  const normal = attempt(work);
  for (const completion of current.pending)
    if (completion.kind === 'raise' && handlers.some((handler) => catches(handler, completion)))
      caught.push(completion);
  current.pending = [...outer, ...current.pending.filter((completion) => !caught.includes(completion))];
  return normal;
}

/**
 * Runs the handlers of what was raised, each from the state in which it was raised. A handler of nothing that was seen to be raised is
 * run too, for what it reads and runs, but what it leads to is not counted: that the body may fail in ways unknown says nothing.
 */
function handle(
  run: Run,
  handlers: readonly Handler[],
  ways: (() => boolean)[],
  caught: readonly Completion[],
): boolean {
  for (const handler of handlers) {
    const mine = caught.filter((completion) => handlers.find((other) => catches(other, completion)) === handler);
    const body = (): boolean => {
      if (handler.bind) bindName(run, handler.bind, unknown(handler.bind));
      return execute(run, handler.body);
    };
    if (mine.length === 0) {
      ways.push(() => {
        const { pending } = frame(run);
        const before = pending.length;
        body();
        frame(run).pending.length = Math.min(before, frame(run).pending.length);
        return false;
      });
    } else
      ways.push(() => {
        run.journal.join(
          mine.map((completion) => snapshotOf(run, completion)),
          run.join,
        );
        for (const completion of mine) for (const name of completion.deciding) frame(run).deciding.add(name);
        const unrelated = mine.every((completion) => completion.deciding.length === 0);
        if (unrelated) run.handling++;
        try {
          return reraising(run, mine, body);
        } finally {
          if (unrelated) run.handling--;
        }
      });
  }
  return branch(run, ways);
}

/** A bare `raise` in a handler raises what the handler caught. */
function reraising(run: Run, caught: readonly Completion[], body: () => boolean): boolean {
  const normal = attempt(body);
  const { pending } = frame(run);
  for (const [i, completion] of pending.entries())
    if (completion.kind === 'raise' && completion.exception.length === 0 && caught[0])
      pending[i] = { ...completion, exception: caught[0].exception };
  return normal;
}

function catches(handler: Handler, completion: Completion): boolean {
  if (handler.catches === null) return true;
  if (handler.catches.includes('BaseException')) return true;
  const { exception } = completion;
  const exits = exception.includes('SystemExit');
  if (handler.catches.includes('Exception')) return !exits;
  return handler.catches.some((name) => exception.includes(name));
}

/** A `finally` block runs after every end; where it leaves by itself, nothing else is left. */
function finish(run: Run, body: readonly Statement[], normal: boolean): boolean {
  const current = frame(run);
  const before = current.pending;
  current.pending = [];
  const reached = attempt(() => execute(run, body));
  if (reached) current.pending = [...before, ...current.pending];
  return normal && reached;
}
