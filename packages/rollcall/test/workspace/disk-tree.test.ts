import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { openCommitTree } from '../../src/workspace/commit-tree.ts';
import { openDiskTree } from '../../src/workspace/disk-tree.ts';
import { codeOf, open } from '../git/open.ts';
import { git, makeFolder, makeRepository, writeFiles, writeFolder } from '../support/git-repository.ts';

const ok = (text: string): object => ({ ok: true, text, lossy: false });

async function list(folder: string): Promise<string[]> {
  return [...(await openDiskTree(folder)).files.keys()];
}

describe('in a repository', () => {
  it('holds what git tracks and what is new, as it lies on disk', async () => {
    const { folder } = makeRepository([
      {
        files: {
          '.gitignore': '*.log\n/build/\n',
          'a.py': 'a',
          'gone.py': 'g',
          'kept.log': 'tracked all the same',
          'src/b.py': 'b',
        },
        message: 'x',
      },
    ]);
    rmSync(join(folder, 'gone.py'));
    writeFiles(folder, {
      'a.py': 'changed',
      'new file\n.py': 'n',
      'debug.log': '',
      'build/x.js': '',
      'src/build/y.js': 'y',
      'node_modules/p/index.js': '',
      'src/venv/lib/z.py': '',
    });
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual([
      '.gitignore',
      'a.py',
      'kept.log',
      'new file\n.py',
      'src/b.py',
      'src/build/y.js',
    ]);
    expect(tree.text('a.py')).toEqual(ok('changed'));
    expect(tree.text('a.py')).toBe(tree.text('a.py'));
    expect(tree.files.get('a.py')).toEqual({ path: 'a.py', size: 7, id: null, kind: 'file' });
    expect(tree).toMatchObject({ root: folder, commit: null, missingObjects: [], nested: [], unlisted: [] });
  });

  it('may begin at a folder of it, an ignored one too', async () => {
    const { folder } = makeRepository([
      { files: { '.gitignore': 'out\n*.log\n', 'svc/a.py': 'a', 'svc/sub/b.py': 'b', 'svc2/c.py': '' }, message: 'x' },
    ]);
    writeFiles(folder, { 'svc/x.log': '', 'out/made.py': 'm', 'svc/[x]/d.py': '' });
    expect(await list(join(folder, 'svc'))).toEqual(['[x]/d.py', 'a.py', 'sub/b.py']);
    expect(await list(join(folder, 'svc/[x]'))).toEqual(['d.py']);
    expect(await list(join(folder, 'out'))).toEqual(['made.py']);
  });

  it('says the same as its commit', async () => {
    const { folder, commits } = makeRepository([
      {
        files: {
          'a.py': 'a',
          'ü/東京.py': 'b',
          'c.bin': '\0',
          link: { symlink: 'ü/東京.py' },
          folderLink: { symlink: 'ü' },
          outside: { symlink: '../../nowhere' },
          broken: { symlink: 'nowhere' },
          loop: { symlink: 'loop' },
          absolute: { symlink: '/etc/hostname' },
        },
        message: 'x',
      },
    ]);
    const disk = await openDiskTree(folder);
    const commit = await openCommitTree(await open(folder), commits[0] ?? '');
    await commit.load(commit.files.keys());
    expect([...disk.files.keys()]).toEqual([...commit.files.keys()]);
    for (const [path, { kind, size }] of commit.files) {
      expect(disk.files.get(path)).toMatchObject({ kind, size });
      expect([path, disk.text(path)]).toEqual([path, commit.text(path)]);
    }
  });

  it('reads submodules and clones inside it by their own rules, and names them', async () => {
    const inner = makeRepository([{ files: { '.gitignore': 'skip\n', 'inner.py': 'i' }, message: 'inner' }]);
    const { folder } = makeRepository([{ files: { 'a.py': 'a' }, message: 'x' }]);
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder];
    git(folder, [...add, 'libs/sub']);
    git(folder, [...add, 'libs/absent']);
    git(folder, ['submodule', '--quiet', 'deinit', '--force', 'libs/absent']);
    git(folder, ['clone', '--quiet', inner.folder, 'clone']);
    git(folder, ['clone', '--quiet', inner.folder, 'clone/deeper']);
    writeFiles(folder, { 'libs/sub/skip/x.py': '', 'libs/sub/new.py': 'n' });
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual([
      '.gitmodules',
      'a.py',
      'clone/.gitignore',
      'clone/deeper/.gitignore',
      'clone/deeper/inner.py',
      'clone/inner.py',
      'libs/absent',
      'libs/sub/.gitignore',
      'libs/sub/inner.py',
      'libs/sub/new.py',
    ]);
    expect(tree.nested).toEqual(['clone', 'clone/deeper', 'libs/sub']);
    expect(tree.text('libs/sub/inner.py')).toEqual(ok('i'));
    expect(tree.files.get('libs/absent')?.kind).toBe('submodule');
    expect(tree.text('libs/absent')).toEqual({ ok: false, reason: 'unreadable' });
  });

  it('does not follow a folder that became a link after its files were tracked', async () => {
    const elsewhere = writeFolder({ 'a.py': 'elsewhere' });
    const { folder } = makeRepository([{ files: { 'src/a.py': 'a', 'b.py': 'b' }, message: 'x' }]);
    rmSync(join(folder, 'src'), { recursive: true });
    symlinkSync(elsewhere, join(folder, 'src'));
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual(['b.py', 'src']);
    expect(tree.text('src')).toEqual({ ok: false, reason: 'symlink-outside' });
  });

  it('lists a file in conflict once', async () => {
    const { folder } = makeRepository([
      { files: { 'a.py': '1\n' }, message: 'base' },
      { files: { 'a.py': '2\n' }, message: 'side', branch: 'side' },
      { files: { 'a.py': '3\n' }, message: 'main', branch: 'main' },
    ]);
    expect(() => git(folder, ['merge', 'side'])).toThrow();
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual(['a.py']);
    expect(tree.text('a.py')).toMatchObject({ ok: true, text: expect.stringContaining('<<<<<<< HEAD') });
  });

  it('is read without git where git cannot read it', async () => {
    const { folder } = makeRepository([{ files: { '.gitignore': '*.log', 'a.py': 'a' }, message: 'x' }]);
    writeFileSync(join(folder, '.git/index'), 'damaged');
    writeFiles(folder, { 'x.log': '' });
    expect(await list(folder)).toEqual(['.gitignore', 'a.py']);
  });
});

describe('without git', () => {
  it('leaves out what .gitignore files exclude, and what was installed', async () => {
    const folder = writeFolder({
      '.gitignore': '*.log\n/dist/\n!keep.log\nsecret\\ file\n',
      'a.py': 'a',
      'x.log': '',
      'keep.log': 'k',
      'secret file': '',
      'dist/x.js': '',
      'src/dist/y.js': '',
      'src/.gitignore': '!x.log\n*.tmp\n',
      'src/x.log': 'x',
      'src/deep/z.tmp': '',
      'z.tmp': '',
      'node_modules/p.js': '',
      'app/.venv/p.py': '',
      'app/__pycache__/p.pyc': '',
      'env/pyvenv.cfg': '',
      'env/lib.py': '',
      'env2/lib.py': '',
      '.github/workflows/ci.yml': 'on: push',
    });
    expect(await list(folder)).toEqual([
      '.github/workflows/ci.yml',
      '.gitignore',
      'a.py',
      'env2/lib.py',
      'keep.log',
      'src/.gitignore',
      'src/dist/y.js',
      'src/x.log',
      'z.tmp',
    ]);
  });

  it('agrees with git on the same rules', async () => {
    const files = {
      '.gitignore': 'a/**/z\n*.o\n!b.o\nfoo/\n/top\n\\#x\n#comment\nd?c\n[ab].txt\ntrailing \nq/r\n',
      'a/z': '',
      'a/b/c/z': '',
      'b.o': '',
      'c.o': '',
      'foo/x': '',
      'sub/foo/x': '',
      'bar/foo': '',
      top: '',
      'sub/top': '',
      '#x': '',
      'doc/x': '',
      'a.txt': '',
      'c.txt': '',
      trailing: '',
      'q/r': '',
      's/q/r': '',
      'sub/.gitignore': '!top\n*.py\n!keep.py\n',
      'sub/a.py': '',
      'sub/keep.py': '',
    };
    const plain = writeFolder(files);
    const { folder } = makeRepository([]);
    writeFiles(folder, files);
    expect(await list(plain)).toEqual(await list(folder));
  });

  it('reads repositories inside by their own rules', async () => {
    const folder = writeFolder({ 'a.py': 'a', '.gitignore': '*.tmp' });
    const inner = makeRepository([{ files: { '.gitignore': '*.log', 'i.py': 'i' }, message: 'inner' }]);
    renameSync(inner.folder, join(folder, 'inner'));
    writeFiles(folder, { 'inner/x.log': '', 'copied/.git': 'gitdir: ../../gone\n', 'copied/c.py': 'c' });
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual(['.gitignore', 'a.py', 'copied/c.py', 'inner/.gitignore', 'inner/i.py']);
    expect(tree.nested).toEqual(['copied', 'inner']);
  });

  it('ends for patterns that would keep a matcher busy', async () => {
    const folder = writeFolder({ '.gitignore': `${'*a'.repeat(30)}*b\n*.log\n`, ['a'.repeat(200)]: '', 'x.log': '' });
    expect(await list(folder)).toEqual(['.gitignore', 'a'.repeat(200)]);
  });
});

describe('a file', () => {
  it('may have a name that is not UTF-8, with git and without', async () => {
    for (const folder of [writeFolder({}), makeRepository([]).folder]) {
      const name = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.py')]);
      writeFileSync(name, 'coffee');
      const tree = await openDiskTree(folder);
      expect([...tree.files.keys()]).toEqual(['caf\udce9.py']);
      expect(tree.text('caf\udce9.py')).toEqual(ok('coffee'));
    }
  });

  it('that is large is not read', async () => {
    const folder = writeFolder({ 'big.py': '', 'small.py': 'x'.repeat(5_000_000), link: { symlink: 'big.py' } });
    truncateSync(join(folder, 'big.py'), 50_000_000_000);
    const tree = await openDiskTree(folder);
    expect(tree.text('big.py')).toEqual({ ok: false, reason: 'too-large' });
    expect(tree.text('link')).toEqual({ ok: false, reason: 'too-large' });
    expect(tree.text('small.py')).toMatchObject({ ok: true });
    expect((await openDiskTree(folder, { limit: 10 })).text('small.py')).toEqual({ ok: false, reason: 'too-large' });
  });

  it('is followed through a link only inside the folder, and never into .git', async () => {
    const outside = writeFolder({ 'secret.txt': 's' });
    const { folder } = makeRepository([{ files: { 'a/x.py': 'x' }, message: 'x' }]);
    writeFiles(folder, {
      inside: { symlink: 'a/x.py' },
      absolute: { symlink: join(folder, 'a/x.py') },
      away: { symlink: join(outside, 'secret.txt') },
      config: { symlink: '.git/config' },
      folder: { symlink: 'a' },
      hop: { symlink: join('hopped', 'secret.txt') },
      hopped: { symlink: outside },
    });
    const tree = await openDiskTree(folder);
    for (const path of ['inside', 'absolute']) expect(tree.text(path)).toEqual(ok('x'));
    for (const path of ['away', 'config', 'hop', 'hopped'])
      expect([path, tree.text(path)]).toEqual([path, { ok: false, reason: 'symlink-outside' }]);
    expect(tree.text('folder')).toEqual({ ok: false, reason: 'unreadable' });
  });

  it('may be a pipe, which is passed over', async () => {
    const folder = writeFolder({ 'a.py': 'a', link: { symlink: 'pipe.py' } });
    execFileSync('mkfifo', [join(folder, 'pipe.py')]);
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual(['a.py', 'link']);
    expect(tree.text('link')).toEqual({ ok: false, reason: 'unreadable' });
  });

  it('that vanished, or was swapped for a link, is unreadable; the others are read', async () => {
    const folder = writeFolder({ 'a.py': 'a', 'b.py': 'b', 'c.py': 'c' });
    const tree = await openDiskTree(folder);
    for (const path of ['a.py', 'b.py']) rmSync(join(folder, path));
    symlinkSync('/etc/hostname', join(folder, 'b.py'));
    await tree.load(['a.py', 'b.py', 'c.py', 'nowhere']);
    for (const path of ['a.py', 'b.py']) expect(tree.text(path)).toEqual({ ok: false, reason: 'unreadable' });
    expect(tree.text('c.py')).toEqual(ok('c'));
    expect(tree.text('nowhere')).toBeNull();
  });
});

describe('the folder', () => {
  it('must be there, and stay', async () => {
    const folder = writeFolder({ 'a.py': 'a' });
    expect(await codeOf(openDiskTree(join(folder, 'nowhere')))).toBe('FOLDER_MISSING');
    expect(await codeOf(openDiskTree(join(folder, 'a.py')))).toBe('NOT_A_FOLDER');
    const tree = await openDiskTree(folder);
    rmSync(folder, { recursive: true });
    expect(await codeOf(tree.load(['a.py']))).toBe('FOLDER_MISSING');
    expect(() => tree.text('a.py')).toThrow('does not exist');
  });

  it('may be empty, named through a link, or have a strange name', async () => {
    expect(await list(makeFolder())).toEqual([]);
    expect(await list(makeRepository([]).folder)).toEqual([]);
    const strange = join(makeFolder(), ' "quoted"\n$(x) ');
    mkdirSync(strange);
    writeFiles(strange, { 'a.py': 'a' });
    git(strange, ['init', '--quiet']);
    expect(await list(strange)).toEqual(['a.py']);
    const link = join(makeFolder(), 'link');
    symlinkSync(strange, link);
    expect((await openDiskTree(link)).root).toBe(strange);
  });

  it('is interrupted by a signal', async () => {
    const signal = AbortSignal.abort();
    expect(await codeOf(openDiskTree(writeFolder({ a: '' }), { signal }))).toBe('INTERRUPTED');
    expect(await codeOf(openDiskTree(makeRepository([]).folder, { signal }))).toBe('INTERRUPTED');
    const tree = await openDiskTree(writeFolder({ a: '' }));
    expect(await codeOf(tree.load(['a'], signal))).toBe('INTERRUPTED');
  });
});

/** Runs `work` while the system refuses these paths of a folder; as another account where the tests run as root, who may read everything. */
async function whileRefused(folder: string, paths: readonly string[], work: () => Promise<void>): Promise<void> {
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  execFileSync('chmod', ['000', ...paths.map((path) => join(folder, path))]);
  const asRoot = process.getuid?.() === 0;
  // Child processes take the real account, so git needs both.
  const change = asRoot && process.setuid !== undefined;
  if (change) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (change) process.seteuid?.(0);
    execFileSync('chmod', ['-R', 'u+rwX', folder]);
  }
}

it('tells files and folders that the system refuses, and reads the rest', async () => {
  const folder = makeFolder();
  writeFiles(folder, { 'a.py': 'a', 'shut.py': 's', 'closed/b.py': 'b' });
  await whileRefused(folder, ['shut.py', 'closed'], async () => {
    const tree = await openDiskTree(folder);
    expect(tree.unlisted).toEqual(['closed']);
    expect([...tree.files.keys()]).toEqual(['a.py', 'shut.py']);
    expect(tree.text('shut.py')).toEqual({ ok: false, reason: 'unreadable' });
    expect(tree.text('a.py')).toEqual(ok('a'));
    expect(await codeOf(openDiskTree(join(folder, 'closed')))).toBe('PERMISSION_REFUSED');
    expect(await codeOf(openRepository(join(folder, 'closed')))).toBe('PERMISSION_REFUSED');
  });
});

it('keeps a tracked file in sight whose folder the system refuses', async () => {
  const { folder } = makeRepository([
    { files: { 'a.py': 'a', 'closed/b.py': 'b', 'closed/deep/c.py': 'c' }, message: 'x' },
  ]);
  await whileRefused(folder, ['closed'], async () => {
    const tree = await openDiskTree(folder);
    expect([...tree.files.keys()]).toEqual(['a.py', 'closed/b.py', 'closed/deep/c.py']);
    expect(tree.text('closed/b.py')).toEqual({ ok: false, reason: 'unreadable' });
    expect(tree.text('closed/deep/c.py')).toEqual({ ok: false, reason: 'unreadable' });
  });
});

it('tells a folder that git may not list', async () => {
  const { folder } = makeRepository([{ files: { 'src/a.py': 'a' }, message: 'x' }]);
  writeFiles(folder, { "src/it's new/b.py": 'b' });
  await whileRefused(folder, ["src/it's new"], async () => {
    expect((await openDiskTree(folder)).unlisted).toEqual(["src/it's new"]);
    expect((await openDiskTree(join(folder, 'src'))).unlisted).toEqual(["it's new"]);
  });
});
