import { describe, expect, it } from 'vitest';
import { postmortemOf } from '../../src/history/postmortem.ts';
import { selectHistory } from '../../src/history/select.ts';
import type { History, Regression, RegressionKind } from '../../src/model/history.ts';
import { codeBlock, codeSpan } from '../../src/reporters/escape-markdown.ts';
import { writeElapsed } from '../../src/reporters/incident-words.ts';
import { historyJson, postmortemJson } from '../../src/reporters/json.ts';
import { postmortemMarkdown } from '../../src/reporters/markdown-postmortem.ts';
import { createPaint } from '../../src/reporters/paint.ts';
import { historyText } from '../../src/reporters/terminal-history.ts';
import { postmortemText } from '../../src/reporters/terminal-postmortem.ts';
import { evening, incident } from '../history/incident.ts';
import { commit, historyOf, regression } from '../history/regressions.ts';

const plain = createPaint(false);
const { cause, cure, asked } = evening;

function listOf(history: History): string {
  const report = selectHistory(
    history,
    { services: [], names: [], kinds: [], since: null },
    { services: [], names: [] },
  );
  return historyText(report, plain);
}

/** The text with its line breaks and indents made single spaces. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('foreign lines', () => {
  it('stand in a fence that they cannot close', () => {
    expect(codeBlock('a\n```\nb')).toBe('````text\na\n```\nb\n````');
    expect(codeBlock('a')).toBe('```text\na\n```');
  });
});

describe('the list', () => {
  it('tells names that two commits broke and mended as one block', () => {
    const names = Array.from({ length: 24 }, (_, i) => `NAME_${i}`);
    const text = listOf(historyOf(names.map((name) => regression(asked, { name, fixedBy: evening.restored }))));
    expect(text.match(/introduced/g)).toHaveLength(1);
    expect(text).toContain('dropped  auth  24 names');
    for (const name of names) expect(flat(text)).toMatch(new RegExp(`${name}\\b`));
    expect(text).toContain('24 regressions: 0 open, 24 ended.');
  });

  it('tells what happened, how long, by which commits, and shows both sides', () => {
    const text = listOf(incident);
    expect(flat(text)).toContain(
      'unmet-requirement auth REDIS_HOST, REDIS_PORT, SECRET_KEY required ' +
        'The code of auth in staging and production began to require them, and deploy.py did not give them.',
    );
    expect(text).toContain('needed  auth/main.py:32  after aaaaaaaaa');
    expect(text).toContain('given   deploy.py:95  after aaaaaaaaa');
    expect(text).toContain(`introduced  aaaaaaaaa  2025-09-04 20:44 -07:00  “${cause.subject}”`);
    expect(text).toContain(`mended      bbbbbbbbb  2025-09-04 23:19 -07:00, after 2 h 34 m  “${cure.subject}”`);
  });

  it('puts the open ones first and ends with what to type next', () => {
    const old = commit('9', '2020-01-01T00:00:00Z');
    const text = listOf(historyOf([regression(old, { name: 'OLD' }), ...incident.regressions]));
    expect(text.startsWith('Open\n\n  dropped  auth  OLD')).toBe(true);
    expect(text.indexOf('OLD')).toBeLessThan(text.indexOf('Mended'));
    expect(text).toContain('8 regressions: 1 open, 7 ended.');
    expect(text.trimEnd().split('\n').at(-1)).toContain('rollcall postmortem 999999999');
  });

  it('says what was not read, and never calls it clean', () => {
    const text = listOf(
      historyOf([], [], { complete: false, notRead: ['The clone is shallow.'], missingObjects: ['f'] }),
    );
    expect(text).toContain('No regressions.');
    expect(text).toContain('! The clone is shallow.');
    expect(text).toContain('1 object missing');
    expect(text).toContain('Incomplete:');
    expect(listOf(historyOf([]))).not.toContain('Incomplete');
  });

  it('tells twins, doubt, and an end without a cure', () => {
    const one = regression(asked, { twins: ['7'.repeat(40)], confidence: 0.6, open: false });
    const text = listOf(historyOf([one]));
    expect(text).toContain('777777777 made the same change');
    expect(text).toContain('60% sure');
    expect(text).toContain('no branch holds it any more');
  });

  const told: Readonly<Record<RegressionKind, readonly [Partial<Regression>, string]>> = {
    dropped: [{}, 'deploy.py gave it to auth, from the secret secret-key, and stopped.'],
    remapped: [{ to: 'other' }, 'from the secret secret-key, then from the secret other.'],
    renamed: [{}, 'by another name, and the code did not follow.'],
    'type-conflict': [{}, 'once as a secret and once as a plain value'],
    'split-identity': [{ other: 'JWT_KEY', to: 'jwt' }, 'It and JWT_KEY must be one secret'],
    wiped: [{}, 'began to set the whole list of auth'],
    malformed: [{}, 'could not do what it says about it'],
    'reader-removed': [{}, 'the code no longer loaded it.'],
    'unmet-requirement': [{ side: 'deployment' }, 'deployed auth without it, and the code requires it.'],
  };

  it.each(Object.entries(told))('has a sentence for %s', (kind, [more, sentence]) => {
    const text = listOf(historyOf([regression(asked, { ...more, kind: kind as RegressionKind })]));
    expect(flat(text)).toContain(sentence);
  });

  it('tells a script that took over, and where each of several names came from', () => {
    const entry = listOf(historyOf([regression(asked, { side: 'entry' })]));
    expect(flat(entry)).toContain('deploy.py took over the deployment of auth and did not give it.');
    const two = ['A', 'B'].map((name) =>
      regression(asked, { name, kind: 'remapped', from: `${name}-1`, to: `${name}-2` }),
    );
    expect(listOf(historyOf(two))).toContain('B: from the secret B-1, then from the secret B-2');
  });
});

describe('a postmortem', () => {
  it('of the blamed commit names what it broke, what it does not touch, and cause and cure', () => {
    const report = postmortemOf(incident, asked);
    const text = flat(postmortemText(report, plain));
    expect(text).toContain('Postmortem: ccccccccc breaks REDIS_HOST and REDIS_PORT of auth and backend');
    expect(text).toContain('For auth it removes REDIS_HOST and REDIS_PORT (deploy.py).');
    expect(text).toContain('It does not touch SECRET_KEY: what auth is given for it is the same before and after.');
    expect(text).toContain('already mended by bbbbbbbbb, 6 m before this commit');
    expect(text).toContain('rollcall diff --against <base>');
    const document = postmortemMarkdown(report);
    expect(document).toContain('# Postmortem of `ccccccccc`');
    expect(document).toContain('**It does not touch `SECRET_KEY`:**');
    expect(document).toContain('Already mended by `bbbbbbbbb`, 6 m before this commit.');
    expect(document).toContain(`Cause: \`aaaaaaaaa\` of \`2025-09-04 20:44 -07:00\`, which says \`${cause.subject}\``);
  });

  it('of a commit that did nothing says so', () => {
    const quiet = commit('f', '2030-01-01T00:00:00Z');
    const text = postmortemText(postmortemOf(incident, quiet), plain);
    expect(text).toContain('fffffffff neither breaks nor mends anything');
    expect(text).toContain('It changes nothing that a deployment gives.');
    expect(text).not.toContain('Timeline');
  });

  it('names only commands that there are', () => {
    const text = postmortemText(postmortemOf(incident, asked), plain);
    const commands = [...text.matchAll(/^ {2}rollcall (\w+)/gm)].map(([, command]) => command);
    expect(new Set(commands)).toEqual(new Set(['diff', 'check', 'history']));
  });
});

describe('JSON', () => {
  it('of a history has the documented shape', () => {
    const report = JSON.parse(historyJson(incident, '1.2.3'));
    expect(Object.keys(report)).toEqual([
      'schema',
      'tool',
      'commits',
      'complete',
      'missingObjects',
      'notRead',
      'regressions',
      'changes',
    ]);
    expect(report).toMatchObject({ schema: 'rollcall/history@1', tool: '1.2.3', commits: 10, complete: true });
    const [first] = report.regressions;
    expect(first).toMatchObject({
      kind: 'unmet-requirement',
      side: 'code',
      need: 'required',
      service: 'auth',
      deployment: 'deploy.py',
      environments: ['staging', 'production'],
      name: 'SECRET_KEY',
      introducedBy: cause,
      fixedBy: cure,
      open: false,
      durationHours: 2.5822,
    });
    expect(first.evidence[0]).toMatchObject({
      commit: cause.commit,
      side: 'after',
      path: 'auth/main.py',
      span: { line: 32 },
    });
    expect(report.changes[0]).toMatchObject({ commit: cure.commit, service: 'auth', removed: [], renamed: [] });
  });

  it('of a postmortem lists each regression once, and names it by id', () => {
    const report = JSON.parse(postmortemJson(postmortemOf(incident, asked), '1.2.3'));
    const known = new Set(report.regressions.map(({ id }: { id: string }) => id));
    expect([report.schema, report.verdict, known.size]).toEqual(['rollcall/postmortem@1', 'breaks', 7]);
    expect(report.title).toBe('ccccccccc breaks REDIS_HOST and REDIS_PORT of auth and backend');
    const used = [...report.introduced, ...report.mendedBefore, ...report.timeline].flatMap(
      (part: { regressions: string[] }) => part.regressions,
    );
    expect(used.every((id: string) => known.has(id))).toBe(true);
  });
});

describe('hostile text', () => {
  const nasty = 'x\u001b[31m\u202e\r\n`](http://evil.invalid) <img src=x> @everyone `` # |';
  const bad = commit('b', '2025-01-01T00:00:00Z', nasty);
  const history = historyOf(
    [
      regression(bad, {
        name: nasty,
        service: nasty,
        deployment: nasty,
        environments: [nasty],
        from: nasty,
        evidence: [{ commit: bad.commit, side: 'after', of: 'given', path: nasty, span: null }],
      }),
    ],
    [],
    { notRead: [nasty] },
  );
  const report = postmortemOf(history, bad);

  const steers = (text: string): boolean => ['\u001b', '\u202e', '\r'].some((character) => text.includes(character));

  it('steers no terminal', () => {
    for (const text of [listOf(history), postmortemText(report, plain)]) {
      expect(text).toContain('\\u001b[31m\\u202e\\u000d\\u000a');
      expect(steers(text)).toBe(false);
    }
    for (const json of [historyJson(history, '1'), postmortemJson(report, '1')]) {
      expect(steers(json)).toBe(false);
      JSON.parse(json);
    }
  });

  it('stays inside code spans in Markdown', () => {
    const document = postmortemMarkdown(report);
    const outside = document.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(document).toContain('evil.invalid');
    for (const part of ['evil', '<img', '@everyone', '](']) expect(outside).not.toContain(part);
  });

  it.each([
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    ['', '(nothing)'],
    [' a', '`  a `'],
  ])('makes a code span of %j', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  it('a subject that is too long is cut, one that is empty is said to be', () => {
    const long = commit('1', '2025-01-01T00:00:00Z', 'word '.repeat(100));
    const empty = commit('2', '2025-01-01T00:00:00Z', '');
    const text = listOf(historyOf([regression(long), regression(empty)]));
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true);
    expect(text).toContain('(no subject)');
  });
});

it.each([
  [0, 'less than a minute'],
  [-3, 'less than a minute'],
  [0.35, '21 m'],
  [(2 * 3600 + 34 * 60 + 56) / 3600, '2 h 34 m'],
  [47.99, '47 h 59 m'],
  [76.5, '3 d 4 h'],
])('%d hours read as %s', (hours, text) => {
  expect(writeElapsed(hours)).toBe(text);
});
