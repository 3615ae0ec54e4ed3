import type { Builtin } from '../builtins.ts';
import { NULL } from '../value.ts';
import {
  check,
  demand,
  fieldsOf,
  PASSES,
  REFUSED,
  type Rule,
  report,
  schema,
  schemaRule,
  withDefault,
} from './schema.ts';

const LENIENT = /^(any|unknown|undefined_?|void_?|custom|lazy|record|null_?|never)$/;

/** Valibot's functions. https://valibot.dev/api/ */
export function valibotFunction(name: string): Builtin {
  return (call) => {
    const [first, second] = call.args.positional;
    if (/^(parse|parseAsync|safeParse|safeParseAsync|assert)$/.test(name)) {
      if (first?.kind !== 'schema' || !second || !first.rule.fields) return undefined;
      const outcome = check(call, first.rule, second, 'valibot');
      if (!name.startsWith('safe')) return demand(call, outcome, ['ValiError']);
      return report(outcome, { ok: 'success', data: 'output', error: 'issues' });
    }
    const rule = first ? schemaRule(first) : PASSES;
    return schema('valibot', ruleOf(name, rule, first?.kind === 'schema', call));
  };
}

function ruleOf(name: string, first: Rule, ofSchema: boolean, call: Parameters<Builtin>[0]): Rule {
  const [value, second] = call.args.positional;
  if (/^(strict|loose)?[oO]bject(WithRest)?(Async)?$/.test(name)) return { ...REFUSED, fields: fieldsOf(value) };
  if (/^(optional|nullish|exactOptional|undefinedable)(Async)?$/.test(name))
    return second ? withDefault(first, second) : { ...first, missing: 'passes' };
  if (name === 'fallback') return withDefault(first, second ?? NULL);
  if (name === 'partial' && first.fields)
    return {
      ...first,
      fields: new Map([...first.fields].map(([key, field]) => [key, { ...field, rule: PASSES }])),
    };
  if (ofSchema) return first;
  return LENIENT.test(name) ? PASSES : REFUSED;
}
