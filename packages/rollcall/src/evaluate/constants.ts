import { findMember, force } from './access.ts';
import { moduleScope } from './imports.ts';
import { frame, type Run } from './run.ts';
import type { Scope, Value } from './value.ts';

const MOST_NESTED = 4;

/**
 * A class or constant of another file of the tree that a name leads to without an import: Ruby loads it when it is first used, Java looks
 * in the package. `A::B` and `A.B` name what `A` holds.
 */
export function constantOfTree(run: Run, name: string): Value | null {
  const { path } = frame(run);
  const file = run.program.resolve(path, name);
  if (file === null || file === path || run.program.languageOf(file)?.id !== run.program.languageOf(path)?.id)
    return null;
  return constantIn(run, moduleScope(run, file), name.split(/::|\./));
}

function constantIn(run: Run, scope: Scope, names: readonly string[]): Value | null {
  const whole =
    cellValue(run, scope, names.join('::')) ?? walk(run, cellValue(run, scope, names[0] ?? ''), names.slice(1));
  if (whole) return whole;
  const last = names.at(-1) ?? '';
  const own = cellValue(run, scope, last);
  if (own) return own;
  for (const cell of scope.variables.values()) {
    const held = force(run, cell);
    const found = held ? within(run, held, last, MOST_NESTED) : null;
    if (found) return found;
  }
  return null;
}

function cellValue(run: Run, scope: Scope, name: string): Value | undefined {
  const cell = scope.variables.get(name);
  return cell && force(run, cell);
}

function walk(run: Run, from: Value | undefined, names: readonly string[]): Value | null {
  let value = from;
  for (const name of names) value = value?.kind === 'class' ? findMember(run, value, name) : undefined;
  return value ?? null;
}

/** What a file defines inside of modules that the name leaves out. */
function within(run: Run, value: Value, name: string, depth: number): Value | null {
  if (value.kind !== 'class' || depth === 0) return null;
  const own = value.attributes.get(name);
  const found = own && force(run, own);
  if (found?.kind === 'class') return found;
  for (const cell of value.attributes.values()) {
    if (cell.value?.kind !== 'class') continue;
    const inner = within(run, cell.value, name, depth - 1);
    if (inner) return inner;
  }
  return null;
}
