import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { markTested } from '../read-defaults.ts';
import { type Item, isOpen, text, union, unknown, type Value } from '../value.ts';
import { readAt } from './schema.ts';

/**
 * Flags that may be given by variables: https://cli.urfave.org/v2/examples/flags/#values-from-the-environment, and libraries that call the
 * fields the same. A flag may be given on the command line too, so that it is required says nothing of the variable.
 */
export function readFlag(call: BuiltinCall): void {
  const { named } = call.args;
  const otherwise = named.get('Value') ?? named.get('Default');
  for (const name of [
    ...namesIn(named.get('EnvVars')),
    ...namesIn(named.get('EnvVar')),
    ...namesIn(named.get('Sources')),
  ])
    markTested(readAt(call, name, 'flag', otherwise ?? text('')));
}

function namesIn(value: Value | undefined): readonly Value[] {
  if (value?.kind === 'text') return (known(value.text) ?? '').includes(',') ? [] : [value];
  if (value?.kind !== 'list') return [];
  return value.items.value.flatMap((item: Item) => (isOpen(item) || item.value.kind !== 'text' ? [] : [item.value]));
}

/** `flag.String(name, default, usage)`: the default, unless the command line says otherwise. https://pkg.go.dev/flag#String */
const flag: Builtin = ({ args }) => {
  const [, otherwise] = args.positional;
  return otherwise && union([otherwise, unknown('flag')]);
};

/** namsral/flag reads the variable that is called like the flag. https://github.com/namsral/flag */
const variableFlag: Builtin = (call) => {
  const [name, otherwise] = call.args.positional;
  const word = name?.kind === 'text' ? known(name.text) : null;
  if (name?.kind !== 'text' || word === null) return undefined;
  const key: Value = {
    ...name,
    text: [{ kind: 'text', text: variableOf(word), range: name.text[0]?.range ?? null, exact: false }],
  };
  return readAt(call, key, 'namsral/flag', otherwise ?? text(''));
};

function variableOf(flag: string): string {
  return flag.toUpperCase().replaceAll('-', '_');
}

const KINDS = ['String', 'Int', 'Int64', 'Uint', 'Uint64', 'Bool', 'Duration', 'Float64', 'StringSlice'];

export const FLAG_FUNCTIONS: readonly (readonly [string, Builtin])[] = [
  ...KINDS.flatMap((kind) => [
    [`flag.${kind}`, flag] as const,
    [`github.com/spf13/pflag.${kind}`, flag] as const,
    [`github.com/namsral/flag.${kind}`, variableFlag] as const,
  ]),
  [
    'github.com/urfave/cli.EnvVars',
    ({ args }) => ({
      kind: 'list',
      sort: 'list',
      items: { value: args.positional.map((value) => ({ value, conditional: false })) },
    }),
  ],
];
