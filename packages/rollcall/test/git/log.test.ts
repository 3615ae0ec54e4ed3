import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, makeRepository, type Step, writeFiles } from '../support/git-repository.ts';
import { idsOf, logOf, SIDES, TWO, told } from './log-of.ts';

function writeObject(folder: string, type: string, content: string | Uint8Array): string {
  return git(folder, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], content);
}

describe('the changes of a commit', () => {
  it('are all files at first, then what was added, changed, deleted and renamed', async () => {
    const { folder, commits } = makeRepository([
      ...TWO,
      { files: { 'src/b.txt': null, 'src/moved.txt': 'two\n' }, message: 'rename' },
      { files: { 'a.txt': null }, message: 'delete' },
      { files: {}, message: 'nothing' },
    ]);
    const log = await logOf(folder);
    expect(idsOf(log)).toEqual(commits);
    expect(log.map((commit) => commit.parents)).toEqual([[], ...commits.slice(0, -1).map((id) => [id])]);
    expect(log.map((commit) => commit.subject)).toEqual(['first', 'second', 'rename', 'delete', 'nothing']);
    expect(log.map(told)).toEqual([
      ['100644 a.txt', '100644 src/b.txt'],
      ['100644 a.txt'],
      ['-100644 src/b.txt', '100644 src/moved.txt'],
      ['-100644 a.txt'],
      [],
    ]);
    expect(log[1]?.changes[0]?.id).toBe(git(folder, ['rev-parse', `${commits[1]}:a.txt`]));
  });

  it('may be of the mode alone, or of the kind', async () => {
    const { folder } = makeRepository([{ files: { run: 'x', link: { symlink: 'run' } }, message: 'first' }]);
    chmodSync(join(folder, 'run'), 0o755);
    git(folder, ['commit', '--quiet', '--all', '--message=mode']);
    rmSync(join(folder, 'link'));
    writeFiles(folder, { 'link/below': 'x' });
    git(folder, ['add', '--all']);
    git(folder, ['commit', '--quiet', '--message=kind']);
    const log = await logOf(folder);
    expect(log.map(told)).toEqual([
      ['120000 link', '100644 run'],
      ['100755 run'],
      ['-120000 link', '100644 link/below'],
    ]);
    expect(log[1]?.changes[0]?.id).toBe(log[0]?.changes[1]?.id);
  });

  it('may be of a submodule, even one that the repository wants ignored', async () => {
    const { folder, commits } = makeRepository([TWO[0] as Step]);
    const [inner = ''] = commits;
    const modules = '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tignore = all\n';
    writeFiles(folder, { '.gitmodules': modules });
    for (const [id, message] of [
      [inner, 'add'],
      [`${'0'.repeat(39)}1`, 'move'],
    ] as const) {
      git(folder, ['update-index', '--add', '--cacheinfo', `160000,${id},sub`]);
      git(folder, ['add', '.gitmodules']);
      git(folder, ['commit', '--quiet', `--message=${message}`]);
    }
    git(folder, ['config', 'submodule.sub.ignore', 'all']);
    git(folder, ['config', 'diff.ignoreSubmodules', 'all']);
    const [, added, moved] = await logOf(folder);
    expect(told(added)).toEqual(['100644 .gitmodules', '160000 sub']);
    expect(added?.changes[1]?.id).toBe(inner);
    const before = { id: inner, mode: '160000' };
    expect(moved?.changes).toEqual([{ path: 'sub', mode: '160000', id: `${'0'.repeat(39)}1`, before }]);
  });

  it('of a merge are those against its first parent, its own among them', async () => {
    const { folder, commits } = makeRepository([
      ...SIDES,
      { files: { b: '2', evil: 'x' }, message: 'merge', merge: ['side'] },
      { files: { c: 'x' }, message: 'one more', branch: 'side' },
      { files: {}, message: 'ours', branch: 'main', merge: ['side'] },
    ]);
    const log = await logOf(folder);
    const merge = log.find((commit) => commit.id === commits[3]);
    expect(merge?.parents).toEqual([commits[2], commits[1]]);
    expect(told(merge)).toEqual(['100644 b', '100644 evil']);
    expect(told(log.find((commit) => commit.id === commits[5]))).toEqual([]);
    expect(told(log.find((commit) => commit.id === commits[1]))).toEqual(['100644 b']);
    expect(log).toHaveLength(6);
  });

  it('are only those that are wanted, and each path is judged once', async () => {
    const { folder } = makeRepository([...TWO, { files: { 'a.txt': 'again', 'c/d': 'x' }, message: 'third' }]);
    const asked: string[] = [];
    const wants = (path: string): boolean => {
      asked.push(path);
      return path.includes('/');
    };
    const log = await logOf(folder, { wants });
    expect(log.map(told)).toEqual([['100644 src/b.txt'], [], ['100644 c/d']]);
    expect(asked).toEqual(['a.txt', 'src/b.txt', 'c/d']);
  });

  it('have the names that the repository gives them', async () => {
    const names = [
      ' a b ',
      'q"u\'o`te',
      '\nnew\nline',
      ':100644 100644',
      'tab\there',
      '__proto__',
      'ü/東京',
      '-x',
      '*[?]',
    ];
    const { folder } = makeRepository([]);
    const blob = writeObject(folder, 'blob', 'x');
    const records = [...names.filter((name) => !name.includes('/')), 'caf'].sort().map((name) => {
      const bytes = Buffer.concat([Buffer.from(name), Buffer.from(name === 'caf' ? [0xe9, 0x2e, 0xff] : [])]);
      return Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), bytes, Buffer.from([0])]);
    });
    const below = git(folder, ['mktree', '-z'], `100644 blob ${blob}\t東京\0`);
    const tree = git(folder, ['mktree', '-z'], Buffer.concat([...records, Buffer.from(`040000 tree ${below}\tü\0`)]));
    git(folder, ['update-ref', 'refs/heads/main', git(folder, ['commit-tree', '-m', 'names', tree])]);
    const [commit] = await logOf(folder);
    expect(commit?.changes.map((change) => change.path).sort()).toEqual([...names, 'caf\udce9.\udcff'].sort());
    expect(new Set(commit?.changes.map((change) => change.id))).toEqual(new Set([blob]));
  });

  it('may be more than git writes at once, and a name or subject longer', async () => {
    const long = `${'é'.repeat(100_000)} end`;
    const files = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`folder/${index}-é`, `${index}`]));
    const deep = Array.from({ length: 1000 }, () => 'd'.repeat(200)).join('/');
    const { folder } = makeRepository([]);
    const stream = `commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata ${Buffer.byteLength(long)}\n${long}\n`;
    const changes = [...Object.keys(files), deep].map((path) => `M 100644 inline ${path}\ndata 1\nx\n`);
    git(folder, ['fast-import', '--quiet'], stream + changes.join(''));
    const [commit] = await logOf(folder);
    expect(commit?.subject).toBe(long);
    expect(commit?.changes.map((change) => change.path).sort()).toEqual([...Object.keys(files), deep].sort());
  });
});

describe('what a commit says', () => {
  it('may be nothing, or hold control characters', async () => {
    const messages = ['', '\n\n', 'a\u001b[31mb\u0007\r', 'one\ntwo\n\nbody', ':100644 x', '\u2028東京'];
    const { folder } = makeRepository(messages.map((message) => ({ files: {}, message })));
    const subjects = (await logOf(folder)).map((commit) => commit.subject);
    expect(subjects.map((subject) => subject.trimEnd())).toEqual([
      '',
      '',
      'a\u001b[31mb\u0007',
      'one two',
      ':100644 x',
      '\u2028東京',
    ]);
  });

  it('may be in another encoding, in none, or hold NUL', async () => {
    const { folder } = makeRepository([]);
    const tree = git(folder, ['mktree'], '');
    const write = (headers: string, message: readonly number[]): string => {
      const head = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n${headers}\n`;
      return writeObject(folder, 'commit', Buffer.concat([Buffer.from(head), Buffer.from(message)]));
    };
    const commits = [
      write('encoding ISO-8859-1\n', [0x63, 0xe9]),
      write('', [0x63, 0xe9, 0x21]),
      write('', [0x61, 0, 0x62, 0, 0x3a]),
      write('encoding no-such\n', [0x78]),
    ];
    for (const [index, id] of commits.entries()) git(folder, ['update-ref', `refs/heads/b${index}`, id]);
    const log = await logOf(folder);
    const subjects = commits.map((id) => log.find((commit) => commit.id === id)?.subject);
    expect(subjects).toEqual(['cé', 'c\ufffd!', 'a', 'x']);
    expect(log).toHaveLength(4);
  });

  it('is when it was authored and committed, with the offsets', async () => {
    const { folder } = makeRepository([
      { files: {}, message: 'x', date: '2025-09-04T20:44:27-07:00', authorDate: '2025-09-05T09:14:28+05:30' },
      { files: {}, message: 'y', date: '2025-09-04T20:44:27Z' },
    ]);
    expect(await logOf(folder)).toMatchObject([
      { authored: '2025-09-05T09:14:28+05:30', committed: '2025-09-04T20:44:27-07:00' },
      { authored: '2025-09-04T20:44:27+00:00', committed: '2025-09-04T20:44:27+00:00' },
    ]);
  });

  it.each([
    ['1700000000 +51800', '2023-11-14T22:13:20+00:00'],
    ['1700000000 -0000', '2023-11-14T22:13:20+00:00'],
    ['1700000000 +0199', '2023-11-14T22:13:20+00:00'],
    ['0 -0800', '1969-12-31T16:00:00-08:00'],
    ['99999999999999999999 +0000', '1970-01-01T00:00:00+00:00'],
    ['9999999999999 +0100', '1970-01-01T01:00:00+01:00'],
    ['253402214399 -2359', '9999-12-30T00:00:59-23:59'],
    ['yesterday', '1970-01-01T00:00:00+00:00'],
    ['', '1970-01-01T00:00:00+00:00'],
  ])('may be a date that is none: %s', async (date, expected) => {
    const { folder } = makeRepository([]);
    const tree = git(folder, ['mktree'], '');
    const text = `tree ${tree}\nauthor A <a@b> ${date}\ncommitter A <a@b> 1 +0000\n\nx\n`;
    git(folder, ['update-ref', 'refs/heads/main', writeObject(folder, 'commit', text)]);
    const [commit] = await logOf(folder);
    expect(commit).toMatchObject({ authored: expected, committed: '1970-01-01T00:00:01+00:00', subject: 'x' });
    expect(Number.isNaN(Date.parse(commit?.authored ?? ''))).toBe(false);
  });
});

describe('the commits', () => {
  it('are those that HEAD, a ref or an expression reaches, or all', async () => {
    const { folder, commits } = makeRepository(SIDES);
    const [base, side, main] = commits;
    const one = async (from?: string): Promise<string[]> =>
      idsOf(await logOf(folder, { all: false, ...(from === undefined ? {} : { from }) }));
    expect(await one()).toEqual([base, main]);
    expect(await one('side')).toEqual([base, side]);
    expect(await one('main~1')).toEqual([base]);
    expect(idsOf(await logOf(folder)).sort()).toEqual([...commits].sort());
  });

  it('come after their parents', async () => {
    const { folder, commits } = makeRepository([
      ...SIDES.map((step, index) => ({ ...step, date: `2025-01-0${9 - index}T00:00:00Z` })),
      { files: {}, message: 'merge', merge: ['side'], date: '2024-01-01T00:00:00Z' },
    ]);
    const order = idsOf(await logOf(folder));
    expect([order[0], order[3]]).toEqual([commits[0], commits[3]]);
  });

  it('may begin with several roots', async () => {
    const { folder, commits } = makeRepository(TWO);
    git(folder, ['checkout', '--quiet', '--orphan', 'alone']);
    git(folder, ['commit', '--quiet', '--message=alone']);
    const alone = git(folder, ['rev-parse', 'HEAD']);
    git(folder, ['merge', '--quiet', '--allow-unrelated-histories', '--message=joined', 'main']);
    const log = await logOf(folder, { all: false });
    expect(log).toHaveLength(4);
    const roots = log.filter((commit) => commit.parents.length === 0);
    expect(idsOf(roots).sort()).toEqual([alone, commits[0]].sort());
    for (const root of roots) expect(told(root)).toEqual(['100644 a.txt', '100644 src/b.txt']);
  });

  it('are those of branches, remotes, tags and a detached HEAD, not of the stash, notes and replacements', async () => {
    const { folder, commits } = makeRepository(TWO);
    const make = (message: string): string =>
      git(folder, ['commit-tree', '-p', 'main', '-m', message, `${commits[1]}^{tree}`]);
    const kept = ['branch', 'remote', 'light', 'annotated', 'detached'].map(make);
    const [branch = '', remote = '', light = '', annotated = '', detached = ''] = kept;
    git(folder, ['update-ref', 'refs/heads/feature/x', branch]);
    git(folder, ['update-ref', 'refs/remotes/origin/y', remote]);
    git(folder, ['tag', 'light', light]);
    git(folder, ['tag', '--annotate', '--message=x', 'annotated', annotated]);
    git(folder, ['tag', 'file', `${commits[0]}:a.txt`]);
    git(folder, ['tag', 'folder', `${commits[0]}:src`]);
    git(folder, ['checkout', '--quiet', '--detach', detached]);
    writeFiles(folder, { 'a.txt': 'not committed' });
    git(folder, ['stash', '--quiet']);
    git(folder, ['notes', 'add', '--message=note', 'main']);
    git(folder, ['notes', '--ref=other/notes', 'add', '--message=note', 'main']);
    git(folder, ['replace', branch, make('stands in')]);
    expect(idsOf(await logOf(folder)).sort()).toEqual([...commits, ...kept].sort());
    expect(idsOf(await logOf(folder, { all: false }))).toEqual([...commits, detached]);
    expect(git(folder, ['stash', 'list'])).not.toBe('');
  });

  it('have their own parents and files, whatever replaces them', async () => {
    const { folder, commits } = makeRepository([...TWO, { files: { c: 'x' }, message: 'third' }]);
    const before = await logOf(folder);
    git(folder, ['replace', '--graft', commits[2] ?? '', commits[0] ?? '']);
    git(folder, ['replace', `${commits[1]}:a.txt`, `${commits[0]}:a.txt`]);
    mkdirSync(join(folder, '.git/info'), { recursive: true });
    writeFileSync(join(folder, '.git/info/grafts'), `${commits[1]}\n`);
    expect(await logOf(folder)).toEqual(before);
    expect(git(folder, ['log', '--format=%H']).split('\n')).not.toEqual([...commits].reverse());
  });
});
