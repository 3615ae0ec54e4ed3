import { diff } from '../../../check.ts';
import { createError } from '../../../errors.ts';
import type { RunCommand } from '../../command.ts';
import { reported } from '../../report.ts';
import { withTarget } from '../../session.ts';

export const run: RunCommand = async (_args, options) => {
  const { against } = options;
  if (against === undefined) {
    const fix = 'Name the branch to compare with: `rollcall diff --against origin/main`.';
    throw createError('USAGE', { what: 'diff needs something to compare with.', fix });
  }
  return withTarget(options, async (target, how) => reported(await diff(target, against, how), target, options));
};
