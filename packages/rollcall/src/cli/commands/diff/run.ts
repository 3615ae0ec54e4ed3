import { diff } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import { diffJson } from '../../../reporters/json.ts';
import { diffText } from '../../../reporters/terminal-check.ts';
import type { RunCommand } from '../../command.ts';
import { exitCodeOf, isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';

export const run: RunCommand = async (_args, options) => {
  const { against } = options;
  if (against === undefined) {
    const fix = 'Name the branch to compare with: `rollcall diff --against origin/main`.';
    throw createError('USAGE', { what: 'diff needs something to compare with.', fix });
  }
  return withTarget(options, async (target, how) => {
    const report = await diff(target, against, how);
    const stdout = isJson(options) ? diffJson(report, version) : diffText(report, paintOf(options));
    return { stdout, exitCode: exitCodeOf(report, options) };
  });
};
