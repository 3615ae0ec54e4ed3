import { check, worstFindings } from '../../../check.ts';
import { checkJson } from '../../../reporters/json.ts';
import { overviewText } from '../../../reporters/terminal-check.ts';
import type { RunCommand } from '../../command.ts';
import { exitCodeOf, isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';

const MOST = 5;

export const run: RunCommand = (_args, options) =>
  withTarget(options, async (target, how) => {
    const report = await check(target, how);
    const text = isJson(options)
      ? checkJson(report, version)
      : overviewText(report, worstFindings(report.findings, MOST), paintOf(options));
    return { stdout: text, exitCode: exitCodeOf(report, options) };
  });
