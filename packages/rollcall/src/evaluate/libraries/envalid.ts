import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { compare } from '../conditions.ts';
import { noteDeciding } from '../run.ts';
import { dict, text, unknown, type Value } from '../value.ts';
import {
  check,
  demand,
  entryOf,
  type Field,
  fieldsOf,
  type Outcome,
  REFUSED,
  type Rule,
  readAt,
  schema,
  withDefault,
} from './schema.ts';

/** The environment's name by which these libraries choose among defaults. */
const NAME = 'NODE_ENV';

/** Defaults that hold for a validator where `NODE_ENV` is, or is not, a certain word. */
const TEST_ONLY = { kind: 'object', class: null, attributes: new Map() } satisfies Value;

/** Envalid's validators: `str({ default, devDefault, requiredWhen })`. https://github.com/af/envalid#usage */
export const envalidMaker: Builtin = (call) => schema('envalid', specOf(call.args.positional[0]));

/** Envsafe's are the same, and may name their input. https://github.com/KATT/envsafe#api */
export const envsafeMaker: Builtin = (call) => {
  const [options] = call.args.positional;
  const input = entryOf(options, 'input');
  const spec = specOf(options);
  return schema('envsafe', input ? { ...spec, input } : spec);
};

function specOf(options: Value | undefined): Rule {
  const otherwise = entryOf(options, 'default');
  if (otherwise) return withDefault(REFUSED, otherwise);
  const development = entryOf(options, 'devDefault');
  return development ? { ...REFUSED, otherwise: development } : REFUSED;
}

/** `makeValidator(parse)` makes a maker. */
export const makeMaker: Builtin = () => ({ kind: 'builtin', name: 'envalid.custom', receiver: null });

/** `testOnly(default)`: there only where `NODE_ENV` is `test`. */
export const testOnly: Builtin = () => TEST_ONLY;

export const cleanEnvironment: Builtin = (call) => {
  const [input, specs, options] = call.args.positional;
  return input ? refuse(call, checkSpecs(call, input, specs, 'envalid'), entryOf(options, 'reporter')) : undefined;
};

/** `envsafe({ X: str() }, { env, reporter })`. */
export const envsafe: Builtin = (call) => {
  const [specs, options] = call.args.positional;
  const input = entryOf(options, 'env') ?? { kind: 'environment' };
  return refuse(call, checkSpecs(call, input, specs, 'envsafe'), entryOf(options, 'reporter'));
};

function checkSpecs(call: BuiltinCall, input: Value, specs: Value | undefined, idiom: string): Outcome {
  const fields = [...fieldsOf(specs)].map(([name, field]): [string, Field] => [
    name,
    { ...field, rule: inDevelopment(call, field.rule, idiom) },
  ]);
  return check(call, { ...REFUSED, fields: new Map(fields) }, input, idiom);
}

/** A reporter of one's own is told of the errors, and may go on. */
function refuse(call: BuiltinCall, outcome: Outcome, reporter: Value | undefined): Value {
  if (outcome.refused === false || reporter?.kind !== 'function') return demand(call, outcome, ['SystemExit']);
  call.run.risky = true;
  if (outcome.refused === null) return outcome.data;
  const errors = dict([[text('a name'), unknown('error')]]);
  const told = dict([
    [text('errors'), errors],
    [text('env'), outcome.data],
  ]);
  callValue(call.run, reporter, { positional: [told], named: new Map(), open: false }, call.at);
  return outcome.data;
}

/** A default for development holds where `NODE_ENV` is there and another word than `production`; one for tests where it is `test`. */
function inDevelopment(call: BuiltinCall, rule: Rule, idiom: string): Rule {
  if (rule.missing !== 'refused' || !rule.otherwise) return rule;
  const name = readAt(call, text(NAME), idiom);
  const only = rule.otherwise === TEST_ONLY;
  const same = isWord(call, name, only ? 'test' : 'production');
  if (same === null) call.run.risky = true;
  // Envsafe takes no word at all for development.
  const told = name.kind !== 'null' || (idiom === 'envsafe' && !only);
  return same === only && told ? withDefault(rule, rule.otherwise) : rule;
}

/** Whether `NODE_ENV` is a word; null where that is not known. */
function isWord({ run, at }: BuiltinCall, name: Value, word: string): boolean | null {
  const here = { kind: 'name', name: NAME, start: at.start, end: at.end } as const;
  return compare(run, '==', name, text(word), here, here);
}

/** Defaults by the words of `NODE_ENV`: `{ production: "a", _: "b" }`. https://github.com/lostfictions/znv#complex-schemas */
export function defaultByWord(call: BuiltinCall, rule: Rule, defaults: Value): Rule {
  if (defaults.kind !== 'dict') return { ...rule, missing: 'passes' };
  const any = entryOf(defaults, '_');
  if (any) return withDefault(rule, any);
  const name = readAt(call, text(NAME), 'znv');
  for (const [word, { value }] of defaults.content.value.entries) {
    const same = isWord(call, name, word);
    if (same === null) call.run.risky = true;
    if (same === true) return withDefault(rule, value);
  }
  noteDeciding(call.run, name);
  return rule;
}
