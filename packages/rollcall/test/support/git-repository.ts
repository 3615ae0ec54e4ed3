import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A file's content; `symlink` makes a symbolic link with that target. */
export type Content = string | Uint8Array | { readonly symlink: string };

/** Path ('/'-separated) → content; in a step, null deletes the file. */
export type Files = Readonly<Record<string, Content>>;
export type Changes = Readonly<Record<string, Content | null>>;

/** One commit. */
export interface Step {
  readonly files: Changes;
  readonly message: string;
  /** ISO date with offset (`2025-09-04T20:44:27-07:00`); one hour after the step before it by default. */
  readonly date?: string;
  /** The author's date where it is not the committer's: a cherry-pick. */
  readonly authorDate?: string;
  /** Branch that the commit goes to; the step before it's by default (`main` at first). A new branch starts at the step before it. */
  readonly branch?: string;
  /** Branches merged by this commit. Its tree is the branch's own tree and `files`: state in `files` what the merge brings in. */
  readonly merge?: readonly string[];
}

export interface MadeRepository {
  /** The work tree: the last step's branch, checked out. */
  readonly folder: string;
  /** Full commit ids, one a step. */
  readonly commits: readonly string[];
}

/** What the tested code puts into the temporary folder goes with it: a test process is ended without its exit handlers. */
const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'rollcall-test-'));
// Open to pass through, for tests that read as another account.
chmodSync(temporary, 0o711);
process.env.TMPDIR = temporary;
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** An empty temporary folder that is removed after the test file. */
export function makeFolder(): string {
  return mkdtempSync(join(temporary, 'folder-'));
}

/** Writes files into a new temporary folder, without git; returns the folder. */
export function writeFolder(files: Files): string {
  const folder = makeFolder();
  writeFiles(folder, files);
  return folder;
}

/** Writes files into a folder that is there. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if (isLink(content)) symlinkSync(content.symlink, target);
    else writeFileSync(target, content);
  }
}

/** Runs git in a folder, free of the machine's own configuration; returns stdout without its last line end. */
export function git(folder: string, args: readonly string[], input?: string | Uint8Array): string {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    timeout: 120_000,
    ...(input === undefined ? {} : { input }),
    env: { ...Object.fromEntries(environment), ...IDENTITY },
  }).replace(/\n$/, '');
}

/** Makes a repository with one commit a step: fixed author and dates, so that the same steps give the same ids. */
export function makeRepository(steps: readonly Step[]): MadeRepository {
  const folder = makeFolder();
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  if (steps.length === 0) return { folder, commits: [] };
  const marks = join(folder, '.git', 'rollcall-marks');
  const { stream, branch } = writeStream(steps);
  git(folder, ['fast-import', '--quiet', '--force', `--export-marks=${marks}`], stream);
  git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  git(folder, ['reset', '--quiet', '--hard']);
  const ids = new Map(
    readFileSync(marks, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  rmSync(marks);
  return { folder, commits: steps.map((_, index) => ids.get(`:${index + 1}`) ?? '') };
}

const IDENTITY = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_AUTHOR_NAME: 'Rollcall Tests',
  GIT_AUTHOR_EMAIL: 'tests@rollcall.invalid',
  GIT_COMMITTER_NAME: 'Rollcall Tests',
  GIT_COMMITTER_EMAIL: 'tests@rollcall.invalid',
  GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z',
};
const FIRST_DATE = Date.parse('2025-01-01T00:00:00Z') / 1000;

/** The steps in the format of `git fast-import`: one process for any number of commits. */
function writeStream(steps: readonly Step[]): { stream: Buffer; branch: string } {
  const out: Buffer[] = [];
  const tips = new Map<string, number>();
  let branch = 'main';
  let clock = FIRST_DATE;
  for (const [index, step] of steps.entries()) {
    const from = step.branch !== undefined && !tips.has(step.branch) ? index : tips.get(step.branch ?? branch);
    branch = step.branch ?? branch;
    const date = step.date === undefined ? `${clock + 3600} +0000` : rawDate(step.date);
    clock = Number(date.split(' ')[0]);
    const author = step.authorDate === undefined ? date : rawDate(step.authorDate);
    out.push(
      Buffer.from(
        `commit refs/heads/${branch}\nmark :${index + 1}\n` +
          `author Rollcall Tests <tests@rollcall.invalid> ${author}\n` +
          `committer Rollcall Tests <tests@rollcall.invalid> ${date}\n`,
      ),
      data(step.message),
    );
    if (from) out.push(Buffer.from(`from :${from}\n`));
    for (const merged of step.merge ?? []) out.push(Buffer.from(`merge :${tips.get(merged) ?? 0}\n`));
    for (const [path, content] of Object.entries(step.files)) out.push(...change(path, content));
    tips.set(branch, index + 1);
  }
  return { stream: Buffer.concat(out), branch };
}

function change(path: string, content: Content | null): Buffer[] {
  const name = `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (content === null) return [Buffer.from(`D ${name}\n`)];
  const mode = isLink(content) ? '120000' : '100644';
  return [Buffer.from(`M ${mode} inline ${name}\n`), data(isLink(content) ? content.symlink : content)];
}

function data(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

/** Git's raw date: seconds since 1970 and the offset. */
function rawDate(iso: string): string {
  const offset = /([+-]\d\d):?(\d\d)$/.exec(iso);
  return `${Math.floor(Date.parse(iso) / 1000)} ${offset ? `${offset[1]}${offset[2]}` : '+0000'}`;
}

function isLink(content: Content | null): content is { readonly symlink: string } {
  return content !== null && typeof content === 'object' && !(content instanceof Uint8Array);
}
