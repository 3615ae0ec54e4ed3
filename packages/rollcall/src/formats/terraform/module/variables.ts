import { evaluate } from '../evaluate/evaluate.ts';
import { joinValues } from '../evaluate/join.ts';
import type { Scope } from '../evaluate/scope.ts';
import { assume, unknown, type Value } from '../evaluate/value.ts';
import type { Block, Expression } from '../hcl/syntax.ts';
import { attributeIn } from './definitions.ts';
import type { ValuesFile } from './source.ts';
import { applyType } from './types.ts';

/** What a called module's variable holds: its argument, else its default. */
export function argumentOrDefault(variable: Block | undefined, given: Value | null, scope: Scope, none: Value): Value {
  if (!variable) return given ?? none;
  const chosen = given && given.kind !== 'null' ? given : (defaultOf(variable, scope) ?? given ?? none);
  return typed(variable, chosen, scope);
}

/**
 * What a variable of the module that is started holds. Its default stands until whoever starts it says otherwise; an empty list or map is
 * there to be filled.
 */
export function rootVariable(variable: Block, name: string, values: readonly ValuesFile[], scope: Scope): Value {
  const none = unknown(`var.${name}`, variable.range);
  const stated = valuesOf(name, values, scope);
  const automatic = stated.filter((one) => one.automatic).at(-1)?.value;
  const asked = stated.filter((one) => !one.automatic).map((one) => one.value);
  const base = automatic ?? presumed(defaultOf(variable, scope), variable, name) ?? none;
  const at = { written: `var.${name}`, range: variable.range };
  const files = new Set(values.filter((one) => !one.automatic).map(({ file }) => file.path)).size;
  const [first, ...rest] = asked;
  // Every file that may be asked for sets it: one of them is.
  const all = first === undefined || asked.length < files ? [base, ...asked] : [first, ...rest];
  const [start = none, ...others] = all;
  const joined = others.reduce((sum, one) => joinValues(sum, one, at), start);
  return typed(variable, joined, scope);
}

function valuesOf(name: string, values: readonly ValuesFile[], scope: Scope) {
  return values.flatMap(({ file, automatic }) => {
    const attribute = attributeIn(file.body, name);
    return attribute ? [{ automatic, value: evaluate(attribute.value, scope) }] : [];
  });
}

function presumed(value: Value | null, variable: Block, name: string): Value | null {
  if (!value) return null;
  const open = { written: `var.${name}`, range: variable.range };
  if (value.kind === 'list' && value.items.length === 0) return { ...value, open, assumed: true };
  if (value.kind === 'object' && value.entries.length === 0) return { ...value, open, assumed: true };
  return assume(value);
}

function defaultOf(variable: Block, scope: Scope): Value | null {
  const attribute = attributeIn(variable.body, 'default');
  return attribute && evaluate(attribute.value, scope);
}

function typed(variable: Block, value: Value, scope: Scope): Value {
  const type: Expression | undefined = attributeIn(variable.body, 'type')?.value;
  return type ? applyType(value, type, (expression) => evaluate(expression, scope)) : value;
}
