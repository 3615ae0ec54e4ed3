import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/registry.generated.ts';
import { rollcall } from '../cli/run-cli.ts';
import { writeFolder } from '../support/git-repository.ts';
import { makeFixture, PLAIN_SECRET, ruleFixtures } from './fixture-repositories.ts';

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly service: string | null;
  readonly name: string | null;
  readonly what: string;
  readonly why: string;
  readonly fix: { readonly command?: string; readonly edits: readonly unknown[] };
  readonly span: { readonly path: string; readonly line: number; readonly start: number; readonly end: number };
}

interface Told {
  readonly findings: readonly Found[];
  readonly complete: boolean;
}

/** Rules that say in words alone what mends the case here. */
const WITHOUT_FIX: ReadonlySet<string> = new Set([
  'no-conflicting-sources',
  'no-duplicate-binding',
  'no-lost-deployment',
  'no-malformed-flag',
  'no-malformed-suppression',
  'no-stale-suppression',
  'no-type-conflict',
  'no-undeclared-read',
  'no-unknown-name',
  'no-unset-input',
]);

test('every rule has a repository', () => {
  const withOne = new Set(ruleFixtures.map(({ rule }) => rule));
  expect(rules.map(({ meta }) => meta.id).filter((id) => !withOne.has(id))).toEqual([]);
});

describe('a repository on which one rule alone speaks', () => {
  test.each(ruleFixtures)('$rule', (fixture) => {
    const ran = rollcall(makeFixture(fixture), [...fixture.args, '--format', 'json']);
    const { findings, complete } = JSON.parse(ran.stdout) as Told;
    expect(
      findings.map(({ rule, severity, service, name, span }) => ({
        rule,
        severity,
        service,
        name,
        path: span.path,
        line: span.line,
        text: (fixture.files[span.path] ?? fixture.base?.[span.path])?.slice(span.start, span.end),
      })),
    ).toEqual([{ rule: fixture.rule, ...fixture.finding }]);
    for (const { what, why, fix } of findings) {
      expect(what).toMatch(/\S.*[.?]$/s);
      expect(why).toMatch(/\S.*\.$/s);
      const isMended = fix.command !== undefined || fix.edits.length > 0;
      expect(isMended).toBe(!WITHOUT_FIX.has(fixture.rule));
    }
    const ofNote = complete ? 0 : 3;
    expect(ran.code).toBe(fixture.finding.severity === 'note' ? ofNote : 1);
    expect(ran.stdout + ran.stderr).not.toContain(PLAIN_SECRET);
  });
});

test.each(rules.map(({ meta }) => meta))('$id is explained where there is no repository', ({ id, docs, examples }) => {
  const { code, stdout } = rollcall(writeFolder({}), ['explain', id]);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain(docs.split('\n')[0]);
  expect(examples.some(({ findings }) => findings.length > 0)).toBe(true);
  expect(examples.some(({ findings }) => findings.length === 0)).toBe(true);
});
