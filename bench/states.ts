/**
 * Whether the state that `rollcall history` has of a commit is the one that is found there alone, byte for byte:
 *
 *     ROLLCALL_CACHE_DIR=<folder> npx jiti bench/states.ts --repository <path> [--commits N] [--seed N] [--also <id>,…]
 *
 * The first pass reads the history, from the cache or into it. The second takes commits picked by a seeded generator, and those of `--also`,
 * and works each out as if nothing were known. `--version` names the code that has filled the cache, where it is not this one.
 */
import { parseArgs } from 'node:util';
import { readCodeVersion } from '../packages/rollcall/src/cache/code-version.ts';
import { type LoggedCommit, readLog } from '../packages/rollcall/src/git/log.ts';
import { openRepository, type Repository } from '../packages/rollcall/src/git/repository.ts';
import { StateCache } from '../packages/rollcall/src/history/cache.ts';
import { deriveKey, groundsOf, readRepositoryKey } from '../packages/rollcall/src/history/cache-key.ts';
import { KnownStates } from '../packages/rollcall/src/history/cache-states.ts';
import { factsAt } from '../packages/rollcall/src/history/facts-at.ts';
import { readHistory } from '../packages/rollcall/src/history/history.ts';
import { type State, stateOf } from '../packages/rollcall/src/history/state.ts';
import { NO_STATE, writeState } from '../packages/rollcall/src/history/state-record.ts';
import { isRelevant } from '../packages/rollcall/src/link/relevant.ts';
import { resolve } from '../packages/rollcall/src/resolve/resolve.ts';
import { CommitTrees } from '../packages/rollcall/src/workspace/commit-trees.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    commits: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    also: { type: 'string', default: '' },
    version: { type: 'string' },
  },
});
if (values.repository === undefined || !process.env.ROLLCALL_CACHE_DIR) {
  console.error(
    'usage: ROLLCALL_CACHE_DIR=<folder> npx jiti bench/states.ts --repository <path> [--commits N] [--seed N] [--also <id>,…]',
  );
  process.exit(2);
}
const repository = await openRepository(values.repository);
if (!repository) throw new Error(`${values.repository} is no repository`);
try {
  if (values.version === undefined) await readHistory(repository, { all: true, contract: null, cache: true });
  await compareStates(repository);
} finally {
  await repository.close();
}

async function compareStates(repository: Repository): Promise<void> {
  const commits: LoggedCommit[] = [];
  for await (const commit of readLog(repository, { all: true, wants: isRelevant })) commits.push(commit);
  const wanted = pickCommits(commits);
  const key = await readRepositoryKey(repository, commits);
  const version = values.version ?? readCodeVersion();
  const cache = new StateCache(key, version, console.error);
  const states = new KnownStates(cache, deriveKey(key, groundsOf(version, null)));
  const classes = deriveKey(key, 'plain values');
  const counts = { equal: 0, different: 0, unknown: 0 };
  for await (const { commit, files } of new CommitTrees(repository, commits).steps({ isKnown: () => true })) {
    if (!wanted.has(commit.id)) continue;
    const known = states.find(files);
    if (!known) counts.unknown++;
    else if (textOf(known) === textOf(await stateAlone(repository, commit.id, classes))) counts.equal++;
    else {
      counts.different++;
      console.log(`${commit.id} differs`);
    }
    process.stderr.write(`${JSON.stringify(counts)} of ${wanted.size}\n`);
  }
  console.log(
    `${wanted.size} commits: ${counts.equal} equal, ${counts.different} different, ${counts.unknown} not known`,
  );
  process.exitCode = counts.equal === wanted.size ? 0 : 1;
}

async function stateAlone(repository: Repository, commit: string, classes: Buffer): Promise<State> {
  for await (const facts of factsAt(repository, [commit], null)) return stateOf(resolve(facts, null), classes);
  return NO_STATE;
}

function textOf(state: State): string {
  return JSON.stringify(writeState(NO_STATE, state));
}

/** Some of the commits, by a linear congruential generator, and those asked for by the beginnings of their ids. */
function pickCommits(commits: readonly LoggedCommit[]): ReadonlySet<string> {
  const also = values.also.split(',').filter((id) => id !== '');
  const picked = new Set(commits.flatMap(({ id }) => (also.some((start) => id.startsWith(start)) ? [id] : [])));
  let state = Number(values.seed);
  const goal = Math.min(commits.length, picked.size + Number(values.commits));
  while (picked.size < goal) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    const commit = commits[state % commits.length];
    if (commit) picked.add(commit.id);
  }
  return picked;
}
