import type { Change, CommitRef, History, Regression } from '../../src/model/history.ts';

/** A commit whose id repeats a letter. */
export function commit(letter: string, date: string, subject = `Change ${letter}`): CommitRef {
  return { commit: letter.repeat(40), date, subject };
}

/** A name dropped by one commit, and open. */
export function regression(introducedBy: CommitRef, more: Partial<Regression> = {}): Regression {
  const fixedBy = more.fixedBy ?? null;
  const name = more.name ?? 'SECRET_KEY';
  const service = more.service ?? 'auth';
  return {
    id: `${introducedBy.commit.slice(0, 4)}-${service}-${name}`,
    kind: 'dropped',
    side: 'deployment',
    need: 'required',
    service,
    deployment: 'deploy.py',
    deployments: ['deploy.py'],
    environments: [],
    name,
    other: null,
    from: 'secret-key',
    to: null,
    introducedBy,
    fixedBy,
    open: fixedBy === null,
    durationHours: fixedBy ? (Date.parse(fixedBy.date) - Date.parse(introducedBy.date)) / 3_600_000 : null,
    confidence: 1,
    twins: [],
    evidence: [],
    ...more,
  };
}

export function change(at: CommitRef, more: Partial<Change> = {}): Change {
  return {
    ...at,
    service: 'auth',
    deployment: 'deploy.py',
    added: [],
    removed: [],
    remapped: [],
    renamed: [],
    ...more,
  };
}

export function historyOf(
  regressions: readonly Regression[],
  changes: readonly Change[] = [],
  more: Partial<History> = {},
): History {
  return { commits: 10, complete: true, missingObjects: [], notRead: [], regressions, changes, ...more };
}
