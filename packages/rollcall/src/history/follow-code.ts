import type { Transitions } from './ledger.ts';
import type { DeploymentState } from './state.ts';
import { carry, given, mending, needed, open, put, type Step } from './step.ts';

/** Names that are given all the while, and that the code reads, no longer reads, and reads again. */
export function followReaders(step: Step): void {
  for (const [service, needs] of step.state.needs) {
    const before = step.main.needs.get(service);
    const own = [...step.state.deployments.values()].filter((one) => one.service === service);
    // Where most of what was read is gone, it is the code that was not found; but for files of which something is still read.
    const lost = before !== undefined && needs.size * 2 < before.size;
    const found = new Set([...needs.values()].map(({ at }) => at.path));
    const names = new Set([...needs.keys(), ...(before?.keys() ?? [])]);
    for (const name of names) {
      const subject = own.find((one) => one.names.has(name));
      if (!subject) continue;
      const key = `reader\0${service}\0${name}`;
      const old = before?.get(name);
      const now = needs.has(name) || (lost && old !== undefined && !found.has(old.at.path)) ? 'read' : null;
      const begin: Transitions['begin'] = (commit, entry, value) => {
        if (value !== null || entry.last === null) return null;
        const lapse = open(step, {
          kind: 'reader-removed',
          side: 'code',
          name,
          subject,
          environments: [],
          from: subject.names.get(name)?.secret ?? null,
          confidence: 0.7,
          evidence: [
            needed(commit.parents[0] ?? commit.id, 'before', before?.get(name)?.at ?? null),
            given(commit.id, 'after', subject.names.get(name)?.at ?? null),
          ],
          kept: false,
        });
        return { lapse, until: 'read' };
      };
      put(step, key, now, { begin, mend: mending(step, subject, name) });
    }
  }
  carry(step, 'reader');
}

/** One name that two services of one script take from two secrets, and later from one. */
export function followIdentities(step: Step): void {
  const byEntry = new Map<string, DeploymentState[]>();
  for (const one of step.state.deployments.values()) byEntry.set(one.entry, [...(byEntry.get(one.entry) ?? []), one]);
  for (const [entry, deployments] of byEntry)
    for (const [i, one] of deployments.entries())
      for (const other of deployments.slice(i + 1)) {
        if (one.service === other.service) continue;
        for (const [name, mine] of one.names) {
          const theirs = other.names.get(name);
          if (!theirs || mine.secret === null || theirs.secret === null) continue;
          const key = `identity\0${entry}\0${name}\0${one.service}\0${other.service}`;
          const begin: Transitions['begin'] = (commit, _before, value) => {
            if (value !== 'split') return null;
            const lapse = open(step, {
              kind: 'split-identity',
              side: 'deployment',
              name,
              other: other.service,
              subject: one,
              environments: [],
              from: mine.secret,
              confidence: 0.7,
              evidence: [given(commit.id, 'after', mine.at), given(commit.id, 'after', theirs.at)],
              kept: false,
            });
            return { lapse, until: 'same' };
          };
          const now = mine.secret === theirs.secret ? 'same' : 'split';
          put(step, key, now, { begin, mend: mending(step, one, name) });
        }
      }
  carry(step, 'identity');
}
