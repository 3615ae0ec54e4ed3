import { CLOUD_RUN_NAMES } from '../model/cloud-run-names.ts';
import type { Switch } from '../model/read.ts';
import type { Range } from '../model/span.ts';
import { isEnvironmentName } from './environment-words.ts';
import type { Look } from './look.ts';
import type { Program } from './modules.ts';
import { OTHER, snapshotOf, type Told } from './run.ts';
import { type Ended, hasRead } from './run-root.ts';

/** A name, or a group of names of which one suffices, without which a root certainly refuses to go on. */
export interface Refusal {
  readonly names: readonly string[];
  /** The environment's name in which it refuses; {@link OTHER}: in any that the code does not name; null: whatever it is. */
  readonly word: string | null;
  /** Where it refuses. */
  readonly at: Range | null;
  /** It happens in what the root hands to others to call later. */
  readonly deferred: boolean;
  /** Names with defaults, given otherwise than which it may go on; empty: it refuses whatever they are. */
  readonly unless: readonly Switch[];
  /** It refuses only where this variable is given this word. */
  readonly where?: Told;
}

const MOST_NAMES = 60;
const MOST_GROUP = 12;

/** What code asks to learn whether it runs on Cloud Run: there it does. A job has other names, which are rarely asked for. */
const ON_CLOUD_RUN: ReadonlySet<string> = new Set(CLOUD_RUN_NAMES.service.filter((name) => name.startsWith('K_')));

/** What looks at one root have found so far. */
export interface Looked {
  readonly refusals: Refusal[];
  readonly calm: Set<string | null>;
  readonly entered: Set<string>;
}

/** Everything is left out first; what is found to be needed is then given, until nothing more is refused. */
export function refusalsIn(
  look: Look,
  word: string | null,
  { calm, entered }: Looked,
  told?: Told,
): readonly Refusal[] {
  const found: Refusal[] = [];
  const without: Without = (unset) =>
    look.run({
      mode: 'decide',
      unset: (name) => !ON_CLOUD_RUN.has(name) && unset(name),
      word,
      ...(told ? { told } : {}),
    });
  const settled = new Set<string>();
  let whole: Ended | null = null;
  // Each round settles a name that was read and is not settled yet, so there are as many as there are such names.
  for (let round = 0; ; round++) {
    const bare = without((name) => !settled.has(name));
    if (round === 0 && bare.raised.length === 0 && bare.normal.length > 0 && !bare.overflow) {
      calm.add(word);
      const here = new Set(bare.run.entered);
      for (const place of entered) if (!here.has(place)) entered.delete(place);
    }
    const added = [suspectsOf(bare, settled), suspectsOf(bare, settled, true)].reduce<readonly Refusal[]>(
      (before, suspects) => (before.length > 0 ? before : causesOf(suspects, bare)),
      [],
    );
    if (added.length === 0) break;
    found.push(...added);
    for (const refusal of added) {
      if (!told) remember(look.program, refusal);
      for (const name of refusal.names) settled.add(name);
    }
  }
  return found;

  function causesOf(suspects: readonly string[], bare: Ended): readonly Refusal[] {
    if (suspects.length === 0) return [];
    const seen = seenBefore(look, bare, suspects, word);
    if (seen.length > 0) return seen;
    whole ??= without(() => false);
    // Where not even all that is given leads to an end, nothing is refused for want of a name.
    if (!mayGoOn(whole)) return [];
    const more = singles(suspects, whole, word, without);
    if (more.length > 0) return more;
    // What has a default is no alternative to anything, but may switch off what is demanded.
    const switches = switchesOf(bare, look.discovered);
    const missed = suspects.filter((name) => !switches.has(name));
    const group = groupOf(missed, whole, word, without);
    if (group) return [group, ...besides(group, settled, whole, word, without)];
    return unlessSwitched(switches, missed, word, without);
  }
}

/**
 * What is refused as long as every other name with a default is left at it: a switch for tests, or one that turns a part off, is mostly not
 * given.
 */
function unlessSwitched(
  switches: ReadonlyMap<string, string | null>,
  suspects: readonly string[],
  word: string | null,
  without: Without,
): readonly Refusal[] {
  if (switches.size === 0 || suspects.length === 0) return [];
  const leaving =
    (left: Iterable<string>): Without =>
    (unset) => {
      const names = new Set(left);
      return without((name) => unset(name) || names.has(name));
    };
  const all = [...switches.keys()];
  const whole = leaving(all)(() => false);
  if (!mayGoOn(whole)) return [];
  const found: (readonly string[])[] = [];
  const single = singles(suspects, whole, word, leaving(all));
  const group = single.length > 0 ? null : groupOf(suspects, whole, word, leaving(all));
  return (group ? [group] : single).map((refusal) => {
    const holdsLeaving = (left: readonly string[]): boolean =>
      refusalOf(refusal.names, whole, word, leaving(left)) !== null;
    const decide = (): readonly string[] =>
      decidingAmong(all, (given) => holdsLeaving(all.filter((name) => !given.includes(name))));
    // Many names stand behind one switch.
    const deciding = found.find(holdsLeaving) ?? decide();
    found.push(deciding);
    return { ...refusal, unless: deciding.map((name) => ({ name, like: switches.get(name) ?? null })) };
  });
}

/** Names that tell code to do without checks, where nothing is their default. */
const SKIPS = /(^|_)(SKIP|DISABLE|IGNORE|BYPASS)(_|$)|^(CI|NEXT_PHASE|npm_lifecycle_event)$/i;

/** Names that were only read with a default, with its text, and those that switch checks off. */
function switchesOf({ run }: Ended, discovered: Look['discovered']): ReadonlyMap<string, string | null> {
  const switches = new Map<string, string | null>();
  const needed = new Set<string>();
  for (const [place, event] of run.reads) {
    const told = discovered.get(place);
    const { name, otherwise, fallback } = event.otherwise !== 'value' && told?.fallback !== undefined ? told : event;
    if (otherwise === 'value' && !isEnvironmentName(run, name)) switches.set(name, fallback ?? null);
    else needed.add(name);
  }
  for (const name of needed)
    if (SKIPS.test(name)) switches.set(name, null);
    else switches.delete(name);
  return switches;
}

/** The names without which it holds no longer: half of them are given at a time; a half with which it holds decides nothing. */
function decidingAmong(names: readonly string[], holds: (given: readonly string[]) => boolean): readonly string[] {
  if (names.length === 0 || holds(names)) return [];
  if (names.length === 1) return names;
  const half = names.length >> 1;
  const parts = [names.slice(0, half), names.slice(half)];
  const found = parts.flatMap((part) => decidingAmong(part, holds));
  // They decide together only.
  return found.length > 0 ? found : names;
}

function siteOf(at: Range | null, word: string | null): string | null {
  return at && `${at.path}:${at.start}:${word}`;
}

/** Notes at which place a root refuses to be without a name, for roots that come by there. */
export function remember(program: Program, refusal: Refusal): void {
  const site = siteOf(refusal.at, refusal.word);
  const [name] = refusal.names;
  if (site === null || name === undefined || refusal.names.length > 1) return;
  const names = program.refusals.get(site) ?? new Set();
  names.add(name);
  program.refusals.set(site, names);
}

/** What is raised for want of a name at a place that is known to raise for want of it, and that nothing here copes with. */
function seenBefore(look: Look, bare: Ended, suspects: readonly string[], word: string | null): readonly Refusal[] {
  return bare.raised.flatMap((raised) => {
    const names = look.refusedAt(siteOf(raised.range, word) ?? '');
    const [name, ...others] = suspects.filter((one) => names?.has(one) && raised.deciding.includes(one));
    if (name === undefined || others.length > 0) return [];
    if (bare.normal.some((snapshot) => hasRead(bare.run, snapshot, name))) return [];
    return [{ names: [name], word, at: raised.range, deferred: raised.deferred, unless: [] }];
  });
}

/** Where one alternative of a group needs more than its own name (a host needs its port), the rest of it is an alternative too. */
function besides(
  group: Refusal,
  settled: ReadonlySet<string>,
  whole: Ended,
  word: string | null,
  without: Without,
): readonly Refusal[] {
  return group.names.flatMap((given) => {
    const others = group.names.filter((name) => name !== given);
    const there = new Set([given]);
    const found: Refusal[] = [];
    for (let i = 0; i < MOST_GROUP; i++) {
      const bare = without((name) => !there.has(name) && !settled.has(name));
      const more = suspectsOf(bare, new Set([...settled, ...group.names, ...there]));
      if (more.length === 0) break;
      const next = groupOf([...more, ...others], whole, word, without);
      if (!next || next.names.some((name) => there.has(name))) break;
      found.push(next);
      for (const name of next.names) if (!others.includes(name)) there.add(name);
    }
    return found;
  });
}

/**
 * Names that have decided that something was raised, and had been read there; `widely`: by deciding what the modules are made of. A name
 * that was read on a way that reaches the end is not missed.
 */
function suspectsOf(ended: Ended, settled: ReadonlySet<string>, widely = false): readonly string[] {
  const suspects = new Set<string>();
  for (const raised of ended.raised)
    for (const name of widely ? ended.run.decidingModules : raised.deciding)
      if (!settled.has(name) && hasRead(ended.run, snapshotOf(ended.run, raised), name)) suspects.add(name);
  return missedIn(ended, [...suspects]).slice(-MOST_NAMES);
}

function missedIn(ended: Ended, names: readonly string[]): readonly string[] {
  return names.filter((name) => !ended.normal.some((snapshot) => hasRead(ended.run, snapshot, name)));
}

type Without = (unset: (name: string) => boolean) => Ended;

/**
 * The names without each of which alone the root refuses. Half of the suspects are left out at a time; a half that is not missed
 * holds none.
 */
function singles(suspects: readonly string[], whole: Ended, word: string | null, without: Without): readonly Refusal[] {
  const [only] = suspects;
  if (only === undefined) return [];
  if (suspects.length === 1) {
    const refusal = refusalOf([only], whole, word, without);
    return refusal ? [refusal] : [];
  }
  const ended = without((name) => suspects.includes(name));
  if (!ended.raised.some((raised) => suspects.some((name) => hasRead(ended.run, snapshotOf(ended.run, raised), name))))
    return [];
  const left = missedIn(ended, suspects);
  if (left.length < suspects.length) return singles(left, whole, word, without);
  const half = suspects.length >> 1;
  return [
    ...singles(suspects.slice(0, half), whole, word, without),
    ...singles(suspects.slice(half), whole, word, without),
  ];
}

/** The smallest set of suspects that is refused together, found by giving one after the other back. */
function groupOf(suspects: readonly string[], whole: Ended, word: string | null, without: Without): Refusal | null {
  let names = suspects.slice(-MOST_GROUP);
  if (names.length < 2 || !refusalOf(names, whole, word, without)) return null;
  for (const name of [...names]) {
    const fewer = names.filter((other) => other !== name);
    if (refusalOf(fewer, whole, word, without)) names = fewer;
  }
  // What is missed by itself is no alternative to anything; it is found by itself later.
  return names.length > 1 ? refusalOf(names, whole, word, without) : null;
}

/** Whether it reaches its end, or is still on its way where it is followed no further. */
function mayGoOn({ normal, overflow }: Ended): boolean {
  return normal.length > 0 || overflow;
}

/**
 * Whether what is only followed in part has come by a place that refuses names. What is read or refused in other files it may have
 * passed by for other reasons.
 */
function hasPassed({ normal, run, path }: Ended, names: readonly string[], at: Range | null): boolean {
  if (normal.length > 0) return true;
  const isRead = [...run.reads.values()].some((event) => event.path === path && names.includes(event.name));
  return isRead && at?.path === path && !run.raisedAt.has(`${at.path}:${at.start}`);
}

/**
 * Whether the root certainly raises without these names on every way that has read one of them, though it does not when all are given.
 */
function refusalOf(names: readonly string[], whole: Ended, word: string | null, without: Without): Refusal | null {
  const ended = without((name) => names.includes(name));
  const read = (end: Ended, snapshot: Ended['normal'][number]): boolean =>
    names.some((name) => hasRead(end.run, snapshot, name));
  const raised = ended.raised.filter((completion) => read(ended, snapshotOf(ended.run, completion)));
  const [first] = raised;
  if (!first || ended.overflow) return null;
  if (ended.normal.some((snapshot) => read(ended, snapshot))) return null;
  if (!mayGoOn(whole) || !hasPassed(whole, names, first.range)) return null;
  return { names, word, at: first.range, deferred: raised.every((completion) => completion.deferred), unless: [] };
}
