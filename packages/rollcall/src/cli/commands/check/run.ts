import { check } from '../../../check.ts';
import { checkJson } from '../../../reporters/json.ts';
import { checkText } from '../../../reporters/terminal-check.ts';
import type { RunCommand } from '../../command.ts';
import { exitCodeOf, isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';
import { openBaseline, useBaseline } from './baseline.ts';

export const run: RunCommand = async (_args, options) => {
  if (options.explain !== undefined) {
    const explain = await import('../explain/run.ts');
    return explain.run([options.explain], options);
  }
  const baseline = openBaseline(options);
  return withTarget(options, async (target, how) => {
    const report = useBaseline(await check(target, how), baseline, how.only.length === 0);
    const stdout = isJson(options) ? checkJson(report, version) : checkText(report, paintOf(options));
    return { stdout, exitCode: exitCodeOf(report, options) };
  });
};
