import { commonAssumptions } from '../carriers/shell/command-sink.ts';
import { isSwitchWord } from '../carriers/shell/join.ts';
import type { Assumption, Command } from '../model/command.ts';
import type { BindingFact } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';
import { asWritten, known, rangesOf } from '../model/text.ts';
import type { FoundDeployment } from './found.ts';

/**
 * One command that is reached in several ways deploys once where the ways differ in values only, which are then not known, or where a
 * switch or what only run time knows makes one way give more names than the other: these are given on some runs.
 */
export function joinWays(deployments: readonly FoundDeployment[]): readonly FoundDeployment[] {
  const byPlace = new Map<string, FoundDeployment[]>();
  for (const found of deployments) {
    const key = placeKey(found);
    byPlace.set(key, [...(byPlace.get(key) ?? []), found]);
  }
  const joined = new Map([...byPlace].map(([key, ways]) => [key, joinWaysOfPlace(ways)]));
  return deployments.flatMap((found) => joined.get(placeKey(found))?.get(found) ?? []);
}

/** Several ways as one, in place of the first of them. */
interface Joined {
  readonly ways: readonly FoundDeployment[];
  readonly whole: FoundDeployment;
}

function joinWaysOfPlace(ways: readonly FoundDeployment[]): ReadonlyMap<FoundDeployment, FoundDeployment> {
  let kept: readonly Joined[] = ways.map((way) => ({ ways: [way], whole: way }));
  if (ways.length <= MOST_WAYS) for (let pair = pairIn(kept); pair; pair = pairIn(kept)) kept = withJoined(kept, pair);
  return new Map(kept.flatMap(({ ways: [first], whole }) => (first ? [[first, whole] as const] : [])));
}

const MOST_WAYS = 64;

function pairIn(kept: readonly Joined[]): readonly [Joined, Joined] | null {
  for (const [i, one] of kept.entries())
    for (const other of kept.slice(i + 1)) if (areOne(one, other)) return [one, other];
  return null;
}

function withJoined(kept: readonly Joined[], [one, other]: readonly [Joined, Joined]): readonly Joined[] {
  const both = { ways: [...one.ways, ...other.ways], whole: joinTwo(one.whole, other.whole) };
  return kept.flatMap((each) => (each === one ? [both] : each === other ? [] : [each]));
}

function areOne(one: Joined, other: Joined): boolean {
  const [ours, theirs] = [one, other].map(({ whole }) => new Set(keysOf(whole.fact.bindings)));
  if (!ours || !theirs) return false;
  const [few, many] = ours.size <= theirs.size ? [ours, theirs] : [theirs, ours];
  if (![...few].every((key) => many.has(key))) return false;
  return few.size === many.size || one.ways.some((a) => other.ways.some((b) => excludeEachOther(a, b)));
}

/** Whether no run takes both ways. */
function excludeEachOther({ command: a }: FoundDeployment, { command: b }: FoundDeployment): boolean {
  return (a?.assumes ?? []).some((ours) =>
    (b?.assumes ?? []).some((theirs) => ours.key === theirs.key && (denies(ours, theirs) || denies(theirs, ours))),
  );
}

function denies(one: Assumption, other: Assumption): boolean {
  if (one.equals === null) return false;
  return other.equals === null ? other.not.includes(one.equals) : other.equals !== one.equals;
}

function joinTwo(one: FoundDeployment, other: FoundDeployment): FoundDeployment {
  const [most, fewer] = one.fact.bindings.length >= other.fact.bindings.length ? [one, other] : [other, one];
  const others = new Map(keysOf(fewer.fact.bindings).map((key, i) => [key, fewer.fact.bindings[i]] as const));
  const keys = keysOf(most.fact.bindings);
  const hidden: Range[] = [];
  const bindings = most.fact.bindings.map((binding, i): BindingFact => {
    const same = others.get(keys[i] ?? '');
    if (!same) return { ...binding, conditional: true };
    const conditional = binding.conditional || same.conditional;
    const values = [binding.value ?? [], same.value ?? []];
    const [a, b] = values.map(known);
    if (a === b) return { ...binding, conditional };
    hidden.push(...values.flatMap(rangesOf));
    return { ...binding, conditional, value: null };
  });
  return {
    ...one,
    fact: { ...one.fact, bindings, hidden: [...(one.fact.hidden ?? []), ...(other.fact.hidden ?? []), ...hidden] },
    command: one.command && other.command ? inBothWays(one.command, other.command) : one.command,
  };
}

/** A key for each binding by which it is the same in another way: what it gives, and which of several that are alike it is. */
function keysOf(bindings: readonly BindingFact[]): readonly string[] {
  const seen = new Map<string, number>();
  return bindings.map(({ name, target, operation, source }) => {
    const key = JSON.stringify([name, target, operation, source]);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return `${key} ${nth}`;
  });
}

function inBothWays(command: Command, other: Command): Command {
  const conditions = command.conditions.filter(({ subject, equals }) =>
    other.conditions.some((one) => one.subject === subject && one.equals === equals),
  );
  const assumes = commonAssumptions(command.assumes, other.assumes);
  return { ...command, conditions, ...(command.assumes ? { assumes } : {}) };
}

/** The same for ways of one command in which it deploys the same thing to the same place. */
function placeKey({ fact, command }: FoundDeployment): string {
  const words = (command?.conditions ?? []).filter(({ equals }) => !isSwitchWord(equals));
  return JSON.stringify([commandKey(fact), fact.closes, words]);
}

function commandKey({ range, deployedName, container, mode, open }: FoundDeployment['fact']): readonly unknown[] {
  return [range.path, range.start, asWritten(deployedName), container, mode, open];
}

/** The same for all deployments of one command that give the same. */
export function copyKey({ fact }: FoundDeployment): string {
  return JSON.stringify([...commandKey(fact), fact.bindings.map(bindingKey)]);
}

function bindingKey({ name, operation, source, conditional, target, value }: BindingFact): unknown {
  return [name, target, operation, source, conditional, value ? known(value) : null];
}
