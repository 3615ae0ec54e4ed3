import { spawnSync } from 'node:child_process';
import { isRelevant } from '../../packages/rollcall/src/link/relevant.ts';
import type { Case } from './cases.ts';
import { isAmong } from './compare.ts';

/** What another method says of one case. */
export interface Guess {
  /** The labelled cause is among the candidates. */
  readonly right: boolean;
  readonly candidates: number;
  /** Why there is no answer, as git or the method itself says it. */
  readonly failed: string | null;
}

type Found = { readonly commits: ReadonlySet<string>; readonly failed: string | null };

/**
 * B-SZZ: the lines that the cure deletes or changes, blamed at its parent; whoever last touched them is a candidate.
 * Śliwerski, Zimmermann, Zeller: When do changes induce fixes? (MSR 2005). Only in files that Rollcall would read as well.
 */
export function blameFixes(repository: string): (row: Case) => Guess {
  const blamed = new Map<string, Found>();
  return (row) => {
    const [fix] = row.fixedBy;
    if (fix === undefined) return { right: false, candidates: 0, failed: 'no fix to blame yet' };
    const found = blamed.get(fix) ?? blameFix(repository, fix);
    blamed.set(fix, found);
    return guess(found, row);
  };
}

/** `git log --all -S<NAME>`: whoever changed how often the name occurs, anywhere, is a candidate. */
export function pickNames(repository: string): (row: Case) => Guess {
  const picked = new Map<string, Found>();
  return (row) => {
    if (row.name === '*') return { right: false, candidates: 0, failed: 'no name given' };
    const found = picked.get(row.name) ?? pickName(repository, row.name);
    picked.set(row.name, found);
    return guess(found, row);
  };
}

function guess({ commits, failed }: Found, { introducedBy }: Case): Guess {
  return {
    right: [...commits].some((commit) => isAmong(commit, introducedBy)),
    candidates: commits.size,
    failed: commits.size === 0 && failed === null ? 'no candidate' : failed,
  };
}

function pickName(repository: string, name: string): Found {
  const { output, failed } = git(repository, ['log', '--all', `-S${name}`, '--format=%H']);
  return { commits: new Set(failed === null ? output.split('\n').filter((line) => line !== '') : []), failed };
}

function blameFix(repository: string, fix: string): Found {
  const diff = git(repository, [
    ...['diff', '--unified=0', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--no-prefix'],
    ...[`${fix}^1`, fix],
  ]);
  const commits = new Set<string>();
  let failed = diff.failed;
  for (const [path, ranges] of deletedLines(diff.output)) {
    if (!isRelevant(path)) continue;
    const lines = ranges.map((range) => `-L${range}`);
    const blame = git(repository, ['blame', '--porcelain', ...lines, `${fix}^1`, '--', path]);
    failed ??= blame.failed;
    for (const [, commit] of blame.output.matchAll(/^([0-9a-f]{40}) \d+ \d+/gm)) if (commit) commits.add(commit);
  }
  return { commits, failed };
}

/** Of a diff without context: the line ranges, as blame takes them, that are no longer there, by file. */
function deletedLines(diff: string): Map<string, string[]> {
  const byPath = new Map<string, string[]>();
  for (const file of diff.split(/^diff --git /m).slice(1)) {
    const [head = '', ...hunks] = file.split(/^@@ -/m);
    const path = /^--- (?!\/dev\/null)([^\t\n]*)/m.exec(head)?.[1];
    if (path === undefined) continue;
    const ranges = hunks.flatMap((hunk) => {
      const [, from = '', count = '1'] = /^(\d+)(?:,(\d+))? /.exec(hunk) ?? [];
      return count === '0' ? [] : [`${from},+${count}`];
    });
    if (ranges.length > 0) byPath.set(path, ranges);
  }
  return byPath;
}

/** Runs git as a user would, but for fetching what a partial copy lacks: that ends as it ends without a network. */
function git(repository: string, args: readonly string[]): { output: string; failed: string | null } {
  const run = spawnSync('git', ['-C', repository, ...args], {
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' },
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const message = run.stderr.split('\n').find((line) => line.startsWith('fatal:')) ?? 'git failed';
  return { output: run.stdout, failed: run.status === 0 ? null : `${message} (exit ${run.status})` };
}
