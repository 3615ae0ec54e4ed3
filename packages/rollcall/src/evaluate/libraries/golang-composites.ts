import type { At } from '../../program/program.ts';
import type { Arguments } from '../callables.ts';
import { type Run, rangeAt, written } from '../run.ts';
import { type ObjectValue, text, unknown, type Value } from '../value.ts';
import { readFlag } from './golang-flags.ts';

/** Under this name an object keeps which type of a library it is; no field can be called so. */
export const TYPE = 'go.type';

/** `lib.T{Name: value}`: a struct of a library, of which only what is given is known; undefined: it is no such thing. */
export function compositeOf(run: Run, type: Value, args: Arguments, at: At): Value | undefined {
  if (type.kind === 'class') return undefined;
  if (type.kind === 'function') return unknown(written(run, at), rangeAt(run, at));
  const made: ObjectValue = { kind: 'object', class: null, attributes: new Map() };
  for (const [name, value] of args.named) made.attributes.set(name, { value });
  if (type.kind !== 'builtin') return made;
  made.attributes.set(TYPE, { value: text(type.name) });
  readFlag({ run, receiver: null, args, at });
  return made;
}
