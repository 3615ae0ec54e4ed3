import type { FunctionDefinition, UnitText } from '../program/program.ts';
import { instanceOf } from './callables.ts';
import { mayCall } from './calls.ts';
import { moduleFrame } from './imports.ts';
import { holdsWords, type Root, rootsOf } from './roots.ts';
import { branch, type Completion, frame, type Run } from './run.ts';
import type { FunctionValue, Scope, Value } from './value.ts';

const MOST = 100;

/**
 * Runs what a root has made and not called, as something that may be called later: what it hands back, exports or keeps in an object.
 * Functions of the module that are roots of their own are left out.
 * @param scope the module's, where the root is its top level
 * @returns how they end early
 */
export function runUncalled(run: Run, path: string, scope: Scope | null): readonly Completion[] {
  const roots = scope && rootsAmong(run, path, scope);
  if (scope) makeHolders(run, path, scope);
  const raised: Completion[] = [];
  let left = MOST;
  for (const [definition, value] of run.made) {
    if (value.path !== path || run.called.has(definition)) continue;
    if (roots ? roots.has(definition) : !isNested(value.scope)) continue;
    const start = value.base + definition.start;
    if (!holdsWords(run.program.written({ path, start, end: value.base + definition.end }))) continue;
    if (left-- === 0) break;
    run.frames.push(moduleFrame(path, value.base, value.scope));
    try {
      mayCall(run, onInstance(run, value), definition);
    } finally {
      raised.push(...frame(run).pending.filter((completion) => completion.kind === 'raise'));
      run.frames.pop();
    }
  }
  return raised;
}

function onInstance(run: Run, value: FunctionValue): FunctionValue {
  if (!value.owner || value.receiver || value.definition.role !== 'method') return value;
  return { ...value, receiver: instanceOf(run, value.owner, value.definition).value };
}

function isNested(scope: Scope): boolean {
  let around = scope;
  while (around.ofClass && around.parent) around = around.parent;
  return around.parent !== null;
}

/** Classes of a module whose instances hold functions: what an instance is made with is seen when one is made. */
function makeHolders(run: Run, path: string, scope: Scope): void {
  for (const { value } of scope.variables.values()) {
    if (value?.kind !== 'class' || value.path !== path || value.definition.fields.length === 0) continue;
    const { start, end } = value.definition;
    if (!holdsWords(run.program.written({ path, start: value.base + start, end: value.base + end }))) continue;
    run.frames.push(moduleFrame(path, value.base, value.scope));
    // Nobody is seen to make it, so nobody copes where it refuses to be made.
    const { own, entered } = run;
    const before = entered.length;
    run.own = null;
    branch(run, [() => instanceOf(run, value, value.definition).whole, () => {}]);
    run.own = own;
    entered.length = before;
    run.frames.pop();
  }
}

const rootsOfUnits = new WeakMap<readonly UnitText[], readonly Root[]>();

/** The functions of a module that are looked at by themselves. */
function rootsAmong(run: Run, path: string, scope: Scope): ReadonlySet<FunctionDefinition> {
  const units = run.program.units(path);
  const roots = rootsOfUnits.get(units) ?? rootsOf(run.program, path);
  rootsOfUnits.set(units, roots);
  const found = new Set<FunctionDefinition>();
  for (const { names } of roots) {
    const [first = '', second] = names;
    const value = scope.variables.get(first)?.value;
    const own = second === undefined ? value : memberOf(value, second);
    if (own?.kind === 'function') found.add(own.definition);
  }
  return found;
}

function memberOf(value: Value | undefined, name: string): Value | undefined {
  if (value?.kind === 'dict') return value.content.value.entries.get(name)?.value;
  return value?.kind === 'class' ? value.attributes.get(name)?.value : undefined;
}
