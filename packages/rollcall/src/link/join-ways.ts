import { commonAssumptions } from '../carriers/shell/command-sink.ts';
import { isSwitchWord } from '../carriers/shell/join.ts';
import type { Assumption, Command } from '../model/command.ts';
import type { BindingFact, Source } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';
import { asWritten, known, rangesOf } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { FoundDeployment } from './found.ts';
import { commonUnset } from './unset-inputs.ts';

/**
 * One command that is reached in several ways deploys once where the ways differ in values only, which are then not known, or where no run
 * takes more than one of them, by a switch or by what only run time knows: what only some of them give is given on some runs. Two ways that
 * each have names of their own stay two.
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
  if (ways.length <= MOST_WAYS) {
    kept = joinedWhere(kept, areOne);
    if (kept.length > FEW_WAYS) kept = joinedWhere(kept, areExclusive);
  }
  return new Map(kept.flatMap(({ ways: [first], whole }) => (first ? [[first, whole] as const] : [])));
}

const MOST_WAYS = 64;
/** More ways than these, each with names of its own, are alternatives that multiply. */
const FEW_WAYS = 2;

type Test = (one: Joined, other: Joined) => boolean;

function joinedWhere(all: readonly Joined[], test: Test): readonly Joined[] {
  let kept = all;
  for (let pair = pairIn(kept, test); pair; pair = pairIn(kept, test)) kept = withJoined(kept, pair);
  return kept;
}

function pairIn(kept: readonly Joined[], test: Test): readonly [Joined, Joined] | null {
  for (const [i, one] of kept.entries())
    for (const other of kept.slice(i + 1)) if (test(one, other)) return [one, other];
  return null;
}

function withJoined(kept: readonly Joined[], [one, other]: readonly [Joined, Joined]): readonly Joined[] {
  const both = { ways: [...one.ways, ...other.ways], whole: joinTwo(one.whole, other.whole) };
  return kept.flatMap((each) => (each === one ? [both] : each === other ? [] : [each]));
}

function areOne(one: Joined, other: Joined): boolean {
  const isExclusive = areExclusive(one, other);
  if (!isExclusive && stateKey(one.whole) !== stateKey(other.whole)) return false;
  const keys = isExclusive ? kindsOf : keysOf;
  const [ours, theirs] = [one, other].map(({ whole }) => new Set(keys(whole.fact.bindings)));
  if (!ours || !theirs) return false;
  const [few, many] = ours.size <= theirs.size ? [ours, theirs] : [theirs, ours];
  return (isExclusive || few.size === many.size) && [...few].every((key) => many.has(key));
}

function areExclusive(one: Joined, other: Joined): boolean {
  return one.ways.some((a) => other.ways.some((b) => excludeEachOther(a, b)));
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
  const pairs = pairsOf(most.fact.bindings, fewer.fact.bindings);
  const paired = new Set(pairs.values());
  const given = most.fact.bindings.map((binding): GivenInWays => {
    const same = pairs.get(binding);
    return same ? inBoth(binding, same) : { binding: { ...binding, conditional: true }, hidden: [], gaps: [] };
  });
  const more = fewer.fact.bindings.filter((binding) => !paired.has(binding));
  const closes = one.fact.closes.filter((kind) => other.fact.closes.includes(kind));
  return {
    ...one,
    fact: {
      ...commonUnset(one.fact, other.fact),
      bindings: [...given.map(({ binding }) => binding), ...more.map((binding) => ({ ...binding, conditional: true }))],
      closes,
      mode: one.fact.mode === other.fact.mode ? one.fact.mode : 'merge',
      open: one.fact.open || other.fact.open,
      gaps: eachOnce([...one.fact.gaps, ...other.fact.gaps, ...given.flatMap(({ gaps }) => gaps)]),
      hidden: [
        ...(one.fact.hidden ?? []),
        ...(other.fact.hidden ?? []),
        ...given.flatMap(({ hidden }) => hidden),
        ...more.flatMap(({ value }) => rangesOf(value ?? [])),
      ],
    },
    command: one.command && other.command ? inBothWays(one.command, other.command) : one.command,
  };
}

interface GivenInWays {
  readonly binding: BindingFact;
  readonly hidden: readonly Range[];
  readonly gaps: readonly Gap[];
}

/** What both ways give: a value that differs is not known, nor is the id of one of two secrets. */
function inBoth(binding: BindingFact, same: BindingFact): GivenInWays {
  const conditional = binding.conditional || same.conditional;
  const values = [binding.value ?? [], same.value ?? []];
  const [a, b] = values.map(known);
  const isOneSource = JSON.stringify(binding.source) === JSON.stringify(same.source);
  if (isOneSource && a === b) return { binding: { ...binding, conditional }, hidden: [], gaps: [] };
  const { name, range } = binding;
  const source = eitherOf(binding.source, same.source);
  const differs = !isOneSource && source.kind === 'secret' && source.template;
  return {
    binding: {
      ...binding,
      conditional,
      source,
      value: null,
      related: isOneSource ? binding.related : [...binding.related, same.range],
    },
    hidden: values.flatMap(rangesOf),
    gaps: differs ? [{ reason: 'dynamic-secret', text: source.secret, range, names: [name] }] : [],
  };
}

/** Which of two secrets only run time knows; both ids are told. */
function eitherOf(one: Source, other: Source): Source {
  if (one.kind !== 'secret' || other.kind !== 'secret') return one;
  const both = (a: string, b: string): string => [...new Set([...a.split('|'), ...b.split('|')])].join('|');
  const isOne = one.secret === other.secret && one.project === other.project;
  return {
    ...one,
    secret: both(one.secret, other.secret),
    version: both(one.version, other.version),
    template: one.template || other.template || !isOne,
  };
}

/** Bindings of one way with those of the other that give the same name: of the same source, else of the same kind. */
function pairsOf(
  bindings: readonly BindingFact[],
  others: readonly BindingFact[],
): ReadonlyMap<BindingFact, BindingFact> {
  const out = new Map<BindingFact, BindingFact>();
  const taken = new Set<BindingFact>();
  for (const keys of [keysOf, kindsOf]) {
    const left = others.filter((one) => !taken.has(one));
    const byKey = new Map(keys(left).map((key, i) => [key, left[i]] as const));
    const open = bindings.filter((one) => !out.has(one));
    for (const [i, key] of keys(open).entries()) {
      const [binding, same] = [open[i], byKey.get(key)];
      if (!binding || !same) continue;
      out.set(binding, same);
      taken.add(same);
    }
  }
  return out;
}

function eachOnce(gaps: readonly Gap[]): readonly Gap[] {
  const seen = new Map(gaps.map((gap) => [JSON.stringify(gap), gap] as const));
  return [...seen.values()];
}

/** A key for each binding by which it is the same in another way: what it gives, and which of several that are alike it is. */
function keysOf(bindings: readonly BindingFact[]): readonly string[] {
  return numbered(bindings, ({ name, target, operation, source }) => [name, target, operation, source]);
}

function kindsOf(bindings: readonly BindingFact[]): readonly string[] {
  return numbered(bindings, ({ name, target, operation, source }) => [name, target, operation, source.kind]);
}

function numbered(bindings: readonly BindingFact[], of: (binding: BindingFact) => unknown): readonly string[] {
  const seen = new Map<string, number>();
  return bindings.map((binding) => {
    const key = JSON.stringify(of(binding));
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
  const { range, deployedName, container } = fact;
  return JSON.stringify([range.path, range.start, asWritten(deployedName), container, words]);
}

function stateKey({ fact: { mode, open, closes } }: FoundDeployment): string {
  return JSON.stringify([mode, open, closes]);
}

/** The same for all deployments of one command that give the same. */
export function copyKey({ fact }: FoundDeployment): string {
  const { range, deployedName, container, mode, open, bindings } = fact;
  return JSON.stringify([
    range.path,
    range.start,
    asWritten(deployedName),
    container,
    mode,
    open,
    bindings.map(bindingKey),
  ]);
}

function bindingKey({ name, operation, source, conditional, target, value }: BindingFact): unknown {
  return [name, target, operation, source, conditional, value ? known(value) : null];
}
