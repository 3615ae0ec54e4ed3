import { known, type Piece, type Text } from '../../model/text.ts';
import {
  ALWAYS,
  areConsistent,
  type Constraint,
  commonGuard,
  equalTo,
  type Guard,
  mergeGuards,
  withConstraint,
  withoutBase,
} from './guard.ts';
import { adopt, type Outcome, type Scope, type State, type Status, type Variable } from './state.ts';
import { asConditional } from './texts.ts';
import {
  type Alternatives,
  type Entry,
  isItem,
  type Mark,
  markOf,
  type Option,
  optionsOf,
  sameText,
  sameValue,
  scalar,
  startsWithEntries,
  UNSET,
  type Value,
  withMark,
} from './values.ts';

/** Most alternatives that one value may have. */
export const MOST_ALTERNATIVES = 64;

export interface JoinHooks {
  /** Told when a value has too many alternatives. */
  readonly overflow: () => void;
  /** A number that was not given before. */
  readonly fresh: () => number;
}

interface Branch {
  readonly guard: Guard;
  readonly state: State;
}

/** Makes one state of those in which branches ended. */
export function joinStates(target: State, states: readonly State[], hooks: JoinHooks): void {
  const [first, ...rest] = states;
  if (!first) {
    target.dead = true;
    return;
  }
  if (rest.length === 0) {
    adopt(target, { ...first, frame: target.frame });
    return;
  }
  const world = commonGuard(states.map((state) => state.world));
  const branches = separate(states, world, hooks.fresh);
  const scopes = first.scopes.map((_, depth) => joinScope(branches, depth, hooks.overflow));
  const output = joinOutput(branches, hooks.overflow);
  const status = joinStatus(branches);
  adopt(target, {
    ...first,
    frame: target.frame,
    scopes,
    world,
    status,
    output,
    functions: same(states, (state) => state.functions) ?? new Map(states.flatMap((state) => [...state.functions])),
    owned: new Set(),
    positional: same(states, (state) => state.positional) ?? {
      items: UNKNOWN_WORDS,
      shifted: null,
      call: hooks.fresh(),
    },
    stdin: same(states, (state) => state.stdin) ?? null,
    directory: same(states, (state) => state.directory) ?? null,
    open: states.some((state) => state.open),
    dead: false,
  });
}

const UNKNOWN_WORDS: readonly Entry[] = [{ open: true, written: '"$@"', range: null }];

function same<T>(states: readonly State[], pick: (state: State) => T): T | null {
  const [first, ...rest] = states;
  if (!first) return null;
  const value = pick(first);
  return rest.every((state) => pick(state) === value) ? value : null;
}

/** What each state assumes beyond the common; states that could hold at once get a constraint that tells them apart. */
function separate(states: readonly State[], world: Guard, fresh: () => number): Branch[] {
  const guards = states.map((state) => withoutBase(state.world, world));
  const exclusive =
    states.length <= 16 && guards.every((a, i) => guards.every((b, k) => k <= i || !areConsistent(a, b)));
  if (exclusive) return states.map((state, i) => ({ state, guard: guards[i] ?? ALWAYS }));
  const key = `branch ${fresh()}`;
  return states.map((state, i) => ({
    state,
    guard: withConstraint(guards[i] ?? ALWAYS, key, equalTo(key, `${i}`, [], true)),
  }));
}

function joinScope(branches: readonly Branch[], depth: number, overflow: () => void): Scope {
  const shared = same(
    branches.map((branch) => branch.state),
    (state) => state.scopes[depth],
  );
  if (shared) return shared;
  const out = new Map<string, Variable>();
  for (const { state } of branches) {
    for (const [name, variable] of state.scopes[depth] ?? []) {
      if (out.has(name)) continue;
      const held = branches.map((branch) => branch.state.scopes[depth]?.get(name));
      const unchanged = held.every((other) => other === variable);
      const values = (): Value =>
        joinValues(
          branches.map((b, i) => ({ guard: b.guard, value: held[i]?.value ?? UNSET })),
          overflow,
          name,
        );
      const exported = held.some((other) => other?.exported);
      out.set(name, unchanged ? variable : { value: values(), exported });
    }
  }
  return out;
}

function joinOutput(branches: readonly Branch[], overflow: () => void): Value | null {
  if (branches.some(({ state }) => state.output === null)) return null;
  return joinValues(
    branches.map(({ guard, state }) => ({ guard, value: state.output ?? UNSET })),
    overflow,
    '$( )',
  );
}

function joinStatus(branches: readonly Branch[]): Status {
  const out: Outcome[] = [];
  for (const { guard, state } of branches) {
    if (!Array.isArray(state.status)) return state.status;
    for (const outcome of state.status as readonly Outcome[])
      if (areConsistent(guard, outcome.guard)) out.push({ guard: mergeGuards(guard, outcome.guard), ok: outcome.ok });
  }
  const [first] = out;
  if (!first || out.length > MOST_ALTERNATIVES) return { unknown: 'status' };
  return out.every((outcome) => outcome.ok === first.ok) ? [{ guard: ALWAYS, ok: first.ok }] : out;
}

/** One value out of those that branches gave. */
export function joinValues(
  values: readonly { guard: Guard; value: Value }[],
  overflow: () => void,
  name: string,
): Value {
  const [first] = values;
  if (!first) return UNSET;
  if (values.every(({ value }) => sameValue(value, first.value))) return first.value;
  const appended = joinAppended(values) ?? joinAppendedText(values);
  if (appended) return appended;
  const options = flatten(values);
  const defaulted = joinDefault(options);
  if (defaulted) return defaulted;
  if (options.length <= MOST_ALTERNATIVES) return { kind: 'choice', options };
  overflow();
  const once = eachOnce(options);
  if (once.length <= MOST_ALTERNATIVES) return { kind: 'choice', options: once };
  return scalar([{ kind: 'hole', written: `\${${name}}`, range: null }]);
}

/** Each value once, wherever one of its ways holds. */
function eachOnce(options: readonly Option[]): readonly Option[] {
  const groups: Option[][] = [];
  for (const option of options) {
    const group = groups.find(([first]) => first && sameValue(first.value, option.value));
    if (group) group.push(option);
    else groups.push([option]);
    if (groups.length > MOST_ALTERNATIVES) return options;
  }
  return groups.flatMap(([first, ...rest]) =>
    first ? [{ guard: commonGuard([first, ...rest].map(({ guard }) => guard)), value: first.value }] : [],
  );
}

function flatten(values: readonly { guard: Guard; value: Value }[]): Option[] {
  const out: Option[] = [];
  for (const { guard, value } of values) {
    for (const option of optionsOf(value)) {
      if (!areConsistent(guard, option.guard)) continue;
      const merged = { guard: mergeGuards(option.guard, guard), value: option.value };
      if (!out.some((other) => other.guard === merged.guard && sameValue(other.value, merged.value))) out.push(merged);
    }
  }
  return out;
}

/**
 * Where branches only added words to a list, these words are there when their branch ran. Of several branches only a switch or nothing may
 * be known: what else they compare says where they deploy.
 */
function joinAppended(values: readonly { guard: Guard; value: Value }[]): Value | null {
  const lists: Listed[] = [];
  for (const { guard, value } of values) {
    if (value.kind !== 'list') return null;
    lists.push({ guard, items: value.items });
  }
  const shortest = lists.reduce((a, b) => (b.items.length < a.items.length ? b : a));
  const longer = lists.filter((list) => list.items.length > shortest.items.length);
  const [only, ...others] = longer;
  if (!only || others.length > 0 || !startsWithEntries(only.items, shortest.items)) return joinAlternatives(lists);
  if (!lists.every((list) => startsWithEntries(list.items, shortest.items))) return null;
  const added = addedWhen(only.items.slice(shortest.items.length), lists.indexOf(only), lists, false);
  return { kind: 'list', items: [...shortest.items, ...added] };
}

interface Listed {
  readonly guard: Guard;
  readonly items: readonly Entry[];
}

/** Words that one branch added, `among` those of the others or alone; what was an alternative in the branch still is one. */
function addedWhen(
  entries: readonly Entry[],
  branch: number,
  lists: readonly Listed[],
  among: boolean,
): readonly Entry[] {
  const guard = lists[branch]?.guard ?? ALWAYS;
  const others = lists.filter((_, i) => i !== branch).map((list) => list.guard);
  const outer: Alternatives = { guards: lists.map((list) => list.guard) };
  const inner = new Map<Alternatives, Alternatives>();
  const within = (alternatives: Alternatives): Alternatives => {
    const made = inner.get(alternatives) ?? {
      guards: [...alternatives.guards.map((one) => mergeGuards(one, guard)), ...others],
    };
    inner.set(alternatives, made);
    return made;
  };
  return entries.map((entry) => {
    if (!isItem(entry)) return entry;
    const when = entry.when ? mergeGuards(entry.when, guard) : guard;
    const ways = entry.among ? within(entry.among) : among ? outer : null;
    return { text: entry.text, when, ...(ways ? { among: ways } : {}) };
  });
}

/** Branches of one `if` or function; more are the turns of a loop, or values that were told apart before. */
const MOST_BRANCHES = 3;

function joinAlternatives(lists: readonly Listed[]): Value | null {
  if (lists.length > MOST_BRANCHES || !lists.every(({ guard }) => [...guard.values()].every(isSwitch))) return null;
  const shared = sharedLength(lists.map(({ items }) => items));
  const added = lists.map(({ items }) => items.slice(shared));
  if (!added.every(areOfTheirOwn)) return null;
  const base = lists[0]?.items.slice(0, shared) ?? [];
  return {
    kind: 'list',
    items: [...base, ...lists.flatMap((_, i) => addedWhen(added[i] ?? [], i, lists, true))],
  };
}

function sharedLength(lists: readonly (readonly Entry[])[]): number {
  const [first = [], ...rest] = lists;
  let length = 0;
  while (length < first.length && rest.every((list) => startsWithEntries(list, first.slice(0, length + 1))))
    length += 1;
  while (length > 0 && !lists.every((list) => areOfTheirOwn(list.slice(length)))) length -= 1;
  return length;
}

/** Whether words begin with a flag, or are pairs of a list: none of them is the value of a flag before them. */
function areOfTheirOwn(entries: readonly Entry[]): boolean {
  const [first] = entries;
  return (
    first === undefined ||
    /^--?[A-Za-z]/.test(headOf(first)) ||
    entries.every((entry) => /^[\w./-]+=/.test(headOf(entry)))
  );
}

function headOf(entry: Entry): string {
  const piece = isItem(entry) ? entry.text[0] : undefined;
  return piece?.kind === 'text' ? piece.text : '';
}

/** What switches a part of a deployment on or off; other words say where it is deployed. */
export function isSwitchWord(word: string): boolean {
  return /^(?:true|false|yes|no|y|n|on|off|0|1|enabled?|disabled?)$/i.test(word);
}

function isSwitch({ opaque, equals, not }: Constraint): boolean {
  return opaque || (equals === null ? not : [equals]).every(isSwitchWord);
}

/** Where one branch only added text, and only a switch or nothing is known of when, the text is there on some runs. */
function joinAppendedText(values: readonly { guard: Guard; value: Value }[]): Value | null {
  const texts: { guard: Guard; text: Text }[] = [];
  for (const { guard, value } of values) {
    if (value.kind !== 'scalar') return null;
    texts.push({ guard, text: value.text });
  }
  const shortest = texts.reduce((a, b) => (b.text.length < a.text.length ? b : a)).text;
  const [only, ...others] = texts.filter(({ text }) => text.length > shortest.length);
  if (!only || others.length > 0 || ![...only.guard.values()].every(isSwitch)) return null;
  if (!texts.every(({ text }) => sameText(text.slice(0, shortest.length), shortest))) return null;
  return scalar([...shortest, ...asConditional(only.text.slice(shortest.length))]);
}

/** `if [ -z "$X" ]; then X=default; fi` says the same as `${X:-default}`. */
function joinDefault(options: readonly Option[]): Value | null {
  const [a, b, ...rest] = options;
  if (!a || !b || rest.length > 0) return null;
  return replacedWhenEmpty(a, b) ?? replacedWhenEmpty(b, a);
}

function replacedWhenEmpty(fallback: Option, given: Option): Value | null {
  if (fallback.value.kind !== 'scalar' || given.value.kind !== 'scalar') return null;
  const [piece, ...others] = given.value.text;
  const mark = piece ? markOf(piece) : null;
  if (!mark || others.length > 0 || fallback.guard.size !== 1) return null;
  const constraint = fallback.guard.get(mark.key);
  if (constraint?.equals !== '') return null;
  return scalar(markDefault(fallback.value.text, mark));
}

/** Known text as a default for an unknown: branches that compare the unknown still run. */
export function markDefault(text: readonly Piece[], mark: Mark): readonly Piece[] {
  const whole = known(text);
  if (whole === null || whole === '') return text;
  const [piece, ...rest] = text;
  if (piece && rest.length === 0) return [withMark(piece, mark)];
  return [withMark({ kind: 'text', text: whole, range: piece?.range ?? null, exact: false }, mark)];
}
