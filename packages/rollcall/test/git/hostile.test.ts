import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { openCommitTree } from '../../src/workspace/commit-tree.ts';
import { openDiskTree } from '../../src/workspace/disk-tree.ts';
import { git, makeFolder, makeRepository, writeFiles } from '../support/git-repository.ts';
import { collect, open } from './open.ts';

/** A program that leaves a file behind when it is run. */
function makeTrap(): { program: string; wasRun: () => boolean } {
  const folder = makeFolder();
  const program = join(folder, 'trap.sh');
  writeFileSync(program, `#!/bin/sh\necho run >> "${folder}/run"\nexit 0\n`);
  chmodSync(program, 0o755);
  return { program, wasRun: () => existsSync(join(folder, 'run')) };
}

/** Every setting known to run a program on some command. */
function setTraps(folder: string, program: string): void {
  const settings = [
    ['core.fsmonitor', program],
    ['core.pager', program],
    ['core.editor', program],
    ['core.sshCommand', program],
    ['core.gitProxy', program],
    ['core.askPass', program],
    ['core.alternateRefsCommand', program],
    ['diff.external', program],
    ['diff.trap.command', program],
    ['diff.trap.textconv', program],
    ['filter.trap.clean', program],
    ['filter.trap.smudge', program],
    ['filter.trap.process', program],
    ['merge.trap.driver', program],
    ['log.showSignature', 'true'],
    ['gpg.program', program],
    ['credential.helper', `!${program}`],
    ['pager.log', program],
    ['pager.ls-tree', program],
    ['interactive.diffFilter', program],
    ['uploadpack.packObjectsHook', program],
    ...['rev-parse', 'ls-tree', 'ls-files', 'cat-file', 'log', 'merge-base'].map((name) => [
      `alias.${name}`,
      `!${program}`,
    ]),
  ];
  for (const [name = '', value = ''] of settings) git(folder, ['config', name, value]);
  const hooks = join(folder, 'trap-hooks');
  mkdirSync(hooks);
  for (const hook of [
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-auto-gc',
    'fsmonitor-watchman',
  ]) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\n"${program}"\n`);
    chmodSync(join(hooks, hook), 0o755);
  }
  git(folder, ['config', 'core.hooksPath', hooks]);
}

/** Everything that is ever asked of a repository. */
async function readEverything(folder: string): Promise<void> {
  const repository = await open(folder);
  const commit = await repository.resolveCommit('HEAD');
  await repository.headBranch();
  await repository.isShallow();
  await repository.mergeBase('HEAD', commit);
  const { entries } = await repository.listTree(commit);
  await collect(repository.readBlobs(entries.map((entry) => entry.id)));
  await collect(
    repository.stream(['log', '--all', '-m', '--raw', '-z', '--no-abbrev', '--no-renames', '--end-of-options']),
  );
  const committed = await openCommitTree(repository, commit);
  await committed.load(committed.files.keys());
  const disk = await openDiskTree(folder);
  for (const path of disk.files.keys()) disk.text(path);
  await repository.close();
}

const FILES = { '.gitattributes': '*.txt filter=trap diff=trap merge=trap\n', 'a.txt': 'one\n', 'src/b.txt': 'two\n' };

it('runs no program that the configuration names', async () => {
  const { folder } = makeRepository([
    { files: FILES, message: 'first' },
    { files: { 'a.txt': 'changed\n' }, message: 'second' },
  ]);
  const { program, wasRun } = makeTrap();
  setTraps(folder, program);
  writeFiles(folder, { 'a.txt': 'changed on disk\n', 'new.txt': 'new\n' });
  await readEverything(folder);
  expect(wasRun()).toBe(false);
  // The traps are real: git itself runs one of them here, and mostly fails because of it.
  try {
    git(folder, ['status', '--porcelain']);
  } catch {
    // What counts is that the trap was run.
  }
  expect(wasRun()).toBe(true);
});

it.each([
  ['as cloned', []],
  [
    'with every protocol allowed by the repository',
    [
      ['protocol.allow', 'always'],
      ['protocol.file.allow', 'always'],
      ['protocol.ext.allow', 'always'],
    ],
  ],
])('fetches nothing for a partial clone, whose uploadpack would be run: %s', async (_, settings) => {
  const { folder } = makeRepository([
    { files: FILES, message: 'first' },
    { files: { 'a.txt': 'x' }, message: 'second' },
  ]);
  git(folder, ['config', 'uploadpack.allowFilter', 'true']);
  const clone = join(makeFolder(), 'partial');
  git(folder, ['clone', '--quiet', '--no-checkout', '--filter=blob:none', pathToFileURL(folder).href, clone]);
  const { program, wasRun } = makeTrap();
  git(clone, ['config', 'remote.origin.uploadpack', program]);
  for (const [name = '', value = ''] of settings) git(clone, ['config', name, value]);
  const repository = await open(clone);
  const commit = await repository.resolveCommit('HEAD');
  const { entries, missing } = await repository.listTree(commit);
  expect(entries.map((entry) => entry.path)).toEqual(['.gitattributes', 'a.txt', 'src/b.txt']);
  expect([...missing].sort()).toEqual(entries.map((entry) => entry.id).sort());
  const blobs = await collect(repository.readBlobs(missing));
  expect(blobs.every((blob) => blob.missing)).toBe(true);
  await readEverything(clone);
  expect(wasRun()).toBe(false);
  expect(() => git(clone, ['cat-file', 'blob', missing[0] ?? ''])).toThrow();
  expect(wasRun()).toBe(true);
});

it('takes a bare repository hidden in the files for files', async () => {
  const { folder } = makeRepository([{ files: FILES, message: 'outer' }]);
  const hidden = join(folder, 'docs/assets');
  mkdirSync(hidden, { recursive: true });
  git(hidden, ['init', '--quiet', '--bare', '.']);
  const { program, wasRun } = makeTrap();
  for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand']) git(hidden, ['config', name, program]);
  git(hidden, ['config', 'core.bare', 'false']);
  git(hidden, ['config', 'core.worktree', folder]);
  writeFiles(hidden, { 'sub/file.txt': 'x' });
  const fromInside = await open(join(hidden, 'sub'));
  expect(fromInside.gitDir).toBe(join(folder, '.git'));
  const tree = await openDiskTree(folder);
  expect(tree.text('docs/assets/sub/file.txt')).toEqual({ ok: true, text: 'x', lossy: false });
  await openDiskTree(hidden);
  await (await open(hidden)).headBranch();
  expect(wasRun()).toBe(false);
});

it('keeps to the folder where core.worktree points elsewhere', async () => {
  const { folder } = makeRepository([{ files: FILES, message: 'first' }]);
  const elsewhere = makeRepository([{ files: { 'secret.txt': 's' }, message: 'other' }]);
  git(folder, ['config', 'core.worktree', elsewhere.folder]);
  const tree = await openDiskTree(folder);
  expect([...tree.files.keys()]).toEqual(['.gitattributes', 'a.txt', 'src/b.txt']);
});

it('reads an object under its own id, not its replacement', async () => {
  const { folder } = makeRepository([{ files: { a: 'true' }, message: 'first' }]);
  const id = git(folder, ['rev-parse', 'HEAD:a']);
  git(folder, ['replace', id, git(folder, ['hash-object', '-w', '--stdin'], 'false')]);
  const blobs = await collect((await open(folder)).readBlobs([id]));
  expect(blobs[0]?.bytes?.toString()).toBe('true');
});

it('writes nothing into the repository', async () => {
  const { folder } = makeRepository([{ files: FILES, message: 'first' }]);
  rmSync(join(folder, '.git/index'));
  const before = readdirSync(join(folder, '.git'), { recursive: true }).sort();
  await readEverything(folder);
  expect(readdirSync(join(folder, '.git'), { recursive: true }).sort()).toEqual(before);
});
