import { describe, expect, test } from 'vitest';
import { checkFiles } from '../../src/check.ts';
import { rules } from '../../src/rules/registry.generated.ts';

describe.each(rules.map(({ meta }) => meta))('$id', ({ id, examples }) => {
  test.each(examples)('$title', async ({ files, contract, contractBefore, against, findings }) => {
    const report = await checkFiles(files, {
      ...(contract === undefined ? {} : { contract }),
      ...(contractBefore === undefined ? {} : { contractBefore }),
      ...(against === undefined ? {} : { against }),
      today: '2026-08-24',
    });
    const told = report.findings.filter(({ rule }) => rule === id);
    expect(told.map(({ name, service, what }) => ({ name, service, what }))).toEqual(
      findings.map(({ name, service, what }) => ({ name, service, what: expect.stringContaining(what) })),
    );
  });

  test('has an example that it speaks of, and one that it is silent on', () => {
    const speaks = examples.map(({ findings }) => findings.length > 0);
    expect(new Set(speaks)).toEqual(new Set([true, false]));
  });
});
