import type { At } from '../../program/program.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { readEnvironment } from '../environment.ts';
import type { Run } from '../run.ts';
import { type BuiltinValue, isOpen, keyOf, NULL, text, union, unknown, type Value } from '../value.ts';

const NAME = 'dynaconf.settings';

/**
 * `Dynaconf(envvar_prefix="APP")`: a setting is a variable with the prefix, or stands in one of its files, so none is required of the
 * environment alone. https://www.dynaconf.com/envvars/
 */
export const dynaconf: Builtin = (call) => {
  const prefix = call.args.named.get('envvar_prefix') ?? call.args.named.get('ENVVAR_PREFIX_FOR_DYNACONF');
  const own: BuiltinValue = { kind: 'builtin', name: NAME, receiver: prefix ?? text('DYNACONF') };
  const validators = call.args.named.get('validators');
  if (validators?.kind === 'list')
    for (const item of validators.items.value) if (!isOpen(item)) readValidated(call, own, item.value);
  return own;
};

/** `Validator("A", "B", default="x")`. https://www.dynaconf.com/validation/ */
export const validator: Builtin = ({ args }) => ({
  kind: 'list',
  sort: 'tuple',
  items: {
    value: [args.named.get('default') ?? NULL, ...args.positional].map((value) => ({ value, conditional: false })),
  },
});

function readValidated(call: BuiltinCall, of: BuiltinValue, made: Value): void {
  if (made.kind !== 'list') return;
  const [otherwise, ...names] = made.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value]));
  for (const name of names) {
    const word = keyOf(name);
    if (word !== null) readSetting(call.run, of, word, call.at, otherwise?.kind === 'null' ? undefined : otherwise);
  }
}

/** `settings.get("X", default)`. */
export const getSetting: Builtin = ({ run, receiver, args, at }) => {
  const [name, otherwise] = args.positional;
  const word = name ? keyOf(name) : null;
  if (word === null || !receiver) return undefined;
  return readSetting(run, { kind: 'builtin', name: NAME, receiver }, word, at, otherwise ?? args.named.get('default'));
};

/** `settings.X`; what is written small is a method of the object. */
export function dynaconfMember(run: Run, of: BuiltinValue, name: string, at: At): Value {
  if (!/^[A-Z]/.test(name)) return { kind: 'builtin', name: `${NAME}.${name}`, receiver: of.receiver };
  return readSetting(run, of, name, at, undefined);
}

function readSetting(run: Run, of: BuiltinValue, name: string, at: At, otherwise: Value | undefined): Value {
  const prefix = of.receiver?.kind === 'boolean' ? '' : keyOf(of.receiver ?? NULL);
  if (prefix === null) return unknown(name);
  const full = (prefix === '' ? name : `${prefix}_${name}`).toUpperCase();
  const value = readEnvironment(run, text(full), at, { idiom: 'dynaconf', missing: 'null', otherwise });
  // Where the environment does not give it, a file may.
  return otherwise ? value : union([value.kind === 'null' ? unknown(name) : value, unknown(name)]);
}
