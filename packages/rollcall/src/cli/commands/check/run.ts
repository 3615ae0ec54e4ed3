import { check } from '../../../check.ts';
import type { RunCommand } from '../../command.ts';
import { defaultFormat } from '../../default-format.ts';
import { reported } from '../../report.ts';
import { paintOf, withTarget } from '../../session.ts';
import { openBaseline, useBaseline } from './baseline.ts';
import { refuseFixes } from './fix-options.ts';

export const run: RunCommand = async (_args, options) => {
  refuseFixes(options);
  if (options.explain !== undefined) {
    const explain = await import('../explain/run.ts');
    return explain.run([options.explain], options);
  }
  const baseline = openBaseline(options);
  return withTarget(options, async (target, how) => {
    const found = useBaseline(await check(target, how), baseline, how.only.length === 0);
    if (!options.fix) return reported(found, target, options);
    const { useFixes } = await import('./fix.ts');
    const { report, text } = await useFixes(target, found, how, options, paintOf(options));
    const now = report === found ? found : useBaseline(report, baseline, false);
    const { stdout, exitCode } = reported(now, target, options);
    const forPeople = (options.format ?? defaultFormat()) === 'terminal';
    return forPeople ? { stdout: `${text}\n${stdout}`, exitCode } : { stdout, stderr: text, exitCode };
  });
};
