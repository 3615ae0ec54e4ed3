import { known } from '../model/text.ts';
import type { FunctionDefinition } from '../program/program.ts';
import type { Arguments } from './callables.ts';
import { type Getter, getterOf, looksLikeName } from './getters.ts';
import { MadeOnce } from './made.ts';
import { SOME_NAME } from './probe-names.ts';
import type { Run } from './run.ts';
import { runCall } from './run-root.ts';
import { type FunctionValue, text, type Value } from './value.ts';

const NAME = SOME_NAME;

/** Parameters that give a default; any other decides something else, and the helper is followed as it is. */
const DEFAULT = /default|fallback|otherwise|alt/i;

/**
 * The getter that a call is a use of: it is handed a name, and nothing else but a default. Anything more (a flag `required`, an object of
 * options) changes what a helper does, so such a call is followed step by step.
 */
export function getterFor(run: Run, callee: FunctionValue, args: Arguments): Getter | null {
  if (args.open || !looksLikeName(args.positional[0])) return null;
  if (known(args.positional[0]?.kind === 'text' ? args.positional[0].text : []) === NAME) return null;
  const second = callee.definition.parameters[1];
  const name = second?.target.kind === 'name' && DEFAULT.test(second.target.name) ? second.target.name : null;
  const more = args.positional.length - 1 + args.named.size;
  if (more > 1 || (more === 1 && name === null)) return null;
  if (args.named.size === 1 && (name === null || !args.named.has(name))) return null;
  const getter = getterOf(run, callee);
  if (getter?.missing !== 'default' || more === 1) return getter;
  return withoutDefault(run, callee);
}

const bare = new MadeOnce<FunctionDefinition, Getter | null>(null);

/** What a getter does that could be given a default and is not. */
function withoutDefault(run: Run, callee: FunctionValue): Getter | null {
  return bare.of(run, callee.definition, () => {
    const unset = (name: string): boolean => name === NAME;
    const ended = runCall(run, callee, [text(NAME)], { mode: 'decide', unset, word: null });
    return ended && !ended.asksName ? getterOfEnds(ended.values, ended.raised.length > 0) : null;
  });
}

function getterOfEnds(values: readonly Value[], raises: boolean): Getter | null {
  const [only] = values;
  if (raises) return values.length === 0 ? { missing: 'raise', constant: null } : null;
  if (values.length !== 1 || !only) return null;
  if (only.kind === 'null') return { missing: 'null', constant: null };
  return only.kind === 'text' && known(only.text) !== null
    ? { missing: 'constant', constant: text(known(only.text) ?? '') }
    : null;
}
