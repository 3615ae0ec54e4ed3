import type { History } from '../../src/model/history.ts';
import { change, commit, historyOf, regression } from './regressions.ts';

/** The commits of an evening on which an outage was blamed on the wrong one. */
export const evening = {
  cause: commit('a', '2025-09-04T20:44:27-07:00', 'refactor(auth): consolidate configuration'),
  cure: commit('b', '2025-09-04T23:19:23-07:00', 'fix(deploy): bind what auth needs'),
  asked: commit('c', '2025-09-04T23:25:54-07:00', 'fix(auth): restore SECRET_KEY'),
  tables: commit('d', '2025-09-04T23:32:11-07:00', 'refactor: move mappings to tables'),
  restored: commit('e', '2025-09-04T23:47:40-07:00', 'fix: what the move to tables had lost'),
};

const { cause, cure, asked, tables, restored } = evening;

/** Three names required and then bound; two of them dropped right afterwards from two services, and restored. */
export const incident: History = historyOf(
  [
    ...['SECRET_KEY', 'REDIS_HOST', 'REDIS_PORT'].map((name) =>
      regression(cause, {
        name,
        kind: 'unmet-requirement',
        side: 'code',
        environments: ['staging', 'production'],
        from: null,
        fixedBy: cure,
        evidence: [
          evidence(cause.commit, 'after', 'needed', 'auth/main.py', 32),
          evidence(cause.commit, 'after', 'given', 'deploy.py', 95),
          evidence(cure.commit, 'after', 'given', 'deploy.py', 96),
        ],
      }),
    ),
    ...['auth', 'backend'].flatMap((service) =>
      ['REDIS_HOST', 'REDIS_PORT'].map((name) => regression(asked, { service, name, fixedBy: restored })),
    ),
  ],
  [
    change(cure, { added: ['SECRET_KEY', 'REDIS_HOST', 'REDIS_PORT'] }),
    change(asked, { removed: ['REDIS_HOST', 'REDIS_PORT'] }),
    change(asked, { service: 'backend', removed: ['REDIS_HOST', 'REDIS_PORT'] }),
    change(tables, { deployment: 'deploy.py', remapped: ['LOG_LEVEL'] }),
    change(restored, { added: ['REDIS_HOST', 'REDIS_PORT'] }),
    change(restored, { service: 'backend', added: ['REDIS_HOST', 'REDIS_PORT'] }),
  ],
);

function evidence(commitId: string, side: 'before' | 'after', of: 'needed' | 'given', path: string, line: number) {
  const span = { path, start: 0, end: 1, line, column: 1, endLine: line, endColumn: 2 };
  return { commit: commitId, side, of, path, span };
}
