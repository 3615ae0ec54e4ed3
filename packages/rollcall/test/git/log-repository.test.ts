import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { readLog } from '../../src/git/log.ts';
import type { Repository } from '../../src/git/repository.ts';
import { git, makeFolder, makeRepository, writeFiles } from '../support/git-repository.ts';
import { idsOf, logOf, SIDES, TWO, told } from './log-of.ts';
import { codeOf, open } from './open.ts';

function removeObject(folder: string, id: string): void {
  rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)));
}

describe('the repository', () => {
  it('may be bare, or a worktree with a HEAD of its own', async () => {
    const { folder, commits } = makeRepository(TWO);
    const bare = join(makeFolder(), 'bare.git');
    git(folder, ['clone', '--quiet', '--bare', '.', bare]);
    expect(await logOf(bare)).toEqual(await logOf(folder));
    const worktree = join(makeFolder(), 'work tree');
    git(folder, ['worktree', 'add', '--quiet', '--detach', worktree, commits[0] ?? '']);
    expect(idsOf(await logOf(worktree, { all: false }))).toEqual([commits[0]]);
    git(worktree, ['commit', '--quiet', '--allow-empty', '--message=only there']);
    const there = git(worktree, ['rev-parse', 'HEAD']);
    for (const place of [worktree, folder])
      expect(idsOf(await logOf(place)).sort()).toEqual([...commits, there].sort());
  });

  it('may be empty of commits', async () => {
    const { folder } = makeRepository([]);
    expect(await codeOf(logOf(folder))).toBe('NO_COMMITS');
    expect(await codeOf(logOf(folder, { all: false }))).toBe('NO_COMMITS');
    expect(await codeOf(logOf(folder, { all: false, from: 'main' }))).toBe('NO_COMMITS');
    const named = makeRepository(TWO).folder;
    git(named, ['symbolic-ref', 'HEAD', 'refs/heads/unborn']);
    expect(await logOf(named)).toHaveLength(2);
    for (const from of ['HEAD', 'nowhere', '--all', 'main:a.txt'])
      expect(await codeOf(logOf(named, { all: false, from }))).toBe('NO_SUCH_REF');
  });

  it('may be a shallow clone, whose boundary comes with all its files', async () => {
    const { folder, commits } = makeRepository([...TWO, { files: { c: 'x' }, message: 'third' }]);
    const clone = join(makeFolder(), 'clone');
    git(folder, ['clone', '--quiet', '--depth=2', pathToFileURL(folder).href, clone]);
    const log = await logOf(clone);
    expect(log.map((commit) => [commit.id, commit.parents])).toEqual([
      [commits[1], []],
      [commits[2], [commits[1]]],
    ]);
    expect(log.map(told)).toEqual([['100644 a.txt', '100644 src/b.txt'], ['100644 c']]);
    expect(await codeOf(logOf(clone, { all: false, from: commits[0] ?? '' }))).toBe('SHALLOW_CLONE');
  });

  it('may be a partial clone: without blobs all is told, without trees that one is missing', async () => {
    const { folder, commits } = makeRepository([
      ...TWO,
      { files: { 'src/b.txt': null, d: 'two\n' }, message: 'moved' },
    ]);
    git(folder, ['config', 'uploadpack.allowFilter', 'true']);
    const [blobless, treeless] = ['blob:none', 'tree:0'].map((filter) => {
      const clone = join(makeFolder(), 'partial');
      const url = pathToFileURL(folder).href;
      git(folder, ['clone', '--quiet', '--no-checkout', `--filter=${filter}`, url, clone]);
      git(clone, ['config', 'diff.renames', 'copies']);
      return clone;
    });
    expect(await logOf(blobless ?? '')).toEqual(await logOf(folder));
    const tree = git(folder, ['rev-parse', `${commits[0]}^{tree}`]);
    await expect(logOf(treeless ?? '')).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(tree),
    });
  });

  it('may use SHA-256', async () => {
    const folder = makeFolder();
    git(folder, ['init', '--quiet', '--object-format=sha256']);
    writeFiles(folder, { 'a.txt': 'one\n' });
    git(folder, ['add', '.']);
    git(folder, ['commit', '--quiet', '--message=first']);
    rmSync(join(folder, 'a.txt'));
    git(folder, ['commit', '--quiet', '--all', '--message=second']);
    const id = git(folder, ['rev-parse', 'HEAD~1:a.txt']);
    expect(id).toHaveLength(64);
    expect((await logOf(folder)).map((commit) => commit.changes)).toEqual([
      [{ path: 'a.txt', mode: '100644', id, before: null }],
      [{ path: 'a.txt', mode: '100644', id: null, before: { id, mode: '100644' } }],
    ]);
  });

  it('may be configured to show something else, or to run something', async () => {
    const { folder } = makeRepository([
      ...SIDES,
      { files: { b: '2', ü: '1', '.gitattributes': '* diff=trap\n' }, message: 'merge', merge: ['side'] },
      { files: { b: null, 'sub/renamed': '2' }, message: 'rename' },
    ]);
    git(folder, ['notes', 'add', '--message=note', 'main']);
    const before = await logOf(folder);
    const trap = join(makeFolder(), 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\necho run >> "${trap}.run"\n`);
    chmodSync(trap, 0o755);
    for (const [name, value] of hostileSettings(trap)) git(folder, ['config', name, value]);
    expect(await logOf(folder)).toEqual(before);
    expect(await logOf(join(folder, 'sub'))).toEqual(before);
    expect(existsSync(`${trap}.run`)).toBe(false);
  });
});

function hostileSettings(program: string): [string, string][] {
  return [
    ['log.follow', 'true'],
    ['log.showSignature', 'true'],
    ['log.showRoot', 'false'],
    ['log.diffMerges', 'combined'],
    ['log.date', 'relative'],
    ['log.decorate', 'full'],
    ['log.abbrevCommit', 'true'],
    ['log.mailmap', 'true'],
    ['log.excludeDecoration', '*'],
    ['gpg.program', program],
    ['format.pretty', 'oneline'],
    ['pretty.oneline', '%h'],
    ['color.ui', 'always'],
    ['color.diff', 'always'],
    ['core.quotePath', 'true'],
    ['core.abbrev', '4'],
    ['core.pager', program],
    ['core.notesRef', 'refs/notes/commits'],
    ['notes.displayRef', '*'],
    ['pager.log', program],
    ['alias.log', `!${program}`],
    ['diff.renames', 'copies'],
    ['diff.relative', 'true'],
    ['diff.external', program],
    ['diff.trap.command', program],
    ['diff.trap.textconv', program],
    ['diff.orderFile', join(program, 'nowhere')],
    ['diff.noPrefix', 'true'],
    ['diff.ignoreSubmodules', 'all'],
    ['i18n.logOutputEncoding', 'UTF-16'],
    ['i18n.commitEncoding', 'ISO-8859-1'],
    ['core.commitGraph', 'true'],
  ];
}

describe('reading', () => {
  /** More than the buffers between two processes hold. */
  function makeLarge(): string {
    const files = (content: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`some/folder/with/files/${index}`, content]));
    return makeRepository(['1', '2', '3', '4'].map((content) => ({ files: files(content), message: content }))).folder;
  }
  const running = (): boolean => process.getActiveResourcesInfo().includes('ProcessWrap');

  it('may stop before the end, and so does git', async () => {
    const repository = await open(makeLarge());
    for await (const commit of readLog(repository, { all: true, wants: () => true })) {
      expect(commit.subject).toBe('1');
      expect(running()).toBe(true);
      break;
    }
    await vi.waitFor(() => expect(running()).toBe(false));
  });

  it('may be interrupted', async () => {
    const folder = makeLarge();
    expect(await codeOf(logOf(folder, { signal: AbortSignal.abort() }))).toBe('INTERRUPTED');
    const abort = new AbortController();
    const repository = await open(folder);
    const interrupt = async (stop: () => unknown, signal?: AbortSignal): Promise<void> => {
      for await (const _ of readLog(repository, { all: true, wants: () => true, signal })) await stop();
    };
    expect(await codeOf(interrupt(() => abort.abort(), abort.signal))).toBe('INTERRUPTED');
    expect(await codeOf(interrupt(() => repository.close()))).toBe('INTERRUPTED');
    await vi.waitFor(() => expect(running()).toBe(false));
  });

  it('ends where a tree or commit is missing, with its id', async () => {
    const { folder, commits } = makeRepository([...TWO, { files: { 'src/b.txt': 'x' }, message: 'third' }]);
    const tree = git(folder, ['rev-parse', 'HEAD:src']);
    removeObject(folder, tree);
    const seen: string[] = [];
    const reading = async (repository: Repository): Promise<void> => {
      for await (const commit of readLog(repository, { all: true, wants: () => true })) seen.push(commit.id);
    };
    await expect(reading(await open(folder))).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(tree),
    });
    expect(commits.slice(0, seen.length)).toEqual(seen);
    expect(seen).not.toContain(commits[2]);
    removeObject(folder, commits[0] ?? '');
    await expect(logOf(folder)).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(commits[0] ?? ''),
    });
  });

  it('ends where a branch points to nothing, with the id that it names', async () => {
    const { folder } = makeRepository(TWO);
    const id = '0123456789012345678901234567890123456789';
    writeFileSync(join(folder, '.git/refs/heads/gone'), `${id}\n`);
    await expect(logOf(folder)).rejects.toMatchObject({
      code: 'MISSING_OBJECT',
      message: expect.stringContaining(`${id} that refs/heads/gone`),
    });
    expect(await logOf(folder, { all: false })).toHaveLength(2);
  });
});
