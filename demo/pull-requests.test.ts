import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diff, openTarget } from '../packages/rollcall/src/check.ts';
import type { DiffReport } from '../packages/rollcall/src/model/report.ts';
import { buildRepository, checkOut } from './repository.ts';
import { readTellings } from './story.ts';

const script = 'scripts/deploy_to_gcp.py';
const folder = mkdtempSync(join(tmpdir(), 'rollcall-pull-requests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let commits: string[] = [];

beforeAll(async () => {
  const telling = readTellings().find(({ id }) => id === 'as-it-was');
  commits = await buildRepository(folder, telling?.chapters ?? []);
});

/** What a pull request of this commit alone is told. */
async function comparedWithItsParent(commit: number): Promise<DiffReport> {
  const target = await openTarget({ folder, ref: commits[commit] ?? '' });
  try {
    return await diff(target, `${commits[commit]}~1`);
  } finally {
    await target.close();
  }
}

async function changed(edit: (text: string) => string): Promise<DiffReport> {
  await checkOut(folder, commits[3] ?? '');
  const path = join(folder, script);
  const text = readFileSync(path, 'utf8');
  const after = edit(text);
  expect(after).not.toBe(text);
  writeFileSync(path, after);
  const target = await openTarget({ folder });
  try {
    return await diff(target, 'HEAD');
  } finally {
    await target.close();
    execFileSync('git', ['checkout', '--quiet', '--', '.'], { cwd: folder });
  }
}

/** Errors, and the lines of both sides that each points at. */
function toldIn({ findings }: DiffReport): unknown[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ service, name, span, related, fix }) => ({
      of: `${service} ${name}`,
      given: span?.path,
      needed: related.find(({ role }) => role === 'needed')?.span.path,
      mends: fix.command?.startsWith('gcloud run services update ') && fix.command.includes(`${name}=`),
    }));
}

describe('the commits of the incident as pull requests', () => {
  it('the one that made three names required fails, and tells both sides and the commands', async () => {
    const report = await comparedWithItsParent(1);
    expect(toldIn(report)).toEqual(
      ['REDIS_HOST', 'REDIS_PORT', 'SECRET_KEY'].map((name) => ({
        of: `auth ${name}`,
        given: script,
        needed: 'auth_service/environment.py',
        mends: true,
      })),
    );
    const [first] = report.findings;
    const needed = first?.related.find(({ role }) => role === 'needed')?.span;
    const line = readLine(commits[1] ?? '', needed?.path ?? '', needed?.line ?? 0);
    expect(line).toContain(first?.name);
  });

  it('the one that was praised as the fix fails for the two names that it drops', async () => {
    const report = await comparedWithItsParent(3);
    expect(toldIn(report)).toEqual(
      ['REDIS_HOST', 'REDIS_PORT'].map((name) => ({
        of: `auth ${name}`,
        given: script,
        needed: 'auth_service/environment.py',
        mends: true,
      })),
    );
    expect(report.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual([
      'no-dropped-binding',
      'no-dropped-binding',
    ]);
  });

  it.each([2, 4, 5])('commit %i, which mends or moves, passes', async (commit) => {
    const { findings } = await comparedWithItsParent(commit);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});

describe('a change of how the list is written, and not of what it gives', () => {
  it('another layout of the same string', async () => {
    const report = await changed((text) => text.replaceAll(':latest,"\n                "', ':latest,'));
    expect(report.findings).toEqual([]);
  });

  it('another order of its items', async () => {
    const report = await changed((text) =>
      text.replace(
        /"POSTGRES_HOST=(\S+),"\n(\s+)"POSTGRES_PORT=(\S+),"/g,
        '"POSTGRES_PORT=$3,"\n$2"POSTGRES_HOST=$1,"',
      ),
    );
    expect(report.findings).toEqual([]);
  });

  it('a list of items that is joined', async () => {
    const report = await changed((text) =>
      text.replace(/"--set-secrets",\n((?:\s+(?:#[^\n]*|"\S+",?)\n)+)/g, (_, items: string) => {
        const names = [...items.matchAll(/"(\S+?),?"/g)].map(([, item]) => `"${item}"`);
        return `"--set-secrets",\n                ",".join([${names.join(', ')}]),\n`;
      }),
    );
    expect(report.findings).toEqual([]);
  });
});

function readLine(commit: string, path: string, line: number): string {
  const text = execFileSync('git', ['show', `${commit}:${path}`], { cwd: folder, encoding: 'utf8' });
  return text.split('\n')[line - 1] ?? '';
}
