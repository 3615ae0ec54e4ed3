import { isSwitchWord } from '../shell/join.ts';
import { asConditional } from '../shell/texts.ts';
import { decidesNothing } from './idle.ts';
import { findVariable, type Machine } from './machine.ts';
import type { Expression, Statement } from './syntax.ts';
import { asText, textValue, truthOf, type Value } from './values.ts';

/** What only run time knows was asked for. */
class Undecided extends Error {}
/** It was compared with a word, which may say where a deployment goes. */
class ComparedWithWord extends Error {}

/** Whether a condition holds, null where only run time knows and no word decides; `words`: a word does. */
export function truthUndecided(machine: Machine, condition: () => Value): boolean | null | 'words' {
  const { choices } = machine;
  const decide = (wording: string): boolean => {
    const decided = choices.decided(wording);
    if (decided !== undefined) return decided;
    const word = / = (\S*)$/.exec(wording)?.[1];
    throw word === undefined || isSwitchWord(word) ? new Undecided() : new ComparedWithWord();
  };
  machine.choices = { ...choices, decide };
  try {
    return truthOf(condition());
  } catch (error) {
    if (error instanceof Undecided) return null;
    if (error instanceof ComparedWithWord) return 'words';
    throw error;
  } finally {
    machine.choices = choices;
  }
}

/** Whether statements only make lists longer, set variables that there were none of, and change nothing else. */
export function onlyAppends(machine: Machine, body: readonly Statement[]): boolean {
  return body.every((at) => {
    if (at.kind === 'if')
      return (
        at.clauses.every(([, inner]) => onlyAppends(machine, inner)) &&
        (at.otherwise === null || onlyAppends(machine, at.otherwise))
      );
    if (at.kind === 'blocks') return onlyAppends(machine, at.body);
    if (at.kind === 'assign' && at.target.kind === 'variable') {
      if (!isPlain(at.value)) return false;
      const held = findVariable(machine, at.target.name);
      if (at.operator === '=') return held === null && !at.target.name.includes(':');
      return at.operator === '+=' && held?.kind === 'list';
    }
    return appendedTo(at, machine) !== null || decidesNothing(machine, [at]);
  });
}

/** A value that no command of the script is run for. */
function isPlain(statement: Statement): boolean {
  return statement.kind === 'pipeline' && statement.stages.every((stage) => stage.kind === 'expression');
}

/** The list of `$list.Add(…)`, `[void]$list.Add(…)`. */
function appendedTo(at: Statement, machine: Machine): Value | null {
  const [stage, ...more] = at.kind === 'pipeline' ? at.stages : [];
  if (stage?.kind !== 'expression' || more.length > 0) return null;
  const call: Expression = stage.of.kind === 'unary' && stage.of.operator === '[void]' ? stage.of.of : stage.of;
  if (call.kind !== 'member' || call.args === null || call.of.kind !== 'variable' || call.name !== 'add') return null;
  const held = findVariable(machine, call.of.name);
  return held?.kind === 'list' ? held : null;
}

/** Runs what only makes lists longer; what it adds is there on some runs. */
export function runOptionally(machine: Machine, run: () => void): void {
  const lengths = new Map<string, number>();
  for (const scope of machine.scopes)
    for (const [name, value] of scope) if (value.kind === 'list') lengths.set(name, value.items.length);
  const { left } = machine;
  run();
  machine.left = left;
  for (const scope of machine.scopes)
    for (const [name, value] of scope)
      if (value.kind === 'list' && lengths.has(name))
        value.items = value.items.map((item, i) => (i < (lengths.get(name) ?? 0) ? item : whenRun(item)));
}

function whenRun(item: Value): Value {
  return item.kind === 'list' || item.kind === 'map' ? item : textValue(asConditional(asText(item)));
}

/**
 * `if (-not $X) { $X = 'default' }`: the variable that it gives a default, where nothing else is done; null for any other `if`.
 */
export function defaulted(machine: Machine, condition: Statement, body: readonly Statement[]): string | null {
  const [stage, ...more] = condition.kind === 'pipeline' ? condition.stages : [];
  if (stage?.kind !== 'expression' || more.length > 0) return null;
  const name = emptyVariable(stage.of);
  if (name === null || findVariable(machine, name)?.kind === 'list') return null;
  const sets = body.filter((at) => at.kind === 'assign');
  const [only, ...others] = sets;
  const isOwn = only?.operator === '=' && only.target.kind === 'variable' && only.target.name === name;
  const rest = body.filter((at) => at !== only);
  return isOwn && others.length === 0 && isPlain(only.value) && decidesNothing(machine, rest) ? name : null;
}

/** `-not $X`, `!$X`, `[string]::IsNullOrEmpty($X)`, `$X -eq $null`, `$X -eq ''`. */
function emptyVariable(of: Expression): string | null {
  if (of.kind === 'unary' && (of.operator === '-not' || of.operator === '!'))
    return of.of.kind === 'variable' ? of.of.name : null;
  if (of.kind === 'static' && /^isnullor/.test(of.name)) {
    const [only] = of.args ?? [];
    return only?.kind === 'variable' ? only.name : null;
  }
  return null;
}
