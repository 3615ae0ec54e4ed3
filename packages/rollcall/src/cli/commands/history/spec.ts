import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'history',
  summary: 'every regression in the history, with the commits that made and mended it',
  options: [
    { flags: '--all', does: 'all branches and tags, not only what HEAD contains' },
    { flags: '--service <service>', does: 'of this service only; may be repeated', repeats: true },
    { flags: '--name <name>', does: 'of this name only; may be repeated', repeats: true },
    {
      flags: '--kind <kind>',
      does: 'of this kind only; may be repeated',
      repeats: true,
      choices: [
        'dropped',
        'remapped',
        'renamed',
        'type-conflict',
        'split-identity',
        'wiped',
        'malformed',
        'reader-removed',
        'unmet-requirement',
      ],
    },
    { flags: '--since <date-or-ref>', does: 'those begun, mended or open since a day, or since a commit' },
    { flags: '--fail-on <state>', does: 'exit 1 when one of those shown is open', choices: ['open'] },
  ],
  examples: [
    ['rollcall history', "the regressions of HEAD's history"],
    ['rollcall history --all --service auth', 'those of one service, on all branches'],
    ['rollcall history --since v1.4.0 --fail-on open', 'in CI: fail while one is open'],
  ],
  load: () => import('./run.ts'),
};
