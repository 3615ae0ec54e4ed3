import type { Expression, Statement, Target } from '../../program/program.ts';
import { lowerList } from './expressions.ts';
import { conversion } from './functions.ts';
import { at, children, isType, type Lowering, nothing, textOf } from './lowering.ts';
import { lowerStruct, typeName, zeroOf } from './types.ts';

/** `import "a/b"`, `import c "a/b"`, `import . "a/b"`, `import _ "a/b"`. https://go.dev/ref/spec#Import_declarations */
export function lowerImports(x: Lowering, node: number, out: Statement[]): void {
  for (const part of children(x, node)) {
    const specs = isType(x, part, 'import_spec') ? [part] : children(x, part);
    for (const spec of specs) {
      const parts = children(x, spec);
      const path = parts.at(-1);
      if (path === undefined) continue;
      const module = textOf(x, path).slice(1, -1);
      const name = parts.length > 1 ? parts[0] : undefined;
      const written = name === undefined ? localName(module) : textOf(x, name);
      const star = isType(x, name, 'dot');
      out.push({
        kind: 'import',
        module,
        namespace: star || written === '_' || written === '' ? null : written,
        bindsRoot: false,
        names: star ? [{ name: '*', as: '*' }] : [],
        typeOnly: false,
        ...at(x, spec),
      });
    }
  }
}

/** The name that a package of others most likely has: the last part of its path, without what marks a version or the language. */
function localName(module: string): string {
  const parts = module.split('/');
  const last = parts.at(-1) ?? '';
  const own = /^v\d+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? '') : last;
  return own
    .replace(/\.v\d+$/, '')
    .replace(/^go[-.]/, '')
    .replace(/[-.]go$/, '')
    .replace(/^.*[-.]/, '');
}

/** `var` and `const`, in groups or alone. Without a value a variable has its type's zero. */
export function lowerVariables(x: Lowering, node: number, out: Statement[]): void {
  for (const part of children(x, node)) {
    const specs = isType(x, part, 'var_spec', 'const_spec') ? [part] : children(x, part);
    for (const spec of specs) lowerSpec(x, spec, out);
  }
}

function lowerSpec(x: Lowering, spec: number, out: Statement[]): void {
  const parts = children(x, spec);
  const names = parts.filter((part) => isType(x, part, 'identifier', 'blank_identifier'));
  const values = parts.find((part) => isType(x, part, 'expression_list'));
  const type = parts.find((part) => !names.includes(part) && part !== values);
  const [first] = names;
  if (first === undefined) return;
  const range = at(x, spec);
  if (values === undefined) {
    const isConstant = isType(x, spec, 'const_spec');
    for (const name of names)
      out.push(
        declare(targetOf(x, name), type === undefined || isConstant ? nothing(x, name) : zeroOf(x, type), range),
      );
    return;
  }
  const value = lowerList(x, values);
  const targets = names.map((name) => targetOf(x, name));
  const target = targets.length === 1 && targets[0] ? targets[0] : tupleOf(targets, range);
  out.push(declare(target, value, range));
}

export function targetOf(x: Lowering, name: number): Target {
  return isType(x, name, 'blank_identifier') || textOf(x, name) === '_'
    ? { kind: 'other', ...at(x, name) }
    : { kind: 'name', name: textOf(x, name), ...at(x, name) };
}

export function tupleOf(targets: readonly Target[], range: { start: number; end: number }): Target {
  return { kind: 'list', items: targets.map((target) => ({ target, otherwise: null, rest: false })), ...range };
}

function declare(target: Target, value: Expression, range: { start: number; end: number }): Statement {
  return { kind: 'assign', target, operator: null, value, annotation: null, exported: true, declares: true, ...range };
}

/** `type T struct {…}` is a class; any other type converts what it is given. */
export function lowerTypes(x: Lowering, node: number, out: Statement[]): void {
  for (const spec of children(x, node)) {
    if (!isType(x, spec, 'type_spec', 'type_alias')) continue;
    const parts = children(x, spec).filter((part) => !isType(x, part, 'type_parameter_list'));
    const [name, type] = parts;
    if (name === undefined) continue;
    const range = at(x, spec);
    const aliased = isType(x, spec, 'type_alias') ? typeName(x, type) : null;
    if (isType(x, type, 'struct_type'))
      out.push({ kind: 'class', definition: lowerStruct(x, textOf(x, name), type), exported: true, ...range });
    else if (aliased) out.push(declare(targetOf(x, name), aliased, range));
    else out.push({ kind: 'function', definition: conversion(x, name, type), exported: true, ...range });
  }
}
