import { known } from '../model/text.ts';
import type { At, FunctionDefinition } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { readEnvironment } from './environment.ts';
import { MadeOnce } from './made.ts';
import { ANY_NAME } from './probe-names.ts';
import type { Run } from './run.ts';
import { runCall } from './run-root.ts';
import { alternatives, type FunctionValue, text, type Value } from './value.ts';

/** A function that reads the name that it is given: what it gives where the name is not set. */
export interface Getter {
  readonly missing: 'raise' | 'null' | 'default' | 'constant';
  /** Position of the parameter that is the default; -1 where there is none. */
  readonly constant: Value | null;
}

const NAME = ANY_NAME;
const DEFAULT = 'rollcall any default';

const getters = new MadeOnce<FunctionDefinition, Getter | null>(null);

/** Functions that may be getters: they have a parameter, and are called with a text that could be a variable's name. */
export function looksLikeName(value: Value | undefined): boolean {
  if (value?.kind !== 'text') return false;
  const name = known(value.text);
  return name !== null && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== NAME;
}

/**
 * What a helper does with a name, found by running it once with a name that nobody uses: set, and not set. A helper whose
 * answer depends on more than that is not one.
 */
export function getterOf(run: Run, callee: FunctionValue): Getter | null {
  return getters.of(run, callee.definition, () => lookAt(run, callee));
}

function lookAt(run: Run, callee: FunctionValue): Getter | null {
  const { parameters } = callee.definition;
  const [first, second] = parameters;
  if (first?.sort !== 'positional' || parameters.length > 4 || callee.definition.generator) return null;
  const args: readonly Value[] =
    second?.sort === 'positional' && isDefault(second) ? [text(NAME), text(DEFAULT)] : [text(NAME)];
  const set = runCall(run, callee, args, { mode: 'decide', unset: () => false, word: null });
  if (
    !set ||
    set.asksName ||
    set.raised.length > 0 ||
    !set.values.some((value) => value.kind === 'read' && value.name === NAME && !value.derived)
  )
    return null;
  const unset = runCall(run, callee, args, { mode: 'decide', unset: (name) => name === NAME, word: null });
  if (!unset || unset.asksName) return null;
  if (unset.values.length === 0) return unset.raised.length > 0 ? { missing: 'raise', constant: null } : null;
  if (unset.raised.length > 0) return null;
  return classify(unset.values);
}

function isDefault(parameter: FunctionDefinition['parameters'][number]): boolean {
  return parameter.target.kind === 'name' && /default|fallback|otherwise|alt/i.test(parameter.target.name);
}

function classify(values: readonly Value[]): Getter | null {
  if (values.some((value) => value.kind === 'text' && known(value.text) === DEFAULT))
    return { missing: 'default', constant: null };
  const [only] = values;
  if (values.length !== 1 || !only) return null;
  if (only.kind === 'null') return { missing: 'null', constant: null };
  return only.kind === 'text' && only.of === undefined && known(only.text) !== null
    ? { missing: 'constant', constant: only }
    : null;
}

/** Reads through a getter, as one step. */
export function callGetter(run: Run, getter: Getter, callee: FunctionValue, args: Arguments, at: At): Value {
  const [name, second] = args.positional;
  const given = second ?? args.named.get('default') ?? defaultName(callee, args);
  const otherwise =
    getter.missing === 'default' ? given : getter.missing === 'constant' ? (getter.constant ?? undefined) : undefined;
  return readEnvironment(run, name ?? text(''), at, {
    idiom: `helper:${callee.definition.name ?? 'function'}`,
    missing: getter.missing === 'raise' ? 'raise' : 'null',
    otherwise: otherwise && alternatives(otherwise).length > 0 ? otherwise : undefined,
  });
}

function defaultName(callee: FunctionValue, args: Arguments): Value | undefined {
  const second = callee.definition.parameters[1];
  return second?.target.kind === 'name' ? args.named.get(second.target.name) : undefined;
}
