import { check } from '../../../check.ts';
import type { RunCommand } from '../../command.ts';
import { reported } from '../../report.ts';
import { withTarget } from '../../session.ts';
import { openBaseline, useBaseline } from './baseline.ts';

export const run: RunCommand = async (_args, options) => {
  if (options.explain !== undefined) {
    const explain = await import('../explain/run.ts');
    return explain.run([options.explain], options);
  }
  const baseline = openBaseline(options);
  return withTarget(options, async (target, how) => {
    const report = useBaseline(await check(target, how), baseline, how.only.length === 0);
    return reported(report, target, options);
  });
};
