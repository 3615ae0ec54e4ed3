import { replay } from './environment.ts';
import { isEnvironmentName } from './environment-words.ts';
import type { Seen } from './modules.ts';
import type { Run, Scenario } from './run.ts';
import type { ReadEvent } from './value.ts';

/** Whether something was made under a scenario that is the same as far as its making looked. */
export function isSame({ scenario }: { readonly scenario: Scenario }, seen: Seen): boolean {
  if (seen.mode !== scenario.mode) return false;
  if (seen.word !== undefined && seen.word !== scenario.word) return false;
  if (seen.mode === 'discover') return true;
  const { told } = scenario;
  if (told?.word !== seen.told?.word && (seen.told !== undefined || (told && seen.names.has(told.name)))) return false;
  if (told && seen.told && told.name !== seen.told.name) return false;
  for (const name of seen.names) if (scenario.unset(name) !== seen.unset.has(name)) return false;
  return true;
}

/** Takes over into a run what the making of something saw when it was made. */
export function takeOver(run: Run, seen: Seen): void {
  for (const name of seen.deciding) run.decidingModules.add(name);
  replay(run, seen.reads);
}

/** Does `work`, which returns the unset names that decided what came of it, and tells what it saw; null: nothing of the environment. */
export function watch(run: Run, work: () => ReadonlySet<string>): Seen | null {
  const before = run.log.length;
  const words = run.wordCount;
  const deciding = work();
  for (const name of deciding) run.decidingModules.add(name);
  const reads = run.log.slice(before);
  if (reads.length === 0 && run.wordCount === words) return null;
  return seenOf(run, reads, run.wordCount > words, deciding);
}

/** What a run that has ended saw of its scenario. */
export function seenBy(run: Run): Seen {
  return seenOf(run, run.log, run.wordCount > 0, run.decidingModules);
}

function seenOf(run: Run, reads: readonly ReadEvent[], comparesWord: boolean, deciding: ReadonlySet<string>): Seen {
  const names = new Set(reads.map((event) => event.name));
  const unset = new Set([...names].filter((name) => run.scenario.unset(name)));
  const looks = comparesWord || [...names].some((name) => isEnvironmentName(run, name));
  const { mode, word, told } = run.scenario;
  const own = told && names.has(told.name) ? told : undefined;
  return { mode, reads, names, unset, deciding, word: looks ? word : undefined, told: own };
}
