import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'postmortem',
  summary: 'what a commit broke or mended, what it has no part in, and which commits are cause and cure',
  argument: {
    written: '[commit]',
    does: 'any commit; by default that of the newest open regression, else of the newest',
  },
  options: [
    { flags: '--all', does: 'read all branches and tags, not only what HEAD contains' },
    { flags: '--format <format>', does: 'terminal, json or markdown', choices: ['terminal', 'json', 'markdown'] },
  ],
  examples: [
    ['rollcall postmortem', 'the regression that matters now'],
    ['rollcall postmortem v1.4.0', 'what this release broke, mended or found broken'],
    ['rollcall postmortem HEAD~3 --format markdown', 'a document to file'],
  ],
  load: () => import('./run.ts'),
};
