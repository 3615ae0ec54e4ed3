import { type CommandSpec, REPORT_FORMAT } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'diff',
  summary: 'what this branch breaks: findings that its base does not have',
  options: [{ flags: '--against <ref>', does: 'the branch that this one will be merged into' }, REPORT_FORMAT],
  examples: [
    ['rollcall diff --against origin/main', 'the files on disk against where the branch began'],
    ['rollcall diff --against origin/main --format markdown', 'a comment for the pull request'],
    ['rollcall diff --against main --ref feature', 'one branch against another'],
  ],
  load: () => import('./run.ts'),
};
