import { describe, expect, it } from 'vitest';
import { git, makeFolder, makeRepository, writeFolder } from '../support/git-repository.ts';
import { deployScript, pythonService } from '../support/services.ts';
import { type Ran, rollcall } from './run-cli.ts';

const value = 'canary-history-4f1d';
const flags = [`--set-env-vars=LOG=${value}`, '--set-secrets=SECRET_KEY=key:latest,TOKEN=token:latest'];
const dropped = { 'deploy.py': deployScript('auth', flags[0] ?? '', '--set-secrets=TOKEN=token:latest') };
const whole = { 'deploy.py': deployScript('auth', ...flags) };
const service = pythonService(
  'auth',
  'key = os.environ["SECRET_KEY"]',
  'token = os.environ["TOKEN"]',
  'log = os.environ["LOG"]',
);

/** main drops SECRET_KEY and restores it; the branch feature drops it too, and stays so. */
const made = makeRepository([
  { files: { ...service, ...whole }, message: 'Deploy auth', date: '2025-03-01T00:00:00Z' },
  { files: dropped, message: 'Tidy up on the side', date: '2025-03-02T00:00:00Z', branch: 'feature' },
  {
    files: { ...dropped, 'notes.md': 'a\n' },
    message: 'feat: \u001b[31mharmless\u001b[0m',
    date: '2025-03-03T00:00:00Z',
    branch: 'main',
  },
  { files: whole, message: 'Give the key again', date: '2025-03-03T02:34:00Z' },
]);
const [, aside = '', cause = '', cure = ''] = made.commits;

const run = (...args: readonly string[]): Ran => rollcall(made.folder, [...args, '--no-cache']);
const json = (...args: readonly string[]) => JSON.parse(run(...args, '--format', 'json').stdout);

/** Cause and cure of each drop of SECRET_KEY. */
function drops(...args: readonly string[]): unknown[] {
  return json('history', ...args)
    .regressions.filter(({ kind }: { kind: string }) => kind === 'dropped')
    .map(({ name, introducedBy, fixedBy }: Record<string, { commit: string } | null>) => [
      name,
      introducedBy?.commit,
      fixedBy?.commit ?? null,
    ]);
}

const onMain = ['SECRET_KEY', cause, cure];
const onFeature = ['SECRET_KEY', aside, null];

describe('rollcall history', () => {
  it("tells the regressions of HEAD's history, or of all refs", () => {
    expect(drops()).toEqual([onMain]);
    expect(drops('--all')).toEqual([onFeature, onMain]);
  });

  it('tells what is asked for only', () => {
    expect(drops('--service', 'auth')).toEqual([onMain]);
    expect(drops('--only', 'auth', '--name', 'SECRET_KEY')).toEqual([onMain]);
    expect(drops('--name', 'TOKEN')).toEqual([]);
    expect(drops('--kind', 'dropped', '--kind', 'remapped')).toEqual([onMain]);
    expect(drops('--kind', 'remapped')).toEqual([]);
    expect(drops('--since', '2025-03-03')).toEqual([onMain]);
    expect(drops('--since', '2025-03-04')).toEqual([]);
    expect(drops('--since', 'HEAD~1')).toEqual([onMain]);
    expect(drops('--since', 'HEAD')).toEqual([]);
    expect(drops('--all', '--since', 'HEAD')).toEqual([onFeature]);
  });

  it('exits 1 with --fail-on open while one that is asked for is open', () => {
    const codeOf = (...args: readonly string[]): number | null => run('history', ...args).code;
    expect(codeOf('--all')).toBe(0);
    expect(codeOf('--fail-on', 'open')).toBe(0);
    expect(codeOf('--all', '--fail-on', 'open')).toBe(1);
    expect(codeOf('--all', '--fail-on', 'open', '--name', 'TOKEN')).toBe(0);
    expect(codeOf('--fail-on', 'mended')).toBe(2);
  });

  it('prints JSON of the documented form, with the offsets of both sides', () => {
    const report = json('history');
    expect(report).toMatchObject({ schema: 'rollcall/history@1', commits: 3, complete: true });
    const [drop] = report.regressions.filter(({ kind }: { kind: string }) => kind === 'dropped');
    expect(drop).toMatchObject({ service: 'auth', need: 'required', open: false, durationHours: 2.5667 });
    expect(drop.introducedBy.subject).toBe('feat: \u001b[31mharmless\u001b[0m');
    expect(
      report.changes.map(({ commit, removed }: { commit: string; removed: string[] }) => [commit, removed]),
    ).toContainEqual([cause, ['SECRET_KEY']]);
  });

  it('prints a list for people, in which no subject steers the terminal and no value stands', () => {
    const { stdout, stderr } = run('history', '--all');
    expect(stdout).toContain('\\u001b[31mharmless');
    expect(stdout.includes('\u001b') || (stdout + stderr).includes(value)).toBe(false);
    expect(stdout).toContain(`rollcall postmortem ${aside.slice(0, 9)}`);
    expect(stdout).toContain('after 2 h 34 m');
    expect(stderr).toBe('');
  });

  it('refuses what it cannot tell about', () => {
    const stderrOf = (...args: readonly string[]): string => {
      const { code, stdout, stderr } = run('history', ...args);
      expect([code, stdout]).toEqual([2, '']);
      return stderr;
    };
    expect(stderrOf('--service', 'auht')).toBe(
      'rollcall: The history knows no service called auht.\nDid you mean auth?\n',
    );
    expect(stderrOf('--name', 'SECRET_KYE')).toContain('Did you mean SECRET_KEY?');
    expect(stderrOf('--since', 'no-such-ref')).toContain('no commit called no-such-ref');
    expect(stderrOf('--since', '2025-02-45')).toContain('The calendar has no 2025-02-45.');
    expect(stderrOf('--kind', 'lost')).toContain('Allowed choices are dropped');
    expect(stderrOf('--ref', 'HEAD')).toContain('Leave --ref out');
  });

  it('needs a repository that holds a commit', () => {
    const none = rollcall(writeFolder(service), ['history']);
    expect([none.code, none.stderr.includes('not in a git repository')]).toEqual([2, true]);
    const empty = makeFolder();
    git(empty, ['init', '--quiet']);
    for (const args of [['history'], ['history', '--all'], ['postmortem']]) {
      const ran = rollcall(empty, args);
      expect([ran.code, ran.stderr.includes('no commits yet')]).toEqual([2, true]);
    }
  });

  it('reads a bare repository', () => {
    const bare = makeFolder();
    git(bare, ['clone', '--quiet', '--bare', made.folder, 'copy.git']);
    const { stdout, code } = rollcall(bare, ['history', '-C', 'copy.git', '--no-cache', '--format', 'json']);
    expect([code, JSON.parse(stdout).commits]).toEqual([0, 3]);
  });

  it('is incomplete where the clone is shallow, unless that is allowed', () => {
    const clone = makeFolder();
    git(clone, ['clone', '--quiet', '--depth=2', '--branch=main', `file://${made.folder}`, 'copy']);
    const ran = (...args: readonly string[]): Ran => rollcall(`${clone}/copy`, ['history', '--no-cache', ...args]);
    expect(ran().code).toBe(3);
    expect(ran().stdout).toContain('Not read');
    expect(ran('--allow-incomplete').code).toBe(0);
  });
});

describe('rollcall postmortem', () => {
  it('is about the newest open regression, else the newest', () => {
    expect(json('postmortem')).toMatchObject({ verdict: 'breaks', commit: { commit: cause } });
    expect(json('postmortem', '--all')).toMatchObject({ verdict: 'breaks', commit: { commit: aside } });
  });

  it('tells what a commit mended, and which one was the cause', () => {
    const report = json('postmortem', 'HEAD');
    expect(report).toMatchObject({ schema: 'rollcall/postmortem@1', verdict: 'mends', commit: { commit: cure } });
    expect(report.mended[0].cause.commit).toBe(cause);
  });

  it('explains a commit of another branch by all refs', () => {
    expect(json('postmortem', 'feature')).toMatchObject({ verdict: 'breaks', commit: { commit: aside } });
  });

  it('writes a document', () => {
    const { code, stdout } = run('postmortem', cause, '--format', 'markdown');
    expect(code).toBe(0);
    expect(stdout).toContain(`# Postmortem of \`${cause.slice(0, 9)}\``);
    expect(stdout).toContain('- For `auth` it removes `SECRET_KEY` (`deploy.py`).');
    expect(stdout.includes(value) || stdout.includes('\u001b')).toBe(false);
  });

  it('shows both sides as they were at each commit, values covered', () => {
    const { stdout } = run('postmortem', cause);
    const frames = [...stdout.matchAll(/ (needed|given) +\S+ {2}(before|after) ([0-9a-f]{9})\n((?: {6,}.*\n)+)/g)].map(
      ([, of, side, commit, frame = '']) => [of, side, commit, /> .*/.exec(frame)?.[0].replace(/^> *\d+ \| */, '')],
    );
    const [first = ''] = made.commits;
    expect(frames).toEqual(
      expect.arrayContaining([
        ['given', 'before', first.slice(0, 9), expect.stringContaining('SECRET_KEY=key:latest')],
        ['needed', 'after', cause.slice(0, 9), 'key = os.environ["SECRET_KEY"]'],
        ['given', 'after', cause.slice(0, 9), expect.stringContaining('"--set-secrets=TOKEN=token:latest"')],
        ['given', 'after', cure.slice(0, 9), expect.stringContaining('SECRET_KEY=key:latest')],
      ]),
    );
    expect(stdout).not.toContain(value);
    const document = run('postmortem', cause, '--format', 'markdown').stdout;
    expect(document).toContain(`, after \`${cause.slice(0, 9)}\`\n\n  \`\`\`text\n`);
    expect(document).toContain('key = os.environ["SECRET_KEY"]');
  });

  it('refuses a commit that nothing contains, and one that is not there', () => {
    const tree = git(made.folder, ['rev-parse', 'HEAD^{tree}']);
    const lost = git(made.folder, ['commit-tree', tree, '-m', 'Lost']);
    expect(run('postmortem', lost).stderr).toContain('No branch and no tag contains');
    expect(run('postmortem', 'no-such-ref').code).toBe(2);
    expect(run('postmortem', '--only', 'auth').code).toBe(2);
  });
});
