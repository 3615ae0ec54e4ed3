import type { Expression, Target } from '../program/program.ts';
import { attributeOf, indexOf, setAttribute, setIndex } from './access.ts';
import { evaluate } from './expressions.ts';
import { isGo, packageCell } from './golang.ts';
import { tie } from './golang-ties.ts';
import { iterate } from './iterate.ts';
import type { Cell } from './journal.ts';
import { GLOBALS_GO } from './libraries.ts';
import { markReplaced } from './read-defaults.ts';
import { frame, type Run, rangeAt, written } from './run.ts';
import { alternatives, type Item, isOpen, keyOf, list, type Scope, union, unknown, type Value } from './value.ts';

/** The cell of a name, from the innermost scope outwards. */
export function lookupCell(run: Run, name: string): Cell<Value | undefined> | null {
  let inner = true;
  for (let scope: Scope | null = frame(run).scope; scope; scope = scope.parent) {
    if (inner || !scope.ofClass || isConstant(run, name)) {
      const cell = scope.variables.get(name);
      if (cell && cell.value !== undefined) return cell;
    }
    inner = false;
  }
  const { path } = frame(run);
  return isGo(run, path) && !GLOBALS_GO.has(name) ? packageCell(run, path, name) : null;
}

/** Ruby's constants are seen from within the methods of the class that holds them. */
function isConstant(run: Run, name: string): boolean {
  return /^[A-Z]/.test(name) && run.program.languageOf(frame(run).path)?.id === 'ruby';
}

/** Binds a name in the current scope. */
export function bindName(run: Run, name: string, value: Value): void {
  writeVariable(run, frame(run).scope, name, value);
}

export function writeVariable(run: Run, scope: Scope, name: string, value: Value): void {
  let cell = scope.variables.get(name);
  if (!cell) {
    cell = { value: undefined };
    scope.variables.set(name, cell);
  }
  run.journal.write(cell, value);
}

/** `a, b := …`: binds the names in the current scope, whatever is called so outside. */
export function declare(run: Run, target: Target, value: Value): void {
  const { variables } = frame(run).scope;
  const names = target.kind === 'list' ? target.items.map((item) => item?.target) : [target];
  for (const one of names)
    if (one?.kind === 'name' && !variables.has(one.name)) variables.set(one.name, { value: undefined });
  assign(run, target, value);
}

export function assign(run: Run, target: Target, value: Value): void {
  switch (target.kind) {
    case 'name':
      return assignName(run, target.name, value);
    case 'attribute': {
      const object = evaluate(run, target.object);
      if (object.kind === 'object' && isGo(run)) markReplaced(run, object.attributes.get(target.name)?.value, value);
      return setAttribute(run, object, target.name, value);
    }
    case 'index':
      return setIndex(run, evaluate(run, target.object), evaluate(run, target.index), value, target);
    case 'list':
      return assignList(run, target, value);
    case 'object':
      return assignObject(run, target, value);
    case 'other':
      return;
  }
}

/** JavaScript and Go assign to an outer variable where there is one; Python binds a local one. */
function assignName(run: Run, name: string, value: Value): void {
  const { scope, path } = frame(run);
  const language = run.program.languageOf(path)?.id;
  if (language === 'go') markReplaced(run, lookupCell(run, name)?.value, value);
  if ((language === 'javascript' || language === 'go') && !scope.variables.has(name)) {
    for (let outer = scope.parent; outer; outer = outer.parent)
      if (outer.variables.has(name)) return writeVariable(run, outer, name, value);
    const shared = language === 'go' ? packageCell(run, path, name) : null;
    if (shared) return run.journal.write(shared, value);
  }
  writeVariable(run, scope, name, value);
}

function assignList(run: Run, target: Extract<Target, { kind: 'list' }>, value: Value): void {
  const ways = alternatives(value).map((one) =>
    one.kind === 'list' ? one.items.value : one.kind === 'dict' ? iterate(run, one, 'values', target) : null,
  );
  for (const [i, entry] of target.items.entries()) {
    if (!entry) continue;
    const values = ways.map((items) => itemAt(run, items, i, entry.rest, target));
    const joined = union(values);
    assign(run, entry.target, withDefault(run, joined, entry.otherwise));
  }
  if (isGo(run)) tie(target, value, (name) => lookupCell(run, name));
}

function itemAt(run: Run, items: readonly Item[] | null, i: number, rest: boolean, target: Target): Value {
  if (!items) return unknown(written(run, target), rangeAt(run, target));
  const before = items.slice(0, i + 1);
  if (before.some((item) => isOpen(item))) return unknown(written(run, target), rangeAt(run, target));
  if (rest) return list(items.slice(i).flatMap((item) => (isOpen(item) ? [] : [item.value])));
  const item = items[i];
  return item && !isOpen(item) ? item.value : { kind: 'null' };
}

function assignObject(run: Run, target: Extract<Target, { kind: 'object' }>, value: Value): void {
  for (const entry of target.entries) {
    const key = evaluate(run, entry.key);
    const name = keyOf(key);
    const found =
      value.kind === 'environment' || name === null
        ? indexOf(run, value, key, entry.key, false, entry.otherwise ? evaluate(run, entry.otherwise) : undefined)
        : attributeOf(run, value, name, entry.key, false);
    assign(run, entry.target, withDefault(run, found, entry.otherwise));
  }
  if (target.rest) assign(run, target.rest, unknown(written(run, target.rest), rangeAt(run, target.rest)));
}

function withDefault(run: Run, value: Value, otherwise: Expression | null): Value {
  if (!otherwise) return value;
  return union(alternatives(value).map((one) => (one.kind === 'null' ? evaluate(run, otherwise) : one)));
}

export function deleteTarget(run: Run, target: Target): void {
  if (target.kind === 'index') {
    const object = evaluate(run, target.object);
    const key = keyOf(evaluate(run, target.index));
    if (object.kind === 'dict' && key !== null) {
      const entries = new Map(object.content.value.entries);
      entries.delete(key);
      run.journal.write(object.content, { ...object.content.value, entries });
    }
  }
}
