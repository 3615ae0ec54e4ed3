import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findMissingObjects, readHistoryGaps } from '../../src/git/history-gaps.ts';
import { git, makeFolder, makeRepository, type Step } from '../support/git-repository.ts';
import { codeOf, open } from './open.ts';

const STEPS: readonly Step[] = [
  { files: { a: 'one', 'src/b': 'two' }, message: 'first' },
  { files: { 'src/b': 'three' }, message: 'side', branch: 'side' },
  { files: { a: 'four' }, message: 'main', branch: 'main' },
];

describe('what cuts or bends the history', () => {
  it('is nothing in a plain repository', async () => {
    for (const { folder } of [makeRepository(STEPS), makeRepository([])]) {
      mkdirSync(join(folder, '.git/info'), { recursive: true });
      writeFileSync(join(folder, '.git/info/grafts'), '# a comment\n\n');
      expect(await readHistoryGaps(await open(folder))).toEqual({ shallow: [], grafts: false });
    }
  });

  it('are the boundary commits of a shallow clone, and of its worktrees', async () => {
    const { folder, commits } = makeRepository(STEPS);
    const clone = join(makeFolder(), 'cloné');
    git(folder, ['clone', '--quiet', '--depth=1', '--no-single-branch', pathToFileURL(folder).href, clone]);
    const worktree = join(makeFolder(), 'worktree');
    git(clone, ['worktree', 'add', '--quiet', '--detach', worktree]);
    for (const place of [clone, worktree]) {
      const { shallow, grafts } = await readHistoryGaps(await open(place));
      expect([...shallow].sort()).toEqual([commits[1], commits[2]].sort());
      expect(grafts).toBe(false);
    }
  });

  it('are grafts and replacement refs, in a bare repository too', async () => {
    const grafted = makeRepository(STEPS);
    mkdirSync(join(grafted.folder, '.git/info'), { recursive: true });
    writeFileSync(join(grafted.folder, '.git/info/grafts'), `# none\n${grafted.commits[2]} ${grafted.commits[1]}\n`);
    expect(await readHistoryGaps(await open(grafted.folder))).toEqual({ shallow: [], grafts: true });
    const { folder, commits } = makeRepository(STEPS);
    git(folder, ['replace', commits[2] ?? '', commits[1] ?? '']);
    const bare = join(makeFolder(), 'bare.git');
    git(folder, ['clone', '--quiet', '--mirror', '.', bare]);
    for (const place of [folder, bare])
      expect(await readHistoryGaps(await open(place))).toEqual({ shallow: [], grafts: true });
  });

  it('is not looked for once interrupted', async () => {
    const { folder } = makeRepository(STEPS);
    expect(await codeOf(readHistoryGaps(await open(folder), AbortSignal.abort()))).toBe('INTERRUPTED');
  });
});

describe('missing objects', () => {
  function remove(folder: string, expression: string): string {
    const id = git(folder, ['rev-parse', expression]);
    rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)));
    return id;
  }

  it('are the trees and blobs in reach that are not there', async () => {
    const { folder } = makeRepository(STEPS);
    const repository = await open(folder);
    expect(await findMissingObjects(repository, { all: true })).toEqual([]);
    expect(await codeOf(findMissingObjects(repository, { all: false, from: 'nowhere' }))).toBe('NO_SUCH_REF');
    const blob = remove(folder, 'main:a');
    const tree = remove(folder, 'side:src');
    expect((await findMissingObjects(repository, { all: true })).sort()).toEqual([blob, tree].sort());
    expect(await findMissingObjects(repository, { all: false })).toEqual([blob]);
    expect(await findMissingObjects(repository, { all: false, from: 'side' })).toEqual([tree]);
    expect(await findMissingObjects(repository, { all: false, from: 'main~1' })).toEqual([]);
  });

  it('are those that a partial clone left out', async () => {
    const { folder } = makeRepository(STEPS);
    git(folder, ['config', 'uploadpack.allowFilter', 'true']);
    const clone = join(makeFolder(), 'partial');
    git(folder, ['clone', '--quiet', '--no-checkout', '--filter=blob:none', pathToFileURL(folder).href, clone]);
    const blobs = ['main:a', 'main~1:a', 'main:src/b', 'side:src/b'].map((name) => git(folder, ['rev-parse', name]));
    expect((await findMissingObjects(await open(clone), { all: true })).sort()).toEqual(blobs.sort());
  });

  it('may be a commit, or what a branch points to, and then nothing can be walked', async () => {
    const { folder } = makeRepository(STEPS);
    const commit = remove(folder, 'main~1');
    await expect(findMissingObjects(await open(folder), { all: true })).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(commit),
    });
    const other = makeRepository(STEPS).folder;
    const tip = remove(other, 'side');
    await expect(findMissingObjects(await open(other), { all: true })).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(tip),
    });
  });
});
