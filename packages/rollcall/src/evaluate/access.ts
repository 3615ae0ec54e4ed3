import { known } from '../model/text.ts';
import type { At, Expression } from '../program/program.ts';
import { lookupCell } from './assign.ts';
import { bindMember, invoke } from './callables.ts';
import { noteKeys } from './conditions.ts';
import { readEnvironment } from './environment.ts';
import { assignEnvironment } from './environment-writes.ts';
import { embeds, libraryMethod, methodOf } from './golang.ts';
import { moduleMember } from './imports.ts';
import type { Cell } from './journal.ts';
import { dynaconfMember } from './libraries/dynaconf.ts';
import { globalValue } from './libraries.ts';
import { markTested } from './read-defaults.ts';
import { frame, noteDeciding, type Run, raise, rangeAt, written } from './run.ts';
import { makeForAll } from './touched.ts';
import {
  alternatives,
  type ClassValue,
  countOf,
  type Entry,
  isOpen,
  keyOf,
  NULL,
  text,
  union,
  unknown,
  type Value,
} from './value.ts';

/** Methods of JavaScript's plain objects that are methods and not entries. */
const OBJECT_METHODS = new Set(['hasOwnProperty', 'toString']);

/** Members of what a runtime gives that are the process's environment. */
const ENVIRONMENTS = new Set(['Bun.env', 'process.env']);

type EnvironmentValue = Extract<Value, { kind: 'environment' }>;

/** `import.meta.env`: Vite and its kin put the values in when they build. https://vite.dev/guide/env-and-mode */
const BUILT: EnvironmentValue = { kind: 'environment', built: true };
const VITE_NAMES = new Set(['MODE', 'BASE_URL', 'PROD', 'DEV', 'SSR', 'SITE', 'ASSETS_PREFIX']);

/** The value of a cell, made now if nobody has asked for it before. */
export function force(run: Run, cell: Cell<Value | undefined>): Value | undefined {
  const { value } = cell;
  if (value?.kind !== 'lazy') {
    if (cell.touched !== undefined) run.touched.addAll(cell.touched);
    return value;
  }
  cell.value = { kind: 'null' };
  const before = run.log.length;
  let made: Value = value;
  try {
    cell.touched = makeForAll(run, () => {
      made = run.journal.detached(value.force);
    });
  } finally {
    cell.value = value;
  }
  if (run.log.length === before) cell.value = made;
  else run.journal.write(cell, made);
  return made;
}

/** `object.name`. */
export function attributeOf(run: Run, object: Value, name: string, at: At, optional: boolean): Value {
  switch (object.kind) {
    case 'union':
      return attributeOfUnion(run, object.of, name, at, optional);
    case 'object': {
      const own = object.attributes.get(name);
      const value = own && force(run, own);
      if (value) return value;
      const member = object.class ? findMember(run, object.class, name) : undefined;
      if (member) return bindMember(run, member, object, at);
      if (object.class && embeds(object.class, name)) return object;
      const method = libraryMethod(object, name);
      if (method) return method;
      return lazyAttribute(run, object.attributes, name, at);
    }
    case 'class': {
      const member = findMember(run, object, name);
      if (member) return bindMember(run, member, object, at);
      if (name === '__name__') return text(object.definition.name ?? '');
      return unknown(written(run, at), rangeAt(run, at));
    }
    case 'module':
      return moduleMember(run, object, name, at);
    case 'unknown': {
      if (object.truth === false && !optional) return unknown(written(run, at), rangeAt(run, at));
      return lazyAttribute(run, object.attributes, name, at);
    }
    case 'dict':
      return dictAttribute(run, object, name, at);
    case 'environment':
      return environmentAttribute(run, object, name, at);
    case 'null':
      if (optional && object.of !== undefined) return { kind: 'null', of: object.of, soft: true };
      if (object.soft || PROMISE.has(name)) return object.soft ? object : unknown(written(run, at), rangeAt(run, at));
      if (optional || object.of === undefined) return NULL;
      noteDeciding(run, object);
      return raise(run, at, ['AttributeError', 'TypeError', 'Exception']);
    case 'builtin':
      if (ENVIRONMENTS.has(`${object.name}.${name}`)) return { kind: 'environment' };
      if (object.name === 'import.meta' && name === 'env') return BUILT;
      if (object.name === 'dynaconf.settings') return dynaconfMember(run, object, name, at);
      if (object.name === 'globalThis' || object.name === 'global')
        return globalValue(run, name) ?? unknown(written(run, at), rangeAt(run, at));
      return { kind: 'builtin', name: `${object.name}.${name}`, receiver: object.receiver };
    case 'text':
      return textAttribute(object, name);
    case 'function':
      return { kind: 'builtin', name: `function.${name}`, receiver: object };
    case 'list':
      if (name === 'length') return countOf(object.items);
      return { kind: 'builtin', name: `list.${name}`, receiver: object };
    case 'lazy':
      return attributeOf(run, object.force(), name, at, optional);
    default:
      return { kind: 'builtin', name: `${object.kind}.${name}`, receiver: object };
  }
}

/** Members of the promise that an asynchronous function gives, whatever it holds. */
const PROMISE = new Set(['then', 'catch', 'finally']);

/** An unset alternative that is dereferenced raises; the others go on. */
function attributeOfUnion(run: Run, of: readonly Value[], name: string, at: At, optional: boolean): Value {
  const there = of.filter((one) => one.kind !== 'null' || optional || one.soft);
  if (there.length < of.length) run.risky = true;
  if (there.length === 0) return NULL;
  return union(there.map((one) => attributeOf(run, one, name, at, optional)));
}

function lazyAttribute(run: Run, attributes: Map<string, Cell<Value | undefined>>, name: string, at: At): Value {
  let cell = attributes.get(name);
  if (!cell) {
    cell = { value: undefined };
    attributes.set(name, cell);
  }
  if (cell.value === undefined) cell.value = unknown(written(run, at), rangeAt(run, at));
  return cell.value;
}

function dictAttribute(run: Run, object: Extract<Value, { kind: 'dict' }>, name: string, at: At): Value {
  const python = run.program.languageOf(frame(run).path)?.id === 'python';
  const entry = object.content.value.entries.get(name);
  if (entry && !python && !isJava(run)) return entryValue(entry);
  if (python || isJava(run) || OBJECT_METHODS.has(name))
    return { kind: 'builtin', name: `dict.${name}`, receiver: object };
  return object.content.value.open ? unknown(written(run, at), rangeAt(run, at)) : NULL;
}

function entryValue(entry: Entry): Value {
  return entry.conditional ? union([entry.value, NULL]) : entry.value;
}

/** `process.env.X`; on Python's `os.environ` an attribute is a method. */
function environmentAttribute(run: Run, of: EnvironmentValue, name: string, at: At): Value {
  if (run.program.languageOf(frame(run).path)?.id === 'python')
    return { kind: 'builtin', name: `environment.${name}`, receiver: null };
  if (isRuby(run)) return { kind: 'builtin', name: `ENV.${name}`, receiver: null };
  if (isJava(run)) return { kind: 'builtin', name: `java.environment.${name}`, receiver: null };
  if (name === 'hasOwnProperty') return { kind: 'builtin', name: 'environment.hasOwnProperty', receiver: null };
  if (of.built && VITE_NAMES.has(name)) return unknown(`import.meta.env.${name}`);
  return readEnvironment(run, text(name), at, { idiom: of.built ? 'import.meta.env' : 'process.env', missing: 'null' });
}

function isJava(run: Run): boolean {
  const id = run.program.languageOf(frame(run).path)?.id;
  return id === 'java' || id === 'kotlin';
}

function isRuby(run: Run): boolean {
  return run.program.languageOf(frame(run).path)?.id === 'ruby';
}

/** Paths are texts; `Path.parent` and `Path.name` are followed. */
function textAttribute(object: Extract<Value, { kind: 'text' }>, name: string): Value {
  const whole = known(object.text);
  if (whole !== null && name === 'parent')
    return text(whole.includes('/') ? whole.slice(0, whole.lastIndexOf('/')) : '');
  if (whole !== null && name === 'name') return text(whole.slice(whole.lastIndexOf('/') + 1));
  if (name === 'value') return object;
  if (name === 'length') markTested(object);
  if (name === 'length') return whole === null ? unknown('length') : { kind: 'number', value: whole.length };
  return { kind: 'builtin', name: `text.${name}`, receiver: object };
}

/** A member of a class or of one of its known bases. */
export function findMember(run: Run, of: ClassValue, name: string, depth = 0): Value | undefined {
  const cell = of.attributes.get(name);
  const own = (cell && force(run, cell)) ?? (of.definition.struct ? methodOf(run, of, name) : undefined);
  if (own || depth > 16) return own;
  for (const base of of.bases) {
    const resolved = base.kind === 'lazy' ? base.force() : base;
    if (resolved.kind !== 'class') continue;
    const found = findMember(run, resolved, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** `object[index]`. */
export function indexOf(run: Run, object: Value, index: Value, at: At, optional: boolean, otherwise?: Value): Value {
  switch (object.kind) {
    case 'union': {
      const there = object.of.filter((one) => one.kind !== 'null' || optional || one.soft);
      if (there.length < object.of.length) run.risky = true;
      return there.length === 0 ? NULL : union(there.map((one) => indexOf(run, one, index, at, optional, otherwise)));
    }
    case 'environment': {
      const python = run.program.languageOf(frame(run).path)?.id === 'python';
      return readEnvironment(
        run,
        index,
        at,
        python
          ? { idiom: 'os.environ[]', missing: 'raise', otherwise }
          : {
              idiom: isRuby(run) ? 'ENV[]' : object.built ? 'import.meta.env[]' : 'process.env[]',
              missing: 'null',
              otherwise,
            },
      );
    }
    case 'dict': {
      const values = alternatives(index).map((one) => dictItem(run, object, one, at));
      return union(values);
    }
    case 'list': {
      if (index.kind !== 'number') return unionOfItems(run, object, at);
      const items = object.items.value;
      const position = index.value < 0 ? items.length + index.value : index.value;
      if (items.slice(0, position + 1).some((item) => isOpen(item) || item.conditional))
        return unknown(written(run, at), rangeAt(run, at));
      const item = items[position];
      return item && !isOpen(item) ? item.value : unknown(written(run, at), rangeAt(run, at));
    }
    case 'object': {
      const getter = object.class ? findMember(run, object.class, '__getitem__') : undefined;
      if (getter?.kind === 'function') return invoke(run, { ...getter, receiver: object }, [index], at);
      return typeof keyOf(index) === 'string'
        ? attributeOf(run, object, keyOf(index) ?? '', at, optional)
        : unknown(written(run, at), rangeAt(run, at));
    }
    case 'module':
      return keyOf(index) === null
        ? unknown(written(run, at), rangeAt(run, at))
        : attributeOf(run, object, keyOf(index) ?? '', at, optional);
    case 'null':
      if (optional && object.of !== undefined) return { kind: 'null', of: object.of, soft: true };
      if (optional || object.soft || object.of === undefined) return object.soft ? object : NULL;
      noteDeciding(run, object);
      return raise(run, at, ['TypeError', 'Exception']);
    case 'read':
      return { ...object, derived: true };
    case 'class': {
      const member = keyOf(index) === null ? undefined : findMember(run, object, keyOf(index) ?? '');
      return member ?? unknown(written(run, at), rangeAt(run, at));
    }
    case 'unknown': {
      const key = keyOf(index);
      return key === null
        ? unknown(written(run, at), rangeAt(run, at))
        : lazyAttribute(run, object.attributes, `[${key}]`, at);
    }
    default:
      return unknown(written(run, at), rangeAt(run, at));
  }
}

function dictItem(run: Run, object: Extract<Value, { kind: 'dict' }>, index: Value, at: At): Value {
  const { entries, open } = object.content.value;
  const key = keyOf(index);
  noteKeys(run, index, object.content.value);
  if (key === null)
    return entries.size > 0 && entries.size <= 8 && !open
      ? union([...entries.values()].map((entry) => entry.value))
      : unknown(written(run, at), rangeAt(run, at));
  const entry = entries.get(key);
  if (entry) return entryValue(entry);
  const python = run.program.languageOf(frame(run).path)?.id === 'python';
  return open || python ? unknown(written(run, at), rangeAt(run, at)) : NULL;
}

function unionOfItems(run: Run, object: Extract<Value, { kind: 'list' }>, at: At): Value {
  const items = object.items.value;
  if (items.length === 0 || items.length > 8 || items.some(isOpen)) return unknown(written(run, at), rangeAt(run, at));
  return union(items.flatMap((item) => (isOpen(item) ? [] : [item.value])));
}

const NOWHERE: At = { start: 0, end: 0 };

export function setAttribute(run: Run, object: Value, name: string, value: Value, at: At = NOWHERE): void {
  for (const one of alternatives(object)) {
    if (one.kind === 'object' || one.kind === 'class' || one.kind === 'unknown') {
      let cell = one.attributes.get(name);
      if (!cell) {
        cell = { value: undefined };
        one.attributes.set(name, cell);
      }
      run.journal.write(cell, value);
    } else if (one.kind === 'dict') putEntry(run, one, text(name), value);
    else if (one.kind === 'environment') assignEnvironment(run, text(name), value, at);
  }
}

export function setIndex(run: Run, object: Value, index: Value, value: Value, at: At): void {
  for (const one of alternatives(object)) {
    if (one.kind === 'dict') {
      for (const key of alternatives(index)) putEntry(run, one, key, value, index.kind === 'union');
    } else if (one.kind === 'list' && index.kind === 'number') {
      const items = [...one.items.value];
      if (index.value >= 0 && index.value < items.length) items[index.value] = { value, conditional: false };
      run.journal.write(one.items, items);
    } else if (one.kind === 'environment') assignEnvironment(run, index, value, at);
  }
}

/** Sets an entry; a key that is not known leaves the dict open. */
export function putEntry(
  run: Run,
  target: Extract<Value, { kind: 'dict' }>,
  key: Value,
  value: Value,
  conditional = false,
): void {
  const { entries, open } = target.content.value;
  const name = keyOf(key);
  if (name === null) return run.journal.write(target.content, { entries, open: true });
  const next = new Map(entries);
  const before = entries.get(name);
  next.set(
    name,
    conditional && before
      ? { key, value: union([before.value, value]), conditional: before.conditional }
      : { key, value, conditional },
  );
  run.journal.write(target.content, { entries: next, open });
}

/** The cell that a name or a chain of attributes stands for; null where evaluating it could do more than look. */
export function cellOf(run: Run, at: Expression): Cell<Value | undefined> | null {
  if (at.kind === 'wrap' && at.transparent) return cellOf(run, at.value);
  if (at.kind === 'name') return lookupCell(run, at.name);
  if (at.kind !== 'attribute') return null;
  const object = cellOf(run, at.object)?.value;
  if (object?.kind === 'unknown') {
    lazyAttribute(run, object.attributes, at.name, at);
    return object.attributes.get(at.name) ?? null;
  }
  return object?.kind === 'object' ? (object.attributes.get(at.name) ?? null) : null;
}
