import { known, type Text } from '../../model/text.ts';
import { findVariable, type Machine, setVariable } from './machine.ts';
import { callMethod, callStatic, memberOf } from './members.ts';
import { applyBinary, applyUnary } from './operators.ts';
import { runStatements, valueOfStatement } from './run.ts';
import type { Expression } from './syntax.ts';
import {
  asText,
  isOpenList,
  itemsOf,
  listValue,
  NOTHING,
  plainText,
  plainValue,
  textValue,
  unknownValue,
  type Value,
  wordOf,
} from './values.ts';

/** What an expression is worth, as far as it is known. */
export function evaluate(machine: Machine, at: Expression): Value {
  switch (at.kind) {
    case 'text':
      return textValue(at.parts.flatMap((part) => (isText(part) ? part : asText(evaluate(machine, part)))));
    case 'number':
      return plainValue(at.text);
    case 'variable':
      return readVariable(machine, at);
    case 'splat':
      return readVariable(machine, { ...at, kind: 'variable' });
    case 'list':
      return listValue(at.items.map((item) => evaluate(machine, item)));
    case 'group':
      return valueOfGroup(machine, at);
    case 'map':
      return valueOfMap(machine, at);
    case 'block':
      return { kind: 'block', fn: at.fn };
    case 'member': {
      const of = evaluate(machine, at.of);
      if (at.args === null) return memberOf(of, at.name) ?? unknown(machine, at);
      const args = at.args.map((arg) => evaluate(machine, arg));
      return callMethod(of, at.name, args) ?? unknown(machine, at);
    }
    case 'static': {
      const args = at.args?.map((arg) => evaluate(machine, arg)) ?? null;
      return callStatic(machine, at.type, at.name, args) ?? unknown(machine, at);
    }
    case 'index':
      return valueOfIndex(machine, at) ?? unknown(machine, at);
    case 'unary':
      return applyUnary(machine, at) ?? unknown(machine, at);
    case 'binary':
      return applyBinary(machine, at) ?? unknown(machine, at);
    case 'type':
      return unknown(machine, at);
  }
}

function isText(part: Text | Expression): part is Text {
  return Array.isArray(part);
}

/** A hole in the words of the source. */
export function unknown(machine: Machine, at: { readonly start: number; readonly end: number }): Value {
  return unknownValue(machine.source(at), machine.place(at.start, at.end));
}

function readVariable(machine: Machine, at: Extract<Expression, { kind: 'variable' }>): Value {
  const { name } = at;
  const held = findVariable(machine, name);
  if (held) return held;
  const range = machine.place(at.start, at.end);
  if (name.startsWith('env:')) {
    const written = machine.source(at).replace(/^\$\{?env:|\}$/gi, '');
    const given = machine.environment.get(written) ?? machine.environment.get(written.toUpperCase());
    return given ? textValue(given) : unknownValue(`$env:${written}`, range, written);
  }
  if (name === 'true' || name === 'false') return { kind: 'truth', holds: name === 'true' };
  if (name === 'null') return NOTHING;
  if (name === 'psscriptroot') return plainValue(folderOf(machine.path));
  if (name === 'pwd') return plainValue('.');
  return unknownValue(machine.source(at), range);
}

function folderOf(path: string): string {
  // From the root, whatever the working folder is.
  const at = path.lastIndexOf('/');
  return at < 0 ? '.' : path.slice(0, at);
}

/** What the statements in brackets give: nothing, one value, or all of them. */
function valueOfGroup(machine: Machine, at: Extract<Expression, { kind: 'group' }>): Value {
  const out = runStatements(machine, at.body);
  if (at.isArray) {
    const [only, ...more] = out;
    if (only?.kind === 'list' && more.length === 0) return listValue(only.items, only.open);
    if (only?.kind === 'unknown' && more.length === 0) return listValue([], true);
    return listValue(out.flatMap(itemsOf), out.some(isOpenList));
  }
  return out.length === 1 && out[0]
    ? out[0]
    : out.length === 0
      ? NOTHING
      : listValue(out.flatMap(itemsOf), out.some(isOpenList));
}

function valueOfMap(machine: Machine, { entries }: Extract<Expression, { kind: 'map' }>): Value {
  const map = new Map<string, readonly [Text, Value]>();
  let open = false;
  for (const [key, statement] of entries) {
    const text = asText(evaluate(machine, key));
    const name = known(text);
    const value = valueOfStatement(machine, statement);
    if (name === null) open = true;
    else map.set(name.toLowerCase(), [text, value]);
  }
  return { kind: 'map', entries: map, open };
}

function valueOfIndex(machine: Machine, at: Extract<Expression, { kind: 'index' }>): Value | null {
  const of = evaluate(machine, at.of);
  const index = wordOf(evaluate(machine, at.index));
  if (index === null) return null;
  if (of.kind === 'map') return of.entries.get(index.toLowerCase())?.[1] ?? (of.open ? null : NOTHING);
  if (of.kind !== 'list' || !/^-?\d+$/.test(index)) return null;
  return of.items.at(Number(index)) ?? (of.open ? null : NOTHING);
}

/** Assigns to a variable, to `$env:X`, to an entry of a map. */
export function assignTo(machine: Machine, target: Expression, value: Value): void {
  if (target.kind === 'unary' && target.operator.startsWith('[')) {
    assignTo(machine, target.of, value);
    return;
  }
  if (target.kind === 'list') {
    for (const [i, one] of target.items.entries())
      assignTo(machine, one, (value.kind === 'list' ? value.items[i] : undefined) ?? unknown(machine, one));
    return;
  }
  if (target.kind === 'variable') {
    if (target.name.startsWith('env:'))
      machine.environment.set(machine.source(target).replace(/^\$\{?env:|\}$/gi, ''), asText(value));
    else setVariable(machine, target.name, value);
    return;
  }
  if (target.kind !== 'index' && target.kind !== 'member') return;
  const of = evaluate(machine, target.of);
  const key = target.kind === 'member' ? plainText(target.name) : asText(evaluate(machine, target.index));
  const name = known(key);
  if (of.kind === 'map') {
    if (name === null) of.open = true;
    else of.entries.set(name.toLowerCase(), [key, value]);
  } else if (of.kind === 'list') of.open = true;
}
