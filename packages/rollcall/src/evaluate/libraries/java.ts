import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { readEnvironment } from '../environment.ts';
import { markFallback } from '../read-defaults.ts';
import { branch, noteDeciding, Raised, raise, rangeAt } from '../run.ts';
import { alternatives, dict, list, NULL, union, unknown, type Value } from '../value.ts';
import { methodOfNothing } from './ruby.ts';

/** `System.getenv("X")` gives null where it is not set. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/System.html#getenv(java.lang.String) */
const getenv: Builtin = ({ run, args, at }) => {
  const [name] = args.positional;
  return name ? readEnvironment(run, name, at, { idiom: 'System.getenv', missing: 'null' }) : { kind: 'environment' };
};

const getOrDefault: Builtin = ({ run, args, at }) => {
  const [name, otherwise] = args.positional;
  return name && readEnvironment(run, name, at, { idiom: 'System.getenv', missing: 'null', otherwise });
};

const everything: Builtin = ({ run, at }) => {
  run.dynamicReads.push(rangeAt(run, at));
  return unknown('System.getenv()');
};

/** `Objects.requireNonNull(x)`, `Assert.notNull(x)`: nothing is refused. */
export function demanding(empty: boolean): Builtin {
  return (call) => {
    const [value] = call.args.positional;
    const ways = alternatives(value ?? NULL);
    const refused = (one: Value): boolean =>
      (one.kind === 'null' && one.of !== undefined) ||
      (empty && one.kind === 'text' && one.of !== undefined && one.text.length === 0);
    const there = ways.filter((one) => !refused(one));
    if (there.length < ways.length) call.run.risky = true;
    if (there.length > 0) return union(there);
    noteDeciding(call.run, value ?? NULL);
    return raise(call.run, call.at, ['TypeError', 'ValueError', 'Exception']);
  };
}

/** `Integer.parseInt(x)` refuses what is not there by raising. */
const parse: Builtin = (call) => {
  const value = demanding(true)(call);
  return value && union(alternatives(value).map((one) => (one.kind === 'read' ? { ...one, derived: true } : one)));
};

/** An optional is what it holds, or nothing. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Optional.html */
const optionalOf: Builtin = ({ args }) => ({
  kind: 'builtin',
  name: 'java.optional',
  receiver: args.positional[0] ?? NULL,
});

function split(call: BuiltinCall): { readonly held: Value; readonly there: readonly Value[]; readonly whole: boolean } {
  const held = call.receiver ?? NULL;
  const there = alternatives(held).filter((one) => one.kind !== 'null');
  return { held, there, whole: there.length === alternatives(held).length };
}

const orElse: Builtin = (call) => {
  const { held, there, whole } = split(call);
  if (whole) return held;
  const other = markFallback(call.run, held, call.args.positional[0] ?? NULL, false);
  return union([...there, ...alternatives(other)]);
};

/** What stands in is made by a function, which may raise. */
const orElseGet: Builtin = (call) => {
  const { run, at } = call;
  const { held, there, whole } = split(call);
  if (whole) return held;
  noteDeciding(run, held);
  let other: Value = NULL;
  const make = (): void => {
    const [supplier] = call.args.positional;
    if (supplier) other = callValue(run, supplier, { positional: [], named: new Map(), open: false }, at);
  };
  if (there.length === 0) make();
  else if (!branch(run, [make, () => {}])) throw new Raised();
  return union([...there, ...alternatives(markFallback(run, held, other, true))]);
};

const orElseThrow: Builtin = (call) => {
  const { held, there, whole } = split(call);
  if (!whole) call.run.risky = true;
  if (there.length > 0) return union(there);
  noteDeciding(call.run, held);
  return raise(call.run, call.at, ['LookupError', 'Exception']);
};

/** `map`, `filter`: what is there is made into something else, what is not stays away. */
const mapped: Builtin = (call) => {
  const { there, held } = split(call);
  const missing = alternatives(held).filter((one) => one.kind === 'null');
  const made = there.map((one): Value => (one.kind === 'read' ? { ...one, derived: false } : one));
  return { kind: 'builtin', name: 'java.optional', receiver: union([...missing, ...made]) };
};

const isPresent: Builtin = (call) => {
  const { there, whole, held } = split(call);
  noteDeciding(call.run, held);
  if (!whole && there.length > 0) return undefined;
  return { kind: 'boolean', value: whole };
};

const mapOf: Builtin = ({ args }) => {
  const pairs: (readonly [Value, Value])[] = [];
  for (let i = 0; i + 1 < args.positional.length; i += 2) {
    const [key, value] = args.positional.slice(i, i + 2);
    if (key && value) pairs.push([key, value]);
  }
  return dict(pairs);
};

const listOf: Builtin = ({ args }) => {
  const [only, ...others] = args.positional;
  return only?.kind === 'list' && others.length === 0 ? only : list(args.positional);
};

export const JAVA: readonly (readonly [string, Builtin])[] = [
  ['System.getenv', getenv],
  ['java.environment.get', getenv],
  ['java.environment.getOrDefault', getOrDefault],
  ['java.environment.entrySet', everything],
  ['java.environment.forEach', everything],
  ['java.environment.keySet', everything],
  [
    'System.exit',
    ({ run, args, at }) =>
      raise(
        run,
        at,
        args.positional[0]?.kind === 'number' && args.positional[0].value === 0
          ? ['SystemExit', 'clean']
          : ['SystemExit'],
      ),
  ],
  ...['Objects.requireNonNull', 'Preconditions.checkNotNull', 'Assert.notNull', 'Validate.notNull'].map(
    (name) => [name, demanding(false)] as const,
  ),
  ...['Assert.hasText', 'Assert.hasLength', 'Validate.notBlank', 'Validate.notEmpty'].map(
    (name) => [name, demanding(true)] as const,
  ),
  [
    'Objects.requireNonNullElse',
    (call) =>
      orElse({
        ...call,
        receiver: call.args.positional[0] ?? NULL,
        args: { ...call.args, positional: call.args.positional.slice(1) },
      }),
  ],
  ...[
    'Integer.parseInt',
    'Integer.valueOf',
    'Long.parseLong',
    'Long.valueOf',
    'Double.parseDouble',
    'URI.create',
    'Duration.parse',
    'Paths.get',
    'Path.of',
    'UUID.fromString',
  ].map((name) => [name, parse] as const),
  ['Optional.ofNullable', optionalOf],
  ['Optional.of', optionalOf],
  ['java.optional.orElse', orElse],
  ['java.optional.orElseGet', orElseGet],
  ['java.optional.orElseThrow', orElseThrow],
  ['java.optional.get', orElseThrow],
  ['java.optional.map', mapped],
  ['java.optional.filter', mapped],
  ['java.optional.isPresent', isPresent],
  ['Map.of', mapOf],
  ['List.of', listOf],
  ['Set.of', listOf],
  ['Arrays.asList', listOf],
  ['Arrays.stream', listOf],
  ['Stream.of', listOf],
  ['ImmutableList.of', listOf],
  ['java.isEmpty', methodOfNothing('empty?')],
  ['java.isBlank', methodOfNothing('empty?')],
  ['java.trim', methodOfNothing('strip')],
  ['java.strip', methodOfNothing('strip')],
  ['java.toLowerCase', methodOfNothing('downcase')],
  ['java.toUpperCase', methodOfNothing('upcase')],
];
