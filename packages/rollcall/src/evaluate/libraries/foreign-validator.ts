import type { BuiltinCall } from '../builtins.ts';
import { unknown, type Value } from '../value.ts';
import { check, demand } from './schema.ts';

/** By its name a function gives what it was given or raises; one of the second kind tells of it otherwise. */
const DEMANDS = /parse|validate|assert|decode|load|ensure|require|throw|env/i;
const TELLS = /safe|^try|^is[A-Z]|maybe|^check|result/;

/**
 * A function of which nothing is known but that it is handed a schema and the whole environment, `parseOrThrow(schema, process.env)`: there is
 * nothing else to do with the two than to check the one by the other. Undefined where it is handed something else.
 */
export function checkedElsewhere(call: BuiltinCall, name: string): Value | undefined {
  const given = [...call.args.positional.flatMap(withEntries), ...call.args.named.values()];
  const environment = given.find((value) => value.kind === 'environment');
  const form = given.find((value) => value.kind === 'schema' && value.rule.fields !== null);
  if (!environment || form?.kind !== 'schema') return undefined;
  const outcome = check(call, form.rule, environment, form.library);
  const own = name.split('.').at(-1) ?? '';
  return DEMANDS.test(own) && !TELLS.test(own) ? demand(call, outcome, ['Error']) : unknown(`${own}()`);
}

/** Options may hold them: `load({ schema, env: process.env })`. */
function withEntries(value: Value): readonly Value[] {
  if (value.kind !== 'dict') return [value];
  return [...value.content.value.entries.values()].map((entry) => entry.value);
}
