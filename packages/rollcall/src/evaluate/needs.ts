import { CLOUD_RUN_NAMES } from '../model/cloud-run-names.ts';
import type { Switch } from '../model/read.ts';
import type { Range } from '../model/span.ts';
import { isEnvironmentName } from './environment.ts';
import type { Program, Seen } from './modules.ts';
import { type Ended, hasRead, type Root, runRoot } from './roots.ts';
import { OTHER, type Run, type Scenario, snapshotOf, type Told } from './run.ts';
import { isSame, seenBy } from './seen.ts';
import type { Part } from './touched.ts';
import type { ReadEvent } from './value.ts';

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

/** What one root reads and refuses to be without. */
export interface RootNeeds {
  readonly root: Root;
  readonly reads: readonly ReadEvent[];
  readonly refusals: readonly Refusal[];
  /** Environments (as in {@link Refusal}) in which it goes on to its end though nothing at all is set. */
  readonly calm: ReadonlySet<string | null>;
  /** The functions that it calls, itself first where it is one: `path:offset`. */
  readonly entered: ReadonlySet<string>;
  /** Those that it calls itself. */
  readonly calls: ReadonlySet<string>;
  /** For those of `entered` that are only called where variables are known to be set: these variables. */
  readonly guarded: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of `entered` that it calls in every such environment. */
  readonly calmlyEntered: ReadonlySet<string>;
  /** The words with which it compares the environment's name, without {@link OTHER}. */
  readonly words: readonly string[];
  /** The variable that holds the environment's name; null where it is no variable. */
  readonly by: string | null;
  /** Names, or groups joined by `|`, that it refuses to be without where nothing gives the variable; null: not known. */
  readonly unset: readonly string[] | null;
  readonly dynamicReads: readonly Range[];
  readonly overflow: boolean;
  /** Some way through it reaches its end. */
  readonly ends: boolean;
  /** What it rests on: the same root of another tree with the same grounds needs the same. */
  readonly grounds: Grounds;
}

export interface Grounds {
  readonly touched: ReadonlySet<Part>;
  /** Places where other roots' refusals were asked for, with the answers: `path:offset:word` → names. */
  readonly consulted: ReadonlyMap<string, readonly string[]>;
}

/** One look at a root: the runs it takes, and what they rest on. */
class Look {
  readonly touched = new Set<Part>();
  readonly consulted = new Map<string, readonly string[]>();
  readonly program: Program;
  readonly root: Root;
  /** The reads of the run that follows every way, by place: only there it shows that a test gives one a text for its default. */
  discovered: ReadonlyMap<string, ReadEvent> = new Map();
  private readonly ended: { readonly ended: Ended; readonly seen: Seen }[] = [];

  constructor(program: Program, root: Root) {
    this.program = program;
    this.root = root;
  }

  /** Runs the root; where a run before was the same as far as it looked, that one is it. */
  run(scenario: Scenario): Ended {
    const known = this.ended.find(
      ({ ended, seen }) =>
        (ended.run.scenario.word === null) === (scenario.word === null) && isSame({ scenario }, seen),
    );
    if (known) return known.ended;
    const ended = runRoot(this.program, this.root, scenario, STEPS);
    this.ended.push({ ended, seen: seenBy(ended.run) });
    for (const part of ended.run.touched.all()) this.touched.add(part);
    return ended;
  }

  /** Names without which the statement at a site is known to raise. */
  refusedAt(site: string): ReadonlySet<string> | undefined {
    const names = this.program.refusals.get(site);
    if (!this.consulted.has(site)) this.consulted.set(site, [...(names ?? [])]);
    return names;
  }
}

const STEPS = 30_000;
const MOST_NAMES = 60;
const MOST_GROUP = 12;
const MOST_ROUNDS = 30;

/** What code asks to learn whether it runs on Cloud Run: there it does. A job has other names, which are rarely asked for. */
const ON_CLOUD_RUN: ReadonlySet<string> = new Set(CLOUD_RUN_NAMES.service.filter((name) => name.startsWith('K_')));

/** From this many steps on a root is looked at only in the environments that something is deployed to. */
const COSTLY = 1_200;

/**
 * Looks at one root: what it reads, and, name by name and word by word, what it does without.
 * @param deployed words that deployments or the contract give to the environment's name; empty: none are known
 */
export function needsOf(program: Program, root: Root, deployed: ReadonlySet<string>): RootNeeds {
  const look = new Look(program, root);
  const discovered = look.run({ mode: 'discover', unset: () => true, word: null });
  const { run } = discovered;
  look.discovered = run.reads;
  const { by, words } = environmentWords(discovered);
  const reads = [...run.reads.values()];
  const tried = wordsToTry(words, run.steps, deployed);
  const looked: Looked = { refusals: [], calm: new Set(), entered: new Set(run.entered) };
  if (reads.length > 0 && !run.risky) for (const word of tried) looked.calm.add(word);
  else if (reads.length > 0) {
    const nameless = reads.some((event) => event.otherwise === 'none' && isEnvironmentName(run, event.name));
    lookForRefusals(look, tried, nameless ? (name) => isEnvironmentName(run, name) : null, looked);
    if (words.length === 0 && startsAt(root)) lookIntoModes(look, run, looked);
  }
  const { dynamicReads } = run;
  const grounds = { touched: look.touched, consulted: look.consulted };
  return {
    root,
    reads,
    refusals: looked.refusals,
    calm: looked.calm,
    calmlyEntered: looked.entered,
    entered: new Set(run.entered),
    calls: run.calls,
    guarded: new Map([...run.guarded].filter(([, names]) => names.size > 0)),
    words,
    by,
    unset: refusedUnset(look, by, looked),
    dynamicReads,
    overflow: discovered.overflow,
    ends: discovered.normal.length > 0,
    grounds,
  };
}

interface Looked {
  readonly refusals: Refusal[];
  readonly calm: Set<string | null>;
  readonly entered: Set<string>;
}

function wordsToTry(
  words: readonly string[],
  steps: number,
  deployed: ReadonlySet<string>,
): readonly (string | null)[] {
  if (words.length === 0) return [null];
  const some = steps > COSTLY ? words.filter((word) => deployed.has(word.toLowerCase())) : [];
  return some.length > 0 ? some : [...words, OTHER];
}

function environmentWords({ run }: Ended): { by: string | null; words: readonly string[] } {
  const known = [...run.words].sort(([a, x], [b, y]) => Number(a === '') - Number(b === '') || y.size - x.size);
  const words = [...new Set(known.flatMap(([, some]) => [...some]))].sort();
  return { by: known[0]?.[0] || null, words };
}

/** What it refuses to be without where nothing gives the variable that tells the environment: its own default for that decides. */
function refusedUnset(look: Look, by: string | null, { refusals }: Looked): RootNeeds['unset'] {
  if (by === null || refusals.every(({ word }) => word === null)) return null;
  const found = refusalsIn(look, null, { refusals: [], calm: new Set(), entered: new Set() });
  // What is refused after the variable itself was given is refused in some environment, not without one.
  return found.some(({ names }) => names.includes(by)) ? null : found.map(({ names }) => keyOfNames(names));
}

/** Alternatives in any order. */
export function keyOfNames(names: readonly string[]): string {
  return [...names].sort().join('|');
}

/** Word by word; that the environment's name itself is needed is seen where none is assumed. */
function lookForRefusals(
  look: Look,
  words: readonly (string | null)[],
  tellsEnvironment: ((name: string) => boolean) | null,
  looked: Looked,
): void {
  if (tellsEnvironment && !words.includes(null)) {
    const anywhere = refusalsIn(look, null, looked);
    looked.refusals.push(...anywhere.filter(({ names }) => names.length === 1 && names.every(tellsEnvironment)));
    looked.calm.delete(null);
  }
  for (const word of words) looked.refusals.push(...refusalsIn(look, word, looked));
}

/** More runs than these are not made for the modes of one root. */
const MOST_MODES = 12;

/**
 * What happens at a start in one of the modes that a variable tells the code, and not in every one. A variable without a default is a
 * switch that is mostly not given.
 */
function lookIntoModes(look: Look, { modes, steps, reads }: Run, { refusals }: Looked): void {
  const defaulted = new Set([...reads.values()].flatMap((event) => (event.otherwise === 'value' ? [event.name] : [])));
  const told = [...modes].flatMap(([name, words]) =>
    defaulted.has(name) ? [...words].map(([word, at]): Told => ({ name, word, at })) : [],
  );
  if (told.length > MOST_MODES || steps > COSTLY * 4) return;
  const known = new Set(refusals.filter(({ unless }) => unless.length === 0).map(({ names }) => keyOfNames(names)));
  for (const where of told) {
    const inMode = refusalsIn(look, null, { refusals: [], calm: new Set(), entered: new Set() }, where);
    for (const refusal of inMode)
      if (refusal.unless.length === 0 && !known.has(keyOfNames(refusal.names)) && !refusal.names.includes(where.name))
        refusals.push({ ...refusal, where });
  }
}

function startsAt({ names, starts }: Root): boolean {
  return names.length === 0 || starts;
}

/** Everything is left out first; what is found to be needed is then given, until nothing more is refused. */
function refusalsIn(look: Look, word: string | null, { calm, entered }: Looked, told?: Told): readonly Refusal[] {
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
  for (let round = 0; round < MOST_ROUNDS; round++) {
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
    if (whole.normal.length === 0) return [];
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
  if (whole.normal.length === 0) return [];
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
  if (whole.normal.length === 0) return null;
  return { names, word, at: first.range, deferred: raised.every((completion) => completion.deferred), unless: [] };
}
