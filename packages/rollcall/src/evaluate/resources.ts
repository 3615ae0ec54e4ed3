import type { Condition } from '../model/command.ts';
import type { Range } from '../model/span.ts';
import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import type { Cell } from './journal.ts';
import { type Run, rangeAt } from './run.ts';
import { type DictContent, dict, isOpen, type ObjectValue, text, union, type Value } from './value.ts';

/** What a program makes that stands for something that is deployed when the program is run: an object of a library for that. */
export interface ResourceEvent {
  readonly provider: 'gcp' | 'google-native' | 'kubernetes';
  /** Its module and class, as the program's language writes them: `cloudrunv2.Service`, `apps/v1.Deployment`. */
  readonly type: string;
  /** What the program calls it; it is part of the deployed name where that is not said. */
  readonly logicalName: Value | null;
  readonly args: Value;
  readonly range: Range;
  readonly conditions: readonly Condition[];
  readonly calls: readonly Range[];
}

/** Classes of Pulumi's providers. https://www.pulumi.com/registry/packages/gcp/ */
const PROVIDED = /^(?:@pulumi\/|pulumi_)(gcp|google[-_]native|kubernetes)[./](.+)$/;

/** Python's classes for parts of a resource's arguments. */
const PART = /Args(Dict)?$/;

/** Whether a call makes a resource, or a part of one's arguments; only asked of a program that is looked at for what it deploys. */
export function isResourceCall(run: Run, callee: Value): boolean {
  return run.records !== null && callee.kind === 'builtin' && PROVIDED.test(callee.name);
}

/** Notes a resource, and gives an object with what it was made of; a part of arguments is a dictionary of its own. */
export function noteResource(run: Run, name: string, { positional, named }: Arguments, at: At): Value {
  const [, provider = '', type = ''] = PROVIDED.exec(name) ?? [];
  const own = [...named].filter(([key]) => key !== 'opts' && key !== 'resource_name');
  const parts = dict(own.map(([key, value]) => [text(key), value]));
  if (PART.test(type)) return parts;
  const [first = named.get('resource_name') ?? null, given = named.get('args')] = positional;
  const args = given?.kind === 'dict' && own.length === 0 ? given : own.length > 0 ? parts : (given ?? parts);
  run.resources.push({
    provider: provider === 'gcp' || provider === 'kubernetes' ? provider : 'google-native',
    type,
    logicalName: first,
    args: copyOf(args),
    range: rangeAt(run, at),
    conditions: [...run.conditions],
    calls: run.frames.flatMap((frame) => (frame.call ? [frame.call] : [])),
  });
  return made(type, first, args);
}

/** Deeper than this nothing is kept: a value may hold itself. */
const DEEPEST = 16;

/** A value as it is now: what is written to it later, and what is taken back when the run ends, does not show. */
function copyOf(value: Value, depth = 0): Value {
  if (depth > DEEPEST) return value;
  const inner = (one: Value): Value => copyOf(one, depth + 1);
  switch (value.kind) {
    case 'list': {
      const items = value.items.value.map((item) => (isOpen(item) ? item : { ...item, value: inner(item.value) }));
      return { ...value, items: { value: items } };
    }
    case 'dict': {
      const { entries, open } = value.content.value;
      const own = [...entries].map(([name, entry]) => [name, { ...entry, value: inner(entry.value) }] as const);
      return { kind: 'dict', content: { value: { entries: new Map(own), open } } };
    }
    case 'object': {
      const own = [...value.attributes].map(
        ([name, { value: held }]) => [name, { value: held && inner(held) }] as const,
      );
      return { ...value, attributes: new Map(own) };
    }
    case 'union':
      return union(value.of.map(inner));
    default:
      return value;
  }
}

/** What other resources may ask a resource for: what it was given, and for a secret its id under the names that it goes by. */
function made(type: string, logicalName: Value | null, args: Value): ObjectValue {
  const content: DictContent['entries'] = args.kind === 'dict' ? args.content.value.entries : new Map();
  const attributes = new Map<string, Cell<Value | undefined>>();
  for (const [name, { value, conditional }] of content) if (!conditional) attributes.set(name, { value });
  if (/secretmanager.*\.Secret$/.test(type)) {
    const id = attributes.get('secretId')?.value ?? attributes.get('secret_id')?.value ?? logicalName;
    if (id) for (const name of ['secretId', 'secret_id', 'id', 'name']) attributes.set(name, { value: id });
  }
  return { kind: 'object', class: null, attributes };
}
