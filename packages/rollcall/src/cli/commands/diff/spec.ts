import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'diff',
  summary: 'what this branch breaks: findings that its base does not have',
  options: [{ flags: '--against <ref>', does: 'the branch that this one will be merged into' }],
  examples: [
    ['rollcall diff --against origin/main', 'the files on disk against where the branch began'],
    ['rollcall diff --against main --ref feature', 'one branch against another'],
  ],
  load: () => import('./run.ts'),
};
