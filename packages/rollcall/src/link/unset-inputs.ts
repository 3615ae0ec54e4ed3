import { type Command, isWord } from '../model/command.ts';
import type { BindingFact, DeploymentFact, UnsetInput } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';
import { asWritten, type Text } from '../model/text.ts';
import type { FoundDeployment } from './found.ts';

/** The deployment with the variables that its command expands and that nothing gives to it. */
export function withUnsetInputs(found: FoundDeployment): FoundDeployment {
  const { command, fact } = found;
  const inputs = command ? unsetIn(command, fact.bindings) : [];
  return inputs.length === 0 ? found : { ...found, fact: { ...fact, unsetInputs: inputs } };
}

/** The first deployment with what is unset in both: a caller that gives a variable may be the only one that comes this way. */
export function commonUnset(one: DeploymentFact, other: DeploymentFact): DeploymentFact {
  if (!one.unsetInputs) return one;
  const theirs = new Set((other.unsetInputs ?? []).map(keyOf));
  return { ...one, unsetInputs: one.unsetInputs.filter((input) => theirs.has(keyOf(input))) };
}

function unsetIn(command: Command, bindings: readonly BindingFact[]): UnsetInput[] {
  const words = command.argv.filter(isWord);
  const inArguments = words.flatMap(({ text, conditional }, i) => {
    const before = words[i - 1]?.text;
    const flag = flagOf(text) ?? (before ? flagOf(before) : null);
    return conditional ? [] : holesOf(text).map((hole) => ({ ...hole, flag, name: nameAt(hole.range, bindings) }));
  });
  const inFiles = bindings.flatMap(({ name, value, conditional }) =>
    conditional ? [] : holesOf(value ?? []).map((hole) => ({ ...hole, flag: null, name })),
  );
  const distinct = new Map([...inFiles, ...inArguments].map((input) => [keyOf(input), input]));
  return [...distinct.values()].filter(({ input }) => !asksFor(command, input));
}

function holesOf(text: Text): Pick<UnsetInput, 'input' | 'range'>[] {
  return text.flatMap((piece) =>
    piece.kind === 'hole' && piece.unset && piece.input !== undefined && piece.range && !piece.conditional
      ? [{ input: piece.input, range: piece.range }]
      : [],
  );
}

/** The flag that a word is or begins with: `--image=…`. */
function flagOf(text: Text): string | null {
  return /^--[a-z][a-z-]*/.exec(asWritten(text))?.[0] ?? null;
}

function nameAt({ path, start, end }: Range, bindings: readonly BindingFact[]): string | null {
  const held = bindings.find(
    ({ range, conditional }) => !conditional && range.path === path && range.start <= start && range.end >= end,
  );
  return held?.name ?? null;
}

/** The command runs only where the variable is, or is not, something: whoever wrote it thought of that. */
function asksFor({ assumes }: Command, input: string): boolean {
  return (assumes ?? []).some(({ key }) => key === `$${input}`);
}

function keyOf({ input, name, range }: UnsetInput): string {
  return JSON.stringify([input, name, range.path, range.start]);
}
