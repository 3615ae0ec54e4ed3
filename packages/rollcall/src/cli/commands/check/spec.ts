import { type CommandSpec, REPORT_FORMAT } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'check',
  summary: 'what each service needs against what its deployments give, by rule',
  options: [
    { flags: '--explain <name>', does: 'why this name counts as needed and given, instead of findings' },
    { flags: '--fix', does: 'show the edits that mend findings, as a diff' },
    { flags: '--yes', does: 'with --fix: write them' },
    { flags: '--baseline <file>', does: 'what this file holds does not count; it is told as known' },
    { flags: '--update-baseline', does: 'write the findings of now to the baseline: fixed ones leave it' },
    REPORT_FORMAT,
  ],
  examples: [
    ['rollcall check', 'all findings in this folder'],
    ['rollcall check --ref HEAD~1 --format json', 'those of a commit, for a program'],
    ['rollcall check --baseline known.json', 'only what the baseline does not hold counts'],
    ['rollcall check --format sarif > rollcall.sarif', 'for code scanning'],
    ['rollcall check --fix', 'what could be mended here, as a diff'],
    ['rollcall check --explain SECRET_KEY', 'why one name counts as it does'],
  ],
  load: () => import('./run.ts'),
};
