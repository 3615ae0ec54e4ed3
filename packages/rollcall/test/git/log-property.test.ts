import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLog } from '../../src/git/log.ts';
import { splitNames } from '../../src/git/names.ts';
import type { Repository } from '../../src/git/repository.ts';
import { git, makeFolder } from '../support/git-repository.ts';
import { collect, open } from './open.ts';

/** Names that take one another's place, as file and as folder, and names that must be quoted; as `git fast-import` writes them. */
const NAMES = ['a', 'a/b', 'a/b/c', 'a.b', '"x y"', '"\\n:1"', '"\\351"', '"\\303\\251"', '__proto__', 'z/a/b/c/d'];
const MODES = ['100644', '100755', '120000', '160000'];

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...MODES), fc.nat(3)) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
);
const history = fc.array(
  fc.record({
    parents: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
    operations: fc.array(operation, { maxLength: 6 }),
    // Git itself ends where an offset takes a date before 1970.
    seconds: fc.integer({ min: 86_400, max: 4_000_000_000 }),
    offset: fc.constantFrom('+0000', '-0700', '+0530', '+1400', '-1130'),
  }),
  { minLength: 1, maxLength: 12 },
);
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function writeHistory(commits: History): string {
  return commits
    .map(({ parents, operations, seconds, offset }, index) => {
      const [first, ...others] = parents.filter((parent) => parent < index).map((parent) => `:${parent + 1}\n`);
      const lines = operations.map((each) => {
        if (typeof each === 'string') return `D ${each}\n`;
        const [name, mode, content] = each;
        if (mode === '160000') return `M 160000 ${`${content + 1}`.repeat(40)} ${name}\n`;
        return `M ${mode} inline ${name}\ndata 1\n${content}\n`;
      });
      const head = `commit refs/heads/c${index}\nmark :${index + 1}\ncommitter A <a@b> ${seconds} ${offset}\ndata 0\n`;
      return `${head}${first ? `from ${first}` : ''}${others.map((other) => `merge ${other}`).join('')}${lines.join('')}`;
    })
    .join('');
}

async function listFiles(repository: Repository, commit: string): Promise<string[]> {
  const { stdout } = await repository.run(['ls-tree', '-r', '-z', commit]);
  return splitNames(stdout).map((line) => line.replace(/ \w+ /, ' '));
}

it('gives every commit its files, when the changes are applied along first parents', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (commits) => {
      const folder = makeFolder();
      git(folder, ['init', '--quiet', '--bare', '.']);
      git(folder, ['fast-import', '--quiet'], writeHistory(commits));
      const repository = await open(folder);
      const states = new Map<string, Map<string, string>>();
      const log = await collect(readLog(repository, { all: true, wants: () => true }));
      const expected = git(folder, ['log', '--all', '--format=%H %P|%aI|%cI']).replace(/Z(?=\||$)/gm, '+00:00');
      const lines = log.map(({ id, parents, authored, committed }) =>
        [`${id} ${parents.join(' ')}`, authored, committed].join('|'),
      );
      expect(lines.sort()).toEqual(expected.split('\n').sort());
      for (const { id, parents, changes } of log) {
        for (const parent of parents) expect(states.has(parent)).toBe(true);
        const files = new Map(states.get(parents[0] ?? ''));
        for (const change of changes) {
          const { before } = change;
          expect(before ? `${before.mode} ${before.id}\t${change.path}` : undefined).toBe(files.get(change.path));
          if (change.id === null) expect(files.delete(change.path)).toBe(true);
          else files.set(change.path, `${change.mode} ${change.id}\t${change.path}`);
        }
        states.set(id, files);
        expect([...files.values()].sort()).toEqual((await listFiles(repository, id)).sort());
      }
    }),
    { numRuns: 30 },
  );
});
