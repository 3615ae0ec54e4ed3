import { chownSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { git, makeFolder, makeRepository, writeFolder } from '../support/git-repository.ts';
import { codeOf, collect, open } from './open.ts';

const TWO = [
  { files: { 'a.txt': 'one\n', 'src/b.txt': 'two\n' }, message: 'first' },
  { files: { 'a.txt': 'changed\n' }, message: 'second' },
];

describe('the repository of a folder', () => {
  it('is its own or that of a folder above', async () => {
    const { folder } = makeRepository(TWO);
    expect(await openRepository(folder)).toMatchObject({ gitDir: join(folder, '.git'), workTree: folder });
    expect(await openRepository(join(folder, 'src'))).toMatchObject({ gitDir: join(folder, '.git'), workTree: folder });
  });

  it('is none where no folder above has one, and an error where there is no folder', async () => {
    const folder = writeFolder({ 'a.txt': '' });
    expect(await openRepository(folder)).toBeNull();
    expect(await codeOf(openRepository(join(folder, 'nowhere')))).toBe('FOLDER_MISSING');
    expect(await codeOf(openRepository(join(folder, 'a.txt')))).toBe('NOT_A_FOLDER');
    expect(await codeOf(openRepository(join(folder, 'a.txt', 'b')))).toBe('NOT_A_FOLDER');
  });

  it('is a bare one only where it is named itself', async () => {
    const { folder, commits } = makeRepository(TWO);
    const bare = join(makeFolder(), 'bare.git');
    git(folder, ['clone', '--quiet', '--bare', '.', bare]);
    const repository = await open(bare);
    expect(repository.workTree).toBeNull();
    expect(await repository.resolveCommit('main')).toBe(commits[1]);
    expect(await repository.headBranch()).toBe('main');
    expect(await openRepository(join(bare, 'refs'))).toBeNull();
  });

  it('is the worktree that the folder is, with its own HEAD', async () => {
    const { folder, commits } = makeRepository(TWO);
    const worktree = join(makeFolder(), 'work tree');
    git(folder, ['worktree', 'add', '--quiet', '--detach', worktree, commits[0] ?? '']);
    const repository = await open(worktree);
    expect(repository.workTree).toBe(worktree);
    expect(await repository.resolveCommit('HEAD')).toBe(commits[0]);
    expect(await repository.resolveCommit('main')).toBe(commits[1]);
    expect(await repository.headBranch()).toBeNull();
  });

  it('is the submodule that the folder is', async () => {
    const inner = makeRepository([{ files: { 'inner.txt': 'x' }, message: 'inner' }]);
    const outer = makeRepository(TWO);
    git(outer.folder, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'sub']);
    git(outer.folder, ['commit', '--quiet', '--message=with submodule']);
    const repository = await open(join(outer.folder, 'sub'));
    expect(repository.workTree).toBe(join(outer.folder, 'sub'));
    expect(await repository.resolveCommit('HEAD')).toBe(inner.commits[0]);
    const whole = await open(outer.folder);
    const { entries } = await whole.listTree(await whole.resolveCommit('HEAD'));
    expect(entries.find((entry) => entry.path === 'sub')).toEqual({
      path: 'sub',
      mode: '160000',
      id: inner.commits[0],
      size: null,
    });
  });

  it('passes over an empty .git folder, and stops at a .git file that points to nothing', async () => {
    const { folder } = makeRepository(TWO);
    mkdirSync(join(folder, 'src/.git'));
    expect((await open(join(folder, 'src'))).workTree).toBe(folder);
    mkdirSync(join(folder, 'copied/deep'), { recursive: true });
    writeFileSync(join(folder, 'copied/.git'), 'gitdir: ../gone\n');
    expect(await openRepository(join(folder, 'copied/deep'))).toBeNull();
  });

  it('may belong to someone else: nothing of it is run', async () => {
    const { folder, commits } = makeRepository(TWO);
    const mayGiveAway = process.getuid?.() === 0;
    if (mayGiveAway) for (const path of [folder, join(folder, '.git')]) chownSync(path, 12345, 12345);
    expect(await (await open(folder)).resolveCommit('HEAD')).toBe(commits[1]);
  });

  it('is not moved by the variables that git sets for a hook', async () => {
    const { folder, commits } = makeRepository(TWO);
    const other = makeRepository([]);
    process.env.GIT_DIR = join(other.folder, '.git');
    process.env.GIT_OBJECT_DIRECTORY = join(other.folder, '.git/objects');
    process.env.GIT_CONFIG_COUNT = '1';
    process.env.GIT_CONFIG_KEY_0 = 'extensions.objectFormat';
    process.env.GIT_CONFIG_VALUE_0 = 'sha256';
    try {
      const repository = await open(folder);
      expect(await repository.resolveCommit('HEAD')).toBe(commits[1]);
      expect((await repository.listTree(commits[1] ?? '')).missing).toEqual([]);
    } finally {
      for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) delete process.env[name];
    }
  });
});

describe('a ref', () => {
  it('may be a branch, a tag, an id, an expression, and begin with a dash', async () => {
    const { folder, commits } = makeRepository(TWO);
    git(folder, ['tag', '--annotate', '--message=x', 'v1', commits[0] ?? '']);
    git(folder, ['update-ref', 'refs/heads/--output=x', commits[0] ?? '']);
    const repository = await open(folder);
    expect(await repository.resolveCommit('main')).toBe(commits[1]);
    expect(await repository.resolveCommit('v1')).toBe(commits[0]);
    expect(await repository.resolveCommit('HEAD~1')).toBe(commits[0]);
    expect(await repository.resolveCommit((commits[0] ?? '').slice(0, 9))).toBe(commits[0]);
    expect(await repository.resolveCommit('--output=x')).toBe(commits[0]);
  });

  it.each([
    'nowhere',
    '--all',
    '--git-dir',
    '-',
    '',
    '^main',
    'main..main',
    'main\nmain',
    'a\0b',
    'HEAD~7',
    'main:a.txt',
    'main^{tree}',
    '0123456789012345678901234567890123456789',
  ])('%j names no commit', async (ref) => {
    const { folder } = makeRepository(TWO);
    expect(await codeOf((await open(folder)).resolveCommit(ref))).toBe('NO_SUCH_REF');
  });

  it('names nothing in a repository without commits', async () => {
    const repository = await open(makeRepository([]).folder);
    expect(await codeOf(repository.resolveCommit('HEAD'))).toBe('NO_COMMITS');
    expect(await codeOf(repository.resolveCommit('main'))).toBe('NO_COMMITS');
    expect(await repository.headBranch()).toBe('main');
  });

  it('beyond the depth of a shallow clone says how to get it', async () => {
    const { folder, commits } = makeRepository(TWO);
    const clone = join(makeFolder(), 'clone');
    git(folder, ['clone', '--quiet', '--depth=1', pathToFileURL(folder).href, clone]);
    const repository = await open(clone);
    expect(await repository.isShallow()).toBe(true);
    expect(await (await open(folder)).isShallow()).toBe(false);
    expect(await repository.resolveCommit('HEAD')).toBe(commits[1]);
    for (const ref of ['HEAD~1', commits[0] ?? '', (commits[0] ?? '').slice(0, 10)])
      expect(await codeOf(repository.resolveCommit(ref))).toBe('SHALLOW_CLONE');
    await expect(repository.resolveCommit('HEAD^')).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('the last commit only'),
      fix: expect.stringContaining('git fetch --unshallow'),
    });
    expect(await codeOf(repository.resolveCommit('other-branch'))).toBe('NO_SUCH_REF');
  });
});

describe('the common ancestor', () => {
  it('is where two branches parted, or null', async () => {
    const { folder, commits } = makeRepository([
      ...TWO,
      { files: { c: '' }, message: 'side', branch: 'side' },
      { files: { d: '' }, message: 'main', branch: 'main' },
    ]);
    git(folder, ['checkout', '--quiet', '--orphan', 'alone']);
    git(folder, ['commit', '--quiet', '--message=alone']);
    const repository = await open(folder);
    expect(await repository.mergeBase('main', 'side')).toBe(commits[1]);
    expect(await repository.mergeBase('main', 'alone')).toBeNull();
    expect(await codeOf(repository.mergeBase('main', 'nowhere'))).toBe('NO_SUCH_REF');
  });

  it('beyond the depth of a shallow clone is an error, not null', async () => {
    const { folder } = makeRepository([
      ...TWO,
      { files: { c: '' }, message: 'side', branch: 'side' },
      { files: { d: '' }, message: 'main', branch: 'main' },
    ]);
    const clone = join(makeFolder(), 'clone');
    git(folder, ['clone', '--quiet', '--depth=1', '--no-single-branch', pathToFileURL(folder).href, clone]);
    expect(await codeOf((await open(clone)).mergeBase('main', 'origin/side'))).toBe('SHALLOW_CLONE');
  });
});

describe('any command', () => {
  it('streams its output, and fails with what git says, cleaned', async () => {
    const { folder, commits } = makeRepository(TWO);
    const repository = await open(folder);
    const chunks: Buffer[] = [];
    for await (const chunk of repository.stream(['log', '--format=%H'])) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(`${commits[1]}\n${commits[0]}\n`);
    const failing = repository.stream(['log', '--end-of-options', 'a\u001b[31mb', '--']);
    await expect(failing.next()).rejects.toMatchObject({
      code: 'GIT_FAILED',
      exitCode: 3,
      message: expect.stringMatching(/^[ -~]*bad revision[ -~]*$/),
    });
  });

  it('is interrupted by a signal and by close', async () => {
    const { folder } = makeRepository(TWO);
    const repository = await open(folder);
    expect(await codeOf(repository.resolveCommit('HEAD', AbortSignal.abort()))).toBe('INTERRUPTED');
    const endless = repository.run(['cat-file', '--batch-all-objects', '--batch']);
    await repository.close();
    expect(await codeOf(endless)).toBe('INTERRUPTED');
    expect(await codeOf(repository.isShallow())).toBe('INTERRUPTED');
  });

  it('says so where git is not installed', async () => {
    const { folder } = makeRepository(TWO);
    const repository = await open(folder);
    const path = process.env.PATH;
    process.env.PATH = makeFolder();
    try {
      expect(await codeOf(repository.resolveCommit('HEAD'))).toBe('GIT_NOT_INSTALLED');
    } finally {
      process.env.PATH = path;
    }
  });

  it('says so where the repository is of a kind that git does not know', async () => {
    const { folder } = makeRepository(TWO);
    git(folder, ['config', 'core.repositoryFormatVersion', '99']);
    expect(await codeOf((await open(folder)).resolveCommit('HEAD'))).toBe('GIT_FAILED');
  });
});

it('may use SHA-256', async () => {
  const folder = makeFolder();
  git(folder, ['init', '--quiet', '--object-format=sha256']);
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  git(folder, ['add', '.']);
  git(folder, ['commit', '--quiet', '--message=first']);
  const repository = await open(folder);
  const commit = await repository.resolveCommit('HEAD');
  expect(commit).toHaveLength(64);
  const { entries, missing } = await repository.listTree(commit);
  expect(missing).toEqual([]);
  expect(entries).toMatchObject([{ path: 'a.txt', size: 4 }]);
  const blobs = await collect(repository.readBlobs(entries.map((entry) => entry.id)));
  expect(blobs[0]?.bytes?.toString()).toBe('one\n');
});

it('may borrow its objects from another', async () => {
  const { folder, commits } = makeRepository(TWO);
  const clone = join(makeFolder(), 'clone');
  git(folder, ['clone', '--quiet', '--shared', folder, clone]);
  expect((await (await open(clone)).listTree(commits[1] ?? '')).missing).toEqual([]);
});

it('leaves a copied repository as it was', async () => {
  const { folder, commits } = makeRepository(TWO);
  const copy = join(makeFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  const repository = await open(copy);
  await repository.listTree(await repository.resolveCommit('HEAD'));
  expect(git(copy, ['status', '--porcelain'])).toBe('');
  expect(git(copy, ['rev-parse', 'HEAD'])).toBe(commits[1]);
});
