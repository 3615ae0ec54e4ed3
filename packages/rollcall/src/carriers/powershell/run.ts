import { runPipeline } from './commands-run.ts';
import { assignTo, evaluate, unknown } from './evaluate.ts';
import { decidesNothing } from './idle.ts';
import { countStep, findVariable, holds, type Machine, setVariable } from './machine.ts';
import { add, equalsWord } from './operators.ts';
import { defaulted, onlyAppends, runOptionally, truthUndecided } from './optional.ts';
import type { Statement } from './syntax.ts';
import { isOpenList, itemsOf, listValue, NOTHING, type Value } from './values.ts';

/** Turns of a loop over a list. */
const MOST_TURNS = 200;

/** Runs statements until one leaves; gives what they put out. */
export function runStatements(machine: Machine, body: readonly Statement[]): Value[] {
  const out: Value[] = [];
  for (const statement of body) {
    if (machine.left) break;
    countStep(machine);
    out.push(...runStatement(machine, statement));
  }
  return out;
}

/** What a statement gives where a value is wanted. */
export function valueOfStatement(machine: Machine, statement: Statement): Value {
  const out = runStatement(machine, statement);
  if (out.length === 1 && out[0]) return out[0];
  return out.length === 0 ? NOTHING : listValue(out.flatMap(itemsOf), out.some(isOpenList));
}

function runStatement(machine: Machine, at: Statement): Value[] {
  switch (at.kind) {
    case 'pipeline':
      return runPipeline(machine, at.stages);
    case 'assign':
      assign(machine, at);
      return [];
    case 'if':
      return runIf(machine, at);
    case 'foreach':
      return runForeach(machine, at);
    case 'loop':
      return inLoop(machine, () => runStatements(machine, at.body));
    case 'switch':
      return runSwitch(machine, at);
    case 'function':
      machine.functions.set(at.fn.name, at.fn);
      return [];
    case 'param':
      for (const { name, otherwise, isSwitch } of at.parameters)
        if (!findVariable(machine, name)) {
          if (otherwise) setVariable(machine, name, evaluate(machine, otherwise));
          else if (isSwitch) setVariable(machine, name, { kind: 'unknown', written: `$${name}`, range: null });
        }
      return [];
    case 'try': {
      const out = runStatements(machine, at.body);
      return [...out, ...runStatements(machine, at.after)];
    }
    case 'leave':
      return leave(machine, at);
    case 'blocks':
      return runStatements(machine, at.body);
  }
}

function assign(machine: Machine, { target, operator, value }: Extract<Statement, { kind: 'assign' }>): void {
  const right = valueOfStatement(machine, value);
  if (operator === '=') assignTo(machine, target, right);
  else if (operator === '+=') assignTo(machine, target, add(evaluate(machine, target), right));
  else if (operator === '??=') {
    const held = target.kind === 'variable' ? evaluate(machine, target) : null;
    if (!held || held.kind === 'nothing') assignTo(machine, target, right);
  } else assignTo(machine, target, unknown(machine, target));
}

/**
 * A branch that sets nothing and deploys nothing is not decided, nor is one that only makes lists longer or gives a variable a default: the
 * ways are kept for those that matter.
 */
function runIf(machine: Machine, at: Extract<Statement, { kind: 'if' }>): Value[] {
  const taken = runUndecided(machine, at);
  if (taken) return taken;
  const { clauses, otherwise } = at;
  for (const [condition, body] of clauses) {
    const value = valueOfStatement(machine, condition);
    if (
      value.kind === 'unknown' &&
      decidesNothing(machine, body) &&
      (otherwise === null || decidesNothing(machine, otherwise))
    )
      continue;
    if (holds(machine, value)) return runStatements(machine, body);
  }
  return otherwise ? runStatements(machine, otherwise) : [];
}

/** What an `if` comes to whose condition need not be decided; null: it must be. */
function runUndecided(machine: Machine, { clauses, otherwise }: Extract<Statement, { kind: 'if' }>): Value[] | null {
  const [[condition, body] = [], ...more] = clauses;
  if (!condition || !body || more.length > 0) return null;
  const isDefault = otherwise === null && defaulted(machine, condition, body) !== null;
  const isOptional = onlyAppends(machine, body) && (otherwise === null || onlyAppends(machine, otherwise));
  if (!isDefault && !isOptional) return null;
  const truth = truthUndecided(machine, () => valueOfStatement(machine, condition));
  if (truth === 'words') return null;
  if (truth !== null) return runStatements(machine, truth ? body : (otherwise ?? []));
  if (isDefault) return runStatements(machine, body);
  for (const branch of [body, otherwise ?? []])
    if (!decidesNothing(machine, branch)) runOptionally(machine, () => runStatements(machine, branch));
  return [];
}

function runForeach(machine: Machine, at: Extract<Statement, { kind: 'foreach' }>): Value[] {
  const list = valueOfStatement(machine, at.in);
  const items = isOpenList(list) ? [...(list.kind === 'list' ? list.items : []), unknownItem(at.name)] : itemsOf(list);
  return inLoop(machine, () => {
    const out: Value[] = [];
    for (const item of items.slice(0, MOST_TURNS)) {
      setVariable(machine, at.name, item);
      out.push(...runStatements(machine, at.body));
      if (machine.left !== 'loop') continue;
      machine.left = null;
    }
    return out;
  });
}

function unknownItem(name: string): Value {
  return { kind: 'unknown', written: `$${name}`, range: null };
}

function inLoop(machine: Machine, run: () => Value[]): Value[] {
  const out = run();
  if (machine.left === 'loop') machine.left = null;
  return out;
}

function runSwitch(machine: Machine, { on, cases }: Extract<Statement, { kind: 'switch' }>): Value[] {
  const value = valueOfStatement(machine, on);
  const subject =
    on.kind === 'pipeline' && on.stages.length === 1 && on.stages[0]?.kind === 'expression' ? on.stages[0].of : null;
  for (const [label, body] of cases) {
    if (!label || equalsWord(machine, subject, value, evaluate(machine, label)))
      return inLoop(machine, () => runStatements(machine, body));
  }
  return [];
}

function leave(machine: Machine, { how, value }: Extract<Statement, { kind: 'leave' }>): Value[] {
  const out = value && how === 'return' ? [valueOfStatement(machine, value)] : [];
  machine.left = how === 'return' ? 'function' : how === 'break' || how === 'continue' ? 'loop' : 'script';
  return out;
}
