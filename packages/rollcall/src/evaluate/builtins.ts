import type { At } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { callUnknown, callValue } from './calls.ts';
import { COLLECTION_METHODS } from './collections.ts';
import { ENVIRONMENT_FUNCTIONS } from './environment-functions.ts';
import { LANGUAGE_FUNCTIONS } from './language-functions.ts';
import { libraryFunction } from './libraries/table.ts';
import { refusalFunctions } from './refusals.ts';
import type { Run } from './run.ts';
import { TEXT_METHODS } from './texts.ts';
import type { BuiltinValue, Value } from './value.ts';

/** One call of something that is modelled. `receiver` is what a method is called on. */
export interface BuiltinCall {
  readonly run: Run;
  readonly receiver: Value | null;
  readonly args: Arguments;
  readonly at: At;
}

/** Gives the call's value, or undefined where it is not followed. */
export type Builtin = (call: BuiltinCall) => Value | undefined;

const MODELS = new Map<string, Builtin>([
  ...ENVIRONMENT_FUNCTIONS,
  ...TEXT_METHODS,
  ...COLLECTION_METHODS,
  ...LANGUAGE_FUNCTIONS,
]);

const TABLE = new Map<string, Builtin>([...MODELS, ...refusalFunctions(MODELS)]);

export function callBuiltin(run: Run, callee: BuiltinValue, args: Arguments, at: At): Value {
  const { name, receiver } = callee;
  const known = TABLE.get(name) ?? libraryFunction(name) ?? TABLE.get(name.replace(/^[\w.]+\.(?=\w+$)/, '*.'));
  const value = known?.({ run, receiver, args, at });
  if (value) return value;
  if (receiver?.kind === 'function' && /^function\.(call|apply|bind|delay|send)$/.test(name))
    return callValue(run, receiver, args, at);
  return callUnknown(run, callee, args, at);
}
