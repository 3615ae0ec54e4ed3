import type { ReportFormat } from '../model/report.ts';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export function defaultFormat(): ReportFormat {
  return process.env.GITHUB_ACTIONS === 'true' ? 'github' : 'terminal';
}
