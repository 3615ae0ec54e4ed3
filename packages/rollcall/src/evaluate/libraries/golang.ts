import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { compare } from '../conditions.ts';
import { readEnvironment } from '../environment.ts';
import { assignEnvironment } from '../environment-writes.ts';
import { endProcess, exitWith } from '../golang-ends.ts';
import { noteProcess } from '../processes.ts';
import { markTested } from '../read-defaults.ts';
import { noteDeciding, raise, rangeAt } from '../run.ts';
import { alternatives, bool, keyOf, NULL, TRUE, text, union, unknown, type Value } from '../value.ts';
import { COMMAND_FUNCTIONS } from './golang-commands.ts';
import { FLAG_FUNCTIONS } from './golang-flags.ts';
import { TAG_FUNCTIONS } from './golang-tags.ts';
import { failure, pair, unknownHere, VALUE_FUNCTIONS } from './golang-values.ts';
import { VIPER_FUNCTIONS } from './golang-viper.ts';

/** `os.Getenv("X")`: the empty text where it is not set. https://pkg.go.dev/os#Getenv */
const getenv: Builtin = ({ run, args, at }) => {
  const [name] = args.positional;
  return (
    name && readEnvironment(run, name, at, { idiom: 'os.Getenv', missing: 'null', otherwise: text(''), bare: true })
  );
};

/** `v, ok := os.LookupEnv("X")`. https://pkg.go.dev/os#LookupEnv */
function lookupEnv(idiom: string): Builtin {
  return ({ run, args, at }) => {
    const [name] = args.positional;
    if (!name) return undefined;
    const value = readEnvironment(run, name, at, { idiom, missing: 'null', otherwise: text(''), bare: true });
    markTested(value);
    return union(alternatives(value).map((one) => pair(one, isThere(one))));
  };
}

/** Whether a value was set; what stands for false names the variable, so that a test of it can be told. */
function isThere(value: Value): Value {
  if (value.kind === 'unknown') return unknown('ok');
  return value.kind === 'text' && value.of !== undefined && known(value.text) === ''
    ? { kind: 'null', of: value.of }
    : TRUE;
}

/** `os.ExpandEnv("$HOME/x")`. https://pkg.go.dev/os#ExpandEnv */
const expandEnv: Builtin = (call) => {
  const [format] = call.args.positional;
  const whole = format?.kind === 'text' ? keyOf(format) : null;
  if (whole === null) return undefined;
  for (const match of whole.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)) {
    const name = text(match[1] ?? match[2] ?? '');
    readEnvironment(call.run, name, call.at, {
      idiom: 'os.ExpandEnv',
      missing: 'null',
      otherwise: text(''),
      bare: true,
    });
  }
  return unknownHere(call);
};

/** `os.Environ()`: every name, so which ones is not known. */
const everything: Builtin = ({ run, at }) => {
  run.dynamicReads.push(rangeAt(run, at));
  return unknown('environment');
};

const setenv: Builtin = ({ run, args, at }) => {
  const [name, value] = args.positional;
  if (name && value) assignEnvironment(run, name, value, at);
  return NULL;
};

const panics: Builtin = ({ run, at }) => raise(run, at, ['panic', 'Exception']);
const ends: Builtin = ({ run, args, at }) => endProcess(run, args, at);
const exits: Builtin = ({ run, args, at }) => exitWith(run, args.positional[0], at);

/** A function that gives `(value, error)` or an error alone, and an error for an empty text. */
function refusingEmpty(
  position: number,
  gives: 'pair' | 'error',
  parsed: (call: BuiltinCall, one: Value) => Value | null,
): Builtin {
  return (call) => {
    const given = call.args.positional[position] ?? NULL;
    markTested(given);
    noteDeciding(call.run, given);
    return union(
      alternatives(given).map((one) => {
        const isEmpty = one.kind === 'text' && known(one.text) === '';
        const value = isEmpty ? null : parsed(call, one);
        const error = isEmpty ? failure() : value === null ? unknown('err') : NULL;
        if (gives === 'error') return error;
        // What could not be made of it stays the empty text, so that a default that takes its place can be told.
        return pair(isEmpty ? one : (value ?? unknownHere(call)), error);
      }),
    );
  };
}

/** A variable that is set is taken to hold what is asked for. */
function number(_call: BuiltinCall, one: Value): Value | null {
  if (one.kind === 'read') return { ...one, derived: true };
  const word = one.kind === 'text' ? keyOf(one) : null;
  return word !== null && /^[-+]?\d+(\.\d+)?$/.test(word) ? { kind: 'number', value: Number(word) } : null;
}

function truth(_call: BuiltinCall, one: Value): Value | null {
  if (one.kind === 'read') return { ...one, derived: true };
  const word = one.kind === 'text' ? keyOf(one) : null;
  return word !== null && /^(1|t|true|0|f|false)$/i.test(word) ? bool(/^[1t]/i.test(word)) : null;
}

const derived = (_call: BuiltinCall, one: Value): Value | null =>
  one.kind === 'read' ? { ...one, derived: true } : null;
const nothingKnown = (): null => null;

/** `strings.EqualFold(env, "production")`. */
const equalFold: Builtin = (call) => {
  const [left, right] = call.args.positional;
  if (!left || !right) return undefined;
  const outcome = compare(call.run, '==', left, right, { kind: 'other', operands: [], ...call.at });
  return outcome === null ? unknownHere(call) : bool(outcome);
};

/** A file of variables: whatever it holds is not known here. https://pkg.go.dev/github.com/joho/godotenv */
const loadsFile: Builtin = unknownHere;

const ENVY = 'github.com/gobuffalo/envy';

/** `envy.Get("X", "d")`, and `envy.MustGet("X")`, which gives an error. https://pkg.go.dev/github.com/gobuffalo/envy */
const envyGet: Builtin = ({ run, args, at }) => {
  const [name, otherwise] = args.positional;
  return name && readEnvironment(run, name, at, { idiom: 'envy', missing: 'null', otherwise });
};

const envyMust: Builtin = (call) => {
  const made = lookupEnv('envy')(call);
  return made && union(alternatives(made).map((one) => (one.kind === 'list' ? withError(one.items.value) : one)));
};

function withError(items: readonly unknown[]): Value {
  const [value, there] = items as readonly { readonly value: Value }[];
  return pair(
    value?.value ?? NULL,
    there?.value.kind === 'null' ? failure() : there?.value.kind === 'boolean' ? NULL : unknown('err'),
  );
}

/** `exec.Command("gcloud", "run", …)`. https://pkg.go.dev/os/exec#Command */
function startsProgram(first: number): Builtin {
  return ({ run, args, at }) => noteProcess(run, { ...args, positional: args.positional.slice(first) }, at);
}

export const GO_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ['os.Getenv', getenv],
  ['os.LookupEnv', lookupEnv('os.LookupEnv')],
  ['syscall.Getenv', lookupEnv('syscall.Getenv')],
  ['os.ExpandEnv', expandEnv],
  ['os.Environ', everything],
  ['os.Setenv', setenv],
  ['os/exec.Command', startsProgram(0)],
  ['os/exec.CommandContext', startsProgram(1)],
  ['go.panic', panics],
  ['os.Exit', exits],
  ...['Fatal', 'Fatalf', 'Fatalln', 'Panic', 'Panicf', 'Panicln'].map((name) => [`log.${name}`, ends] as const),
  ...['Atoi', 'ParseInt', 'ParseUint', 'ParseFloat'].map(
    (name) => [`strconv.${name}`, refusingEmpty(0, 'pair', number)] as const,
  ),
  ['strconv.ParseBool', refusingEmpty(0, 'pair', truth)],
  ['time.ParseDuration', refusingEmpty(0, 'pair', derived)],
  ['time.LoadLocation', refusingEmpty(-1, 'pair', nothingKnown)],
  ['net/url.ParseRequestURI', refusingEmpty(0, 'pair', derived)],
  ['encoding/json.Unmarshal', refusingEmpty(0, 'error', nothingKnown)],
  ['os.ReadFile', refusingEmpty(0, 'pair', nothingKnown)],
  ['os.Open', refusingEmpty(0, 'pair', nothingKnown)],
  ['io/ioutil.ReadFile', refusingEmpty(0, 'pair', nothingKnown)],
  ['net/mail.ParseAddress', refusingEmpty(0, 'pair', derived)],
  ['github.com/google/uuid.Parse', refusingEmpty(0, 'pair', derived)],
  ['github.com/redis/go-redis.ParseURL', refusingEmpty(0, 'pair', derived)],
  ['github.com/go-redis/redis.ParseURL', refusingEmpty(0, 'pair', derived)],
  ['strings.EqualFold', equalFold],
  ['github.com/joho/godotenv.Load', loadsFile],
  ['github.com/joho/godotenv.Overload', loadsFile],
  [`${ENVY}.Get`, envyGet],
  [`${ENVY}.MustGet`, envyMust],
  ...VALUE_FUNCTIONS,
  ...FLAG_FUNCTIONS,
  ...COMMAND_FUNCTIONS,
  ...TAG_FUNCTIONS,
  ...VIPER_FUNCTIONS,
];
