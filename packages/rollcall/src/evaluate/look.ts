import type { Program, Seen } from './modules.ts';
import type { Root } from './roots.ts';
import type { Scenario } from './run.ts';
import { type Ended, runRoot } from './run-root.ts';
import { isSame, seenBy } from './seen.ts';
import type { Part } from './touched.ts';
import type { ReadEvent } from './value.ts';

const STEPS = 30_000;

/** One look at a root: the runs it takes, and what they rest on. */
export class Look {
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
