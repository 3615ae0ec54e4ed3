import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { truthOf } from '../conditions.ts';
import { frame, noteDeciding } from '../run.ts';
import { dict, isOpen, union, unknown, type Value } from '../value.ts';
import { check, demand, entryOf, fieldsOf, type Outcome, REFUSED } from './schema.ts';

const ENVIRONMENT: Value = { kind: 'environment' };

/**
 * `createEnv({ server, client, shared, runtimeEnv })`: on a server all three are checked, unless `skipValidation` says else; what it
 * `extends` is there too. https://env.t3.gg/docs/core https://env.t3.gg/docs/customization
 */
export const createEnvironment: Builtin = (call) => {
  const [options] = call.args.positional;
  const fields = new Map(['server', 'client', 'shared'].flatMap((name) => [...fieldsOf(entryOf(options, name))]));
  const given = ['runtimeEnv', 'runtimeEnvStrict', 'experimental__runtimeEnv'].map((name) => entryOf(options, name));
  const input = given.find((value) => value !== undefined);
  if (!input) return undefined;
  const outside = [...fields].filter(([name]) => input.kind === 'dict' && !entryOf(input, name));
  const inside = [...fields].filter(([name]) => !outside.some(([other]) => other === name));
  const first = check(call, { ...REFUSED, fields: new Map(inside) }, input, 't3-env');
  const second = entryOf(options, 'experimental__runtimeEnv')
    ? check(call, { ...REFUSED, fields: new Map(outside) }, ENVIRONMENT, 't3-env')
    : { data: dict(), refused: false };
  const data = merged([...extended(options), second.data, first.data]);
  const refused = first.refused === true ? true : second.refused === false ? first.refused : second.refused;
  return skips(call, options) ? data : refuse(call, { data, refused }, entryOf(options, 'onValidationError'));
};

/** Whether nothing is checked, for certain. */
function skips(call: BuiltinCall, options: Value | undefined): boolean {
  const skip = entryOf(options, 'skipValidation');
  if (!skip) return false;
  noteDeciding(call.run, skip);
  const truth = truthOf(call.run, skip, frame(call.run).path);
  if (truth === null) call.run.risky = true;
  return truth === true || (truth === null && call.run.scenario.mode === 'decide');
}

/** A handler of one's own is told of the issues; createEnv goes on where it does. */
function refuse(call: BuiltinCall, outcome: Outcome, handler: Value | undefined): Value {
  if (outcome.refused !== true || handler?.kind !== 'function') return demand(call, outcome, ['Error']);
  callValue(call.run, handler, { positional: [unknown('issues')], named: new Map(), open: false }, call.at);
  return outcome.data;
}

function extended(options: Value | undefined): readonly Value[] {
  const others = entryOf(options, 'extends');
  return others?.kind === 'list' ? others.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [];
}

function merged(parts: readonly Value[]): Value {
  const entries = parts.flatMap((part) =>
    part.kind === 'dict' ? [...part.content.value.entries.values()].map(({ key, value }) => [key, value] as const) : [],
  );
  return parts.length === 0 ? union([]) : dict(entries, true);
}
