import type { Range } from '../../../model/span.ts';
import type { Expression } from '../hcl/syntax.ts';
import { collectionFunctions } from './collection-functions.ts';
import { evaluate } from './evaluate.ts';
import { fileFunctions } from './file-functions.ts';
import { joinValues } from './join.ts';
import type { Scope } from './scope.ts';
import { textFunctions } from './text-functions.ts';
import { isFilled, knownText, type Open, unknown, type Value } from './value.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** One call of a function, its arguments evaluated. */
export interface Arguments {
  readonly args: readonly Value[];
  readonly range: Range;
  readonly at: Open;
  readonly scope: Scope;
  /** What stands where the result is not known. */
  readonly none: Value;
}

export type TerraformFunction = (call: Arguments) => Value;

/** https://developer.hashicorp.com/terraform/language/functions */
const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ...collectionFunctions,
  ...textFunctions,
  ...fileFunctions,
  ['coalesce', coalesce],
  ['try', firstThatIs],
  ['can', () => ({ kind: 'boolean', value: true, assumed: true })],
  ...['sensitive', 'nonsensitive', 'tostring', 'tonumber', 'tobool', 'ephemeralasnull'].map(
    (name): [string, TerraformFunction] => [name, ({ args, none }) => args[0] ?? none],
  ),
]);

export function callFunction(call: Call, scope: Scope): Value {
  const { range } = call;
  const at = { written: scope.around.written(range), range };
  const none = unknown(at.written, range);
  const found = FUNCTIONS.get(call.name.replace(/^core::/, ''));
  const args = found ? argumentsOf(call, scope) : null;
  return found && args ? found({ args, range, at, scope, none }) : none;
}

/** Null where it takes as many as only run time knows. */
function argumentsOf({ args, spreads }: Call, scope: Scope): readonly Value[] | null {
  const values = args.map((arg) => evaluate(arg, scope));
  if (!spreads) return values;
  const last = values.at(-1);
  if (last?.kind === 'object' && !last.open) return [...values.slice(0, -1), ...last.entries.map(({ value }) => value)];
  if (last?.kind !== 'list' || last.open || last.items.some(({ conditional }) => conditional)) return null;
  return [...values.slice(0, -1), ...last.items.map(({ value }) => value)];
}

/** The first that is neither null nor empty; what stands before a known one may be it too. */
function coalesce({ args, at, none }: Arguments): Value {
  const values = args.filter((value) => value.kind !== 'null' && knownText(value) !== '');
  return joinUntilKnown(values, at) ?? none;
}

/** The first that Terraform can work out: an attribute that is not there is passed over. */
function firstThatIs({ args, at, none }: Arguments): Value {
  const values = args.filter((value) => !lacks(value, 0));
  return joinUntilKnown(values, at) ?? none;
}

/** Whether something in a value is not there, for which the whole is an error. */
function lacks(value: Value, depth: number): boolean {
  if (value.kind === 'unknown') return value.missing;
  if (depth > 3) return false;
  const members = value.kind === 'list' ? value.items : value.kind === 'object' ? value.entries : [];
  return members.some((one) => lacks(one.value, depth + 1));
}

function joinUntilKnown(values: readonly Value[], at: Open): Value | null {
  const [first, ...rest] = values;
  if (!first) return null;
  const decided = first.kind === 'unknown' ? isFilled(first) : !(first.kind === 'text' && first.assumed);
  if (decided) return first;
  const next = joinUntilKnown(rest, at);
  return next ? joinValues(first, next, at) : first;
}
