import type { Builtin, BuiltinCall } from '../builtins.ts';
import { type Arguments, NO_ARGUMENTS } from '../callables.ts';
import { callValue } from '../calls.ts';
import { noteDeciding, raise } from '../run.ts';
import { bool, isOpen, keyOf, union, type Value } from '../value.ts';
import { check, demand, entryOf, readAt } from './schema.ts';

/** Nest's `ConfigService`: names that are no variables are keys of a configuration. https://docs.nestjs.com/techniques/configuration */
export function configService(required: boolean): Builtin {
  return (call) => {
    const [name, otherwise] = call.args.positional;
    const word = name && keyOf(name);
    if (!name || typeof word !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(word)) return undefined;
    const value = readAt(call, name, 'ConfigService', otherwise?.kind === 'dict' ? undefined : otherwise);
    if (!required) return value;
    const ways = value.kind === 'union' ? value.of : [value];
    const there = ways.filter((one) => one.kind !== 'null');
    if (there.length < ways.length) call.run.risky = true;
    if (there.length > 0) return union(there);
    noteDeciding(call.run, value);
    return raise(call.run, call.at, ['TypeError', 'Exception']);
  };
}

/** `ConfigModule.forRoot({ validationSchema, validate, load })`: all happens when the application is made. */
export const configModule: Builtin = (call) => {
  const [options] = call.args.positional;
  const environment: Value = { kind: 'environment' };
  const own = entryOf(options, 'validationSchema');
  if (own?.kind === 'schema') demand(call, check(call, own.rule, environment, 'joi'), ['Error']);
  const validate = entryOf(options, 'validate');
  if (validate) callValue(call.run, validate, only(environment), call.at);
  const load = entryOf(options, 'load');
  if (load?.kind === 'list') for (const item of load.items.value) if (!isOpen(item)) callFactory(call, item.value);
  return bool(true);
};

function callFactory({ run, at }: BuiltinCall, factory: Value): void {
  const made = factory.kind === 'lazy' ? factory.force() : factory;
  if (made.kind === 'function') callValue(run, made, NO_ARGUMENTS, at);
}

/** `registerAs("auth", () => ({ … }))` gives the factory. */
export const registerAs: Builtin = ({ args }) => args.positional[1];

function only(value: Value): Arguments {
  return { positional: [value], named: new Map(), open: false };
}
