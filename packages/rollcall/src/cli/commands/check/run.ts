import { check } from '../../../check.ts';
import { checkJson } from '../../../reporters/json.ts';
import { checkText } from '../../../reporters/terminal-check.ts';
import type { RunCommand } from '../../command.ts';
import { exitCodeOf, isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';

export const run: RunCommand = async (_args, options) => {
  if (options.explain !== undefined) {
    const explain = await import('../explain/run.ts');
    return explain.run([options.explain], options);
  }
  return withTarget(options, async (target, how) => {
    const report = await check(target, how);
    const stdout = isJson(options) ? checkJson(report, version) : checkText(report, paintOf(options));
    return { stdout, exitCode: exitCodeOf(report, options) };
  });
};
